package analysis

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"vedette/internal/local/protocol"
	"vedette/internal/sentryapi"
)

// FuzzInquiry plays the whole analysis on an event that somebody made up: it must end with a root cause that a client can read, and no
// character of the event may steer a terminal from inside it.
func FuzzInquiry(f *testing.F) {
	f.Add([]byte(`{"exception":{"values":[{"type":"T\u001b]0;x","value":"reading 'a'","stacktrace":{"frames":[{"filename":"../../x","abs_path":"/etc/passwd","lineno":1,"context_line":"a.b.a","vars":{"a":null}}]}}]}}`))
	f.Add([]byte("{\"message\":\"```\\n# x\",\"request\":{\"url\":\"u\",\"query_string\":[[\"a\",\"b\"]]},\"breadcrumbs\":[{\"category\":\"navigation\",\"data\":{\"to\":\"`\"}}]}"))
	f.Add([]byte(`{"exception":[{"type":"","value":""},null,{"mechanism":{"source":"__context__"}}],"contexts":{"trace":{"trace_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","span_id":"bbbbbbbbbbbbbbbb"},"browser":[1]}}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, payload []byte) {
		if !json.Valid(payload) { // decoding is fuzzed where it lives; here it only makes events
			return
		}
		event, err := protocol.DecodeEvent(payload)
		if err != nil {
			return
		}
		q := &inquiry{src: evidence{event: &event, facts: Facts{Title: "x", FirstSeen: firstSeen}}, sourceDir: dir, issueID: 1}
		var state runState
		for _, s := range rootCauseSteps() {
			found, err := s.run(q, t.Context())
			if err != nil {
				t.Fatalf("%s: %v", s.todo, err)
			}
			state.report(time.Time{}, found)
		}
		raw, err := json.Marshal(&state)
		if err != nil {
			t.Fatal(err)
		}
		run, err := sentryapi.DecodeSeerRun([]byte(`{"autofix":` + string(raw) + `}`))
		if err != nil || run.Root == nil || run.Root.Summary.IsZero() {
			t.Fatalf("no root cause: %v\n%s", err, raw)
		}
		for _, b := range state.Blocks {
			if i := strings.IndexFunc(b.Message.Content, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
				t.Errorf("a control character in %q", b.Message.Content)
			}
		}
	})
}
