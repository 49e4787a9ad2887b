package issues

import (
	"strings"
	"testing"

	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// TestNarrowListTellsTheRestBelow: the title in full, and what there are no
// columns for; P gives its lines back to the rows.
func TestNarrowListTellsTheRestBelow(t *testing.T) {
	long := "KeyError: the price of an article that nobody ever put into the list of prices"
	server := screentest.Serve(map[string]string{"GET /issues/": "[" + strings.Replace(issueJSON(1, long), `"level":"error"`, `"level":"error","isUnhandled":true,"assignedTo":{"type":"team","id":"2","name":"Payments"}`, 1) + "]"})
	d, _ := stream(t, server, screen.ToIssues{})
	d.Resize(90, 22, "dark")
	d.Has(long[len("KeyError: "):], "error unhandled · high priority · 3 users · first 2d ago · assigned to Payments · cart")
	d.Do(command.Preview)
	d.Lacks("first 2d ago")
	d.Do(command.Preview)
	d.Has("first 2d ago")
	d.Resize(90, 15, "dark")
	d.Lacks("first 2d ago")
	if n := server.Requests("/issues/1/"); n != 0 {
		t.Errorf("%d requests for what the row knows", n)
	}
}

// TestPreviewThatGetsRoomLoadsItsIssue: by a wider terminal, by P, and after a
// change made what was known of the issue old.
func TestPreviewThatGetsRoomLoadsItsIssue(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(1)})
	d, _ := stream(t, server, screen.ToIssues{})
	d.Resize(90, 22, "dark")
	if n := server.Requests("/issues/1/"); n != 0 {
		t.Fatalf("%d requests for two lines that the row knows", n)
	}
	d.Resize(140, 30, "dark")
	if server.Requests("/issues/1/") == 0 {
		t.Error("the wider terminal's preview is empty")
	}
	before := server.Requests("/issues/1/")
	d.Send(screen.Wrote{Issues: []text.Word{"1"}})
	if server.Requests("/issues/1/") == before {
		t.Error("a changed issue's preview stays empty")
	}
}
