package ops

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Models write numbers as text, one word where a list is meant, and whole lists
// into a string. What can only mean one thing is taken so.
func TestDecodeInputTakesWhatIsMeant(t *testing.T) {
	for args, want := range map[string]SearchEventsIn{
		`{"fields":"count()"}`:                                {Fields: []string{"count()"}},
		`{"fields":"[\"title\",\"count()\"]"}`:                {Fields: []string{"title", "count()"}},
		`{"environment":"production","limit":"10"}`:           {Environment: []string{"production"}, PageIn: PageIn{Limit: 10}},
		`{"limit":10.0}`:                                      {PageIn: PageIn{Limit: 10}},
		`{"organizationSlug":7,"projectSlug":null}`:           {OrgTarget: OrgTarget{Org: "7"}},
		`{"query":"limit:\"10\"","limit":"3","cursor":"0:1"}`: {Query: `limit:"10"`, PageIn: PageIn{Limit: 3, Cursor: "0:1"}},
	} {
		got, err := DecodeInput[SearchEventsIn]("search_events", json.RawMessage(args))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", args, got, err)
		}
	}
	for _, args := range []string{`{"limit":"1 2"}`, `{"limit":[3]}`, `{"limit":{"a":1}}`, `{"query":["a"]}`, `{"fields":"[1"}`, `{"fields":{"a":1}}`, `"limit"`, `[`, `{"limit":true}`} {
		if got, err := DecodeInput[SearchEventsIn]("search_events", json.RawMessage(args)); KindOf(err) != KindInvalid {
			t.Errorf("%s: %+v, %v", args, got, err)
		}
	}
	if got, err := DecodeInput[GetEventStacktraceIn]("x", json.RawMessage(`{"vars":"true","thread":7}`)); err != nil || !got.Vars || got.Thread != "7" {
		t.Errorf("%+v %v", got, err)
	}
}

// Whatever a client sends as arguments, it is an input or an error.
func FuzzDecodeInput(f *testing.F) {
	for _, seed := range []string{`{"fields":"[\"a\"]","limit":"3"}`, `{"limit":1e400}`, `{"environment":{}}`, `[]`, `{"":null}`, `{"limit":"{\"a\":1}"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := DecodeInput[SearchEventsIn]("search_events", raw)
		if err != nil && KindOf(err) != KindInvalid {
			t.Fatalf("%v", err)
		}
		if again, err2 := DecodeInput[SearchEventsIn]("search_events", raw); err == nil && (err2 != nil || !reflect.DeepEqual(in, again)) {
			t.Fatalf("%+v, then %+v", in, again)
		}
	})
}
