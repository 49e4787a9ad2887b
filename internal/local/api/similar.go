package api

import (
	"math"
	"net/http"
	"strconv"

	"vedette/internal/local/store"
)

// likeness is how much an issue resembles the one asked for. Sentry's fields; the measure is what both issues share of exception type,
// crashing function, culprit and words of the title.
type likeness struct {
	Exception       float64 `json:"exception"` // from 0 to 1
	ShouldBeGrouped string  `json:"shouldBeGrouped"`
}

// similarIssues answers issues that resemble one, each in a pair with its likeness, the most alike first.
func (a *api) similarIssues(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	p, err := similarCount(r)
	if err != nil {
		return err
	}
	found, err := a.store.Similar(r.Context(), i.ID, p)
	if err != nil {
		return err
	}
	all := make([][2]any, 0, len(found))
	for _, s := range found {
		group, err := a.summary(r, s.Issue)
		if err != nil {
			return err
		}
		all = append(all, [2]any{group, likenessOf(s)})
	}
	writeJSON(w, http.StatusOK, all)
	return nil
}

// similarCount is how many issues are wanted: limit, or k as newer clients say.
func similarCount(r *http.Request) (int, error) {
	const usual = 10
	q := r.URL.Query()
	text := q.Get("limit")
	if text == "" {
		text = q.Get("k")
	}
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, badRequest("Invalid limit parameter.")
	}
	return min(n, maxPage), nil
}

// likenessOf calls issues the same only when everything that is compared agrees.
func likenessOf(s store.SimilarIssue) likeness {
	l := likeness{Exception: math.Round(s.Score*1e4) / 1e4, ShouldBeGrouped: "No"}
	if s.Score >= 1 {
		l.ShouldBeGrouped = "Yes"
	}
	return l
}
