package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// event is what the tests look at in an error or message.
type event struct {
	Release     string `json:"release"`
	Environment string `json:"environment"`
	Level       string `json:"level"`
	Message     string `json:"message"`
	LogEntry    struct {
		Message string `json:"message"`
	} `json:"logentry"`
	User struct {
		ID string `json:"id"`
	} `json:"user"`
	Exception json.RawMessage `json:"exception"`
	Contexts  struct {
		Trace struct {
			TraceID string `json:"trace_id"`
		} `json:"trace"`
	} `json:"contexts"`
}

type exception struct {
	Type       string `json:"type"`
	Stacktrace struct {
		Frames []struct {
			Function string `json:"function"`
			InApp    bool   `json:"in_app"`
			Context  string `json:"context_line"`
			Filename string `json:"filename"`
			AbsPath  string `json:"abs_path"`
		} `json:"frames"`
	} `json:"stacktrace"`
}

// exceptions reads both forms: a list, and a list in values.
func (e event) exceptions(t *testing.T) []exception {
	t.Helper()
	var list []exception
	if len(e.Exception) == 0 || json.Unmarshal(e.Exception, &list) == nil {
		return list
	}
	var object struct {
		Values []exception `json:"values"`
	}
	if err := json.Unmarshal(e.Exception, &object); err != nil {
		t.Fatal(err)
	}
	return object.Values
}

// key is about what Sentry groups by: types, in-app functions, else the message.
func (e event) key(t *testing.T, project string) string {
	var key strings.Builder
	key.WriteString(project)
	list := e.exceptions(t)
	for _, x := range list {
		fmt.Fprintf(&key, " %s", x.Type)
		for _, f := range x.Stacktrace.Frames {
			if f.InApp {
				fmt.Fprintf(&key, ">%s", f.Function)
			}
		}
	}
	if len(list) == 0 {
		message, _, _ := strings.Cut(e.Message+e.LogEntry.Message, " differs")
		key.WriteString(strings.TrimRight(message, "0123456789"))
	}
	return key.String()
}

// content is what the history holds, counted.
type content struct {
	kinds                            map[string]int
	events                           int
	keys, users, levels              map[string]int
	releases, environments           map[string]map[string]int // by project
	traces                           map[string]map[string]bool
	firstSeen                        map[string]time.Duration
	framesInApp, framesWithoutSource int
}

func read(t *testing.T) content {
	t.Helper()
	c := content{
		kinds: map[string]int{}, keys: map[string]int{}, users: map[string]int{}, levels: map[string]int{},
		releases: map[string]map[string]int{}, environments: map[string]map[string]int{},
		traces: map[string]map[string]bool{}, firstSeen: map[string]time.Duration{},
	}
	for r, err := range Records() {
		if err != nil {
			t.Fatal(err)
		}
		if r.At >= 0 {
			t.Errorf("%s at %d ms is not in the past", r.Name(), r.At)
		}
		if r.IsAction() {
			continue
		}
		body := []byte(r.Body)
		if r.Endpoint == "store" {
			c.add(t, r, item{kind: "event", payload: body})
			continue
		}
		_, rest, _ := bytes.Cut(body, []byte{'\n'})
		for len(rest) > 0 {
			var head []byte
			var it item
			head, rest, _ = bytes.Cut(rest, []byte{'\n'})
			if it, rest, err = cutItem(head, rest); err != nil {
				t.Fatal(err)
			}
			c.add(t, r, it)
		}
	}
	return c
}

func (c *content) add(t *testing.T, r Record, it item) {
	c.kinds[it.kind]++
	switch it.kind {
	case "span":
		var container struct {
			Items []struct {
				TraceID string `json:"trace_id"`
			} `json:"items"`
		}
		if err := json.Unmarshal(it.payload, &container); err != nil {
			t.Fatal(err)
		}
		for _, span := range container.Items {
			c.trace(span.TraceID, r.Project)
		}
	case "transaction", "event":
		var e event
		if err := json.Unmarshal(it.payload, &e); err != nil {
			t.Fatal(err)
		}
		if it.kind == "event" {
			c.addEvent(t, r, e)
		} else {
			c.trace(e.Contexts.Trace.TraceID, r.Project)
		}
	}
}

func (c *content) trace(id, project string) {
	if c.traces[id] == nil {
		c.traces[id] = map[string]bool{}
	}
	c.traces[id][project] = true
}

func (c *content) addEvent(t *testing.T, r Record, e event) {
	c.events++
	key := e.key(t, r.Project)
	if c.keys[key]++; c.keys[key] == 1 {
		c.firstSeen[key] = time.Duration(r.At) * time.Millisecond
	}
	c.users[e.User.ID]++
	c.levels[e.Level]++
	if c.releases[r.Project] == nil {
		c.releases[r.Project], c.environments[r.Project] = map[string]int{}, map[string]int{}
	}
	c.releases[r.Project][e.Release]++
	c.environments[r.Project][e.Environment]++
	for _, x := range e.exceptions(t) {
		for _, f := range x.Stacktrace.Frames {
			if f.InApp {
				c.framesInApp++
				if f.Context == "" {
					c.framesWithoutSource++
				}
				if path := f.AbsPath + f.Filename; !strings.Contains(path, "/srv/shop/") {
					t.Errorf("in-app frame of %s in %q", r.Project, path)
				}
			}
		}
	}
}

func TestHistoryHoldsWhatTheDemoShows(t *testing.T) {
	c := read(t)
	var across, newest, recent int
	for _, projects := range c.traces {
		if len(projects) > 1 {
			across++
		}
	}
	for _, first := range c.firstSeen {
		if first > -20*time.Minute {
			newest++
		}
		if first > -3*24*time.Hour-2*time.Hour {
			recent++
		}
	}
	for _, floor := range []struct {
		what       string
		got, least int
	}{
		{"projects", len(c.releases), 3},
		{"errors and messages", c.events, 600},
		{"different failures", len(c.keys), 32},
		{"failures since the second release", recent, 3},
		{"failures of the last minutes", newest, 1},
		{"users", len(c.users), 60},
		{"traces", len(c.traces), 150},
		{"traces through several projects", across, 40},
		{"warnings", c.levels["warning"], 30},
		{"infos", c.levels["info"], 5},
		{"transactions", c.kinds["transaction"], 150},
		{"span containers", c.kinds["span"], 50},
		{"log containers", c.kinds["log"], 50},
		{"metric containers", c.kinds["trace_metric"], 10},
		{"sessions", c.kinds["session"], 50},
		{"check-ins", c.kinds["check_in"], 20},
		{"feedback", c.kinds["feedback"], 3},
		{"in-app frames", c.framesInApp, 1000},
	} {
		if floor.got < floor.least {
			t.Errorf("%d %s, want at least %d", floor.got, floor.what, floor.least)
		}
	}
	for project, releases := range c.releases {
		if len(releases) != 2 || len(c.environments[project]) != 2 {
			t.Errorf("%s: releases %v, environments %v; want two of each", project, releases, c.environments[project])
		}
	}
	if c.framesWithoutSource > c.framesInApp/100 {
		t.Errorf("%d of %d in-app frames have no source line", c.framesWithoutSource, c.framesInApp)
	}
	t.Logf("%d events, %d failures, %d users, %d traces (%d across), items %v, levels %v",
		c.events, len(c.keys), len(c.users), len(c.traces), across, c.kinds, c.levels)
}

// parseTime reads a timestamp in either form.
func parseTime(t *testing.T, value []byte) time.Time {
	t.Helper()
	if value[0] == '"' {
		moment, err := time.Parse(`"2006-01-02T15:04:05Z07:00"`, string(value))
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	seconds, err := strconv.ParseFloat(string(value), 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.UnixMicro(int64(seconds * 1e6))
}
