package ops

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"vedette/internal/sentryapi"
)

// numbered is issue n of the fixtures.
func numbered(n int) string {
	return strings.NewReplacer(`"7"`, fmt.Sprintf(`"%d"`, n), "SHOP-1A", fmt.Sprintf("SHOP-%d", n)).Replace(issueJSON)
}

func listOf(from, to int) string {
	var all []string
	for n := from; n < to; n++ {
		all = append(all, numbered(n))
	}
	return "[" + strings.Join(all, ",") + "]"
}

const bulk = "/organizations/acme/issues/"

// A search that matches more than the limit, or nothing, writes nothing; within it there is one write.
func TestUpdateIssuesByQuery(t *testing.T) {
	query := "level:info"
	in := UpdateIssuesIn{IssueSelection: IssueSelection{Query: &query, Limit: 3}, IssueEdit: IssueEdit{Status: "resolved"}}
	o, fake := start(t, map[string][]string{"GET " + bulk: {listOf(1, 5)}})
	_, err := o.UpdateIssues(t.Context(), in)
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindInvalid || !strings.Contains(e.Message.String(), "4 issues match, the limit is 3") || fake.count("PUT") != 0 {
		t.Errorf("over the limit: %v, %v", err, fake.asked)
	}
	o, fake = start(t, map[string][]string{"GET " + bulk: {"[]"}})
	if out, err := o.UpdateIssues(t.Context(), in); err != nil || out.Matched != 0 || fake.count("PUT") != 0 {
		t.Errorf("no match: %+v, %v", out, err)
	}
	resolved := strings.Replace(numbered(2), `"unresolved","substatus":"new"`, `"resolved"`, 1)
	o, fake = start(t, map[string][]string{"GET " + bulk: {"[" + numbered(1) + "," + resolved + "," + numbered(3) + "]"}, "PUT " + bulk: {`{"status":"resolved"}`}})
	out, err := o.UpdateIssues(t.Context(), in)
	if err != nil || len(out.Updated) != 2 || fmt.Sprint(out.Unchanged) != "[SHOP-2]" || fake.count("PUT "+bulk+"?id=1&id=3") != 1 || fake.count("PUT") != 1 {
		t.Errorf("%+v, %v, %v", out, err, fake.asked)
	}
	in.DryRun = true
	o, fake = start(t, map[string][]string{"GET " + bulk: {listOf(1, 3)}})
	if out, err = o.UpdateIssues(t.Context(), in); err != nil || !out.DryRun || len(out.Updated) != 2 || fake.count("PUT") != 0 {
		t.Errorf("dry run: %+v, %v", out, err)
	}
}

func TestUpdateIssuesNeedsIssuesAndAChange(t *testing.T) {
	query := ""
	for name, in := range map[string]UpdateIssuesIn{
		"nothing named":     {IssueEdit: IssueEdit{Status: "resolved"}},
		"nothing to change": {IssueSelection: IssueSelection{IDs: []string{"1"}}},
		"both":              {IssueSelection: IssueSelection{IDs: []string{"1"}, Query: &query}, IssueEdit: IssueEdit{Status: "resolved"}},
		"commit alone":      {IssueSelection: IssueSelection{IDs: []string{"1"}}, IssueMarks: IssueMarks{InCommit: "a/b@123"}},
		"no commit":         {IssueSelection: IssueSelection{IDs: []string{"1"}}, IssueEdit: IssueEdit{Status: "resolved"}, IssueMarks: IssueMarks{InCommit: "a/b"}},
		"two places":        {IssueSelection: IssueSelection{IDs: []string{"1"}}, IssueEdit: IssueEdit{Status: "resolved"}, IssueMarks: IssueMarks{InCommit: "a/b@1", InRelease: "1"}},
		"next and release":  {IssueSelection: IssueSelection{IDs: []string{"1"}}, IssueEdit: IssueEdit{Status: "resolvedInNextRelease"}, IssueMarks: IssueMarks{InRelease: "1"}},
	} {
		o, fake := start(t, nil)
		if _, err := o.UpdateIssues(t.Context(), in); KindOf(err) != KindInvalid || len(fake.asked) != 0 {
			t.Errorf("%s: %v, %v", name, err, fake.asked)
		}
	}
}

func TestMarksInTheAPIsWords(t *testing.T) {
	yes := true
	for name, c := range map[string]struct {
		edit  IssueEdit
		marks IssueMarks
		body  string
	}{
		"commit":    {IssueEdit{Status: "resolved"}, IssueMarks{InCommit: "acme/shop@1a2b3c"}, `{"status":"resolved","statusDetails":{"inCommit":{"repository":"acme/shop","commit":"1a2b3c"}}}`},
		"release":   {IssueEdit{Status: "resolved"}, IssueMarks{InRelease: "shop@2"}, `{"status":"resolved","statusDetails":{"inRelease":"shop@2"}}`},
		"bookmark":  {marks: IssueMarks{Bookmarked: &yes}, body: `{"isBookmarked":true}`},
		"subscribe": {marks: IssueMarks{Subscribed: &yes}, body: `{"isSubscribed":true}`},
		"review":    {marks: IssueMarks{Reviewed: true}, body: `{"inbox":false}`},
	} {
		o, fake := start(t, map[string][]string{"GET " + bulk + "7/": {issueJSON}, "PUT " + bulk: {`{}`}})
		out, err := o.UpdateIssues(t.Context(), UpdateIssuesIn{IssueSelection: IssueSelection{IDs: []string{"7"}}, IssueEdit: c.edit, IssueMarks: c.marks})
		if err != nil || len(out.Updated) != 1 || !sameJSON(t, fake.bodies[len(fake.bodies)-1], c.body) {
			t.Errorf("%s: %+v, %v, sent %s", name, out, err, fake.bodies[len(fake.bodies)-1])
		}
	}
}

// What is so already is not sent again, so that repeating a command does nothing.
func TestRepeatedChangesAreNone(t *testing.T) {
	yes, team, nobody := true, "team:3", ""
	for name, c := range map[string]struct {
		issue string
		edit  IssueEdit
		marks IssueMarks
	}{
		"resolve":      {`{"id":"7","status":"resolved"}`, IssueEdit{Status: "resolved"}, IssueMarks{}},
		"next release": {`{"id":"7","status":"resolved","statusDetails":{"inNextRelease":true}}`, IssueEdit{Status: "resolvedInNextRelease"}, IssueMarks{}},
		"release":      {`{"id":"7","status":"resolved","statusDetails":{"inRelease":"2"}}`, IssueEdit{Status: "resolved"}, IssueMarks{InRelease: "2"}},
		"commit":       {`{"id":"7","status":"resolved","statusDetails":{"inCommit":"abc"}}`, IssueEdit{Status: "resolved"}, IssueMarks{InCommit: "a/b@abc"}},
		"forever":      {`{"id":"7","status":"ignored","substatus":"archived_forever"}`, IssueEdit{Status: "ignored", IgnoreMode: "forever"}, IssueMarks{}},
		"unresolve":    {issueJSON, IssueEdit{Status: "unresolved"}, IssueMarks{}},
		"priority":     {issueJSON, IssueEdit{Priority: "high"}, IssueMarks{}},
		"assign":       {issueJSON, IssueEdit{AssignedTo: &team}, IssueMarks{}},
		"unassign":     {`{"id":"7"}`, IssueEdit{AssignedTo: &nobody}, IssueMarks{}},
		"bookmark":     {`{"id":"7","isBookmarked":true}`, IssueEdit{}, IssueMarks{Bookmarked: &yes}},
		"public":       {`{"id":"7","isPublic":true,"shareId":"s1","permalink":"https://acme.sentry.io/issues/7/"}`, IssueEdit{}, IssueMarks{Public: &yes}},
	} {
		o, fake := start(t, map[string][]string{"GET " + bulk + "7/": {c.issue}})
		out, err := o.UpdateIssues(t.Context(), UpdateIssuesIn{IssueSelection: IssueSelection{IDs: []string{"7"}}, IssueEdit: c.edit, IssueMarks: c.marks, Reason: "why"})
		if err != nil || len(out.Unchanged) != 1 || fake.count("PUT")+fake.count("POST") != 0 {
			t.Errorf("%s: %+v, %v, %v", name, out, err, fake.asked)
		}
		if name == "public" && (len(out.Shared) != 1 || out.Shared[0].URL != "https://acme.sentry.io/share/issue/s1/") {
			t.Errorf("the link of a public issue: %+v", out.Shared)
		}
		if !strings.Contains(out.Doc().Markdown(), "already so") {
			t.Errorf("%s: %s", name, out.Doc().Markdown())
		}
	}
}

// refusing answers the nth bulk write with an error.
type refusing struct {
	http.RoundTripper
	writes, fail int
}

func (r *refusing) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Method == http.MethodPut {
		if r.writes++; r.writes == r.fail {
			return nil, errors.New("the line is cut")
		}
	}
	return r.RoundTripper.RoundTrip(q)
}

// After a failed write nothing more is sent, nothing is sent twice, and each issue's fate is told.
func TestUpdateIssuesPartialFailure(t *testing.T) {
	for fail, want := range map[int]string{1: "error", 2: "100 updated, 150 failed, 2 writes", 3: "200 updated, 50 failed, 3 writes"} {
		answers := map[string][]string{"PUT " + bulk: {`{"status":"resolved"}`}, "GET " + bulk: {listOf(1, 251)}}
		cut := &refusing{RoundTripper: http.DefaultTransport, fail: fail}
		o, _ := start(t, answers, func(c *Config) {
			client, err := sentryapi.New(sentryapi.Config{BaseURL: c.BaseURL, Transport: cut, Token: func(context.Context) (string, error) { return "secret", nil }})
			if err != nil {
				t.Fatal(err)
			}
			c.Client = client
		})
		query := ""
		out, err := o.UpdateIssues(t.Context(), UpdateIssuesIn{IssueSelection: IssueSelection{Query: &query, Limit: 1000}, IssueEdit: IssueEdit{Status: "resolved"}})
		got := fmt.Sprintf("%d updated, %d failed, %d writes", len(out.Updated), len(out.Failed), cut.writes)
		if err != nil {
			got = "error"
		}
		if got != want || err == nil && out.Failure() == nil {
			t.Errorf("write %d fails: %s (%v), want %s", fail, got, err, want)
		}
	}
}

func TestUpdateIssuesTellsWhichAreMissing(t *testing.T) {
	o, fake := start(t, map[string][]string{"GET " + bulk + "7/": {issueJSON}, "PUT " + bulk: {`{}`}})
	out, err := o.UpdateIssues(t.Context(), UpdateIssuesIn{IssueSelection: IssueSelection{IDs: []string{"7", "8"}}, IssueEdit: IssueEdit{Priority: "low"}})
	if err != nil || len(out.Updated) != 1 || len(out.Failed) != 1 || out.Failed[0].Issue != "8" || KindOf(out.Failure()) != KindNotFound || fake.count("PUT") != 1 {
		t.Errorf("%+v, %v, %v", out, err, out.Failure())
	}
}

func TestMergeIssues(t *testing.T) {
	answers := map[string][]string{
		"GET " + bulk + "SHOP-1A/": {issueJSON}, "GET " + bulk + "SHOP-8/": {strings.Replace(numbered(8), `"1234"`, `"3"`, 1)},
		"PUT " + bulk: {`{"merge":{"parent":"7","children":["8"]}}`},
	}
	o, fake := start(t, answers)
	out, err := o.MergeIssues(t.Context(), MergeIssuesIn{IDs: []string{"SHOP-1A", "SHOP-8"}, Into: "SHOP-1A"})
	if err != nil || out.Into != "SHOP-1A" || fmt.Sprint(out.Merged) != "[SHOP-8]" || out.Events != 1237 || fake.count("PUT") != 1 {
		t.Errorf("%+v, %v, %v", out, err, fake.asked)
	}
	o, fake = start(t, answers)
	if _, err := o.MergeIssues(t.Context(), MergeIssuesIn{IDs: []string{"SHOP-1A"}, Into: "SHOP-8"}); KindOf(err) != KindInvalid || fake.count("PUT") != 0 {
		t.Errorf("into the smaller one: %v, %v", err, fake.asked)
	}
	if _, err := o.MergeIssues(t.Context(), MergeIssuesIn{IDs: []string{"SHOP-1A", "SHOP-1A"}}); KindOf(err) != KindInvalid || fake.count("PUT") != 0 {
		t.Errorf("with itself: %v", err)
	}
}

func TestDeleteIssues(t *testing.T) {
	answers := map[string][]string{"GET " + bulk + "7/": {issueJSON}, "DELETE " + bulk: {""}, "PUT " + bulk: {""}}
	o, fake := start(t, answers)
	out, err := o.DeleteIssues(t.Context(), DeleteIssuesIn{IssueSelection: IssueSelection{IDs: []string{"7"}}})
	if err != nil || len(out.Deleted) != 1 || out.Deleted[0].Events != 1234 || fake.count("DELETE "+bulk+"?id=7") != 1 {
		t.Errorf("%+v, %v, %v", out, err, fake.asked)
	}
	o, fake = start(t, answers)
	if _, err := o.DeleteIssues(t.Context(), DeleteIssuesIn{IssueSelection: IssueSelection{IDs: []string{"7"}}, Discard: true}); err != nil || fake.count("PUT "+bulk+"?id=7") != 1 || fake.count("DELETE") != 0 {
		t.Errorf("discard: %v, %v", err, fake.asked)
	}
	o, fake = start(t, answers)
	if _, err := o.DeleteIssues(t.Context(), DeleteIssuesIn{IssueSelection: IssueSelection{IDs: []string{"7"}}, DryRun: true}); err != nil || fake.count("DELETE")+fake.count("PUT") != 0 {
		t.Errorf("dry run: %v, %v", err, fake.asked)
	}
	if _, err := o.DeleteIssues(t.Context(), DeleteIssuesIn{}); KindOf(err) != KindInvalid || fake.count("DELETE") != 0 {
		t.Errorf("without a selection: %v, %v", err, fake.asked)
	}
}

const eventID = "0123456789abcdef0123456789abcdef"

const eventJSON = `{"id":"` + eventID + `","eventID":"` + eventID + `","type":"error","title":"KeyError","groupID":"7","projectID":"1","dateCreated":"2026-11-20T11:00:00Z",
"tags":[{"key":"browser","value":"Firefox"}],
"entries":[{"type":"exception","data":{"values":[{"type":"KeyError","value":"price","stacktrace":{"frames":[{"function":"lib","filename":"lib.js","inApp":false},{"function":"total","filename":"cart.js","lineNo":7,"inApp":true,"vars":{"password":"hunter2"}}]}}]}},
{"type":"threads","data":{"values":[{"id":1,"name":"main","crashed":true,"stacktrace":{"frames":[{"function":"run","filename":"main.js"}]}},{"id":2,"name":"worker"}]}},
{"type":"breadcrumbs","data":{"values":[{"timestamp":"2026-11-20T10:59:00Z","category":"http","message":"GET /cart?token=abc"}]}}]}`

// An event is found by its id alone, with a project, or through an issue, each with as few requests as possible.
func TestEventTargets(t *testing.T) {
	answers := map[string][]string{
		"GET /organizations/acme/eventids/" + eventID + "/": {`{"organizationSlug":"acme","projectSlug":"shop","groupId":"7","eventId":"` + eventID + `"}`},
		"GET /projects/acme/shop/events/" + eventID + "/":   {eventJSON},
		"GET " + bulk + "SHOP-1A/events/latest/":            {eventJSON},
		"GET " + bulk + "7/events/" + eventID + "/":         {eventJSON},
		"GET " + bulk + "SHOP-1A/events/" + eventID + "/":   {eventJSON},
	}
	for name, c := range map[string]struct {
		target   EventTarget
		requests int
	}{
		"id alone":     {EventTarget{EventID: eventID}, 2},
		"with dashes":  {EventTarget{EventID: "01234567-89ab-cdef-0123-456789ABCDEF"}, 2},
		"with project": {EventTarget{EventID: eventID, Project: "shop"}, 1},
		"of an issue":  {EventTarget{IssueTarget: IssueTarget{Issue: "SHOP-1A"}}, 1},
		"by both":      {EventTarget{IssueTarget: IssueTarget{Issue: "SHOP-1A"}, EventID: eventID}, 1},
		"by URL":       {EventTarget{IssueTarget: IssueTarget{Issue: "https://acme.sentry.io/issues/7/events/" + eventID + "/?project=1"}}, 1},
	} {
		o, fake := start(t, answers, func(cfg *Config) { cfg.BaseURL = "https://sentry.io" })
		out, err := o.GetEventDetails(t.Context(), GetEventDetailsIn{EventTarget: c.target})
		if err != nil || string(out.Event.EventID) != eventID || out.IssueID == "" || len(fake.asked) != c.requests {
			t.Errorf("%s: %v, %v", name, err, fake.asked)
		}
	}
	for name, target := range map[string]EventTarget{"nothing": {}, "a word": {EventID: "latest"}, "short": {EventID: "0123"}} {
		o, fake := start(t, nil)
		if _, err := o.GetEventDetails(t.Context(), GetEventDetailsIn{EventTarget: target}); KindOf(err) != KindInvalid || len(fake.asked) != 0 {
			t.Errorf("%s: %v, %v", name, err, fake.asked)
		}
	}
	o, _ := start(t, nil)
	if _, err := o.GetEventDetails(t.Context(), GetEventDetailsIn{EventTarget: EventTarget{EventID: eventID}}); KindOf(err) != KindNotFound || !strings.Contains(err.Error(), eventID) {
		t.Errorf("no such event: %v", err)
	}
}

func TestStackAndBreadcrumbs(t *testing.T) {
	o, _ := start(t, map[string][]string{"GET " + bulk + "SHOP-1A/events/latest/": {eventJSON}})
	target := EventTarget{IssueTarget: IssueTarget{Issue: "SHOP-1A"}}
	stack, err := o.GetEventStacktrace(t.Context(), GetEventStacktraceIn{EventTarget: target, Vars: true})
	if md := stack.Doc().Markdown(); err != nil || !strings.Contains(md, "lib  lib.js") || !strings.Contains(md, "total  cart.js:7") || strings.Contains(md, "hunter2") {
		t.Errorf("%v\n%s", err, md)
	}
	thread, err := o.GetEventStacktrace(t.Context(), GetEventStacktraceIn{EventTarget: target, Thread: "MAIN"})
	if err != nil || thread.Thread == nil || thread.Thread.Frames[0].Function.Raw() != "run" || len(thread.Exceptions) != 0 {
		t.Errorf("thread %+v, %v", thread, err)
	}
	var e *Error
	if _, err := o.GetEventStacktrace(t.Context(), GetEventStacktraceIn{EventTarget: target, Thread: "gc"}); !errors.As(err, &e) || !strings.Contains(e.Hint, "2 worker") {
		t.Errorf("no such thread: %v", err)
	}
	crumbs, err := o.GetIssueBreadcrumbs(t.Context(), GetIssueBreadcrumbsIn{EventTarget: target})
	if err != nil || len(crumbs.Breadcrumbs) != 1 || !strings.Contains(crumbs.Doc().Markdown(), "GET /cart") {
		t.Errorf("breadcrumbs %+v, %v", crumbs, err)
	}
}

func TestAttachments(t *testing.T) {
	const files = "/projects/acme/shop/events/" + eventID + "/attachments/"
	file := `{"id":"1","name":"crash.dmp","size":3,"type":"event.minidump"}`
	for content, want := range map[string]string{"plain": "text", "\x00\x01": "base64", strings.Repeat("\x00", maxInline+1): "neither"} {
		o, _ := start(t, map[string][]string{"GET " + files: {"[" + file + "]"}, "GET " + files + "1/": {file, content}})
		target := EventTarget{EventID: eventID, Project: "shop"}
		list, err := o.GetEventAttachment(t.Context(), GetEventAttachmentIn{EventTarget: target})
		if err != nil || len(list.Attachments) != 1 || list.Content != nil {
			t.Errorf("list %+v, %v", list, err)
		}
		out, err := o.GetEventAttachment(t.Context(), GetEventAttachmentIn{EventTarget: target, AttachmentID: "1"})
		got := "neither"
		switch {
		case !out.Text.IsZero():
			got = "text"
		case out.Base64 == base64.StdEncoding.EncodeToString([]byte(content)):
			got = "base64"
		}
		if err != nil || got != want || string(out.Content) != content {
			t.Errorf("content of %d bytes came as %s, want %s (%v)", len(content), got, want, err)
		}
	}
}

func TestOwnersSurviveOneFailure(t *testing.T) {
	const event = "/projects/acme/1/events/" + eventID
	o, _ := start(t, map[string][]string{
		"GET " + bulk + "SHOP-1A/events/latest/": {eventJSON}, "GET " + event + "/committers/": {`[1]`},
		"GET " + event + "/owners/": {`{"owners":[{"type":"team","id":"3","name":"shop"}],"rules":[]}`},
	})
	out, err := o.GetIssueOwners(t.Context(), GetIssueOwnersIn{EventTarget: EventTarget{IssueTarget: IssueTarget{Issue: "SHOP-1A"}}})
	if err != nil || len(out.Owners.Owners) != 1 || len(out.Problems) != 1 || !strings.Contains(out.Doc().Markdown(), "shop") {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestWhyAFrameIsNotMapped(t *testing.T) {
	with := func(edit func(*sourceMapFrame)) sourceMapFrame {
		f := sourceMapFrame{Release: &sentryapi.SourceMapByRelease{}}
		edit(&f)
		return f
	}
	for reason, f := range map[string]sourceMapFrame{
		"found by debug id":               with(func(f *sourceMapFrame) { f.DebugID.MapUploaded = true }),
		"found by release and file name":  with(func(f *sourceMapFrame) { f.Release.MapLookup = "found" }),
		"its source map is not":           with(func(f *sourceMapFrame) { f.DebugID.DebugID, f.DebugID.SourceUploaded = "x", true }),
		"upload the same build":           with(func(f *sourceMapFrame) { f.DebugID.DebugID = "x" }),
		"the event no release":            {},
		"another dist":                    with(func(f *sourceMapFrame) { f.Release.MapLookup = "wrong-dist" }),
		"names no source map":             with(func(f *sourceMapFrame) { f.Release.FileLookup = "found" }),
		"no file of its name is uploaded": with(func(*sourceMapFrame) {}),
	} {
		mapped, got := frameMapping(f)
		if !strings.Contains(got, reason) || mapped != strings.HasPrefix(reason, "found") {
			t.Errorf("%q (mapped %t), want %q", got, mapped, reason)
		}
	}
	for word, d := range map[string]SourceMapDebug{
		"no source maps are uploaded": {DebugIDSupport: "full", HasDebugIDs: true},
		"too old":                     {DebugIDSupport: "needs-upgrade", ProjectHasBundle: true},
		"by release and file name":    {DebugIDSupport: "not-supported", ProjectHasBundle: true},
		"no debug ids: inject":        {DebugIDSupport: "full", ProjectHasBundle: true},
	} {
		if got := strings.Join(eventMapping(d), "; "); !strings.Contains(got, word) {
			t.Errorf("%q lacks %q", got, word)
		}
	}
}

func TestViewSearch(t *testing.T) {
	views := `[{"id":"1","name":"Mine","query":"assigned:me","querySort":"freq","projects":[2],"environments":["prod"],"timeFilters":{"period":"7d"}},{"id":"2","name":"Wide","query":"","projects":[1,2]}]`
	o, _ := start(t, map[string][]string{"GET /organizations/acme/group-search-views/": {views}})
	for _, name := range []string{"mine", "1"} {
		in, err := o.ViewSearch(t.Context(), name)
		if err != nil || *in.Query != "assigned:me" || in.Sort != "freq" || in.Project != "2" || in.Period != "7d" || fmt.Sprint(in.Environment) != "[prod]" {
			t.Errorf("%s: %+v, %v", name, in, err)
		}
	}
	if _, err := o.ViewSearch(t.Context(), "wide"); KindOf(err) != KindInvalid {
		t.Errorf("a view of several projects: %v", err)
	}
	if _, err := o.ViewSearch(t.Context(), "none"); KindOf(err) != KindNotFound {
		t.Errorf("no such view: %v", err)
	}
}
