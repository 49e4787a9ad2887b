package api

import (
	"context"

	"vedette/internal/local/store"
)

// expansions fills the fields of a row that cost queries of their own and are therefore only true when expand asks for them.
type expansions struct {
	api      *api
	wanted   map[string]bool
	sessions map[int64]int64 // by project
	teams    []store.Team
}

func (e *expansions) fill(ctx context.Context, i store.Issue, row *issueRow) error {
	owners, err := e.api.ownersOf(ctx, i, e.teams)
	if err != nil {
		return err
	}
	row.Owners = owners[0]
	if e.wanted["sessions"] {
		if row.SessionCount, err = e.sessionCount(ctx, i.Project.ID); err != nil {
			return err
		}
	}
	if e.wanted["latestEventHasAttachments"] {
		row.HasAttachments, err = e.api.latestHasAttachments(ctx, i)
	}
	return err
}

// sessionCount counts the sessions of a project.
func (e *expansions) sessionCount(ctx context.Context, project int64) (int64, error) {
	if n, ok := e.sessions[project]; ok {
		return n, nil
	}
	counts, err := e.api.store.SessionCounts(ctx, store.SessionFilter{Projects: []int64{project}})
	if err != nil {
		return 0, err
	}
	var n int64
	for _, c := range counts {
		n += c.Total()
	}
	e.sessions[project] = n
	return n, nil
}

func (a *api) latestHasAttachments(ctx context.Context, i store.Issue) (bool, error) {
	latest, _, _, err := a.store.Event(ctx, i.ID, store.Latest, nil)
	if isNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	files, err := a.store.Attachments(ctx, i.Project.ID, latest.ID)
	return len(files) > 0, err
}
