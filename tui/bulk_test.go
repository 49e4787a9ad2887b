package tui

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"vedette/tui/screen"
)

// puts are the bodies of the writes of issues, with their ids.
func puts(f *fakeSentry) (out []string) {
	for n, a := range f.asked {
		if strings.HasPrefix(a, "PUT ") {
			out = append(out, a+" "+f.bodies[n])
		}
	}
	return out
}

// TestMarkedIssuesAreOneRequest: by space, by a range and all.
func TestMarkedIssuesAreOneRequest(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		ids  int
	}{
		"space":                      {[]string{"space", "j", "space"}, 2},
		"range":                      {[]string{"j", "v", "j", "j"}, 3},
		"range, ended, and one more": {[]string{"v", "j", "v", "j", "j", "space"}, 3},
		"all":                        {[]string{"*"}, 30},
		"all but one":                {[]string{"*", "space"}, 29},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
			d.keys(c.keys...)
			d.keys("r")
			got := puts(f)
			if len(got) != 1 || strings.Count(got[0], "id=") != c.ids {
				t.Errorf("%d issues marked, and the writes are %q", c.ids, got)
			}
			d.shows("issues: status -> resolved", "z undoes it")
			d.lacks("marked of")
		})
	}
}

// TestUndoPutsBackWhatWasThere: each issue its own state, a bulk change as one,
// as often as there were changes.
func TestUndoPutsBackWhatWasThere(t *testing.T) {
	f := newFake()
	f.issues[1] = strings.Replace(f.issues[1], `"status":"unresolved","substatus":"escalating"`, `"status":"ignored","substatus":"archived_forever"`, 1)
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.keys("space", "space", "space", "r")
	if strings.Count(d.picture(), " resolved ") < 3 {
		t.Fatalf("the rows are not resolved:\n%s", d.picture())
	}
	// the fake does not change what it was told to, so what undoing sends is looked at with issues as they became
	for n := range 3 {
		f.issues[n] = strings.NewReplacer(`"status":"unresolved"`, `"status":"resolved"`, `"status":"ignored"`, `"status":"resolved"`).Replace(f.issues[n])
	}
	d.keys("z")
	d.lacks(" resolved  ")
	d.shows(" archived ")
	undone := puts(f)[1:]
	if len(undone) != 2 || !strings.Contains(undone[0]+undone[1], "archived_forever") || !strings.Contains(undone[0]+undone[1], `"status":"unresolved"`) {
		t.Errorf("undoing sent %q", undone)
	}
	d.keys("z")
	d.shows("there is nothing to undo")
	for range undoDepth + 5 {
		d.keys("b")
	}
	if got := len(d.m.undos); got != undoDepth {
		t.Errorf("%d changes are remembered, want %d", got, undoDepth)
	}
}

// TestUndoWaitsForTheChange: what is not answered yet is undone behind it.
func TestUndoWaitsForTheChange(t *testing.T) {
	f, held := newFake(), make(chan struct{})
	var order []string
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			<-held
			body, _ := io.ReadAll(r.Body)
			order = append(order, string(body))
			f.issues[0] = strings.Replace(f.issues[0], `"priority":"high"`, `"priority":"low"`, 1)
		}
		f.ServeHTTP(w, r)
	})
	d := drive(t, Options{Ops: opsOver(t, server, acme)}, 100, 24)
	d.keys("!")
	d.update(press("l"))
	d.until(func() bool { return d.m.writes.unfinished() == 1 })
	d.update(press("z"))
	close(held)
	d.settle()
	if len(order) != 2 || !strings.Contains(order[0], "low") || !strings.Contains(order[1], "high") {
		t.Errorf("the server saw %q", order)
	}
}

// TestBulkChangeThatFailsHalfWay: the issues that the server did not take go
// back, the others stay changed, and only those can be undone.
func TestBulkChangeThatFailsHalfWay(t *testing.T) {
	f := newFake()
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/issues/2/") {
			http.Error(w, `{"detail":"The requested resource does not exist"}`, http.StatusNotFound)
			return
		}
		f.ServeHTTP(w, r)
	})
	d := drive(t, Options{Ops: opsOver(t, server, acme)}, 100, 24)
	d.keys("space", "space", "space", "r")
	d.shows("1 of 3 issues were not changed", "look at them: vedette issue view 2")
	for line := range strings.Lines(d.picture()) {
		want := strings.Contains(line, "SHOP-1 ") || strings.Contains(line, "SHOP-3 ")
		if got := strings.Contains(line, " resolved "); strings.Contains(line, "KeyError") && got != want {
			t.Errorf("resolved is %t in %q", got, line)
		}
	}
	if n := len(d.m.undos); n != 1 || len(d.m.undos[0].changed) != 2 {
		t.Errorf("undo would change %v", d.m.undos)
	}
}

// TestRefusedBulkChangeIsTakenBack: a 403, and nothing is left to undo.
func TestRefusedBulkChangeIsTakenBack(t *testing.T) {
	f := newFake()
	f.status["PUT /issues/"], f.answer["PUT /issues/"] = 403, `{"detail":"You do not have permission to perform this action."}`
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.keys("*", "e", "f")
	d.shows("not changed", "permission")
	d.lacks(" archived ")
	if len(d.m.undos) != 0 {
		t.Error("a refused change can be undone")
	}
}

// TestDeleteAndMergeAsk: neither happens without a yes, and the rows go only
// when the server agreed.
func TestDeleteAndMergeAsk(t *testing.T) {
	f := newFake()
	f.answer["DELETE /issues/"] = ""
	f.answer["PUT /issues/"] = `{"merge":{"parent":"3","children":["2"]}}`
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.keys("D", "enter")
	d.shows("SHOP-1 ")
	d.keys("D", "y")
	d.lacks("SHOP-1 ")
	d.shows("SHOP-1: deleted")
	d.keys("M")
	d.shows("mark the issues to merge first")
	d.keys("space", "space", "M")
	d.shows("Merge 2 issues?", "SHOP-3 stays")
	d.keys("y")
	d.lacks("SHOP-2  ")
	d.shows("merged SHOP-2 into SHOP-3")
}

// TestSharedLinkIsCopied once the server made it.
func TestSharedLinkIsCopied(t *testing.T) {
	f := newFake()
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	f.issues[0] = strings.Replace(f.issues[0], `"status"`, `"shareId":"abc","status"`, 1)
	d.keys("Y", "y")
	d.shows("link copied: https://acme.sentry.io/share/issue/abc/")
	if !strings.Contains(strings.Join(d.asked, "\n"), "setClipboardMsg https://acme.sentry.io/share/issue/abc/") {
		t.Errorf("the clipboard got %q", d.asked)
	}
}

// TestAssignOffersWhoIsKnown: at once what needs no server, then the rest; what
// cannot be read is told, and a name can be typed.
func TestAssignOffersWhoIsKnown(t *testing.T) {
	f := newFake()
	f.answer["GET /members/"] = `[{"id":"4","name":"Kim Lee","email":"kim@example.com","user":{"id":"44","name":"Kim Lee"}}]`
	f.answer["GET /committers/"] = `{"committers":[{"author":{"id":"9","name":"Ada","email":"ada@example.com"},"commits":[{"id":"abc","message":"x"}]}]}`
	f.event = strings.Replace(f.event, `"platform"`, `"projectID":"1","platform"`, 1)
	f.answer["GET /owners/"] = `{"owners":[{"type":"team","id":"7","name":"payments"}],"rules":[]}`
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.keys("w")
	d.shows("me", "nobody", "Ada", "suspect commit", "owner", "#payments", "Kim Lee")
	d.keys("k", "i", "m", "enter")
	if got := puts(f); len(got) != 1 || !strings.Contains(got[0], `"assignedTo":"user:44"`) {
		t.Errorf("the server was told %q", got)
	}
	d.shows("Kim Lee")
	f.status["GET /members/"] = 500
	d.keys("w")
	d.shows("recent", "people could not be read")
}

// TestEditHasOneRow: an edit of an issue that is not loaded changes nothing.
func TestEditOfUnknownIssues(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
	before := d.picture()
	d.send(screen.Edit{Issues: nil})
	if d.picture() != before {
		t.Error("an edit of nothing changed the screen")
	}
}
