package issue

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const (
	at      = "/organizations/acme/issues/7/"
	newest  = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	oldest  = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	oneSHOP = `{"id":"7","shortId":"SHOP-7","title":"KeyError: 'price'","culprit":"cart in total","level":"error","status":"unresolved","substatus":"new",
	 "project":{"id":"1","slug":"shop"},"count":"40","userCount":3,"firstSeen":"2026-11-18T12:00:00Z","lastSeen":"2026-11-20T11:55:00Z","permalink":"https://acme.sentry.io/issues/7/",
	 "stats":{"24h":[[1,1],[2,4],[3,0],[4,9]],"30d":[[1,100],[2,40]]},
	 "activity":[{"id":"5","type":"merge","dateCreated":"2026-11-20T10:00:00Z","data":{"issues":[{"id":"99","shortId":"SHOP-99"}]}},
	  {"id":"6","type":"set_resolved_in_pull_request","dateCreated":"2026-11-20T10:00:00Z","data":{"pullRequest":{"title":"Default price","externalUrl":"https://github.com/acme/shop/pull/3"}}}]}`
)

// eventJSON is an event with everything in it.
func eventJSON(id, previous, next string) string {
	return fmt.Sprintf(`{"id":%[1]q,"eventID":%[1]q,"title":"KeyError: 'price'","dateCreated":"2026-11-20T11:55:00Z","previousEventID":%[2]q,"nextEventID":%[3]q,
	"user":{"email":"kim@example.com"},"tags":[{"key":"environment","value":"production"},{"key":"browser","value":"Chrome 130"}],
	"contexts":{"trace":{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7"},"flags":{"values":[{"flag":"new-cart","result":true},{"flag":"dark","result":"blue"},7]},
	 "runtime":{"name":"CPython","version":"3.13.0","type":"runtime"}},"context":{"cart_id":"c-17"},
	"entries":[{"type":"exception","data":{"values":[{"type":"KeyError","value":"'price'","stacktrace":{"frames":[
	  {"filename":"flask/app.py","function":"wsgi_app","lineNo":9,"inApp":false},{"filename":"flask/app.py","function":"dispatch","lineNo":10,"inApp":false},
	  {"filename":"shop/views.py","function":"checkout","lineNo":30,"inApp":true},
	  {"filename":"shop/cart.py","function":"total","lineNo":12,"inApp":true,"context":[[12,"    return sum(i['price'] for i in cart)"]],"vars":{"user":"kim"}}]}}]}},
	 {"type":"threads","data":{"values":[{"id":1,"name":"MainThread","crashed":true},{"id":2,"name":"worker","stacktrace":{"frames":[{"filename":"queue.py","function":"get","lineNo":4,"inApp":true}]}}]}},
	 {"type":"breadcrumbs","data":{"values":[{"timestamp":"2026-11-20T11:54:58Z","category":"http","level":"info","message":"GET /cart","data":{"status_code":200}},
	  {"timestamp":"2026-11-20T11:54:59.5Z","category":"auth","level":"warning","message":"session is old"}]}},
	 {"type":"request","data":{"method":"POST","url":"https://shop.example.com/checkout","query":[["step","pay now"]],"headers":[["Authorization","Bearer abc"],["Accept","*/*"]],"data":{"gift":true}}}]}`, id, previous, next)
}

func answers() map[string]string {
	return map[string]string{
		"GET " + at:                                                    oneSHOP,
		"GET " + at + "events/recommended/":                            eventJSON(newest, oldest, ""),
		"GET " + at + "events/latest/":                                 eventJSON(newest, oldest, ""),
		"GET " + at + "events/oldest/":                                 eventJSON(oldest, "", newest),
		"GET " + at + "events/" + oldest + "/":                         eventJSON(oldest, "", newest),
		"GET " + at + "events/" + newest + "/":                         eventJSON(newest, oldest, ""),
		"GET " + at + "events/":                                        `[{"id":"` + newest + `","eventID":"` + newest + `","title":"KeyError"},{"id":"` + oldest + `","eventID":"` + oldest + `","title":"KeyError"}]`,
		"GET " + at + "tags/":                                          `[{"key":"browser","totalValues":100,"topValues":[{"value":"Chrome 130","count":75},{"value":"Firefox","count":15}]},{"key":"level","totalValues":100,"topValues":[{"value":"error","count":100}]}]`,
		"GET " + at + "tags/browser/":                                  `{"key":"browser","totalValues":100,"topValues":[{"value":"Chrome 130","count":75},{"value":"Firefox","count":15},{"value":"Lynx \"2\"","count":10}]}`,
		"GET " + at + "activities/":                                    `{"activity":[{"id":"2","type":"note","user":{"id":"1","name":"Jane Doe"},"dateCreated":"2026-11-20T10:00:00Z","data":{"text":"Seen again."}},{"id":"1","type":"note","user":{"id":"2","name":"Kim"},"data":{"text":"Me too."}}]}`,
		"GET /auth/":                                                   `{"id":"1","name":"Jane Doe"}`,
		"GET " + at + "user-reports/":                                  `[{"id":"1","eventID":"` + oldest + `","name":"Kim","comments":"The cart is empty","dateCreated":"2026-11-20T10:00:00Z"}]`,
		"GET " + at + "similar-issues-embeddings/":                     `[[{"id":"8","shortId":"SHOP-8","title":"KeyError: 'sku'","status":"unresolved"},{"exception":0.91}]]`,
		"GET " + at + "external-issues/":                               `[{"id":"1","serviceType":"jira","displayName":"SHOP#12","webUrl":"https://acme.atlassian.net/browse/SHOP-12"}]`,
		"GET /projects/acme/shop/events/" + newest + "/committers/":    `{"committers":[{"author":{"name":"Lee"},"commits":[{"id":"1a2b3c4d5e","message":"Drop the default price"}]}]}`,
		"GET /projects/acme/shop/events/" + newest + "/owners/":        `{"owners":[{"type":"team","id":"7","name":"payments"}]}`,
		"GET /projects/acme/shop/events/" + newest + "/attachments/":   `[{"id":"3","name":"../log.txt","mimetype":"text/plain","size":2048}]`,
		"GET /projects/acme/shop/events/" + newest + "/attachments/3/": `{"id":"3","name":"../log.txt","mimetype":"text/plain","size":12}`,
		"GET " + at + "autofix/":                                       `{"autofix":null}`,
	}
}

func open(t *testing.T, h http.Handler, env screen.Env, to screen.ToIssue) *screentest.Driver {
	t.Helper()
	env.Ops = screentest.Ops(t, h)
	to.Org, to.Issue = "acme", ops.Issue{ID: "7", ShortID: "SHOP-7"}
	return screentest.StartWith(t, env, 120, 40, func(e screen.Env) screen.Screen { return New(e, to) })
}

func start(t *testing.T) (*screentest.Driver, *screentest.Server) {
	t.Helper()
	srv := screentest.Serve(answers())
	return open(t, srv, screen.Env{}, screen.ToIssue{}), srv
}

func TestOverview(t *testing.T) {
	d, _ := start(t)
	d.Has("KeyError: 'price'", "cart in total", "Last 24h: 14 events", "at most 9 an hour", "kim@example.com", "4bf92f3577b34da6a3ce929d0e0e4736",
		"Highlights", "Chrome 130", "CPython 3.13.0", "shop/cart.py:12")
	d.Do(command.GraphPeriod)
	d.Has("Last 30d: 140 events", "at most 100 a day")
	d.EverySize()
}

// TestSectionsFitEverywhere draws each section in every size and theme.
func TestSectionsFitEverywhere(t *testing.T) {
	d, _ := start(t)
	for _, id := range []command.ID{command.TabStack, command.TabCrumbs, command.TabTags, command.TabEvents, command.TabActivity, command.TabFix,
		command.TabContext, command.TabFiles, command.TabRelated} {
		d.Do(id, command.Down, command.Open, command.Bottom, command.PageUp)
		d.EverySize()
	}
	d.Do(command.TabStack, command.ExpandAll, command.InApp, command.FindHere)
	d.EverySize()
}

// TestEventsAreSteppedAndKept: an event that was looked at is shown again
// without the server.
func TestEventsAreSteppedAndKept(t *testing.T) {
	d, srv := start(t)
	d.Do(command.NewerEvent, command.OlderEvent)
	if got := d.Screen.Info().Detail; !strings.Contains(got, oldest[:8]) {
		t.Fatalf("the older event is not shown: %q", got)
	}
	before := srv.Requests("/events/")
	d.Do(command.NewerEvent, command.OlderEvent, command.NewerEvent)
	if n := srv.Requests("/events/") - before; n != 0 {
		t.Errorf("stepping between known events asked %d times", n)
	}
	d.Do(command.OldestEvent)
	if got := d.Screen.Info().Detail; !strings.Contains(got, oldest[:8]) {
		t.Errorf("the first event is not shown: %q", got)
	}
	d.Do(command.LatestEvent, command.RecommendedEvent)
	for _, want := range []string{"/events/oldest/", "/events/latest/", "/events/recommended/"} {
		if srv.Requests(want) == 0 {
			t.Errorf("%s was not asked for", want)
		}
	}
}

// TestEventThatCannotBeRead leaves the one that is shown.
func TestEventThatCannotBeRead(t *testing.T) {
	d, srv := start(t)
	srv.Answer("GET "+at+"events/"+oldest+"/", `{"detail":"Internal Error"}`, 500)
	d.Do(command.OlderEvent)
	if got := d.Screen.Info().Detail; !strings.Contains(got, newest[:8]) {
		t.Errorf("shown is %q", got)
	}
	if s, ok := d.Told[len(d.Told)-1].(screen.Status); !ok || !s.Bad {
		t.Errorf("nothing was said: %v", d.Told)
	}
}

func TestIssueWithoutEvents(t *testing.T) {
	a := answers()
	for key := range a {
		if strings.Contains(key, "/events/") {
			delete(a, key)
		}
	}
	a["GET "+at+"events/"] = "[]"
	d := open(t, screentest.Serve(a), screen.Env{}, screen.ToIssue{})
	d.Has("the event could not be read")
	for id, want := range map[command.ID]string{command.TabStack: "no event to show a stack", command.TabCrumbs: "no event to show breadcrumbs", command.TabEvents: "no events in the last 90 days",
		command.TabContext: "no event to show the context", command.TabFiles: "no event to show the files", command.TabRelated: "Similar issues"} {
		d.Do(id)
		d.Has(want)
	}
	d.Do(command.OlderEvent, command.OpenTrace, command.OpenEditor, command.Copy)
	d.EverySize()
}

func TestStack(t *testing.T) {
	d, _ := start(t)
	d.Do(command.TabStack)
	d.Has("2 library frames", "return sum(i['price']", "user = kim", "thread 2 worker")
	d.Lacks("wsgi_app", "queue.py", "MainThread")
	d.Do(command.Bottom, command.Open)
	d.Has("queue.py:4")
	d.Do(command.InApp)
	d.Has("wsgi_app", "dispatch")
	d.Do(command.InApp, command.FrameOrder)
	picture := d.Text()
	if strings.Index(picture, "checkout") > strings.Index(picture, "total  shop/cart.py") {
		t.Errorf("the oldest call is not first:\n%s", picture)
	}
	d.Do(command.FindHere)
	d.Type("FLASK\n")
	d.Has("wsgi_app", "find: FLASK")
	d.Lacks("checkout")
	d.Do(command.Back)
	d.Has("checkout")
}

func TestFoldsOpen(t *testing.T) {
	d, _ := start(t)
	d.Do(command.TabStack, command.Down, command.Down, command.Open)
	d.Has("- ... 2 library frames", "wsgi_app")
	d.Do(command.FoldFrame)
	d.Lacks("wsgi_app")
}

func TestBreadcrumbs(t *testing.T) {
	d, _ := start(t)
	d.Do(command.TabCrumbs)
	d.Has("GET /cart", "session is old", "> ", "-500ms")
	d.Do(command.Open)
	d.Has("2026-11-20T11:54:59Z")
	d.Do(command.Up, command.Open)
	d.Has("status_code", "2026-11-20T11:54:58Z")
	for filter, want := range map[string][2]string{"level:warn": {"session is old", "GET /cart"}, "category:http": {"GET /cart", "session is old"}, "SESSION old": {"session is old", "GET /cart"}} {
		d.Do(command.FindHere)
		d.Type(filter + "\n")
		d.Has(want[0])
		d.Lacks(want[1])
		d.Do(command.Back)
	}
	d.Do(command.FindHere)
	d.Type("level:fatal\n")
	d.Has("no breadcrumb matches")
}

// TestTags: a tag shows all of its values, and a value leads to its issues.
func TestTags(t *testing.T) {
	d, srv := start(t)
	d.Do(command.TabTags)
	d.Has("75%", "Chrome 130", "10 events with other values", "100%")
	d.Do(command.Open)
	d.Has(`Lynx "2"`)
	if srv.Requests("/tags/browser/") != 1 {
		t.Error("the values of the tag were not asked for")
	}
	d.Do(command.Down, command.Down, command.Down, command.Open)
	to, ok := d.Opened().(screen.ToIssues)
	if !ok || to.Query == nil || *to.Query != `browser:"Lynx \"2\""` || to.Project != "shop" {
		t.Errorf("enter opened %+v", d.Opened())
	}
	d.Do(command.FindHere)
	d.Type("lev")
	d.Has("error")
	d.Lacks("Chrome")
}

// TestContext shows the request with its secrets masked, and the flags.
func TestContext(t *testing.T) {
	d, _ := start(t)
	d.Do(command.TabContext)
	d.Has("POST https://shop.example.com/checkout", "[masked]", "new-cart", "true", "dark", "blue", "cart_id", "c-17", "curl")
	d.Lacks("Bearer abc")
	d.Do(command.FindHere)
	d.Type("flag\n")
	d.Has("new-cart")
	d.Lacks("checkout")
}

func TestRelated(t *testing.T) {
	var opened string
	srv := screentest.Serve(answers())
	d := open(t, srv, screen.Env{OpenURL: func(u string) error { opened = u; return nil }}, screen.ToIssue{})
	d.Do(command.TabRelated)
	d.Has("The cart is empty", "SHOP-8", "91%", "SHOP-99", "jira", "SHOP#12", "Default price", "Drop the default price", "Lee", "payments")
	d.Do(command.Down, command.Open)
	if to, ok := d.Opened().(screen.ToIssue); !ok || to.Issue.ID != "8" {
		t.Errorf("opened %+v", d.Opened())
	}
	d.Do(command.Down, command.Open)
	if opened != "https://acme.atlassian.net/browse/SHOP-12" {
		t.Errorf("the browser opened %q", opened)
	}
	d.Do(command.Top, command.Open)
	if got := d.Screen.Info().Detail; !strings.Contains(got, oldest[:8]) {
		t.Errorf("the event of the feedback is not shown: %q", got)
	}
}

// TestSectionFailsAlone: what one section cannot have is said there, and the
// others are as they were.
func TestSectionFailsAlone(t *testing.T) {
	srv := screentest.Serve(answers())
	srv.Answer("GET "+at+"similar-issues-embeddings/", `{"detail":"You do not have permission to perform this action."}`, 403)
	d := open(t, srv, screen.Env{}, screen.ToIssue{})
	d.Do(command.TabRelated)
	d.Has("similar issues:", "permission", "The cart is empty", "SHOP#12")
	if d.Screen.Info().Err != nil {
		t.Error("the whole screen fails for one section")
	}
	srv.Answer("GET "+at+"similar-issues-embeddings/", answers()["GET "+at+"similar-issues-embeddings/"], 0)
	d.Do(command.Refresh)
	d.Has("SHOP-8")
	before := srv.Requests("similar")
	d.Do(command.TabStack, command.TabRelated)
	if srv.Requests("similar") != before {
		t.Error("what is there is asked for again")
	}
}

func TestOwnCommentsCanBeChanged(t *testing.T) {
	srv := screentest.Serve(answers())
	srv.Answer("PUT "+at+"notes/2/", `{"id":"2","type":"note","data":{"text":"Fixed."}}`, 0)
	srv.Answer("DELETE "+at+"notes/2/", ``, 204)
	d := open(t, srv, screen.Env{}, screen.ToIssue{})
	o := screentest.Ops(t, srv)
	d.Do(command.TabActivity)
	d.Has("Seen again.", "Me too.")
	d.Do(command.Open)
	d.Choose('e')
	dialog, shown := d.Asked()
	if !strings.Contains(shown, "Seen again.") {
		t.Errorf("the comment is not there to edit:\n%s", shown)
	}
	dialog.Paste("!")
	cmd, _ := dialog.Key(tea.KeyPressMsg{Code: 'd', Mod: tea.ModCtrl})
	d.Send(cmd())
	d.Told = append(d.Told, cmd())
	if done, err := d.Write(o); err != nil || done != "comment changed" {
		t.Errorf("%q, %v", done, err)
	}
	d.Do(command.Top, command.Open)
	d.Choose('d')
	if done, err := d.Write(o); err != nil || done != "comment deleted" {
		t.Errorf("%q, %v", done, err)
	}
	if srv.Requests("PUT /api/0"+at+"notes/2/") != 1 || srv.Requests("DELETE /api/0"+at+"notes/2/") != 1 {
		t.Errorf("asked: %v", srv.Asked)
	}
	d.Told = nil
	d.Do(command.Down, command.Open)
	if s, ok := d.Told[0].(screen.Status); !ok || !strings.Contains(s.Text, "only its author") {
		t.Errorf("another's comment: %v", d.Told)
	}
}

// TestTraceOfTheEvent: it opens at the span of the event that is shown.
func TestTraceOfTheEvent(t *testing.T) {
	d, _ := start(t)
	d.Do(command.OpenTrace)
	if to, ok := d.Opened().(screen.ToTrace); !ok || to.ID != "4bf92f3577b34da6a3ce929d0e0e4736" || to.Span != "00f067aa0ba902b7" {
		t.Errorf("opened %+v", d.Opened())
	}
}
