package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/store"
)

// maxRuns is how many runs the list goes back.
const maxRuns = 1000

// wireRun is one row of the list of runs.
type wireRun struct {
	ID              string    `json:"id"` // UUID
	Title           string    `json:"title"`
	DateCreated     time.Time `json:"dateCreated"`
	LastTriggeredAt time.Time `json:"lastTriggeredAt"`
}

// seerRuns lists the runs of all issues, the last changed first. "query" is text of the title; is:, source: and type: match every run, as
// there is one user and one kind.
func (a *api) seerRuns(w http.ResponseWriter, r *http.Request) error {
	runs, err := a.store.Runs(r.Context(), maxRuns)
	if err != nil {
		return err
	}
	var wanted []string
	for word := range strings.FieldsSeq(strings.ToLower(r.URL.Query().Get("query"))) {
		if !strings.HasPrefix(word, "is:") && !strings.HasPrefix(word, "source:") && !strings.HasPrefix(word, "type:") {
			wanted = append(wanted, word)
		}
	}
	rows := []wireRun{}
	for _, run := range runs {
		i, err := a.store.Issue(r.Context(), strconv.FormatInt(run.IssueID, 10))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		row := wireRun{ID: run.UUID, Title: i.ShortID + ": " + i.Title, DateCreated: begun(run), LastTriggeredAt: run.Updated.UTC()}
		if containsAll(strings.ToLower(row.Title), wanted) {
			rows = append(rows, row)
		}
	}
	return writePage(a, w, r, rows)
}

// begun is when a run was started: its first block says so.
func begun(run store.Run) time.Time {
	var state struct {
		Blocks []struct {
			Timestamp time.Time `json:"timestamp"`
		} `json:"blocks"`
	}
	if json.Unmarshal(run.State, &state) != nil || len(state.Blocks) == 0 {
		return run.Updated.UTC()
	}
	return state.Blocks[0].Timestamp.UTC()
}

func containsAll(s string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(s, word) {
			return false
		}
	}
	return true
}
