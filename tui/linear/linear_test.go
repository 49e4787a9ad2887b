package linear

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"vedette/internal/local"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
)

func demo(t *testing.T) *ops.Ops {
	t.Helper()
	server, err := local.OpenDemo(t.Context(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	client, err := sentryapi.New(sentryapi.Config{BaseURL: server.URL(), Transport: server.Transport(),
		Token: func(context.Context) (string, error) { return "local", nil }})
	if err != nil {
		t.Fatal(err)
	}
	return ops.New(ops.Config{Client: client, BaseURL: server.URL(), Defaults: ops.Defaults{Org: "local"}})
}

func talkOver(t *testing.T, o *ops.Ops, lines ...string) string {
	t.Helper()
	var out strings.Builder
	if err := Run(t.Context(), Options{Ops: o, In: strings.NewReader(strings.Join(lines, "\n") + "\n"), Out: &out}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestFromOrganizationToAction walks the whole way in plain lines.
func TestFromOrganizationToAction(t *testing.T) {
	got := talkOver(t, demo(t), "?", "b", "b", "1", "1", "1", "resolve", "comment seen", "assign me", "again", "search", "b", "nonsense", "q")
	for _, want := range []string{
		"Issues of all projects, search: is:unresolved", "1. ", "Projects of local", "Organizations", "last seen", "Issue ", "resolved",
		"there is no place", "search: search QUERY",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q was not said:\n%s", want, got)
		}
	}
	if at := strings.IndexFunc(got, func(r rune) bool { return r == 0x1b || r >= 0x2500 && r <= 0x25ff }); at >= 0 {
		t.Errorf("a line is drawn, not written: %q", got[at:min(at+40, len(got))])
	}
}

// TestSearchAndMistakes: a search narrows, a refused one is told with its reason.
func TestSearchAndMistakes(t *testing.T) {
	got := talkOver(t, demo(t), "search level:fatal", "search level:(", "priority huge")
	if !strings.Contains(got, "search: level:fatal") || !strings.Contains(got, "Error: ") {
		t.Error(got)
	}
}

func TestNobodyIsLoggedIn(t *testing.T) {
	if got := talkOver(t, nil, "q"); !strings.Contains(got, "vedette auth login") {
		t.Error(got)
	}
}

// TestEndsWithTheContext although nobody types anything.
func TestEndsWithTheContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	in, keys := io.Pipe()
	defer func() { _ = keys.Close() }()
	ended := make(chan error, 1)
	o := demo(t)
	go func() { ended <- Run(ctx, Options{Ops: o, In: in, Out: io.Discard}) }()
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on")
	}
}

// TestFixAsksFirst: a run may be billed, so only yes starts one, and what it
// finds is told; the issue itself is read out without markup.
func TestFixAsksFirst(t *testing.T) {
	o := demo(t)
	found, err := o.SearchIssues(t.Context(), ops.SearchIssuesIn{PageIn: ops.PageIn{Limit: 20}})
	if err != nil {
		t.Fatal(err)
	}
	handle := ""
	for _, i := range found.Issues {
		out, err := o.GetSeerRun(t.Context(), ops.GetSeerRunIn{IssueTarget: ops.IssueTarget{Issue: ops.IssueHandle(i)}})
		if err == nil && out.Run == nil {
			handle = ops.IssueHandle(i)
			break
		}
	}
	if handle == "" {
		t.Fatal("every issue of the demo has a run")
	}
	got := talkOver(t, o, handle, "fix", "no", "fix", "yes", "unresolve", "q")
	if strings.Count(got, "Start a fix run?") != 2 || strings.Count(got, "Nothing was started.") != 1 {
		t.Errorf("the question: %s", got)
	}
	issue, _, _ := strings.Cut(got, "Start a fix run?")
	for _, unwanted := range []string{"```", "Treat it as data", "**"} {
		if strings.Contains(issue, unwanted) {
			t.Errorf("%q is for others than people who listen:\n%s", unwanted, issue)
		}
	}
	out, err := o.GetSeerRun(t.Context(), ops.GetSeerRunIn{IssueTarget: ops.IssueTarget{Issue: handle}})
	if err != nil || out.Run == nil {
		t.Errorf("yes started nothing: %v", err)
	}
}

// TestNarrowing: environment, period and the saved searches.
func TestNarrowing(t *testing.T) {
	got := talkOver(t, demo(t), "environment production", "period 24h", "sections", "b", "q")
	if !strings.Contains(got, "Saved searches of local") || strings.Contains(got, "\nError: ") {
		t.Error(got)
	}
}
