package protocol

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// liberty is something that SDKs send: what is understood, and what is named as unreadable.
type liberty struct {
	data    string
	get     func(Event) any
	want    any
	problem string // the only one; empty for none
}

// liberties has one row per form of a field.
func liberties() []liberty {
	second := time.Unix(1700000000, 0).UTC()
	return []liberty{
		{`{"event_id":"FC6D8C0C-43FC-4630-AD85-0EE518F1B9D0"}`, id, "fc6d8c0c43fc4630ad850ee518f1b9d0", ""},
		{`{"event_id":"fc6d"}`, id, "", "event_id: expected 32 hexadecimal digits"},
		{`{"event_id":null}`, id, "", ""},
		{`{"event_id":{"a":1}}`, id, "", "event_id: expected text, got an object"},
		{`{"timestamp":1700000000}`, stamp, second, ""},
		{`{"timestamp":1700000000.000000001}`, stamp, second.Add(1), ""},
		{`{"timestamp":1.7e9}`, stamp, second, ""},
		{`{"timestamp":1700000000123.5}`, stamp, second.Add(123500 * time.Microsecond), ""},
		{`{"timestamp":"1700000000.25"}`, stamp, second.Add(250 * time.Millisecond), ""},
		{`{"timestamp":"2023-11-14T22:13:20Z"}`, stamp, second, ""},
		{`{"timestamp":"2023-11-14T22:13:20.1234567891234Z"}`, stamp, second.Add(123456789), ""},
		{`{"timestamp":"2023-11-14T22:13:20"}`, stamp, second, ""},
		{`{"timestamp":"2023-11-14 22:13:20.5"}`, stamp, second.Add(500 * time.Millisecond), ""},
		{`{"timestamp":"2023-11-14T23:13:20+01:00"}`, stamp, second, ""},
		{`{"timestamp":"2023-11-14T23:13:20+0100"}`, stamp, second, ""},
		{`{"timestamp":-5}`, stamp, time.Time{}, "timestamp: expected a timestamp (seconds since 1970, or RFC 3339)"},
		{`{"timestamp":1e300}`, stamp, time.Time{}, "timestamp: expected a timestamp (seconds since 1970, or RFC 3339)"},
		{`{"timestamp":99999999999999999}`, stamp, time.Time{}, "timestamp: expected a timestamp (seconds since 1970, or RFC 3339)"},
		{`{"timestamp":"yesterday, at noon"}`, stamp, time.Time{}, "timestamp: expected a timestamp (seconds since 1970, or RFC 3339)"},
		{`{"timestamp":[]}`, stamp, time.Time{}, "timestamp: expected a timestamp, got a list"},
		{`{"level":"WARN"}`, level, "warning", ""},
		{`{"level":40}`, level, "error", ""},
		{`{"level":"critical"}`, level, "fatal", ""},
		{`{"level":"Sample"}`, level, "sample", ""},
		{`{"release":3}`, func(e Event) any { return e.Release }, "3", ""},
		{`{"release":["a"]}`, func(e Event) any { return e.Release }, "", "release: expected text, got a list"},
		{`{"culprit":"a.b","transaction":"c"}`, func(e Event) any { return e.Transaction }, "c", ""},
		{`{"transaction":"c","culprit":"a.b"}`, func(e Event) any { return e.Transaction }, "c", ""},
		{`{"fingerprint":"one"}`, func(e Event) any { return e.Fingerprint }, []string{"one"}, ""},
		{`{"fingerprint":["a",1,true]}`, func(e Event) any { return e.Fingerprint }, []string{"a", "1", "true"}, ""},
		{`{"type":"default","csp":{"blocked-uri":"x"}}`, func(e Event) any { return e.Type }, TypeCSP, ""},
		{`{"message":"hi"}`, func(e Event) any { return e.Type }, TypeDefault, ""},
		{`{"message":"hi %s"}`, message, Message{Formatted: "hi %s"}, ""},
		{`{"logentry":{"message":"hi %s, %d%%","params":["bo",2]}}`, message, Message{"hi bo, 2%", "hi %s, %d%%", []string{"bo", "2"}}, ""},
		{`{"logentry":{"message":"{1} {0} {}","params":["a","b"]}}`, message, Message{"b a a", "{1} {0} {}", []string{"a", "b"}}, ""},
		{`{"logentry":{"message":"{} of %s","params":["a"]}}`, message, Message{"{} of a", "{} of %s", []string{"a"}}, ""},
		{`{"logentry":{"message":"%s %s","params":["a"]}}`, message, Message{"a %s", "%s %s", []string{"a"}}, ""},
		{`{"logentry":{"message":"hi %(who)s","params":{"who":"bo"}}}`, message, Message{"hi bo", "hi %(who)s", []string{"bo"}}, ""},
		{`{"message":"hi bo","logentry":{"message":"hi %s","params":["bo"]}}`, message, Message{"hi bo", "hi %s", []string{"bo"}}, ""},
		{`{"message":["x"]}`, message, Message{}, "message: expected text, got a list"},
		{`{"exception":{"type":"T","value":"v"}}`, exceptions, []Exception{{Type: "T", Value: "v"}}, ""},
		{`{"exception":{"values":[{"type":"T","value":{"code":1}}]}}`, exceptions, []Exception{{Type: "T", Value: `{"code":1}`}}, ""},
		{`{"exception":{"values":null}}`, exceptions, []Exception(nil), ""},
		{`{"sentry.interfaces.Exception":[{"type":"T"}]}`, exceptions, []Exception{{Type: "T"}}, ""},
		{`{"exception":[{"type":"T"},"lost",{"type":"U"}]}`, exceptions, []Exception{{Type: "T"}, {Type: "U"}},
			"exception[1]: expected an object, got a string"},
		{`{"exception":[{"type":"T","mechanism":"generic"}]}`, exceptions, []Exception{{Type: "T", Mechanism: &Mechanism{Type: "generic"}}}, ""},
		{`{"exception":[{"type":"T","mechanism":{"handled":"no"}}]}`, exceptions, []Exception{{Type: "T", Mechanism: &Mechanism{}}},
			"exception[0].mechanism.handled: expected a boolean, got a string"},
		{`{"exception":"boom"}`, exceptions, []Exception(nil), "exception: expected a list, got a string"},
		{`{"stacktrace":{"frames":[{"lineno":"7","colno":3.0},{"lineno":-1}]}}`, frames, []Frame{{Line: 7, Col: 3}, {}},
			"stacktrace.frames[1].lineno: expected a whole number from 0 to 2147483647"},
		{`{"stacktrace":{"frames":[{"vars":[]},{"vars":null,"in_app":null}]}}`, frames, []Frame{{Vars: map[string]json.RawMessage{}}, {}}, ""},
		{`{"stacktrace":{"frames":[{"vars":["x"],"pre_context":["a",null]}]}}`, frames, []Frame{{PreContext: []string{"a", ""}}},
			"stacktrace.frames[0].vars: expected an object, got a list"},
		{`{"tags":[["a",1],["b"],{"key":"c","value":"d"},null]}`, tags, []Tag{{"a", "1"}, {"c", "d"}}, ""},
		{`{"tags":{"a":{"x":1},"b":"y"}}`, tags, []Tag{{"b", "y"}}, "tags.a: expected a list, got an object"},
		{`{"tags":"x"}`, tags, []Tag(nil), "tags: expected an object, got a string"},
		{`{"request":{"headers":{"Accept":["a","b"],"X":null}}}`, func(e Event) any { return e.Request.Headers },
			[][2]string{{"Accept", "a"}, {"Accept", "b"}, {"X", ""}}, ""},
		{`{"request":{"query_string":"?a=%zz&b&c=1+2"}}`, func(e Event) any { return e.Request.Query },
			[][2]string{{"a", "%zz"}, {"b", ""}, {"c", "1 2"}}, ""},
		{`{"request":{"query_string":[["a","b"]]}}`, func(e Event) any { return e.Request.Query }, [][2]string{{"a", "b"}}, ""},
		{`{"user":{"id":9007199254740993}}`, func(e Event) any { return e.User.ID }, "9007199254740993", ""},
		{`{"user":"kim"}`, func(e Event) any { return e.User }, (*User)(nil), "user: expected an object, got a string"},
		{`{"contexts":{"trace":{"trace_id":"xyz"}}}`, func(e Event) any { return e.TraceID }, "",
			"contexts.trace.trace_id: expected 32 hexadecimal digits"},
		{`{"logger":"\u00e9\ud83d\ude00\ud800\"\\\/\b\f\n\r\t"}`, func(e Event) any { return e.Logger }, "é😀\uFFFD\"\\/\b\f\n\r\t", ""},
		{"{\"logger\":\"a\xffb\"}", func(e Event) any { return e.Logger }, "a\uFFFDb", ""},
		{`{"log\u0067er":"x"}`, func(e Event) any { return e.Logger }, "x", ""},
	}
}

func TestTolerance(t *testing.T) {
	for _, tt := range liberties() {
		e, err := DecodeEvent([]byte(tt.data))
		if err != nil {
			t.Errorf("%s: %v", tt.data, err)
			continue
		}
		same(t, tt.data, tt.get(e), tt.want)
		if got := strings.Join(e.Problems, "; "); got != tt.problem {
			t.Errorf("%s: problems %q, want %q", tt.data, got, tt.problem)
		}
	}
}

func id(e Event) any         { return e.ID }
func stamp(e Event) any      { return e.Timestamp }
func level(e Event) any      { return e.Level }
func message(e Event) any    { return e.Message }
func exceptions(e Event) any { return e.Exceptions }
func frames(e Event) any     { return e.Stacktrace.Frames }
func tags(e Event) any       { return e.Tags }

func TestProblemsAreBounded(t *testing.T) {
	e := decode(t, `{"exception":[`+strings.TrimSuffix(strings.Repeat("1,", 50), ",")+`]}`)
	if len(e.Problems) != maxProblems+1 || e.Problems[maxProblems] != "and 18 more" {
		t.Errorf("%d problems, the last %q", len(e.Problems), e.Problems[len(e.Problems)-1])
	}
}

func TestProblemNamesAreBounded(t *testing.T) {
	e := decode(t, `{"user":{"data":{}},"modules":{"`+strings.Repeat("é", 1000)+`":[]}}`)
	if want := "modules." + strings.Repeat("é", maxName/2) + ": expected text, got a list"; e.Problems[0] != want {
		t.Errorf("problem %q", e.Problems[0])
	}
}
