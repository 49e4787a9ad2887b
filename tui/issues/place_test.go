package issues

import (
	"encoding/json"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// again is the place of a stream as the next session finds it.
func again(t *testing.T, s *Stream) (to screen.ToIssues) {
	t.Helper()
	data, err := json.Marshal(s.Info().Place)
	if err == nil {
		err = json.Unmarshal(data, &to)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// TestNextSessionGoesOn with the section, what was asked in it and the issue
// under the cursor.
func TestNextSessionGoesOn(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(1, 2, 3), "GET /environments/": `[{"name":"production"}]`,
		"GET /group-search-views/": `[{"id":"1","name":"Payments","query":"url:*pay*","starred":true}]`})
	d, s := stream(t, server, screen.ToIssues{Project: "shop"})
	d.Do(command.NextTab, command.Down, command.Down)
	d, s = stream(t, server, again(t, s))
	d.Has("[For review]", "Payments")
	if s.current().issue.ID != "3" {
		t.Errorf("the cursor is on %s", s.current().issue.ID)
	}
	d.Do(command.Sort)
	d.Choose('u')
	d.Do(command.Search)
	d.Type("boom\n")
	d.Do(command.Environment)
	d.Choose('p')
	d.Choose(tea.KeyEnter)
	asked := s.asked
	d, s = stream(t, server, again(t, s))
	d.Has("[For review*]")
	if s.asked != asked || s.asked.sort != "user" || s.asked.environment != "production" {
		t.Errorf("asked is %+v, was %+v", s.asked, asked)
	}
	d.Do(command.NextTab)
	d.Has("[Mine]")

	d.Do(command.PreviousTab, command.PreviousTab, command.PreviousTab, command.Down)
	d.Has("[Payments]")
	d, s = stream(t, server, again(t, s)) // which is read after the first rows
	d.Has("[Payments]", "Unresolved")
	if s.current().issue.ID != "2" || s.asked.query != "url:*pay*" {
		t.Errorf("the cursor is on %s of %q", s.current().issue.ID, s.asked.query)
	}
}

// TestSectionThatIsGone: the first one takes its place.
func TestSectionThatIsGone(t *testing.T) {
	query := "x"
	server := screentest.Serve(map[string]string{"GET /issues/": list(1)})
	d, s := stream(t, server, screen.ToIssues{Section: "Gone", Query: &query, Under: "77"})
	d.Has("[Unresolved]")
	if s.asked.query != "is:unresolved" {
		t.Errorf("asked is %q", s.asked.query)
	}
}

// TestOneSearchGoesOn as it is now, alone.
func TestOneSearchGoesOn(t *testing.T) {
	query := "release:1.0"
	server := screentest.Serve(map[string]string{"GET /issues/": list(1, 2)})
	d, s := stream(t, server, screen.ToIssues{Query: &query, Name: "Release", Start: "2026-11-01T00:00:00Z", End: "2026-11-02T00:00:00Z"})
	d.Do(command.Down, command.Sort)
	d.Choose('n')
	to := again(t, s)
	if to.Section != "" || *to.Query != query || to.Sort != "new" || to.Start == "" || to.Under == "" {
		t.Errorf("kept: %+v", to)
	}
	d, s = stream(t, server, to)
	d.Lacks("[")
	if s.asked.sort != "new" || s.asked.start != to.Start {
		t.Errorf("asked is %+v", s.asked)
	}
}
