package cli_test

import (
	"encoding/xml"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gateServer has one new issue in the release shop@2.1.0, with a title that
// tries to be XML and Markdown.
func gateServer(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.Path, "/api/0/organizations/acme/")
	body, found := map[string]string{
		"releases/shop@2.1.0/": `{"version":"shop@2.1.0","lastEvent":"2026-11-20T11:57:00Z","newGroups":1}`,
		"issues/":              `[{"id":"7","shortId":"SHOP-1A","title":"]]></failure> | **bold** \u0001\u202e<b>","level":"error","permalink":"https://acme.sentry.io/issues/7/"}]`,
		"events/":              `{"data":[{"count()":7}]}`,
	}[path]
	if !found {
		return answer(404, "application/json", `{"detail":"The requested resource does not exist"}`)(r)
	}
	return answer(200, "application/json", body)(r)
}

func TestGateReports(t *testing.T) {
	dir := t.TempDir()
	junit, markdown, summary := filepath.Join(dir, "gate.xml"), filepath.Join(dir, "gate.md"), filepath.Join(dir, "summary.md")
	if err := os.WriteFile(summary, []byte("earlier step\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SENTRY_ORG": "acme", "GITHUB_STEP_SUMMARY": summary, "SENTRY_RELEASE": "shop@2.1.0"}
	got := run(t, transport(gateServer), env, "gate", "--max-new", "0", "--query", "level:fatal", "--max", "1", "--json=verdict,conditions.name", "--junit", junit, "--markdown", markdown)
	want := `{"verdict":"failed","conditions":[{"name":"new_issues"},{"name":"issues"}]}` + "\n"
	if got.exit != 11 || got.out != want || got.err != "" {
		t.Fatalf("exit %d\n%s\n%s", got.exit, got.out, got.err)
	}
	read := func(name string) string {
		t.Helper()
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if md := read(markdown); !strings.HasPrefix(md, "# Gate failed") || read(summary) != "earlier step\n"+md || strings.Contains(md, "\u202e") {
		t.Errorf("summary:\n%s\nmarkdown:\n%s", read(summary), md)
	}
	var suites struct {
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Tests int `xml:"tests,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(read(junit)), &suites); err != nil {
		t.Fatal(err)
	}
	if s := suites.Suites[0]; suites.Failures != 1 || s.Tests != 2 || s.Cases[0].Failure == nil || s.Cases[1].Failure != nil ||
		s.Cases[0].Failure.Message != "1, limit at most 0" || !strings.Contains(s.Cases[0].Failure.Text, "SHOP-1A ]]></failure>") {
		t.Errorf("%+v\n%s", suites, read(junit))
	}
}

func TestGateExitCodes(t *testing.T) {
	env := map[string]string{"SENTRY_ORG": "acme"}
	for line, exit := range map[string]int{
		"gate --release shop@2.1.0 --max-new 1":    0,
		"gate --release shop@2.1.0":                11,
		"gate --events level:error --max-events 7": 0,
		"gate --events level:error --max-events 6": 11,
		"gate --query a --query b --max 1":         0,
		"gate --query a --query b --max 1 --max 0": 11,
		"gate --query a --max 1 --max 2":           2,
		"gate --max 1":                             2,
		"gate --junit - --markdown -":              2,
		"gate --junit - --json":                    2,
		"gate --wait 2h":                           2,
		"gate --max-new -1":                        2,
		"gate --min-crash-free-sessions 150":       2,
		"gate --release shop@2.1.0 --max-new 1 --junit /nonexistent/directory/x": 1,
		"gate --release shop@2.1.0 --max-new 1 --min-crash-free-sessions 99":     3, // the server has no sessions
	} {
		if got := run(t, transport(gateServer), env, strings.Fields(line)...); got.exit != exit {
			t.Errorf("%s: exit %d, want %d\n%s%s", line, got.exit, exit, got.out, got.err)
		}
	}
	got := run(t, transport(gateServer), env, "gate", "--release", "shop@2.1.0", "--markdown", "-")
	if !strings.HasPrefix(got.out, "# Gate failed") || strings.Count(got.out, "# Gate failed") != 1 || !strings.HasPrefix(got.err, "gate failed: new issues 1") {
		t.Errorf("%s\n%s", got.out, got.err)
	}
}
