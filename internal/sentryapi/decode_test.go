package sentryapi

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/text"
)

// wireForm is an answer with a type that the documentation does not promise,
// and how what is read from it prints.
type wireForm struct {
	name, body string
	read       func(context.Context, *Client) (any, error)
	want       string
}

func issueForm(show func(Issue) any) func(context.Context, *Client) (any, error) {
	return func(ctx context.Context, c *Client) (any, error) {
		issue, err := c.Issue(ctx, "o", "1")
		return show(issue), err
	}
}

func eventForm(show func(Event) any) func(context.Context, *Client) (any, error) {
	return func(ctx context.Context, c *Client) (any, error) {
		event, err := c.Event(ctx, "o", "1", "latest", "")
		return show(event), err
	}
}

var wireForms = []wireForm{
	{"numeric id", `{"id":17}`, issueForm(func(i Issue) any { return i.ID }), "17"},
	{"count as string", `{"count":"150"}`, issueForm(func(i Issue) any { return i.Count }), "150"},
	{"count as number", `{"count":150}`, issueForm(func(i Issue) any { return i.Count }), "150"},
	{"count as float", `{"count":150.9,"userCount":"2.0"}`, issueForm(func(i Issue) any { return words(i.Count, i.UserCount) }), "150 2"},
	{"count null", `{"count":null}`, issueForm(func(i Issue) any { return i.Count }), "0"},
	{"count nonsense keeps the rest", `{"count":"many","title":"T"}`, issueForm(func(i Issue) any { return words(i.Count, i.Title) }), "0 T"},
	{"boolean nonsense keeps the rest", `{"hasSeen":"yes","title":"T","isUnhandled":true}`, issueForm(func(i Issue) any { return words(i.HasSeen, i.Title, i.IsUnhandled) }), "false T true"},
	{"object nonsense keeps the rest", `{"project":"shop","metadata":[],"title":"T"}`, issueForm(func(i Issue) any { return i.Title }), "T"},
	{"part of an object", `{"project":{"slug":"shop","dateCreated":"never"}}`, issueForm(func(i Issue) any { return i.Project.Slug }), "shop"},
	{"short id null", `{"id":"1","shortId":null}`, issueForm(func(i Issue) any { return i.ShortID }), ""},
	{"null leaves", `{"culprit":null,"platform":null,"firstSeen":null,"lastSeen":null,"logger":null,"stats":null,"project":null,"metadata":null,"statusDetails":null}`, issueForm(func(i Issue) any { return i.FirstSeen.IsZero() }), "true"},
	{"assignee object", `{"assignedTo":{"type":"team","id":"3","name":"Ops"}}`, issueForm(func(i Issue) any { return words(i.AssignedTo.Type, i.AssignedTo.ID, i.AssignedTo.Name) }), "team 3 Ops"},
	{"assignee string", `{"assignedTo":"team:3"}`, issueForm(func(i Issue) any { return words(*i.AssignedTo) }), "{team 3  }"},
	{"assignee bare id", `{"assignedTo":"7"}`, issueForm(func(i Issue) any { return words(*i.AssignedTo) }), "{user 7  }"},
	{"assignee null", `{"assignedTo":null}`, issueForm(func(i Issue) any { return i.AssignedTo == nil }), "true"},
	{"stats", `{"stats":{"24h":[[1541455200,473],[1541458800.0,"9"]],"14d":null}}`, issueForm(func(i Issue) any { return words(i.Stats) }), "map[24h:[{1541455200 473} {1541458800 9}]]"},
	{"stats with a bad point", `{"stats":{"24h":[[1,2],null,[3,4],"x",[5]]},"title":"T"}`, issueForm(func(i Issue) any { return words(i.Stats, i.Title) }), "map[24h:[{1 2} {3 4}]] T"},
	{"unknown enum words", `{"level":"catastrophic","status":"on_holiday"}`, issueForm(func(i Issue) any { return i.Level + " " + i.Status }), "catastrophic on_holiday"},
	{"activity with a bad member", `{"activity":[{"id":1,"type":"note"},7,{"id":"2","type":"x","dateCreated":"?"}]}`, issueForm(func(i Issue) any { return words(len(i.Activity), i.Activity[1].ID) }), "2 2"},
	{"release null", `{"firstRelease":null,"lastRelease":{"version":"1","lastCommit":null,"versionInfo":null,"lastDeploy":null,"id":5}}`, issueForm(func(i Issue) any { return i.LastRelease.Version }), "1"},
	{"fixability", `{"seerFixabilityScore":"0.5"}`, issueForm(func(i Issue) any { return *i.SeerFixabilityScore }), "0.5"},
	{"time Z", `{"lastSeen":"2026-01-02T03:04:05Z"}`, lastSeen, "2026-01-02T03:04:05Z"},
	{"time offset", `{"lastSeen":"2026-01-02T05:04:05+02:00"}`, lastSeen, "2026-01-02T03:04:05Z"},
	{"time compact offset", `{"lastSeen":"2026-01-02T05:04:05+0200"}`, lastSeen, "2026-01-02T03:04:05Z"},
	{"time 6 digits", `{"lastSeen":"2026-01-02T03:04:05.123456+00:00"}`, lastSeen, "2026-01-02T03:04:05.123456Z"},
	{"time 9 digits", `{"lastSeen":"2026-01-02T03:04:05.123456789Z"}`, lastSeen, "2026-01-02T03:04:05.123456789Z"},
	{"time without zone", `{"lastSeen":"2026-01-02T03:04:05.5"}`, lastSeen, "2026-01-02T03:04:05.5Z"},
	{"time with a space", `{"lastSeen":"2026-01-02 03:04:05"}`, lastSeen, "2026-01-02T03:04:05Z"},
	{"time as date", `{"lastSeen":"2026-01-02"}`, lastSeen, "2026-01-02T00:00:00Z"},
	{"time unix", `{"lastSeen":1767323045}`, lastSeen, "2026-01-02T03:04:05Z"},
	{"time unix fraction", `{"lastSeen":1767323045.25}`, lastSeen, "2026-01-02T03:04:05.25Z"},
	{"time unix ms", `{"lastSeen":1767323045250}`, lastSeen, "2026-01-02T03:04:05.25Z"},
	{"time unix string", `{"lastSeen":"1767323045"}`, lastSeen, "2026-01-02T03:04:05Z"},
	{"time empty", `{"lastSeen":""}`, lastSeen, "0001-01-01T00:00:00Z"},
	{"time nonsense", `{"lastSeen":"yesterday"}`, lastSeen, "0001-01-01T00:00:00Z"},
	{"time far out", `{"lastSeen":"9999-12-31T23:59:59-05:00"}`, lastSeen, "0001-01-01T00:00:00Z"},
	{"event tags", `{"tags":[{"key":"a","value":"1"},{"key":null,"value":"x"},{"key":"b","value":null},null,7]}`, eventForm(func(e Event) any { return words(e.Tags, e.Skipped) }), "[{a 1}] [tags[4]]"},
	{"event id names", `{"eventID":"ab","type":"error"}`, eventForm(func(e Event) any { return e.ID + " " + e.Type }), "ab error"},
	{"event type of lists", `{"id":"ab","event.type":"default"}`, eventForm(func(e Event) any { return e.EventID + " " + e.Type }), "ab default"},
	{"event release null", `{"id":"ab","release":null,"dist":null,"user":null,"sdk":null}`, eventForm(func(e Event) any { return e.Release == nil }), "true"},
	{"event user id number", `{"user":{"id":5,"email":null,"ip_address":"1.2.3.4","data":{}}}`, eventForm(func(e Event) any { return e.User.ID }), "5"},
	{"exception values", `{"entries":[{"type":"exception","data":{"values":[{"type":"E","value":"boom"},null,{"type":"F"}]}}]}`, exceptionTypes, "[E:boom F:]"},
	{"exception bare object", `{"entries":[{"type":"exception","data":{"type":"E","value":"boom"}}]}`, exceptionTypes, "[E:boom]"},
	{"exception in value", `{"entries":[{"type":"exception","data":{"value":{"type":"E","value":"boom"}}}]}`, exceptionTypes, "[E:boom]"},
	{"exception list", `{"entries":[{"type":"exception","data":[{"type":"E","value":"boom"}]}]}`, exceptionTypes, "[E:boom]"},
	{"exception nothing", `{"entries":[{"type":"exception","data":{"values":null}},{"type":"exception","data":null},{"type":"exception"},null]}`, exceptionTypes, "[]"},
	{"thread id number", `{"entries":[{"type":"threads","data":{"values":[{"id":259,"crashed":true,"stacktrace":{"frames":[{"function":"f"},null]}}]}}]}`, eventForm(func(e Event) any { return words(e.Threads[0].ID, len(e.Threads[0].Frames)) }), "259 1"},
	{"entries broken", `{"id":"ab","entries":[{"type":"exception","data":7},5,{"type":"message","data":[]},{"type":"request","data":"x"},{"type":"breadcrumbs","data":"x"},{"type":"futuristic","data":{}}]}`, eventForm(func(e Event) any { return words(e.ID, e.Skipped) }), "ab [exception entries message request breadcrumbs]"},
	{"entries no list", `{"id":"ab","entries":{"0":{}}}`, eventForm(func(e Event) any { return words(e.ID, e.Skipped) }), "ab [entries]"},
	{"frame broken", `{"entries":[{"type":"exception","data":{"values":[{"type":"E","stacktrace":{"frames":[{"function":"f","lineNo":"x","inApp":null,"vars":[],"context":[[1,"a"],[2],null]}]}}]}}]}`, eventForm(func(e Event) any {
		return words(e.Exceptions[0].Frames[0].Function, e.Exceptions[0].Frames[0].Context, len(e.Skipped))
	}), "f [{1 a}] 4"},
	{"breadcrumb times", `{"entries":[{"type":"breadcrumbs","data":{"values":[{"timestamp":1767323045.5,"message":"m","data":{"a":{"b":1}}},{"timestamp":"2026-01-02T03:04:05","data":null}]}}]}`, eventForm(func(e Event) any {
		return words(e.Breadcrumbs[0].Timestamp.Format(time.RFC3339Nano), e.Breadcrumbs[0].Data, len(e.Breadcrumbs))
	}), `2026-01-02T03:04:05.5Z map[a:{"b":1}] 2`},
	{"request lists", `{"entries":[{"type":"request","data":{"method":"GET","query":[["a","1"],null,["b"]],"headers":[["H","v"],7],"data":{"x":[1, 2]}}}]}`, requestForm, `GET [[a 1] [b ]] [[H v]] {"x":[1,2]} [request.headers]`},
	{"request objects", `{"entries":[{"type":"request","data":{"query":{"b":"2","a":1},"headers":{},"data":null}}]}`, requestForm, ` [[a 1] [b 2]] []  []`},
	{"request query string", `{"entries":[{"type":"request","data":{"query":"?a=1%202&b&%zz=3"}}]}`, requestForm, ` [[a 1 2] [b ] [%zz 3]] []  []`},
	{"message", `{"entries":[{"type":"message","data":{"message":"raw %s","formatted":"raw x"}}]}`, eventForm(func(e Event) any { return e.LogMessage }), "raw x"},
	{"contexts", `{"contexts":{"os":{"name":"Linux","raw":{"a":1},"x":null},"odd":"text","none":null,"empty":{}},"context":{"k":[1, 2],"n":null}}`, eventForm(func(e Event) any { return words(e.Contexts, e.Extra) }), `map[odd:map[value:text] os:map[name:Linux raw:{"a":1}]] map[k:[1,2]]`},
	{"contexts no object", `{"id":"ab","contexts":[],"context":"x"}`, eventForm(func(e Event) any { return words(e.ID, e.Skipped) }), "ab [context contexts]"},
	{"stacktrace entry", `{"entries":[{"type":"stacktrace","data":{"frames":[{"function":"f"}]}}]}`, eventForm(func(e Event) any { return e.Threads[0].Frames[0].Function }), "f"},
	{"raw stack only", `{"entries":[{"type":"exception","data":{"values":[{"stacktrace":null,"rawStacktrace":{"frames":[{"function":"f"}]}}]}}]}`, eventForm(func(e Event) any { return e.Exceptions[0].Frames[0].Function }), "f"},
	{"tag total", `{"key":"k","totalValues":3,"topValues":[{"value":null,"name":"n","count":null}]}`, tagForm, "3 n 0"},
	{"tag unique only", `{"key":"k","uniqueValues":2,"topValues":[{"value":"v","count":"4"}]}`, tagForm, "2 v 4"},
	{"tag without totals", `{"key":"k","topValues":[{"value":1}]}`, tagForm, "0 1 0"},
	{"organization without links", `{"id":1,"slug":"o"}`, orgForm, "1  "},
	{"organization with empty region", `{"id":"1","slug":"o","links":{"regionUrl":"","organizationUrl":null}}`, orgForm, "1  "},
	{"organization links null", `{"id":"1","slug":"o","links":null,"features":null}`, orgForm, "1  "},
}

// words prints its arguments with spaces between them.
func words(args ...any) string { return strings.TrimSuffix(fmt.Sprintln(args...), "\n") }

var lastSeen = issueForm(func(i Issue) any { return i.LastSeen.Format(time.RFC3339Nano) })

var exceptionTypes = eventForm(func(e Event) any {
	found := []string{}
	for _, x := range e.Exceptions {
		found = append(found, x.Type.String()+":"+x.Value.String())
	}
	return fmt.Sprint(found)
})

var requestForm = eventForm(func(e Event) any {
	return fmt.Sprintf("%s %v %v %v %v", e.Request.Method, e.Request.Query, e.Request.Headers, e.Request.Data, e.Skipped)
})

func tagForm(ctx context.Context, c *Client) (any, error) {
	tag, err := c.TagValues(ctx, "o", "1", "k")
	return fmt.Sprint(tag.TotalValues, tag.TopValues[0].Value, tag.TopValues[0].Count), err
}

func orgForm(ctx context.Context, c *Client) (any, error) {
	o, err := c.Organization(ctx, "o")
	return fmt.Sprintf("%s %s %s", o.ID, o.Links.RegionURL, o.Links.OrganizationURL), err
}

func TestWireForms(t *testing.T) {
	for _, f := range wireForms {
		t.Run(f.name, func(t *testing.T) {
			c, _, _ := scripted(t, reply{body: f.body})
			got, err := f.read(t.Context(), c)
			if err != nil || fmt.Sprint(got) != f.want {
				t.Errorf("got %v, %v, want %s", got, err, f.want)
			}
		})
	}
}

func TestABadItemDoesNotLoseTheList(t *testing.T) {
	body := `[{"id":"1"}, null, 7, "x", {"id":"2","count":"many","project":{"id":3,"dateCreated":[]}}, [], {"id":3,"unknown":[{}]}]`
	c, _, _ := scripted(t, reply{body: body})
	page, err := c.Issues(t.Context(), "o", IssueQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var ids, skipped []string
	for _, issue := range page.Items {
		ids = append(ids, string(issue.ID))
	}
	for _, err := range page.Skipped {
		s := err.(*SkippedError)
		skipped = append(skipped, fmt.Sprintf("%d:%s", s.Index, s.Path))
		if !strings.HasPrefix(err.Error(), fmt.Sprintf("item %d", s.Index+1)) {
			t.Errorf("message %q", err)
		}
	}
	if diff := cmp.Diff([]string{"1", "2", "3"}, ids); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1:", "2:", "3:", "4:count", "4:project.dateCreated", "5:"}, skipped); diff != "" {
		t.Error(diff)
	}
	if page.Items[1].Project.ID != "3" {
		t.Error("the good part of the project is lost")
	}
}

func TestRepairIsBounded(t *testing.T) {
	issue, missing, err := decodeLoose[Issue]([]byte(`{"id":"1","activity":[` + strings.Repeat("7,", 100_000) + `7],"title":"T"}`))
	if err != nil || issue.ID != "1" || issue.Title.Raw() != "T" || len(missing) != maxSkipped {
		t.Errorf("got %q, %d reports, %v", issue.ID, len(missing), err)
	}
}

func TestEventSurvivesItsOwnJSON(t *testing.T) {
	event, err := DecodeEvent([]byte(`{"id":"ab","type":"error","title":"T","dateCreated":"2026-01-02T03:04:05Z","tags":[{"key":"a","value":"b"}],
		"contexts":{"os":{"name":"Linux"}},"context":{"k":{"n":1}},"release":{"version":"1"},
		"entries":[{"type":"exception","data":{"values":[{"type":"E","mechanism":{"type":"generic","handled":false},"stacktrace":{"frames":[{"function":"f","lineNo":3,"inApp":true,"context":[[3,"x()"]],"vars":{"a":1}}]}}]}},
		{"type":"request","data":{"method":"GET","url":"https://e","headers":[["H","v"]]}},{"type":"breadcrumbs","data":{"values":[{"message":"m"}]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	var again Event
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(event, again, cmp.AllowUnexported(text.Untrusted{})); diff != "" {
		t.Error(diff)
	}
	for _, part := range []string{`"context":[[3,"x()"]]`, `"contexts":{"os":{"name":"Linux"}}`, `"exceptions":[{`, `"handled":false`} {
		if !strings.Contains(string(data), part) {
			t.Errorf("%s is missing in %s", part, data)
		}
	}
}

func TestScalarErrors(t *testing.T) {
	for _, raw := range []string{`true`, `{}`, `[]`, `"x"`, `1e40`, `"NaN"`} {
		var i Int
		if err := json.Unmarshal([]byte(raw), &i); err == nil {
			t.Errorf("Int took %s as %d", raw, i)
		}
	}
	for _, raw := range []string{`true`, `"x"`, `"Inf"`, `{}`} {
		var f Float
		if err := json.Unmarshal([]byte(raw), &f); err == nil {
			t.Errorf("Float took %s as %v", raw, f)
		}
	}
	for _, raw := range []string{`true`, `"x"`, `1e300`, `"NaN"`, `-1e18`} {
		var at Time
		if err := json.Unmarshal([]byte(raw), &at); err == nil {
			t.Errorf("Time took %s as %v", raw, at)
		}
	}
	if data, err := json.Marshal(struct{ T Time }{}); err != nil || string(data) != `{"T":null}` {
		t.Errorf("zero time is %s, %v", data, err)
	}
}
