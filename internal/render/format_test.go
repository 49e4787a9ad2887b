package render

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"vedette/internal/text"
	"vedette/internal/text/hostile"
)

type part struct {
	Slug string         `json:"slug"`
	Name text.Untrusted `json:"name,omitzero"`
}

type base struct {
	ID string `json:"id"`
}

type whole struct {
	base
	Title   text.Untrusted    `json:"title"`
	Project *part             `json:"project,omitempty"`
	Tags    []part            `json:"tags"`
	Stats   map[string][]part `json:"stats,omitempty"`
	Data    json.RawMessage   `json:"data,omitempty"`
	At      time.Time         `json:"at,omitzero"`
	Hidden  string            `json:"-"`
	private int
}

// Embedded must be exported for its members to be JSON; base is promoted.
func sample() whole {
	return whole{
		base: base{ID: "7"}, Title: text.From("a <b> \x1b[31m"), Project: &part{Slug: "shop"}, Tags: []part{{Slug: "x", Name: text.From("X")}, {Slug: "y"}},
		Stats: map[string][]part{"24h": {{Slug: "s"}}}, Data: json.RawMessage(`{"k":[1,2]}`), private: 1,
	}
}

func print(t *testing.T, f Format, tty bool) string {
	t.Helper()
	s, out, _ := Test("")
	s.OutTTY = tty
	if err := s.Object(t.Context(), f, sample(), text.Doc{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func format(t *testing.T, fields, jq, tmpl string) Format {
	t.Helper()
	f, err := ParseFormat(fields, jq, tmpl, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFieldSelection(t *testing.T) {
	for fields, want := range map[string]string{
		"title,id":                      `{"title":"a <b> \u001b[31m","id":"7"}`,
		"project.slug":                  `{"project":{"slug":"shop"}}`,
		"project.slug,project.name":     `{"project":{"slug":"shop","name":null}}`,
		"tags.slug":                     `{"tags":[{"slug":"x"},{"slug":"y"}]}`,
		"tags,tags.slug":                `{"tags":[{"slug":"x","name":"X"},{"slug":"y"}]}`,
		"tags.slug,tags":                `{"tags":[{"slug":"x","name":"X"},{"slug":"y"}]}`,
		"stats.24h.slug":                `{"stats":{"24h":[{"slug":"s"}]}}`,
		"data.k, at":                    `{"data":{"k":[1,2]},"at":null}`,
		"data.any.thing.below.raw.json": `{"data":{"any":null}}`,
	} {
		f := format(t, fields, "", "")
		if err := f.Fields.Check(reflect.TypeFor[whole]()); err != nil {
			t.Errorf("%s: %v", fields, err)
		}
		if got := print(t, f, false); got != want+"\n" {
			t.Errorf("%s: %s, want %s", fields, got, want)
		}
	}
	for fields, unknown := range map[string]string{
		"nope": "nope", "id.x": "id.x", "Hidden": "Hidden", "private": "private", "project.nope": "project.nope", "tags.nope": "tags.nope", "stats.24h.nope": "stats.24h.nope", "at.wall": "at.wall", "title.s": "title.s",
	} {
		var e *FieldError
		if err := format(t, fields, "", "").Fields.Check(reflect.TypeFor[whole]()); !errors.As(err, &e) || e.Field != unknown {
			t.Errorf("%s: %v", fields, err)
		}
	}
	var e *FieldError
	err := format(t, "project.nope", "", "").Fields.Check(reflect.TypeFor[[]whole]())
	if !errors.As(err, &e) || strings.Join(e.Known, " ") != "project.slug project.name" {
		t.Errorf("%v: %v", err, e)
	}
	for _, bad := range []string{"", ",", "a,", "a..b", ".a", "a.", " "} {
		if _, err := ParseFields(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestJSONForms(t *testing.T) {
	if got := print(t, format(t, "true", "", ""), false); strings.Count(got, "\n") != 1 || !json.Valid([]byte(got)) || strings.Contains(got, `\u003c`) {
		t.Errorf("in a pipe: %q", got)
	}
	if got := print(t, format(t, "id,title", "", ""), true); got != "{\n  \"id\": \"7\",\n  \"title\": \"a <b> \\u001b[31m\"\n}\n" {
		t.Errorf("on a terminal: %q", got)
	}
	for filter, want := range map[string]string{
		".id": "7\n", ".tags[].slug": "x\ny\n", ".tags|length": "2\n", `.tags|map(.slug)|@tsv`: "x\ty\n", "empty": "", ".project": `{"slug":"shop"}` + "\n", ".nope": "null\n",
		".title": "a <b> \n", `"\u001b]0;evil\u0007x"`: "x\n", "halt": "", "12345678901234567890": "12345678901234567890\n",
	} {
		if got := print(t, format(t, "", filter, ""), false); got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
	for tmpl, want := range map[string]string{
		"{{.id}}": "7", `{{range .tags}}{{.slug}} {{end}}`: "x y ", `{{join "," (pluck "slug" .tags)}}`: "x,y", `{{.title | truncate 3}}`: "a …",
		`{{tablerow "a" "long"}}{{tablerow "bbb" 1}}`: "a    long\nbbb  1\n", `{{tablerow "a" 1}}{{tablerender}}end`: "a  1\nend",
		`{{timeago "2026-11-20T11:00:00Z"}}`: "1h ago", `{{timefmt "Jan 2" "2026-11-20T11:00:00Z"}}`: "Nov 20", `{{.title}}`: "a <b> ",
	} {
		if got := print(t, format(t, "", "", tmpl), false); got != want {
			t.Errorf("%s: %q, want %q", tmpl, got, want)
		}
	}
	for _, filter := range []string{".id.x", "error", `error("x")`, "{} | keys | .[0].a | error"} {
		s, out, _ := Test("")
		var e *FilterError
		if err := s.Object(t.Context(), format(t, "", filter, ""), sample(), text.Doc{}); !errors.As(err, &e) || out.Len() != 0 {
			t.Errorf("%s: %v, %q", filter, err, out)
		}
	}
}

func TestListsOfJSON(t *testing.T) {
	type item struct {
		ID string `json:"id"`
		N  int    `json:"n"`
	}
	type out struct {
		Before string `json:"before"`
		Items  []item `json:"items"`
		Cursor string `json:"cursor,omitempty"`
	}
	for _, tty := range []bool{false, true} {
		for _, c := range []struct{ fields, jq, want string }{
			{"true", "", `{"before":"\"items\":[]","items":[{"id":"a","n":1},{"id":"b","n":2},{"id":"c","n":3}],"cursor":"end"}`},
			{"id", "", `[{"id":"a"},{"id":"b"},{"id":"c"}]`},
			{"id,n", "[.[].n]", `[1,2,3]`},
			{"", "[.items[].id]", `["a","b","c"]`},
		} {
			s, buf, _ := Test("")
			s.OutTTY = tty
			l := List{Streams: s, Format: format(t, c.fields, c.jq, ""), Key: "items"}
			first, last := out{Before: `"items":[]`, Items: []item{}, Cursor: "next"}, out{Before: `"items":[]`, Items: []item{}, Cursor: "end"}
			for _, add := range []error{l.Add(first, Rows([]item{{"a", 1}, {"b", 2}})), l.Add(last, nil), l.Add(last, Rows([]item{{"c", 3}})), l.Close(t.Context(), last)} {
				if add != nil {
					t.Fatal(add)
				}
			}
			var got, want any
			if err := json.Unmarshal(buf.Bytes(), &got); err != nil {
				t.Fatalf("%v: %s", err, buf)
			}
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%+v on a terminal=%v: %s", c, tty, buf)
			}
		}
	}
	s, buf, _ := Test("")
	l := List{Streams: s, Format: format(t, "id", "", ""), Key: "items"}
	if err := l.Close(t.Context(), out{Items: []item{}}); err != nil || buf.String() != "[]\n" {
		t.Errorf("no rows: %q, %v", buf, err)
	}
}

func TestSafeKeepsLinesAndTabs(t *testing.T) {
	if got := Safe("a\tb\nc\x1b[31md\r\n\n  e\n"); got != "a\tb\ncd \n\n  e\n" && got != "a\tb\ncd\n\n  e\n" {
		t.Errorf("%q", got)
	}
	for _, c := range hostile.Small() {
		if err := hostile.AssertTerminalSafe(strings.ReplaceAll(Safe(c.Text), "\t", " "), hostile.Lines); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func FuzzFields(f *testing.F) {
	for _, s := range []string{"id", "a.b,a", "a,a.b.c", "tags.slug,title", "..", ",", "stats.24h", "\x00.é"} {
		f.Add(s)
	}
	raw, err := Marshal(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fields, err := ParseFields(s)
		if err != nil {
			return
		}
		if fields.All() {
			t.Errorf("%q selects everything", s)
		}
		_ = fields.Check(reflect.TypeFor[whole]())
		out, err := fields.Project(raw)
		if err != nil || !json.Valid(out) {
			t.Errorf("%q: %q, %v", s, out, err)
		}
	})
}
