package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/render"
	"vedette/internal/text/hostile"
)

func TestHostileTextIsHarmlessInEveryForm(t *testing.T) {
	body, cases := hostileIssues(t)
	rt := answer(200, "application/json", body)
	limit := fmt.Sprint(len(cases))
	forms := map[string]struct {
		args  []string
		tty   bool
		color bool
	}{
		"tsv":      {},
		"table":    {tty: true},
		"colour":   {tty: true, color: true},
		"json":     {args: []string{"--json"}},
		"json tty": {args: []string{"--json"}, tty: true},
		"fields":   {args: []string{"--json=title,shortId"}},
		"jq":       {args: []string{"--jq", ".issues[].title"}},
		"template": {args: []string{"--template", `{{range .issues}}{{.title}}{{tablerow .title .culprit}}{{end}}{{tablerender}}`}},
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{}
			allow := []hostile.Allow{hostile.Lines}
			if form.color {
				env["NO_COLOR"], allow = "", append(allow, hostile.Colours)
			}
			streams, out, errs := render.Test("")
			streams.OutTTY = form.tty
			env["PAGER"] = "cat"
			got := runOn(t, streams, out, errs, rt, env, append([]string{"issue", "list", "--limit", limit}, form.args...)...)
			if got.exit != 0 {
				t.Fatal(got.err)
			}
			shown := strings.ReplaceAll(got.out, "\t", " ")
			if strings.Contains(got.out, `"title":`) {
				shown = string(controls(got.out)) // JSON keeps characters that only dispute their width
			}
			if err := hostile.AssertTerminalSafe(shown, allow...); err != nil {
				t.Error(err)
			}
			switch name {
			case "tsv":
				for n, line := range strings.Split(strings.TrimSuffix(got.out, "\n"), "\n") {
					if strings.Count(line, "\t") != 9 {
						t.Fatalf("row %d (%s) has %d tabs: %q", n, cases[n].Name, strings.Count(line, "\t"), line)
					}
				}
			case "table", "colour":
				for _, line := range strings.Split(got.out, "\n") {
					if ansi.StringWidth(line) > 80 {
						t.Errorf("%d cells: %q", ansi.StringWidth(line), line)
					}
				}
			case "json", "json tty":
				var back struct{ Issues []struct{ Title string } }
				if err := json.Unmarshal([]byte(got.out), &back); err != nil {
					t.Fatal(err)
				}
				for n, c := range cases {
					if want := strings.ToValidUTF8(c.Text, "\ufffd"); strings.Count(want, "\ufffd") == 0 && back.Issues[n].Title != want {
						t.Errorf("%s: JSON says %q, want %q", c.Name, back.Issues[n].Title, want)
					}
				}
			}
		})
	}
}

// controls is what a terminal would obey in s.
func controls(s string) (out []rune) {
	for _, r := range s {
		if r != '\n' && (unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)) {
			out = append(out, r)
		}
	}
	return out
}

func TestHostileErrorsAndHints(t *testing.T) {
	for _, c := range hostile.Small() {
		detail, err := json.Marshal(map[string]string{"detail": c.Text})
		if err != nil {
			t.Fatal(err)
		}
		for _, more := range []string{"", "--json"} {
			got := run(t, answer(400, "application/json", string(detail)), nil, strings.Fields("issue list "+more)...)
			if err := hostile.AssertTerminalSafe(got.err, hostile.Lines); err != nil || got.exit != 2 {
				t.Errorf("%s %s: exit %d, %v", c.Name, more, got.exit, err)
			}
		}
	}
}

func TestLongListsArePaged(t *testing.T) {
	f := newFake(t)
	f.issues = 1000
	env := map[string]string{"SENTRY_URL": f.URL}
	got := run(t, http.DefaultTransport, env, "issue", "list", "--limit", "250", "--json")
	var out struct {
		Issues     []struct{ ShortID string }
		NextCursor string
	}
	if err := json.Unmarshal([]byte(got.out), &out); err != nil || len(out.Issues) != 250 || out.NextCursor != "0:250:0" || out.Issues[249].ShortID != "SHOP-250" {
		t.Fatalf("%v: %d issues, cursor %q: %s", err, len(out.Issues), out.NextCursor, got.err)
	}
	if len(f.tokens) != 3 {
		t.Errorf("%d requests for 250 issues", len(f.tokens))
	}
	if got := run(t, http.DefaultTransport, env, "issue", "list", "-n", "1000"); strings.Count(got.out, "\n") != 1000 {
		t.Errorf("%d lines: %s", strings.Count(got.out, "\n"), got.err)
	}
	if got := run(t, http.DefaultTransport, env, "issue", "list", "-n", "5", "--cursor", "0:250:0", "--json=shortId"); !strings.HasPrefix(got.out, `[{"shortId":"SHOP-251"},`) {
		t.Errorf("%s%s", got.out, got.err)
	}
	if got := run(t, http.DefaultTransport, env, "issue", "list", "-n", "1001"); got.exit != 2 || got.out != "" {
		t.Errorf("exit %d: %s", got.exit, got.err)
	}
}

func TestAPageThatFailsLeavesWholeOutput(t *testing.T) {
	f := newFake(t)
	f.issues, f.broken = 1000, 200
	env := map[string]string{"SENTRY_URL": f.URL}
	got := run(t, http.DefaultTransport, env, "issue", "list", "-n", "500", "--json")
	var out struct {
		Issues     []struct{ ShortID string }
		NextCursor string
	}
	if err := json.Unmarshal([]byte(got.out), &out); err != nil || len(out.Issues) != 200 || out.NextCursor != "0:200:0" || got.exit != 5 {
		t.Fatalf("exit %d, %v: %d issues, cursor %q: %s", got.exit, err, len(out.Issues), out.NextCursor, got.err)
	}
}

func TestAnIssueThatMovesIsShownOnce(t *testing.T) {
	f := newFake(t)
	f.issues = 3
	page := 0
	rt := transport(func(r *http.Request) (*http.Response, error) {
		page++
		resp, err := answer(200, "application/json", "["+issueJSON(page)+","+issueJSON(page+1)+"]")(r)
		resp.Header.Set("Link", fmt.Sprintf(`<x>; rel="next"; results="%t"; cursor="0:%d:0"`, page < 3, page*2))
		return resp, err
	})
	if got := run(t, rt, nil, "issue", "list", "--jq", "[.issues[].shortId]"); got.out != `["SHOP-1","SHOP-2","SHOP-3","SHOP-4"]`+"\n" {
		t.Errorf("%s%s", got.out, got.err)
	}
}

func TestWrongFieldsAndFilters(t *testing.T) {
	asked := transport(func(r *http.Request) (*http.Response, error) {
		return answer(200, "application/json", "["+issueJSON(1)+"]")(r)
	})
	for _, c := range []struct{ args, want string }{
		{"issue list --json=id,nope", `unknown field "nope"`},
		{"issue list --json=project.nope", `unknown field "project.nope"`},
		{"issue view SHOP-1 --json=issue.nope", `unknown field "issue.nope"`},
		{"issue list --json=a..b", "not a list of fields"},
		{"issue list --jq .[", "--jq"},
		{"issue list --jq .issues.nope", "expected an object"},
		{"issue list --template {{.x", "template"},
		{"issue list --template {{timeago.}} ", ""},
		{"issue list --jq . --template x", "exclude each other"},
		{"issue list SHOP-1", "one too many"},
		{"issue view", "needs ISSUE"},
	} {
		got := run(t, asked, nil, strings.Fields(c.args)...)
		message := strings.ReplaceAll(got.err, `\"`, `"`)
		if got.exit != 2 || got.out != "" || !strings.Contains(message, c.want) || !strings.Contains(message, "hint") {
			t.Errorf("%s: exit %d, %q, %q", c.args, got.exit, got.out, got.err)
		}
	}
}
