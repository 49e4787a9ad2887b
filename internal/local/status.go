package local

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"vedette/internal/local/api"
	"vedette/internal/local/store"
)

// Status is what a backend holds. Another vedette process reads it at
// GET /status of a running server.
type Status struct {
	Path     string          `json:"path"`  // database file
	Bytes    int64           `json:"bytes"` // its size
	Projects []ProjectStatus `json:"projects"`
	Counters []ItemCount     `json:"counters"`
}

// ItemCount says what became of the items of one type that were sent.
type ItemCount struct {
	Project  string `json:"project"`
	ItemType string `json:"itemType"`
	Outcome  string `json:"outcome"` // accepted digested dropped kept
	Reason   string `json:"reason,omitempty"`
	Count    int64  `json:"count"`
}

// ProjectStatus counts what one project holds.
type ProjectStatus struct {
	Slug   string `json:"slug"`
	Issues int64  `json:"issues"`
	Events int64  `json:"events"`
}

// Status counts what the backend holds.
func (s *Server) Status(ctx context.Context) (Status, error) {
	st := Status{Path: s.cfg.Path, Projects: []ProjectStatus{}, Counters: []ItemCount{}}
	if file, err := os.Stat(s.cfg.Path); err == nil {
		st.Bytes = file.Size()
	}
	projects, err := s.store.Projects(ctx)
	if err != nil {
		return st, err
	}
	slugs := map[int64]string{}
	for _, p := range projects {
		slugs[p.ID] = p.Slug
		_, issues, err := s.store.Issues(ctx, store.IssueFilter{Projects: []int64{p.ID}, Limit: 1})
		if err != nil {
			return st, err
		}
		_, events, err := s.store.Events(ctx, store.EventFilter{Project: p.ID, Limit: 1})
		if err != nil {
			return st, err
		}
		st.Projects = append(st.Projects, ProjectStatus{Slug: p.Slug, Issues: issues, Events: events})
	}
	counters, err := s.store.Counters(ctx)
	for _, c := range counters {
		st.Counters = append(st.Counters, ItemCount{Project: slugs[c.Project], ItemType: c.ItemType, Outcome: c.Outcome, Reason: c.Reason, Count: c.N})
	}
	return st, err
}

// manage answers other vedette processes: what is here, and a DSN for a
// project. The same guard as the API's keeps web pages out.
func (s *Server) manage(mux *http.ServeMux) {
	handle := func(pattern string, answer func(*http.Request) (any, error)) {
		mux.Handle(pattern, api.Guard(s.allowHost, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v, err := answer(r)
			if err != nil {
				writeJSON(w, http.StatusServiceUnavailable, map[string]string{"detail": err.Error()})
				return
			}
			writeJSON(w, http.StatusOK, v)
		})))
	}
	handle("GET /status", func(r *http.Request) (any, error) { return s.Status(r.Context()) })
	handle("POST /dsn/{project}", func(r *http.Request) (any, error) { return s.DSN(r.Context(), r.PathValue("project")) })
}

// RemoteStatus asks a running server what it holds.
func RemoteStatus(ctx context.Context, info Info) (st Status, err error) {
	return st, ask(ctx, http.MethodGet, info.URL+"/status", &st)
}

// RemoteDSN asks a running server for the DSN of a project, which it creates
// when it does not know it.
func RemoteDSN(ctx context.Context, info Info, project string) (dsn string, err error) {
	return dsn, ask(ctx, http.MethodPost, info.URL+"/dsn/"+url.PathEscape(project), &dsn)
}

// askTimeout bounds a question to a server on this machine.
const askTimeout = 5 * time.Second

func ask(ctx context.Context, method, address string, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{DisableKeepAlives: true} // no proxy: the address is on this machine
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("the local backend at %s does not answer: %w", address, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	if err != nil {
		return fmt.Errorf("the local backend at %s: %w", address, err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the local backend at %s answered %s: %s", address, resp.Status, body)
	}
	return json.Unmarshal(body, answer)
}
