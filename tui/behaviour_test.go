package tui

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

func (d *driver) picture() string { return ansi.Strip(d.m.content()) }

func (d *driver) shows(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.picture(), text) {
			d.t.Errorf("%q is not on the screen:\n%s", text, d.picture())
		}
	}
}

func (d *driver) lacks(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if strings.Contains(d.picture(), text) {
			d.t.Errorf("%q is on the screen:\n%s", text, d.picture())
		}
	}
}

func TestCommandsRunOperations(t *testing.T) {
	reached := Operations()
	known := map[string]bool{}
	for _, op := range ops.Catalog() {
		known[op.Name] = true
	}
	for op := range reached {
		if !known[op] {
			t.Errorf("%v run %s, which is no operation", reached[op], op)
		}
	}
}

// TestRefusedWriteIsTakenBack: the row changes at once and back again.
func TestRefusedWriteIsTakenBack(t *testing.T) {
	f := newFake()
	f.status["PUT /issues/"], f.answer["PUT /issues/"] = 403, `{"detail":"You do not have permission to perform this action."}`
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.update(press("r"))
	for !strings.Contains(d.picture(), " resolved ") {
		d.wait--
		d.take(<-d.msgs)
	}
	d.shows("resolving SHOP-1")
	d.settle()
	d.shows("not changed", "permission")
	d.lacks(" resolved ")
}

// TestLeavingDoesNotStopAWrite: esc right after a key must not undo it.
func TestLeavingDoesNotStopAWrite(t *testing.T) {
	f := newFake()
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.keys("enter")
	d.update(press("r"))
	d.update(press("esc"))
	d.settle()
	d.shows("SHOP-1: status ongoing -> resolved")
}

// TestTriageAsksTheServer: what each choice sends.
func TestTriageAsksTheServer(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		text string
		body string
	}{
		"resolve":         {keys: []string{"r"}, body: `"status":"resolved"`},
		"archive forever": {keys: []string{"e", "f"}, body: `archived_forever`},
		"archive a day":   {keys: []string{"e", "d"}, body: `"ignoreDuration":1440`},
		"archive, events": {keys: []string{"e", "2"}, body: `"ignoreCount":100`},
		"priority":        {keys: []string{"!", "l"}, body: `"priority":"low"`},
		"assign to me":    {keys: []string{"w", "enter"}, body: `"assignedTo":"user:1"`},
		"assign to team":  {keys: []string{"w", "w", "e", "b", "enter"}, body: `"assignedTo":"team:8"`},
		"assign nobody":   {keys: []string{"j", "j", "w", "down", "enter"}, body: `"assignedTo":""`},
		"comment":         {keys: []string{"c", "h", "i", "enter", "!", "ctrl+d"}, body: `"text":"hi\n!"`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
			d.keys(c.keys...)
			if all := strings.Join(f.bodies, "\n"); !strings.Contains(all, c.body) {
				t.Errorf("nothing sent %s:\n%s\n%s", c.body, all, d.picture())
			}
		})
	}
}

// TestFixNeedsAYes: no run is started before the person says so, and a run that
// exists is followed without a question.
func TestFixNeedsAYes(t *testing.T) {
	posts := func(f *fakeSentry) (n int) {
		for _, a := range f.asked {
			if strings.HasPrefix(a, http.MethodPost) {
				n++
			}
		}
		return n
	}
	f := newFake()
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 30)
	d.keys("f", "n")
	if posts(f) != 0 {
		t.Fatal("a run was started without a yes")
	}
	d.keys("f", "y")
	if posts(f) != 1 {
		t.Fatalf("%d runs were started, want 1", posts(f))
	}
	d.shows("found a solution")

	f = newFake()
	f.looks = 1
	d = drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 30)
	d.keys("f")
	if posts(f) != 0 {
		t.Error("a run at work was started again")
	}
	d.shows("A run exists already", "found a solution")
}

// TestStaleAnswersAreDropped: the answer to an older question must not replace
// the newer one.
func TestStaleAnswersAreDropped(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
	old := screen.Loaded[ops.SearchIssuesOut]{Ticket: screen.Ticket{Owner: d.m.top().id, Name: "first", Seq: 1}}
	d.send(old)
	d.shows("SHOP-1")
	d.send(screen.Loaded[ops.SearchIssuesOut]{Ticket: screen.Ticket{Owner: 999, Name: "first", Seq: 1}, Err: errors.New("not yours")})
	d.lacks("not yours")
}

// TestErrorsKeepWhatIsThere: a failed reload is a banner over the old rows.
func TestErrorsKeepWhatIsThere(t *testing.T) {
	f := newFake()
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	f.status["GET /issues/"], f.answer["GET /issues/"] = 401, `{"detail":"Invalid token"}`
	d.keys("R")
	d.shows("Not logged in", "SHOP-1", "SHOP-9")
	checkFrame(t, d)
	delete(f.status, "GET /issues/")
	delete(f.answer, "GET /issues/")
	d.keys("R")
	d.lacks("Not logged in")
}

// TestSmallTerminalKeepsState: nothing is lost while the window is too small.
func TestSmallTerminalKeepsState(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
	d.keys("j", "j", "enter", "2")
	d.send(tea.WindowSizeMsg{Width: 18, Height: 5})
	d.shows("terminal too", "20x6")
	d.keys("q", "esc")
	d.send(tea.WindowSizeMsg{Width: 100, Height: 24})
	d.shows("SHOP-3", "shop/cart.py:12")
}

// TestCopy puts texts on the terminal's clipboard.
func TestCopy(t *testing.T) {
	for key, want := range map[string]string{"i": "SHOP-1", "u": "https://acme.sentry.io/issues/1/", "s": "total  shop/cart.py:12", "m": "# SHOP-1"} {
		d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
		d.keys("enter", "y", key)
		if got := strings.Join(d.asked, "\n"); !strings.Contains(got, want) {
			t.Errorf("y %s copied %q, want %q in it", key, got, want)
		}
	}
}

// TestCopyReachesBothClipboards: this machine's own one and the terminal's; which
// of them took the text is said as far as it can be known.
func TestCopyReachesBothClipboards(t *testing.T) {
	for _, c := range []struct {
		by   string
		err  error
		want string
	}{
		{"wl-copy", nil, "copied the id SHOP-1 (wl-copy)"},
		{"", errors.New("the desktop went away"), "copied the id SHOP-1 (sent to the terminal, which gives no answer; the desktop went away)"},
	} {
		var own []string
		d := drive(t, Options{Ops: opsOver(t, newFake(), acme), Here: screen.Here{Clipboard: func(_ context.Context, s string) (string, error) {
			own = append(own, s)
			return c.by, c.err
		}}}, 120, 24)
		d.keys("enter", "y", "i")
		if len(own) != 1 || own[0] != "SHOP-1" || !strings.Contains(strings.Join(d.asked, "\n"), "setClipboardMsg SHOP-1") {
			t.Errorf("the machine got %q, the terminal %q", own, d.asked)
		}
		d.shows(c.want)
	}
}

// TestBrowser opens web pages and nothing else; where there is no browser it
// copies the address.
func TestBrowser(t *testing.T) {
	var opened []string
	f := newFake()
	f.issues = []string{issueJSON(1, "a"), strings.Replace(issueJSON(2, "b"), "https://acme.sentry.io/issues/2/", "file:///etc/passwd", 1)}
	d := drive(t, Options{Ops: opsOver(t, f, acme), OpenURL: func(u string) error { opened = append(opened, u); return nil }}, 100, 24)
	d.keys("o", "j", "o")
	if len(opened) != 1 || opened[0] != "https://acme.sentry.io/issues/1/" {
		t.Errorf("opened %q", opened)
	}
	d.shows("has no page to open")
	var copied string
	d = drive(t, Options{Ops: opsOver(t, f, acme), Here: screen.Here{Clipboard: func(_ context.Context, s string) (string, error) { copied = s; return "a program", nil }}}, 100, 24)
	d.keys("o")
	if copied != "https://acme.sentry.io/issues/1/" {
		t.Errorf("without a browser %q was copied", copied)
	}
	d.shows("there is no browser here")
}

// TestPaging asks for the next page before the end is reached.
func TestPaging(t *testing.T) {
	f := newFake()
	var asked []string
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/issues/") {
			asked = append(asked, r.URL.Query().Get("cursor"))
			w.Header().Set("Link", `<http://x/?cursor=0:100:0>; rel="next"; results="true"; cursor="0:100:0"`)
			if len(asked) > 1 {
				second := newFake()
				for n := range second.issues {
					second.issues[n] = issueJSON(31+n, "KeyError: 'price'")
				}
				second.ServeHTTP(w, r)
				return
			}
		}
		f.ServeHTTP(w, r)
	})
	d := drive(t, Options{Ops: opsOver(t, pages, acme)}, 100, 12)
	d.shows("30+")
	d.keys("G")
	d.shows("60+")
	d.keys("G") // the server gives the same page over and over
	d.shows("60 ·")
	if last := asked[len(asked)-1]; last != "0:100:0" {
		t.Errorf("the next page was asked for with cursor %q", last)
	}
}

// TestOneOrganizationIsEntered: there is nothing to choose.
func TestOneOrganizationIsEntered(t *testing.T) {
	f := newFake()
	f.answer["GET /organizations/"] = `[{"id":"1","slug":"acme","name":"Acme"}]`
	d := drive(t, Options{Ops: opsOver(t, f, ops.Defaults{})}, 80, 24)
	d.shows("All projects", "web")
	d = drive(t, Options{Ops: opsOver(t, newFake(), ops.Defaults{})}, 80, 24)
	d.shows("acme", "umbrella")
	d.keys("j", "enter", "enter")
	d.shows("umbrella › all projects", "SHOP-1")
}

// TestReleaseLeadsToItsIssues: the search names the release.
func TestReleaseLeadsToItsIssues(t *testing.T) {
	f := newFake()
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.keys("L", "i")
	d.shows(`release:"shop@2.0.0"`)
	d.keys("@")
	d.shows("Jane Doe on https://sentry.example.com")
}

// TestEventsCanBeStepped: from the newest event to the one before, and from the
// list to one event.
func TestEventsCanBeStepped(t *testing.T) {
	f := newFake()
	d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 24)
	d.keys("enter", "]")
	d.shows("this is the newest event")
	d.keys("[")
	if all := strings.Join(f.asked, "\n"); !strings.Contains(all, "/events/0000000000000000000000000000000a/") {
		t.Errorf("the older event was not asked for:\n%s", all)
	}
	d.keys("5", "enter")
	if all := strings.Join(f.asked, "\n"); !strings.Contains(all, "/events/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/") {
		t.Errorf("the event of the list was not asked for:\n%s", all)
	}
	d.shows("shop/cart.py:12")
}

// TestNextPageBelongsToTheRows: after a refused order the old cursor goes with
// the old order.
func TestNextPageBelongsToTheRows(t *testing.T) {
	f := newFake()
	var pages []string
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/issues/") {
			q := r.URL.Query()
			if q.Get("sort") != "date" && q.Get("cursor") == "" {
				http.Error(w, `{"detail":"no"}`, http.StatusForbidden)
				return
			}
			if q.Get("cursor") != "" {
				pages = append(pages, q.Get("sort"))
			}
			w.Header().Set("Link", `<http://x/?cursor=0:100:0>; rel="next"; results="true"; cursor="0:100:0"`)
		}
		f.ServeHTTP(w, r)
	})
	d := drive(t, Options{Ops: opsOver(t, server, acme)}, 100, 12)
	d.keys("s", "e", "G")
	if len(pages) == 0 || slices.ContainsFunc(pages, func(sort string) bool { return sort != "date" }) {
		t.Errorf("next pages were asked for by %q, want date", pages)
	}
}

// TestFailedRunIsNotStartedAgainUnasked: a new run may cost money.
func TestFailedRunIsNotStartedAgainUnasked(t *testing.T) {
	for _, status := range []string{"error", "canceled"} {
		f := newFake()
		f.answer["GET /autofix/"] = `{"autofix":{"run_id":5,"status":"` + status + `","blocks":[]}}`
		d := drive(t, Options{Ops: opsOver(t, f, acme)}, 100, 30)
		d.keys("f")
		d.shows(status, "N starts a new run")
		d.keys("f", "i")
		if d.m.dialog != nil {
			t.Errorf("%s: a dialog is open: %s", status, d.picture())
		}
		d.keys("N")
		d.shows("Start a fix run for SHOP-1?")
		for _, a := range f.asked {
			if strings.HasPrefix(a, http.MethodPost) {
				t.Errorf("%s: a run was started: %s", status, a)
			}
		}
	}
}

// TestBrowserTakesWhatWebAddressAllows: the address is opened and told in the
// encoded form, which says nothing to the terminal.
func TestBrowserTakesWhatWebAddressAllows(t *testing.T) {
	var opened []string
	f := newFake()
	f.issues = []string{strings.Replace(issueJSON(1, "a"), "https://acme.sentry.io/issues/1/", "https://acme.sentry.io/issues/a b/", 1)}
	d := drive(t, Options{Ops: opsOver(t, f, acme), OpenURL: func(u string) error { opened = append(opened, u); return nil }}, 100, 24)
	d.keys("o")
	if want := []string{"https://acme.sentry.io/issues/a%20b/"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
	d.shows("opened https://acme.sentry.io/issues/a%20b/")
}

// What is shown is not the server's: the person must see that, and why nothing
// moves.
func TestNewsOfACallIsTold(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
	d.update(heard{Notice: ops.Notice{Op: "list issues", Age: 3 * time.Hour}})
	d.shows("offline: list issues as of 3h ago")
	d.update(heard{Notice: ops.Notice{Op: "list issues", Reason: "rate limited", Wait: 7 * time.Second}})
	d.shows("list issues: rate limited, going on in 7s")
}
