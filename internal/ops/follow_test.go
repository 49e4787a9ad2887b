package ops

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

// tape is a server of log rows that become visible at an instant of the test's
// clock, later than their own time. It pages and filters as Sentry does.
type tape struct {
	empty   int // how often it was told that there is nothing
	now     time.Time
	rows    []tapeRow
	fail    []int // statuses of the next requests
	perPage int
	asked   int
}

type tapeRow struct {
	id      string
	at      time.Time
	visible time.Time
}

func (s *tape) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked++
	if len(s.fail) > 0 {
		status := s.fail[0]
		s.fail = s.fail[1:]
		if status != 200 {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"detail":"no"}`)
			return
		}
	}
	q := r.URL.Query()
	from, _ := time.Parse(time.RFC3339, q.Get("start"))
	var visible []tapeRow
	for _, row := range s.rows {
		if !row.visible.After(s.now) && !row.at.Before(from) {
			visible = append(visible, row)
		}
	}
	slices.SortStableFunc(visible, func(a, b tapeRow) int { return a.at.Compare(b.at) })
	if q.Get("sort") == "-timestamp" {
		slices.Reverse(visible)
	}
	size, _ := strconv.Atoi(q.Get("per_page"))
	if s.perPage > 0 {
		size = min(size, s.perPage)
	}
	offset, _ := strconv.Atoi(q.Get("cursor"))
	end := min(offset+size, len(visible))
	if end < len(visible) {
		w.Header().Set("Link", fmt.Sprintf(`<http://x/>; rel="next"; results="true"; cursor="%d"`, end))
	}
	data := []map[string]any{}
	for _, row := range visible[min(offset, end):end] {
		data = append(data, map[string]any{"id": row.id, "timestamp": row.at.Format(time.RFC3339Nano), "message": "m"})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data, "meta": map[string]any{}})
}

// follow runs FollowEvents against the tape until the clock reaches end.
func (s *tape) follow(t *testing.T, in SearchEventsIn, end time.Duration) (ids []string, errs []error) {
	t.Helper()
	srv := httptest.NewServer(s)
	defer srv.Close()
	began := s.now
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	sleep := func(ctx context.Context, d time.Duration) error {
		s.now = s.now.Add(d)
		if s.now.Sub(began) >= end {
			cancel()
		}
		return ctx.Err()
	}
	client, err := sentryapi.New(sentryapi.Config{BaseURL: srv.URL, Now: func() time.Time { return s.now }, Sleep: sleep})
	if err != nil {
		t.Fatal(err)
	}
	o := New(Config{Client: client, BaseURL: srv.URL, Defaults: Defaults{Org: "acme"}, Now: func() time.Time { return s.now }, Sleep: sleep})
	for row, err := range o.FollowEvents(ctx, in) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if row == nil {
			s.empty++
			continue
		}
		ids = append(ids, row["id"].String())
	}
	return ids, errs
}

// TestFollowSaysThatThereIsNothingYet, once: whoever waits for the first row
// would else not know that it was looked.
func TestFollowSaysThatThereIsNothingYet(t *testing.T) {
	s := &tape{now: testNow}
	s.rows = append(s.rows, tapeRow{id: "later", at: testNow.Add(10 * time.Second), visible: testNow.Add(11 * time.Second)})
	got, _ := s.follow(t, SearchEventsIn{Dataset: "logs"}, time.Minute)
	if s.empty != 1 || !slices.Equal(got, []string{"later"}) {
		t.Errorf("nothing was told %d times, then %v", s.empty, got)
	}
}

func TestFollowLosesAndRepeatsNothing(t *testing.T) {
	s := &tape{now: testNow, perPage: 10}
	var want []string
	add := func(id string, at, late time.Duration) {
		s.rows = append(s.rows, tapeRow{id: id, at: testNow.Add(at), visible: testNow.Add(at + late)})
		want = append(want, id)
	}
	add("old", -time.Hour, 0)
	for i := range 200 { // a burst, in the same second, over many pages
		add(fmt.Sprintf("burst%d", i), 10*time.Second, 0)
	}
	for i := range 50 { // late by up to a minute, out of order
		add(fmt.Sprintf("late%d", i), time.Duration(i)*time.Second, time.Duration(i*37%60)*time.Second)
	}
	got, errs := s.follow(t, SearchEventsIn{Dataset: "logs", PageIn: PageIn{Limit: 5}}, 4*time.Minute)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows instead of %d", len(got), len(want))
	}
	if len(errs) != 1 || KindOf(errs[0]) != KindCanceled {
		t.Errorf("errors %v", errs)
	}
}

func TestFollowStartsWithTheNewest(t *testing.T) {
	s := &tape{now: testNow}
	for i := range 20 {
		s.rows = append(s.rows, tapeRow{id: fmt.Sprint(i), at: testNow.Add(time.Duration(i-20) * time.Second)})
	}
	got, _ := s.follow(t, SearchEventsIn{Dataset: "logs", PageIn: PageIn{Limit: 3}}, 30*time.Second)
	if !slices.Equal(got, []string{"17", "18", "19"}) {
		t.Errorf("%v", got)
	}
}

func TestFollowSurvivesWhatPasses(t *testing.T) {
	s := &tape{now: testNow, fail: []int{200, 503, 503, 503, 503, 503, 503, 429}}
	s.rows = []tapeRow{{id: "a", at: testNow.Add(-time.Second)}, {id: "b", at: testNow.Add(5 * time.Second), visible: testNow.Add(5 * time.Second)}}
	got, errs := s.follow(t, SearchEventsIn{Dataset: "logs"}, 5*time.Minute)
	if !slices.Equal(got, []string{"a", "b"}) || len(errs) < 2 {
		t.Errorf("rows %v, errors %v", got, errs)
	}
	// It waits longer each time: in five minutes of clock far fewer looks than one each two seconds.
	down := &tape{now: testNow, fail: slices.Repeat([]int{503}, 1000)}
	down.follow(t, SearchEventsIn{Dataset: "logs"}, 5*time.Minute)
	if down.asked > 50 {
		t.Errorf("%d requests to a server that is down", down.asked)
	}
	refused := &tape{now: testNow, fail: []int{403}}
	if _, errs := refused.follow(t, SearchEventsIn{Dataset: "logs"}, time.Minute); len(errs) != 1 || KindOf(errs[0]) != KindForbidden {
		t.Errorf("%v after %d requests", errs, refused.asked)
	}
}

func TestWhatCannotBeFollowed(t *testing.T) {
	s := &tape{now: testNow}
	for _, in := range []SearchEventsIn{{Dataset: "replays"}, {Fields: []string{"count()"}}, {End: "2026-11-20T00:00:00Z"}, {Sort: "title"}, {Query: "a:b ("}} {
		if _, errs := s.follow(t, in, time.Minute); len(errs) != 1 || KindOf(errs[0]) != KindInvalid {
			t.Errorf("%+v: %v", in, errs)
		}
	}
	if s.asked > 0 {
		t.Errorf("%d requests", s.asked)
	}
}

func TestFollowIssues(t *testing.T) {
	issue := func(id, state, first, last string) string {
		return fmt.Sprintf(`{"id":%q,"shortId":"S-%s","status":"unresolved","substatus":%q,"firstSeen":%q,"lastSeen":%q}`, id, id, state, first, last)
	}
	old, now, soon, later := "2026-11-01T00:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T12:00:04Z", "2026-11-20T12:00:08Z"
	path := "GET /organizations/acme/issues/"
	ctx, cancel := context.WithCancel(t.Context())
	looks := 0
	o, _ := start(t, map[string][]string{path: {
		"[" + issue("1", "ongoing", old, now) + "," + issue("2", "regressed", old, now) + "]",
		"[" + issue("3", "new", soon, soon) + "," + issue("2", "regressed", old, soon) + "]",
		"[" + issue("1", "regressed", old, later) + "," + issue("3", "new", soon, later) + "," + issue("4", "ongoing", old, later) + "]",
	}}, func(c *Config) {
		sleep := c.Sleep
		c.Sleep = func(ctx context.Context, d time.Duration) error {
			if looks++; looks == 4 {
				cancel()
			}
			_ = sleep(ctx, d)
			return ctx.Err()
		}
	})
	var got []string
	for news, err := range o.FollowIssues(ctx, SearchIssuesIn{}) {
		if err != nil {
			if KindOf(err) != KindCanceled {
				t.Error(err)
			}
			continue
		}
		got = append(got, news.What+" "+IssueHandle(news.Issue))
	}
	if !slices.Equal(got, []string{"new S-3", "regressed S-1"}) {
		t.Errorf("%v", got)
	}
}
