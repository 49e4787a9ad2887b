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
		var got SearchEventsIn
		if err := DecodeInput("search_events", json.RawMessage(args), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", args, got, err)
		}
	}
	for _, args := range []string{`{"limit":"1 2"}`, `{"limit":[3]}`, `{"limit":{"a":1}}`, `{"query":["a"]}`, `{"fields":"[1"}`, `{"fields":{"a":1}}`, `"limit"`, `[`, `{"limit":true}`} {
		var got SearchEventsIn
		if err := DecodeInput("search_events", json.RawMessage(args), &got); KindOf(err) != KindInvalid {
			t.Errorf("%s: %+v, %v", args, got, err)
		}
	}
	var got GetEventStacktraceIn
	if err := DecodeInput("x", json.RawMessage(`{"vars":"true","thread":7}`), &got); err != nil || !got.Vars || got.Thread != "7" {
		t.Errorf("%+v %v", got, err)
	}
}

// Whatever a client sends as arguments, it is an input or an error.
func FuzzDecodeInput(f *testing.F) {
	for _, seed := range []string{`{"fields":"[\"a\"]","limit":"3"}`, `{"limit":1e400}`, `{"environment":{}}`, `[]`, `{"":null}`, `{"limit":"{\"a\":1}"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var in, again SearchEventsIn
		err := DecodeInput("search_events", raw, &in)
		if err != nil && KindOf(err) != KindInvalid {
			t.Fatalf("%v", err)
		}
		if err2 := DecodeInput("search_events", raw, &again); err == nil && (err2 != nil || !reflect.DeepEqual(in, again)) {
			t.Fatalf("%+v, then %+v", in, again)
		}
	})
}
