package demo

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"
)

func TestShiftTimeKeepsTheForm(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		value string
		by    time.Duration
		want  string
	}{
		{`1795220109`, day, `1795306509`},
		{`1795220109.5`, -day, `1795133709.5`},
		{`1795220109.8432927`, 500 * time.Millisecond, `1795220110.3432927`},
		{`1795220109`, 900 * time.Millisecond, `1795220109`},
		{`1795220109.000`, time.Second, `1795220110.000`},
		{`"2026-11-21T00:15:09.850Z"`, day, `"2026-11-22T00:15:09.850Z"`},
		{`"2026-11-21T00:15:09Z"`, -time.Second, `"2026-11-21T00:15:08Z"`},
		{`"2026-11-21T00:15:09.934218413Z"`, time.Nanosecond, `"2026-11-21T00:15:09.934218414Z"`},
		{`"2026-11-21T00:15:09.934218Z"`, time.Hour, `"2026-11-21T01:15:09.934218Z"`},
		{`"2026-11-21T00:15:09.100+00:00"`, time.Minute, `"2026-11-21T00:16:09.100+00:00"`},
		{`"2026-11-21T01:15:09+02:00"`, time.Minute, `"2026-11-21T01:16:09+02:00"`},
		{`"2026-11-21T00:15:09.12"`, time.Minute, `"2026-11-21T00:16:09.12"`},
	} {
		got, ok := shiftTime([]byte(c.value), c.by)
		if !ok || string(got) != c.want {
			t.Errorf("shiftTime(%s, %s) = %s, %t; want %s", c.value, c.by, got, ok, c.want)
		}
	}
	for _, other := range []string{`null`, `true`, `""`, `"soon"`, `1e9`, `{}`, `"12"`} {
		if got, ok := shiftTime([]byte(other), day); ok {
			t.Errorf("shiftTime(%s) = %s; want it left alone", other, got)
		}
	}
}

func TestShiftJSONMovesOnlyTheSDKsTimes(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"event": {
			`{"timestamp":100.5,"breadcrumbs":[{"timestamp":99,"data":{"timestamp":1}}],"extra":{"timestamp":1},"tags":{"started":"1"}}`,
			`{"timestamp":110.5,"breadcrumbs":[{"timestamp":109,"data":{"timestamp":1}}],"extra":{"timestamp":1},"tags":{"started":"1"}}`,
		},
		"breadcrumbs in values": {
			`{"breadcrumbs": {"values": [ {"timestamp" : 99 } , {"timestamp":98}]} }`,
			`{"breadcrumbs": {"values": [ {"timestamp" : 109 } , {"timestamp":108}]} }`,
		},
		"transaction": {
			`{"start_timestamp":1,"timestamp":2,"spans":[{"start_timestamp":1,"timestamp":2,"data":{"timestamp":3}}]}`,
			`{"start_timestamp":11,"timestamp":12,"spans":[{"start_timestamp":11,"timestamp":12,"data":{"timestamp":3}}]}`,
		},
		"span items": {
			`{"version":2,"items":[{"start_timestamp":1.25,"end_timestamp":2.50,"attributes":{"timestamp":{"value":1}}}]}`,
			`{"version":2,"items":[{"start_timestamp":11.25,"end_timestamp":12.50,"attributes":{"timestamp":{"value":1}}}]}`,
		},
		"contexts": {
			`{"contexts":{"app":{"app_start_time":"2026-01-01T00:00:00Z"},"order":{"timestamp":1},"device":{"boot_time":"2026-01-01T00:00:00.5Z"}}}`,
			`{"contexts":{"app":{"app_start_time":"2026-01-01T00:00:10Z"},"order":{"timestamp":1},"device":{"boot_time":"2026-01-01T00:00:10.5Z"}}}`,
		},
		"session aggregates": {
			`{"aggregates":[{"started":"2026-01-01T00:00:00Z","exited":3}]}`,
			`{"aggregates":[{"started":"2026-01-01T00:00:10Z","exited":3}]}`,
		},
		"stack variables": {
			`{"exception":{"values":[{"stacktrace":{"frames":[{"vars":{"timestamp":1,"s":"}\"]"}}]}}]},"timestamp":1}`,
			`{"exception":{"values":[{"stacktrace":{"frames":[{"vars":{"timestamp":1,"s":"}\"]"}}]}}]},"timestamp":11}`,
		},
		"escaped key": {`{"a\\":1,"timestamp":1}`, `{"a\\":1,"timestamp":11}`},
		"null":        {`{"timestamp":null}`, `{"timestamp":null}`},
	} {
		got, err := shiftJSON(nil, []byte(c.in), 10*time.Second)
		if err != nil || string(got) != c.want {
			t.Errorf("%s:\n got %s, %v\nwant %s", name, got, err, c.want)
		}
	}
}

func TestShiftEnvelope(t *testing.T) {
	in := `{"sent_at":"2026-01-01T00:00:00Z"}` + "\n" +
		`{"type":"event","length":15}` + "\n" + `{"timestamp":9}` + "\n" +
		`{"type":"attachment","length":16,"filename":"a.json"}` + "\n" + "{\"timestamp\":9}\n" + "\n" +
		`{"type":"log"}` + "\n" + `{"items":[{"timestamp":1.5}]}`
	want := `{"sent_at":"2026-01-01T00:01:40Z"}` + "\n" +
		`{"length":17,"type":"event"}` + "\n" + `{"timestamp":109}` + "\n" +
		`{"type":"attachment","length":16,"filename":"a.json"}` + "\n" + "{\"timestamp\":9}\n" + "\n" +
		`{"type":"log"}` + "\n" + `{"items":[{"timestamp":101.5}]}`
	got, events, err := shiftEnvelope([]byte(in), 100*time.Second)
	if err != nil || string(got) != want || events != 1 {
		t.Errorf("got %d events, %v\n%s\nwant\n%s", events, err, got, want)
	}
	for _, bad := range []string{
		"not json\n{}", "{}\nnot json\n{}", "{}\n{\"type\":\"event\",\"length\":9}\n{}",
		"{}\n{\"type\":\"event\",\"length\":-1}\n{}", "{}\n{\"type\":\"event\"}\n{\"timestamp\":",
	} {
		if got, _, err := shiftEnvelope([]byte(bad), time.Second); err == nil {
			t.Errorf("%q: no error, but %q", bad, got)
		}
	}
}

func FuzzShift(f *testing.F) {
	f.Add([]byte(`{"timestamp":1.50,"spans":[{"timestamp":"2026-01-01T00:00:00.5Z"}],"extra":{"a":["\"}"]}}`))
	f.Add([]byte(`{"breadcrumbs":{"values":[{"timestamp":-1,"data":[[],{}]}]}}`))
	f.Add([]byte(`{"started":"2026-01-01T00:00:00+02:00","x":[1,"a\\",null]}`))
	f.Add([]byte("{\"sent_at\":1}\n{\"type\":\"log\",\"length\":2}\n{}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		_, _, _ = shiftEnvelope(src, time.Hour) // must not panic
		got, err := shiftJSON(nil, src, time.Hour)
		if !json.Valid(src) {
			return
		}
		if err != nil {
			t.Fatalf("valid JSON refused: %v", err)
		}
		if !json.Valid(got) {
			t.Fatalf("%s became %s", src, got)
		}
		back, err := shiftJSON(nil, got, -time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		again, err := shiftJSON(nil, back, time.Hour)
		if err != nil || !bytes.Equal(got, again) {
			t.Fatalf("not stable: %s, then %s (%v)", got, again, err)
		}
	})
}
