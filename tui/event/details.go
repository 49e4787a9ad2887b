package event

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// What of one value is shown: a few lines, and all that somebody may want to
// read of it once it is open.
const (
	maxValue = 6
	maxOpen  = 1000
	maxRaw   = 8000 // bytes that are looked at, more than maxValue lines hold
)

// Details are the rest of an event: request, flags, contexts, tags, extra. With a
// filter, only what has it in its name or value.
type Details struct {
	Event  *ops.Event
	Filter string
	Open   map[string]bool // values that are shown whole, by part and name
}

// Sheet lays the values out, with a mark for each.
func (d Details) Sheet(p widget.Paint, width int) widget.Sheet {
	e, out := d.Event, values{Details: d, Layout: widget.Layout{Paint: p, Width: width}}
	out.request(e.Request)
	var flags []pair
	for _, f := range Flags(e) {
		flags = append(flags, pair{f.Name, f.Result})
	}
	out.part("Feature flags", flags)
	for _, name := range slices.Sorted(maps.Keys(e.Contexts)) {
		if name != "flags" {
			out.part(text.From(name).Cut(40), pairsOf(e.Contexts[name], name))
		}
	}
	var tags []pair
	for _, t := range e.Tags {
		tags = append(tags, pair{t.Key, t.Value})
	}
	out.part("Tags of this event", tags)
	out.part("Extra", pairsOf(e.Extra, ""))
	return out.Layout.Sheet
}

// pair is a name and a value.
type pair struct{ name, value text.Untrusted }

// pairsOf are values in the order of their names. Sentry repeats a context's
// name in it as its type, which says nothing.
func pairsOf(values map[string]text.Untrusted, name string) []pair {
	var out []pair
	for _, k := range slices.Sorted(maps.Keys(values)) {
		if k != "type" || values[k].Raw() != name {
			out = append(out, pair{text.From(k), values[k]})
		}
	}
	return out
}

// values collects lines.
type values struct {
	Details
	widget.Layout
}

// part adds a heading with values, unless the filter leaves none.
func (d *values) part(title string, all []pair) {
	filter, begun := strings.ToLower(d.Filter), false
	for _, v := range all {
		if !strings.Contains(strings.ToLower(title+" "+v.name.String()+" "+v.value.String()), filter) {
			continue
		}
		if !begun && len(d.Lines) > 0 {
			d.Add("")
		}
		if !begun {
			d.Add(d.Paint.In(themes.Heading, widget.Cut(" "+title, d.Width)))
		}
		begun = true
		d.value(title, v)
	}
}

// value is a name with its value; enter shows all of it, or as little as before.
func (d *values) value(title string, v pair) {
	key, label := title+" "+v.name.Raw(), min(max(d.Width/4, 12), 28)
	value, most := v.value, maxValue
	if d.Open[key] {
		value, most = indented(value), maxOpen
	}
	lines := valueLinesOf(value, max(d.Width-label-2, 1), most)
	open := d.Open
	d.Row(func(p widget.Paint, edge string) string {
		return widget.Cut(p.In(themes.Muted, edge+widget.Fit(v.name.Cut(label-2), label))+" "+p.In(themes.Text, lines[0]), d.Width)
	}, func() tea.Cmd {
		open[key] = !open[key]
		return nil
	})
	for _, l := range lines[1:] {
		d.Add(widget.Cut(widget.Blank(label+2)+d.Paint.In(themes.Text, l), d.Width))
	}
}

// indented is JSON as people read it; anything else stays as it is.
func indented(value text.Untrusted) text.Untrusted {
	var out bytes.Buffer
	if raw := value.Raw(); strings.HasPrefix(raw, "{") || strings.HasPrefix(raw, "[") {
		if json.Indent(&out, []byte(raw), "", "  ") == nil {
			return text.From(out.String())
		}
	}
	return value
}

// valueLinesOf are at least one and at most most lines of a value, its secrets
// masked.
func valueLinesOf(value text.Untrusted, width, most int) []string {
	raw := value.Raw()
	var out []string
	for _, l := range text.From(text.MaskSecrets(raw[:min(len(raw), most*maxRaw/maxValue)])).Lines() {
		for _, w := range widget.Wrap(l, width) {
			if len(out) == most {
				return append(out[:most-1], "…")
			}
			out = append(out, w)
		}
	}
	if out == nil {
		return []string{""}
	}
	return out
}

func (d *values) request(r *ops.Request) {
	if r == nil {
		return
	}
	all := []pair{{text.From("url"), text.From(strings.TrimSpace(string(r.Method) + " " + r.URL.Raw()))}}
	for _, q := range r.Query {
		all = append(all, pair{text.From("query " + q[0].Raw()), q[1]})
	}
	if !r.Data.IsZero() {
		all = append(all, pair{text.From("body"), r.Data})
	}
	for _, h := range r.Headers {
		all = append(all, pair{h[0], h[1]})
	}
	d.part("Request", all)
}

// fieldLines are "name  value" with the value under itself, its secrets masked.
func fieldLines(p widget.Paint, name string, value text.Untrusted, label, width int) []string {
	var out []string
	begin := p.In(themes.Muted, widget.Fit(name, min(label, max(width-4, 1)))) + " "
	if p.Plain {
		begin = strings.TrimSpace(name) + ": "
	}
	for _, l := range valueLinesOf(value, max(width-widget.Width(begin), 1), maxValue) {
		out = append(out, widget.Cut(begin+p.In(themes.Text, l), width))
		begin = widget.Blank(widget.Width(begin))
	}
	return out
}

// Flag is a feature flag and what it was when the event happened.
type Flag struct {
	Name   text.Untrusted `json:"flag"`
	Result text.Untrusted `json:"result"`
}

// Flags are the feature flags that were asked for before the event, as SDKs
// send them in the context "flags".
func Flags(e *ops.Event) []Flag {
	var raw []json.RawMessage
	if json.Unmarshal([]byte(e.Contexts["flags"]["values"].Raw()), &raw) != nil {
		return nil
	}
	var out []Flag
	for _, r := range raw {
		var f Flag
		if json.Unmarshal(r, &f) == nil && !f.Name.IsZero() {
			out = append(out, f)
		}
	}
	return out
}

// Highlights are the facts that tell most about where an event happened, in the
// order of Sentry's own.
func Highlights(e *ops.Event) [][2]string {
	tags := map[string]text.Untrusted{}
	for _, t := range e.Tags {
		tags[t.Key.Raw()] = t.Value
	}
	context := func(name string) text.Untrusted {
		c := e.Contexts[name]
		return text.From(strings.TrimSpace(c["name"].Raw() + " " + c["version"].Raw()))
	}
	var out [][2]string
	for _, h := range []struct {
		name   string
		values []text.Untrusted
	}{
		{"handled", []text.Untrusted{tags["handled"]}},
		{"environment", []text.Untrusted{tags["environment"]}},
		{"transaction", []text.Untrusted{tags["transaction"]}},
		{"url", []text.Untrusted{tags["url"]}},
		{"server", []text.Untrusted{tags["server_name"]}},
		{"browser", []text.Untrusted{tags["browser"], context("browser")}},
		{"os", []text.Untrusted{tags["os"], context("os"), context("client_os")}},
		{"device", []text.Untrusted{e.Contexts["device"]["model"], tags["device"]}},
		{"runtime", []text.Untrusted{context("runtime"), tags["runtime"]}},
	} {
		for _, v := range h.values {
			if !v.IsZero() {
				out = append(out, [2]string{h.name, text.From(text.MaskSecrets(v.Raw())).Cut(200)})
				break
			}
		}
	}
	return out
}
