package analysis

import (
	"strings"
	"testing"
	"time"

	"vedette/internal/local/protocol"
)

func TestSuspicion(t *testing.T) {
	for _, tt := range []struct {
		name      string
		firstSeen time.Time
		commit    commit
		want      string
	}{
		{"just before", firstSeen, commit{when: firstSeen.Add(-3 * time.Hour)}, "3h before first seen: this commit is a suspect"},
		{"long before", firstSeen, commit{when: firstSeen.Add(-400 * 24 * time.Hour)}, "the line is old"},
		{"after", firstSeen, commit{when: firstSeen.Add(2 * time.Hour)}, "2h after the issue was first seen: this commit did not introduce it"},
		{"shallow clone", firstSeen, commit{when: firstSeen.Add(-time.Hour), grafted: true}, "shallow"},
		{"no first event", time.Time{}, commit{when: firstSeen}, "cannot be related"},
	} {
		q := &inquiry{facts: Facts{FirstSeen: tt.firstSeen, FirstRelease: "shop@1"}, commit: &tt.commit}
		tt.commit.id = strings.Repeat("a", 40)
		if got := q.suspicion(tt.commit); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if answer, _ := q.whyThen(); strings.Contains(answer, "commit") != (tt.name == "just before") {
			t.Errorf("%s: only a suspect belongs into the chain, got %q", tt.name, answer)
		}
	}
}

func TestClassificationNeedsAPlaceInTheCode(t *testing.T) {
	yes, no := true, false
	for _, tt := range []struct {
		name, errorType, want string
		frame                 *protocol.Frame
	}{
		{"own frame", "KeyError", classCodeFix, &protocol.Frame{InApp: &yes}},
		{"SDK did not decide", "KeyError", classCodeFix, &protocol.Frame{}},
		{"library frame", "KeyError", classOnlyRoot, &protocol.Frame{InApp: &no}},
		{"no frame", "KeyError", classOnlyRoot, nil},
		{"not for code", "ConnectionRefusedError", classAction, nil},
	} {
		q := &inquiry{match: recognise(tt.errorType, ""), crash: crash{frame: tt.frame}}
		if class, noFix := q.classify(); class != tt.want || (noFix == "") != (class == classCodeFix) {
			t.Errorf("%s: %s, reason %q; want %s", tt.name, class, noFix, tt.want)
		}
	}
}

func TestReproduction(t *testing.T) {
	tests := []struct{ name, event, want string }{
		{"nothing known", `{"release":"shop@1","exception":[{"type":"E","value":"v"}]}`, ""},
		{"a task", `{"transaction":"tasks.bill","exception":[{"type":"E","value":"v"}]}`, "Run the transaction `tasks.bill`. | Expect `E`: `v`."},
		{"a request", `{"request":{"url":"https://h/p","query_string":"a=1&token=x"},"exception":[{"type":"E","value":"v"}]}`,
			"Send `GET https://h/p` with query `a=1&token=[masked]`. | Expect `E`: `v`."},
		{"crumbs of use only", `{"breadcrumbs":[{"category":"console","message":"log"},{"type":"http","category":"fetch","data":{"method":"GET","url":"/api","status_code":500}},{"category":"navigation","data":[1]}],"exception":[{"type":"E","value":"v"}]}`,
			"The program calls `GET /api`, which answers `500`. | Expect `E`: `v`."},
	}
	for _, tt := range tests {
		event, err := protocol.DecodeEvent([]byte(tt.event))
		if err != nil {
			t.Fatal(err)
		}
		q := &inquiry{event: &event, crash: readCrash(&event)}
		if got := strings.Join(q.reproduction(), " | "); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "(empty)",
		"a`b":                        "``a`b``",
		"one\ntwo":                   "`one two`",
		"https://u:hunter2@h/":       "`https://u:[masked]@h/`",
		strings.Repeat("é", 5000):    "`" + strings.Repeat("é", maxQuote) + "…`",
		"\x1b]0;title\x07text\u202e": "`text`",
	} {
		if got := code(in); got != want {
			t.Errorf("code(%.20q) = %q, want %q", in, got, want)
		}
	}
}
