package event

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/widget"
)

// maxValue is how many lines one value may take where values stand below each
// other.
const maxValue = 6

// maxRaw is how many bytes of a value are looked at, more than maxValue lines
// hold.
const maxRaw = 8000

// Details are the rest of an event: request, flags, contexts, tags, extra. With a
// filter, only what has it in its name or value.
func Details(p widget.Paint, e *ops.Event, filter string, width int) []string {
	d := details{p: p, filter: strings.ToLower(filter), width: width}
	d.request(e.Request)
	var flags []pair
	for _, f := range Flags(e) {
		flags = append(flags, pair{f.Name, f.Result})
	}
	d.part("Feature flags", flags)
	for _, name := range slices.Sorted(maps.Keys(e.Contexts)) {
		if name != "flags" {
			d.part(text.From(name).Cut(40), pairsOf(e.Contexts[name], name))
		}
	}
	var tags []pair
	for _, t := range e.Tags {
		tags = append(tags, pair{t.Key, t.Value})
	}
	d.part("Tags of this event", tags)
	d.part("Extra", pairsOf(e.Extra, ""))
	return d.lines
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

// details collects lines.
type details struct {
	p      widget.Paint
	filter string
	width  int
	lines  []string
}

// part adds a heading with values, unless the filter leaves none.
func (d *details) part(title string, values []pair) {
	label := min(max(d.width/4, 12), 28)
	var lines []string
	for _, v := range values {
		if !strings.Contains(strings.ToLower(title+" "+v.name.String()+" "+v.value.String()), d.filter) {
			continue
		}
		lines = append(lines, fieldLines(d.p, " "+v.name.Cut(label-2), v.value, label, d.width)...)
	}
	if len(lines) > 0 {
		d.lines = append(append(d.lines, Heading(d.p, title, d.width)...), lines...)
	}
}

func (d *details) request(r *ops.Request) {
	if r == nil {
		return
	}
	values := []pair{{text.From("url"), text.From(strings.TrimSpace(string(r.Method) + " " + r.URL.Raw()))}}
	for _, q := range r.Query {
		values = append(values, pair{text.From("query " + q[0].Raw()), q[1]})
	}
	if !r.Data.IsZero() {
		values = append(values, pair{text.From("body"), r.Data})
	}
	for _, h := range r.Headers {
		values = append(values, pair{h[0], h[1]})
	}
	d.part("Request", values)
}

// fieldLines are "name  value" with the value under itself, its secrets masked.
func fieldLines(p widget.Paint, name string, value text.Untrusted, label, width int) []string {
	var out []string
	begin := p.In(themes.Muted, widget.Fit(name, min(label, max(width-4, 1)))) + " "
	room := max(width-widget.Width(begin), 1)
	raw := value.Raw()
	for _, l := range text.From(text.MaskSecrets(raw[:min(len(raw), maxRaw)])).Lines() {
		for _, w := range widget.Wrap(l, room) {
			if len(out) == maxValue {
				return append(out[:maxValue-1], begin+p.In(themes.Muted, p.Glyph("…", "...")))
			}
			out = append(out, widget.Cut(begin+p.In(themes.Text, w), width))
			begin = widget.Blank(widget.Width(begin))
		}
	}
	if out == nil {
		out = append(out, begin)
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
