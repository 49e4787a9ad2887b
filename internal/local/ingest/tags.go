package ingest

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

const (
	maxTagKey   = 200
	maxTagValue = 200 // as in Sentry; longer ones are cut
)

// tagList collects tags, the first value of a key wins.
type tagList struct {
	list []protocol.Tag
}

func (t *tagList) add(key, value string) {
	if key == "" || value == "" {
		return
	}
	key = cut(key, maxTagKey)
	for i := range t.list {
		if t.list[i].Key == key {
			return
		}
	}
	t.list = append(t.list, protocol.Tag{Key: key, Value: cut(value, maxTagValue)})
}

// cut shortens text to n bytes at most, at the boundary of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// eventTags are the tags of an event: those that Sentry makes from its
// attributes and contexts, then the SDK's own.
func eventTags(e *protocol.Event, r *store.EventRecord) []protocol.Tag {
	t := &tagList{list: make([]protocol.Tag, 0, len(e.Tags)+12)}
	t.add("level", r.Level)
	t.add("environment", e.Environment)
	t.add("release", e.Release)
	t.add("dist", e.Dist)
	t.add("transaction", e.Transaction)
	t.add("server_name", e.ServerName)
	t.add("logger", e.Logger)
	t.add("user", r.User.Tag())
	if e.Request != nil {
		address, _, _ := strings.Cut(e.Request.URL, "?")
		t.add("url", address)
	}
	t.addMechanism(e)
	for _, c := range []struct{ context, tag string }{{"browser", "browser"}, {"client_os", "client_os"}, {"os", "os"}, {"runtime", "runtime"}} {
		t.addContext(e, c.context, c.tag)
	}
	t.addDevice(e)
	for _, tag := range e.Tags {
		t.add(tag.Key, tag.Value)
	}
	return t.list
}

// addMechanism tells how the exception that was raised came to the SDK.
func (t *tagList) addMechanism(e *protocol.Event) {
	if len(e.Exceptions) == 0 {
		return
	}
	m := e.Exceptions[len(e.Exceptions)-1].Mechanism
	if m == nil {
		return
	}
	t.add("mechanism", m.Type)
	if m.Handled != nil {
		word := "no"
		if *m.Handled {
			word = "yes"
		}
		t.add("handled", word)
	}
}

// addContext makes two tags of a context with name and version: "os" is
// "Linux 6.1", "os.name" is "Linux".
func (t *tagList) addContext(e *protocol.Event, context, tag string) {
	var c struct{ Name, Version string }
	if !decodeContext(e, context, &c) || c.Name == "" {
		return
	}
	t.add(tag, strings.TrimSpace(c.Name+" "+c.Version))
	t.add(tag+".name", c.Name)
}

func (t *tagList) addDevice(e *protocol.Event) {
	var c struct{ Model, Family string }
	if decodeContext(e, "device", &c) {
		t.add("device", c.Model)
		t.add("device.family", c.Family)
	}
}

// decodeContext reads a context into v; attributes of another form stay empty,
// and false means that there is no such context.
func decodeContext(e *protocol.Event, name string, v any) bool {
	raw, ok := e.Contexts[name]
	if !ok {
		return false
	}
	_ = json.Unmarshal(raw, v) // what could be read is in v
	return true
}

// eventFields are the attributes that issues are found by without showing them
// as tags.
func eventFields(e *protocol.Event) []protocol.Tag {
	t := &tagList{}
	t.add("sdk.name", e.SDK.Name)
	t.add("sdk.version", e.SDK.Version)
	if r := e.Request; r != nil {
		t.add("http.method", strings.ToUpper(r.Method))
		for _, h := range r.Headers {
			if strings.EqualFold(h[0], "Referer") {
				t.add("http.referer", h[1])
			}
		}
	}
	if f := e.CrashFrame(); f != nil {
		t.add("stack.filename", f.Filename)
		t.add("stack.abs_path", f.AbsPath)
		t.add("stack.module", f.Module)
		t.add("stack.function", f.Function)
		t.add("stack.package", f.Package)
	}
	if e.User != nil {
		t.addPlace(e.User.Data["geo"])
	}
	for i := range e.Exceptions { // a chain has several
		if x := &e.Exceptions[i]; x.Type != "" {
			t.list = append(t.list, protocol.Tag{Key: "error.type", Value: cut(x.Type, maxTagValue)})
		}
	}
	return t.list
}

func (t *tagList) addPlace(geo json.RawMessage) {
	var place struct {
		City    string `json:"city"`
		Country string `json:"country_code"`
		Region  string `json:"region"`
	}
	if len(geo) == 0 || json.Unmarshal(geo, &place) != nil {
		return
	}
	t.add("geo.city", place.City)
	t.add("geo.country_code", place.Country)
	t.add("geo.region", place.Region)
}
