package analysis

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vedette/internal/local/protocol"
)

// maxCrumbs bounds the breadcrumbs that become steps.
const maxCrumbs = 6

// reproduction derives steps to see the error again from what the event recorded. It is empty when the event says nothing about how the
// program was used: a release alone reproduces nothing.
func (q *inquiry) reproduction() []string {
	e := q.event
	var use []string
	for _, c := range e.Breadcrumbs {
		if s := crumbStep(c); s != "" {
			use = append(use, s)
		}
	}
	use = use[max(0, len(use)-maxCrumbs):]
	if r := e.Request; r != nil && r.URL != "" {
		use = append(use, requestStep(r))
	} else if e.Transaction != "" {
		use = append(use, "Run the transaction "+code(e.Transaction)+".")
	}
	if len(use) == 0 {
		return []string{}
	}
	return slices.Concat(q.setting(), use, []string{q.expectation()})
}

// setting says what to run, and with which client.
func (q *inquiry) setting() []string {
	e := q.event
	var steps, what []string
	if e.Release != "" {
		what = append(what, "release "+code(e.Release))
	}
	if e.Environment != "" {
		what = append(what, "environment "+code(e.Environment))
	}
	if len(what) > 0 {
		steps = append(steps, "Use "+strings.Join(what, " in ")+".")
	}
	var client []string
	for _, key := range []string{"browser", "os", "device", "runtime"} {
		var c struct {
			Name    string `json:"name"`
			Model   string `json:"model"`
			Version string `json:"version"`
		}
		if json.Unmarshal(e.Contexts[key], &c) != nil {
			continue
		}
		name := c.Name
		if name == "" {
			name = c.Model
		}
		if name = strings.TrimSpace(name + " " + c.Version); name != "" {
			client = append(client, key+" "+code(name))
		}
	}
	if len(client) > 0 {
		steps = append(steps, "Have "+strings.Join(client, ", ")+".")
	}
	if l, ok := q.tags.most(); ok {
		steps = append(steps, fmt.Sprintf("Make sure that tag %s is %s: most events of this issue share it.", code(l.key), code(l.value)))
	}
	return steps
}

func (q *inquiry) expectation() string {
	s := "Expect " + code(q.facts.Title)
	if q.crash.raised != nil {
		s = "Expect " + code(q.crash.raised.Type) + ": " + code(q.crash.raised.Value)
	}
	if q.crash.frame != nil {
		s += " at " + place(q.crash.frame)
	}
	return s + "."
}

func requestStep(r *protocol.Request) string {
	method := r.Method
	if method == "" {
		method = "GET"
	}
	s := "Send " + code(method+" "+r.URL)
	var query []string
	for _, pair := range r.Query {
		query = append(query, pair[0]+"="+pair[1])
	}
	if len(query) > 0 && !strings.Contains(r.URL, "?") {
		s += " with query " + code(strings.Join(query, "&"))
	}
	if len(r.Data) > 0 && string(r.Data) != "null" {
		s += " and the body that the event recorded"
	}
	return s + "."
}

// crumbStep makes a step of a breadcrumb that tells what the user or the program did; others give nothing.
func crumbStep(c protocol.Breadcrumb) string {
	var data struct {
		To     string          `json:"to"`
		Method string          `json:"method"`
		URL    string          `json:"url"`
		Status json.RawMessage `json:"status_code"`
	}
	// A field of another type only loses that field: what was read before it is still good.
	_ = json.Unmarshal(c.Data, &data)
	switch {
	case c.Category == "navigation" && data.To != "":
		return "Go to " + code(data.To) + "."
	case (c.Category == "ui.click" || c.Category == "ui.tap" || c.Category == "touch") && c.Message != "":
		return "Click " + code(c.Message) + "."
	case (c.Category == "ui.input" || c.Category == "ui.change") && c.Message != "":
		return "Type into " + code(c.Message) + "."
	case (c.Type == "http" || c.Category == "fetch" || c.Category == "xhr" || c.Category == "httplib") && data.URL != "":
		s := "The program calls " + code(strings.TrimSpace(data.Method+" "+data.URL))
		if len(data.Status) > 0 {
			s += ", which answers " + code(strings.Trim(string(data.Status), `"`))
		}
		return s + "."
	}
	return ""
}
