package sentryapi

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzPageCursors(f *testing.F) {
	f.Add(`<https://s/?cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", <u>; rel="next"; results="true"; cursor="0:25:0"`)
	f.Add(`<u>;rel=next;results=true;cursor='`)
	f.Add(`<<,;=">`)
	f.Fuzz(func(t *testing.T, header string) {
		next, prev := pageCursors([]string{header})
		if !strings.Contains(strings.ToLower(header), "true") && next+prev != "" {
			t.Errorf("cursors %q %q without results", next, prev)
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, failure := range failures {
		f.Add(failure.status, []byte(failure.body))
	}
	c, err := New(Config{BaseURL: "https://sentry.io"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := c.statusError(call{op: "read", method: "GET", path: "/x/"}, answer{status: status, body: body})
		if e.Kind == "" || e.Hint == "" || e.Message.IsZero() || e.Message.Len() > maxMessage+200 {
			t.Errorf("incomplete error %#v", e)
		}
		if !utf8.ValidString(e.Error()) || strings.ContainsAny(e.Error()+e.Hint, "\x1b\n\r") {
			t.Errorf("unsafe message %q, hint %q", e, e.Hint)
		}
	})
}

func FuzzIssueList(f *testing.F) {
	f.Add([]byte(issuePage(1, 2)))
	f.Add([]byte(`[null,7,{"count":"x","stats":{"24h":[[1,2],[3]]}},{"assignedTo":"user:1"}]`))
	f.Add([]byte(`[{"a":"]"},{"b":"\""}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var reference []json.RawMessage
		issues, _, err := decodeList[Issue](body)
		if json.Unmarshal(body, &reference) == nil && err != nil {
			t.Errorf("a valid list was refused: %v", err)
		}
		if err == nil && json.Valid(body) && len(issues) > len(reference) {
			t.Errorf("%d issues of %d items", len(issues), len(reference))
		}
		if _, err := json.Marshal(issues); err != nil {
			t.Errorf("cannot be printed: %v", err)
		}
	})
}

func FuzzEvent(f *testing.F) {
	for _, form := range wireForms {
		f.Add([]byte(form.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		event, err := DecodeEvent(body)
		if err != nil {
			return
		}
		if _, err := json.Marshal(event); err != nil {
			t.Errorf("cannot be printed: %v", err)
		}
	})
}

func FuzzSeerRun(f *testing.F) {
	f.Add([]byte(agentRun))
	f.Add([]byte(`{"autofix":{"status":"COMPLETED","steps":[{"type":"root_cause_analysis","causes":[{"id":0}]},{"type":"changes","changes":[{"diff_str":"--- a/x\n+++ b/x\n"}]}]}}`))
	f.Add([]byte(`{"autofix":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		run, err := DecodeSeerRun(body)
		if err != nil || run == nil {
			return
		}
		if run.Status == "" {
			t.Error("a run without status")
		}
		if _, err := json.Marshal(run); err != nil {
			t.Errorf("cannot be printed: %v", err)
		}
	})
}
