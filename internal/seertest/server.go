// Package seertest plays Sentry's Seer endpoints over loopback, for tests. It
// exists because what is hard about fix runs cannot be had from a real server on
// demand: answers that get lost after the server has acted, runs that look
// finished between two steps, pull requests that take a while, questions.
//
// It is written after the documented behaviour and shares no code with the
// client, so that a mistake in one does not hide in the other.
package seertest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Frame is what the next look at a run adds to it.
type Frame struct {
	Status  string            // "" = as before
	Blocks  []string          // JSON objects, appended
	Pending string            // JSON object; "null" takes it away; "" = as before
	PRs     map[string]string // repository -> JSON object, merged in
	Agents  string            // JSON object of agents; "" = as before
}

// Faults of the answer to a POST that was accepted all the same.
const (
	FaultNone = ""
	FaultCut  = "cut"  // the connection is closed
	Fault502  = "502"  // a proxy's page
	FaultHang = "hang" // nothing, until the client leaves
)

// Server is a Sentry server with one organization (any slug) whose issues (any
// id) have at most one newest run each. The zero value without Play answers
// every start and stays processing. Set the fields before the first request.
type Server struct {
	Play   map[string][]Frame // per step: what happens once it was posted, one Frame per look
	Hidden int                // looks for which a new run is not shown yet
	Fault  func(post int) string
	Setup  string // answer of autofix/setup/; "" = 404
	// Accepted is called with each start that was accepted, before its answer.
	Accepted func(body map[string]any)
	// Looked is called with the number (from 1) of each look at a run, before its answer.
	Looked func(look int)

	mu     sync.Mutex
	runs   map[string]*run // by issue
	posts  []map[string]any
	asked  []string
	number int
	looks  int
}

// run is one run of one issue.
type run struct {
	id      int
	uuid    string
	hidden  int
	status  string
	pending string
	agents  string
	blocks  []string
	prs     map[string]string
	queue   []Frame
	updated int
	older   *run // shown while this one is hidden
}

// Start serves s on loopback; close it when done.
func (s *Server) Start() *httptest.Server { return httptest.NewServer(s) }

// Starts are the bodies of the POSTs that were accepted, in order.
func (s *Server) Starts() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]map[string]any(nil), s.posts...)
}

// Asked are all requests, "METHOD path".
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// ServeHTTP answers what a fix run needs, and 404 for the rest.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/api/0")
	s.mu.Lock()
	s.asked = append(s.asked, r.Method+" "+path)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	parts := strings.Split(strings.Trim(path, "/"), "/") // organizations ORG issues ID ...
	if len(parts) < 4 || parts[2] != "issues" {
		s.other(w, r, parts)
		return
	}
	issue, rest := parts[3], strings.Join(parts[4:], "/")
	switch {
	case rest == "":
		answer(w, 200, fmt.Sprintf(`{"id":%q,"shortId":%q,"title":"KeyError: 'price'"}`, issue, issue))
	case rest == "autofix/setup" && s.Setup != "":
		answer(w, 200, s.Setup)
	case rest == "autofix" && r.Method == http.MethodGet:
		s.looked()
		answer(w, 200, `{"autofix":`+s.look(issue)+`}`)
	case rest == "autofix" && r.Method == http.MethodPost:
		s.start(w, r, issue)
	default:
		answer(w, 404, `{"detail":"The requested resource does not exist"}`)
	}
}

// other answers what belongs to no issue.
func (s *Server) other(w http.ResponseWriter, r *http.Request, parts []string) {
	switch path := strings.Join(parts[min(2, len(parts)):], "/"); {
	case len(parts) == 1 && parts[0] == "organizations":
		answer(w, 200, `[{"id":"1","slug":"acme","name":"Acme"}]`)
	case path == "seer/runs":
		answer(w, 200, s.list())
	case strings.HasPrefix(path, "seer/explorer-update/") && r.Method == http.MethodPost:
		s.interrupt(w, strings.TrimPrefix(path, "seer/explorer-update/"))
	default:
		answer(w, 404, `{"detail":"The requested resource does not exist"}`)
	}
}

func answer(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func (s *Server) looked() {
	s.mu.Lock()
	s.looks++
	look := s.looks
	s.mu.Unlock()
	if s.Looked != nil {
		s.Looked(look)
	}
}

// look is the state of the newest run that shows; it plays the next frame.
func (s *Server) look(issue string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.runs[issue]
	for r != nil && r.hidden > 0 {
		r.hidden--
		r = r.older
	}
	if r == nil {
		return "null"
	}
	if len(r.queue) > 0 {
		r.apply(r.queue[0])
		r.queue = r.queue[1:]
	}
	return r.state()
}

func (r *run) apply(f Frame) {
	r.updated++
	if f.Status != "" {
		r.status = f.Status
	}
	r.blocks = append(r.blocks, f.Blocks...)
	if f.Pending != "" {
		r.pending = f.Pending
	}
	if f.Agents != "" {
		r.agents = f.Agents
	}
	for repo, pr := range f.PRs {
		r.prs[repo] = pr
	}
}

func (r *run) state() string {
	var prs []string
	for repo, pr := range r.prs {
		prs = append(prs, fmt.Sprintf("%q:%s", repo, pr))
	}
	at := time.Date(2026, 11, 20, 12, 0, r.updated, 0, time.UTC).Format(time.RFC3339)
	return fmt.Sprintf(`{"run_id":%d,"sentry_run_id":%q,"status":%q,"updated_at":%q,"blocks":[%s],"pending_user_input":%s,"repo_pr_states":{%s},"coding_agents":%s}`,
		r.id, r.uuid, r.status, at, strings.Join(r.blocks, ","), r.pending, strings.Join(prs, ","), r.agents)
}

// start accepts a POST, and then answers or does not.
func (s *Server) start(w http.ResponseWriter, r *http.Request, issue string) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		answer(w, 400, `{"detail":"The body is no JSON object."}`)
		return
	}
	s.mu.Lock()
	status, said := s.accept(issue, body)
	post := len(s.posts)
	s.mu.Unlock()
	if status != 202 {
		answer(w, status, said)
		return
	}
	if s.Accepted != nil {
		s.Accepted(body)
	}
	fault := FaultNone
	if s.Fault != nil {
		fault = s.Fault(post)
	}
	switch fault {
	case FaultCut:
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	case Fault502:
		w.Header().Set("Content-Type", "text/html")
		answer(w, 502, "<html><body>Bad Gateway</body></html>")
	case FaultHang:
		<-r.Context().Done()
	default:
		answer(w, 202, said)
	}
}

// accept begins or continues a run by Sentry's rules. The lock is held.
func (s *Server) accept(issue string, body map[string]any) (status int, said string) {
	step, _ := body["step"].(string)
	stop, _ := body["stopping_point"].(string)
	current := s.runs[issue]
	uuid, _ := body["sentry_run_id"].(string)
	id, hasID := body["run_id"].(float64)
	switch {
	case uuid == "" && !hasID && step == "open_pr":
		return 400, `{"detail":"run_id is required for open_pr"}`
	case uuid == "" && !hasID:
		if s.runs == nil {
			s.runs = map[string]*run{}
		}
		s.number++
		current = &run{
			id: s.number, uuid: fmt.Sprintf("00000000-0000-4000-8000-%012d", s.number), hidden: s.Hidden, older: s.runs[issue],
			pending: "null", agents: "{}", prs: map[string]string{},
		}
		s.runs[issue] = current
	case current == nil || uuid != "" && uuid != current.uuid || uuid == "" && int(id) != current.id:
		return 404, ""
	}
	if n, ok := body["insert_index"].(float64); ok && int(n)+1 < len(current.blocks) {
		current.blocks = current.blocks[:int(n)+1]
	}
	s.posts = append(s.posts, body)
	current.updated++
	current.pending = "null"
	current.status = "processing"
	if step == "open_pr" {
		current.status = "completed"
	}
	for _, name := range []string{"root_cause", "solution", "code_changes", "open_pr", "pr_iteration", "coding_agent_handoff"} {
		if name == step || stop != "" && step == "root_cause" && reached(name, stop) {
			current.queue = append(current.queue, s.Play[name]...)
		}
	}
	if step == "coding_agent_handoff" {
		return 202, `{"successes":[{"repo_name":"acme/shop"}],"failures":[]}`
	}
	return 202, fmt.Sprintf(`{"run_id":%d,"sentry_run_id":%q}`, current.id, current.uuid)
}

// reached is true for the steps that a stopping point includes.
func reached(step, stop string) bool {
	order := map[string]int{"root_cause": 1, "solution": 2, "code_changes": 3, "open_pr": 4}
	return order[step] > 0 && order[step] <= order[stop]
}

func (s *Server) interrupt(w http.ResponseWriter, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.runs {
		if r.uuid == name || fmt.Sprint(r.id) == name {
			r.queue = nil
			r.status = "completed"
			answer(w, 202, `{}`)
			return
		}
	}
	answer(w, 404, "")
}

func (s *Server) list() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []string
	for issue, r := range s.runs {
		rows = append(rows, fmt.Sprintf(`{"id":%q,"title":%q,"dateCreated":"2026-11-20T12:00:00Z","lastTriggeredAt":"2026-11-20T12:05:00Z"}`, r.uuid, "Fix "+issue))
	}
	return "[" + strings.Join(rows, ",") + "]"
}
