package linear_test

import (
	"context"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"vedette/internal/local"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/internal/text/hostile"
	"vedette/tui"
	"vedette/tui/command"
	"vedette/tui/place"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// session talks to the interface; each line is typed when the one before was
// answered.
type session struct {
	t   *testing.T
	opt tui.Options
}

// say types lines and gives all that was said.
func (s session) say(lines ...string) string {
	s.t.Helper()
	var out strings.Builder
	opt := s.opt
	opt.Accessible, opt.In, opt.Out = true, strings.NewReader(strings.Join(lines, "\n")+"\n"), &out
	if err := tui.Run(s.t.Context(), opt); err != nil {
		s.t.Fatal(err)
	}
	said := out.String()
	if err := hostile.AssertTerminalSafe(said, hostile.Lines); err != nil {
		s.t.Error(err)
	}
	if drawn := regexp.MustCompile(`[\x{2500}-\x{25ff}]|\S {2,}\S`).FindString(said); drawn != "" && !strings.Contains(said, ": ") {
		s.t.Errorf("a line is drawn, not written: %q", drawn)
	}
	return said
}

// has fails unless the texts were said in this order.
func (s session) has(said string, texts ...string) {
	s.t.Helper()
	rest := said
	for _, want := range texts {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			s.t.Fatalf("%q was not said, or not in its turn:\n%s", want, said)
		}
		rest = after
	}
}

func opsOver(t *testing.T, url string, transport http.RoundTripper) *ops.Ops {
	t.Helper()
	client, err := sentryapi.New(sentryapi.Config{BaseURL: url, Transport: transport, Token: func(context.Context) (string, error) { return "local", nil }})
	if err != nil {
		t.Fatal(err)
	}
	return ops.New(ops.Config{Client: client, BaseURL: url, Defaults: ops.Defaults{Org: "local"}})
}

// TestDemo does with the demo what one does in front of pictures. Building the
// demo takes seconds, so that all of it is done with one.
func TestDemo(t *testing.T) {
	server, err := local.OpenDemo(t.Context(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	o := opsOver(t, server.URL(), server.Transport())
	for name, test := range map[string]func(session){
		"from organization to issue": fromOrganizationToIssue, "sections": sections, "search": search, "triage": triage, "many issues": manyIssues,
		"comment": comment, "sections of an issue": sectionsOfAnIssue, "copy": copies, "fix asks first": fixAsksFirst, "every place": everyPlace,
		"mistakes": mistakes, "narrowing": narrowing,
	} {
		t.Run(name, func(t *testing.T) { test(session{t, tui.Options{Ops: o}}) })
	}
}

func fromOrganizationToIssue(s session) {
	said := s.say("b", "1", "1", "b", "q")
	s.has(said, "Issues of all projects. ", "is:unresolved", "\n1. ", "There are ", "> \nLocal. 3 projects\n1. All projects\n2. checkout, go, environments: ", "> \nIssues of all projects", "> \nIssue ", "Section 1 of 10, Overview.", "> \nIssues of all projects", "\n1. ", "again reads all of it once more", "> ")
}

// sections are the configured searches; they are listed and gone to by name.
func sections(s session) {
	s.opt.Wishes.Sections = []screen.Section{{Name: "Open", Query: "is:unresolved"}, {Name: "Deadly", Query: "level:fatal"}}
	s.has(s.say("deadly", "section 1", "q"), "Section 1 of 2, Open. The others: Deadly.", "> \nIssues of all projects. ", "level:fatal", "Section 2 of 2, Deadly. The others: Open.",
		"fatal", "Section 1 of 2, Open.")
}

// search narrows on the server; one with a mistake is told, and asked again.
func search(s session) {
	said := s.say("search level:fatal", "search level:(", "level:warning", "search", "", "/", "-", "q")
	s.has(said, "level:fatal, last seen", "Text, - for an empty one, nothing to leave it: ", "level:warning, last seen", "nothing to leave it: ", "nothing to leave it: ", "all issues, last seen")
}

func triage(s session) {
	said := s.say("resolve 2", "undo", "archive 2 forever", "z", "archive 2", "for 1 day", "undo", "assign 2 me", "undo", "priority 2 low", "undo",
		"assign 2", "", "archive 2", "never", "", "undo", "resolve", "q")
	s.has(said, "status ", "to resolved, z undoes it", "to unresolved", "archived forever", "to unresolved", "Archive ", "5. for 1 week", "archived", "to unresolved",
		"to me", "to nobody", "to low", "Assign ", "1. me", "2. nobody", "Nothing was chosen.", "\"never\" is none of the 13 choices.", "Nothing was chosen.", "Which? Name them by numbers")
}

// manyIssues are changed by one command, and given back by one.
func manyIssues(s session) {
	said := s.say("resolve 1 3-4", "undo", "bookmark 2,3", "resolve 1-1000", "q")
	s.has(said, "3 issues: status to resolved", "3 issues: status to unresolved", "2 issues: ", "Which? ")
	first := regexp.MustCompile(`(?m)^1\. ([A-Z0-9-]+),`).FindStringSubmatch(said)[1]
	s.has(s.say("resolve "+strings.ToLower(first), "undo", "q"), first+": status ", first+": status ")
}

func comment(s session) {
	said := s.say("comment 1", "the first line", "  the second", ".", "comment 1", "not this", "-", "comment 1 in one line", "1", "activity", "q")
	s.has(said, "Comment on ", "a line with only a full stop sends them", "text> text> text> ", "comment added", "Nothing was chosen.", "comment added",
		"Section 6 of 10, Activity.", "in one line", "the first line\nthe second\n")
	if strings.Contains(said, "not this") {
		s.t.Error("a comment was sent that was left")
	}
}

func sectionsOfAnIssue(s session) {
	said := s.say("search cents", "1", "stack", "1", "breadcrumbs", "tags", "more", "events", "context", "files", "related", "trace", "2", "b", "b", "q")
	s.has(said, "Section 2 of 10, Stack.", "here, line ", ": ", "Section 3 of 10, Breadcrumbs.", "Section 4 of 10, Tags.", "%", "Section 5 of 10, Events.", "Section 8 of 10, Context.",
		"Section 9 of 10, Files.", "Section 10 of 10, Related.", "\nTrace ", "1. level 1, ", "\nSpan. ", "\nop: ", "\nTrace ", "\nIssue ")
}

// copies have no clipboard to go to: what would be copied is told.
func copies(s session) {
	said := s.say("1", "copy", "stack trace", "copy prompt for a coding agent", "copy stack trace as Markdown", "q")
	s.has(said, "Copy\n1. id ", "stack trace as Markdown", "Number or words, empty for none: ", "Find the cause of the error ", "### ")
}

// fixAsksFirst because a run may be billed: only a yes starts one, and what it
// finds is told.
func fixAsksFirst(s session) {
	handle := withoutRun(s)
	said := s.say(handle, "fix", "no", "fix", "", "fix", "yes", "fix-menu", "", "b", "q")
	if n := strings.Count(said, "Start a fix run for "+handle+"?"); n != 3 {
		s.t.Errorf("it was asked %d times", n)
	}
	s.has(said, "it costs nothing", "1. yes, find the cause", "Nothing was chosen.", "Section 7 of 10, Fix.", "found")
	out, err := s.opt.Ops.GetSeerRun(s.t.Context(), ops.GetSeerRunIn{IssueTarget: ops.IssueTarget{Issue: handle}})
	if err != nil || out.Run == nil {
		s.t.Errorf("yes started nothing: %v", err)
	}
	for _, markup := range []string{"```", "Treat it as data", "**"} {
		if strings.Contains(said, markup) {
			s.t.Errorf("%q is for others than people who listen", markup)
		}
	}
}

func withoutRun(s session) string {
	found, err := s.opt.Ops.SearchIssues(s.t.Context(), ops.SearchIssuesIn{PageIn: ops.PageIn{Limit: 20}})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, i := range found.Issues {
		out, err := s.opt.Ops.GetSeerRun(s.t.Context(), ops.GetSeerRunIn{IssueTarget: ops.IssueTarget{Issue: ops.IssueHandle(i)}})
		if err == nil && out.Run == nil {
			return ops.IssueHandle(i)
		}
	}
	s.t.Fatal("every issue of the demo has a run")
	return ""
}

// everyPlace that needs no name can be gone to and says something.
func everyPlace(s session) {
	for _, k := range place.Typed() {
		if k.Args != "" && k.Args[0] != '[' {
			continue
		}
		said := s.say(":"+k.Name, "q")
		_, page, _ := strings.Cut(said, "> ")
		if len(strings.Split(strings.TrimSpace(page), "\n")) < 3 || strings.Contains(page, "\nError: ") || strings.Contains(page, "no place") {
			s.t.Errorf("%s:\n%s", k.Name, page)
		}
	}
}

// TestEveryWord of the help is understood where it is offered.
func TestEveryWord(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /organizations/acme/issues/": `[{"id":"1","shortId":"SHOP-1","title":"it broke","status":"unresolved","project":{"slug":"shop"}}]`})
	s := session{t, tui.Options{Ops: screentest.Ops(t, server)}}
	words := regexp.MustCompile(`(?m)^([a-z-]+): `).FindAllStringSubmatch(s.say("?", "q"), -1)
	known := map[string]bool{}
	for _, c := range command.Catalog() {
		known[string(c.ID)] = c.In(command.Issues)
	}
	told := 0
	for _, w := range words {
		if !known[w[1]] {
			continue
		}
		told++
		if said := s.say(w[1], "", "q"); strings.Contains(said, "no place") {
			s.t.Errorf("%s is not understood", w[1])
		}
	}
	if told < 25 {
		s.t.Errorf("help names %d commands: %v", told, words)
	}
}

func mistakes(s session) {
	s.has(s.say("99", "nonsense", "details", "NOSUCH-1", "b", "?", "q"), "There is no number 99 here", "there is no place \"nonsense\"", "details works on: trace.", "Error: ", "Try: ",
		"search: ", "Sections, by their names: ", "Places:", "logs [QUERY]: ")
}

func narrowing(s session) {
	s.has(s.say("environment production", "period 24h", "sort most events", "b", "q"), "14d, production", "24h, production", "most events, 24h, production")
}

func TestNobodyIsLoggedIn(t *testing.T) {
	s := session{t, tui.Options{}}
	s.has(s.say("1", "issues", "q"), "Welcome", "1. Look at the demo: vedette demo.", "3. Log in to Sentry: vedette auth login --token", "> vedette demo\n", "nobody is logged in")
	s.opt.Here.Program = func(args ...string) *exec.Cmd {
		return exec.Command("sh", "-c", `echo "ran $*, accessible $VEDETTE_ACCESSIBLE"`, "sh", strings.Join(args, " "))
	}
	s.has(s.say("4", "https://sentry.acme.test"), "Address of the server\nsuch as https://sentry.example.com\n", "ran auth login --token --url https://sentry.acme.test, accessible 1", "ran , accessible 1")
}

// TestEndsWithTheContext although nobody types anything.
func TestEndsWithTheContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	in, keys := io.Pipe()
	defer func() { _ = keys.Close() }()
	ended := make(chan error, 1)
	go func() { ended <- tui.Run(ctx, tui.Options{Accessible: true, In: in, Out: io.Discard}) }()
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

// TestHostileTitles: what strangers wrote is said in its safe form.
func TestHostileTitles(t *testing.T) {
	server := screentest.Serve(map[string]string{})
	o := screentest.Ops(t, server)
	for _, c := range hostile.Corpus() {
		q := screentest.Quote(t, c.Text)
		server.Answer("GET /organizations/acme/issues/", `[{"id":"1","shortId":`+q+`,"title":`+q+`,"culprit":`+q+`,"level":`+q+`,"status":"unresolved","project":{"slug":`+q+`}}]`, 0)
		session{t, tui.Options{Ops: o}}.say("?", "copy 1", "title", "q")
	}
}

// TestOwnEditor has the terminal between two lines; what it writes is asked for
// once more.
func TestOwnEditor(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell:", err)
	}
	server := screentest.Serve(map[string]string{"GET /organizations/acme/issues/": `[{"id":"1","shortId":"SHOP-1","title":"it broke","status":"unresolved","project":{"slug":"shop"}}]`,
		"POST /issues/1/notes/": `{"id":"7"}`})
	s := session{t, tui.Options{Ops: screentest.Ops(t, server)}}
	s.opt.Here.Editor = writer{}
	s.has(s.say("comment 1", "e", ".", "q"), "goes on in your editor", "It is now:\nfrom the editor\n", "comment added")
}

// writer is an editor that knows what to write.
type writer struct{}

func (writer) Command(file string, _ int) []string {
	return []string{"sh", "-c", "echo from the editor >" + file}
}

func (w writer) Wait(file string) []string { return w.Command(file, 0) }

func (writer) Windowed() bool { return false }
