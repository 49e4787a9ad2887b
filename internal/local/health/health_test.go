package health

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"vedette/internal/local/store"
)

// base is the first hour of every test.
var base = time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)

func key(project int64, release, environment string, hour int64) store.SessionKey {
	return store.SessionKey{Project: project, Release: release, Environment: environment, Hour: base.Unix()/3600 + hour}
}

func sample() Sessions {
	return Sessions{
		Counts: []store.SessionCount{
			{SessionKey: key(1, "a@1", "production", 0), Healthy: 8, Errored: 1, Crashed: 1},
			{SessionKey: key(1, "a@1", "production", 1), Healthy: 2},
			{SessionKey: key(1, "a@2", "staging", 1), Healthy: 3, Abnormal: 1},
			{SessionKey: key(2, "b@1", "production", 2), Crashed: 4},
			{SessionKey: key(2, "b@1", "production", 99), Crashed: 1000}, // outside
		},
		Users: []store.SessionUser{
			{SessionKey: key(1, "a@1", "production", 0), User: "ann", Crashed: true, Errored: true},
			{SessionKey: key(1, "a@1", "production", 1), User: "ann"},
			{SessionKey: key(1, "a@1", "production", 1), User: "bob"},
			{SessionKey: key(1, "a@2", "staging", 1), User: "bob", Errored: true},
		},
		Durations: []store.SessionDuration{
			{SessionKey: key(1, "a@1", "production", 0), Duration: time.Second},
			{SessionKey: key(1, "a@1", "production", 0), Duration: 3 * time.Second},
		},
	}
}

func TestAggregate(t *testing.T) {
	for _, c := range []struct {
		name   string
		fields []string
		by     []string
		want   string // keys with their totals, then the series of the first group's first field
	}{
		{"all", []string{"sum(session)", "count_unique(user)"}, nil, `[{"Project":0,"Release":"","Environment":"","Status":"","Totals":[20,2]}] [10,6,4]`},
		{"releases", []string{"sum(session)", "crash_free_rate(session)", "crash_rate(user)"}, []string{ByRelease},
			`[{"Project":0,"Release":"a@1","Environment":"","Status":"","Totals":[12,0.9167,0.5]},` +
				`{"Project":0,"Release":"a@2","Environment":"","Status":"","Totals":[4,1,0]},` +
				`{"Project":0,"Release":"b@1","Environment":"","Status":"","Totals":[4,0,null]}] [10,2,0]`},
		{"statuses of a user count once, with the worst", []string{"count_unique(user)"}, []string{ByStatus},
			`[{"Project":0,"Release":"","Environment":"","Status":"crashed","Totals":[1]},` +
				`{"Project":0,"Release":"","Environment":"","Status":"errored","Totals":[1]},` +
				`{"Project":0,"Release":"","Environment":"","Status":"abnormal","Totals":[0]},` +
				`{"Project":0,"Release":"","Environment":"","Status":"healthy","Totals":[0]}] [1,0,0]`},
		{"rates of nothing", []string{"crash_free_rate(session)", "anr_rate()", "p50(session.duration)"}, []string{ByEnvironment, ByProject},
			`[{"Project":1,"Release":"","Environment":"staging","Status":"","Totals":[1,0,null]},` +
				`{"Project":1,"Release":"","Environment":"production","Status":"","Totals":[0.9167,0,1000]},` +
				`{"Project":2,"Release":"","Environment":"production","Status":"","Totals":[0,null,null]}] [null,1,null]`},
		{"durations", []string{"avg(session.duration)", "p50(session.duration)", "p75(session.duration)", "max(session.duration)"}, nil,
			`[{"Project":0,"Release":"","Environment":"","Status":"","Totals":[2000,1000,3000,3000]}] [2000,null,null]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := Query{GroupBy: c.by, Start: base, Interval: time.Hour, Buckets: 3}
			for _, name := range c.fields {
				f, err := ParseField(name)
				if err != nil {
					t.Fatal(err)
				}
				q.Fields = append(q.Fields, f)
			}
			groups := Aggregate(sample(), q)
			type line struct {
				Key
				Totals []*float64
			}
			var lines []line
			for _, g := range groups {
				for _, v := range g.Totals {
					if v != nil {
						*v = math.Round(*v*10000) / 10000
					}
				}
				lines = append(lines, line{g.Key, g.Totals})
			}
			keys, err1 := json.Marshal(lines)
			series, err2 := json.Marshal(groups[0].Series[0])
			if got := string(keys) + " " + string(series); err1 != nil || err2 != nil || got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestParseFieldErrors(t *testing.T) {
	for _, name := range []string{"", "session", "sum(user)", "sum(session", "count_unique(session)", "p42(session.duration)", "crash_rate()", "sum()"} {
		if f, err := ParseField(name); err == nil {
			t.Errorf("%q is %+v", name, f)
		}
	}
}

func TestSummaries(t *testing.T) {
	got := Summaries(sample())[Release{1, "a@1"}]
	if got.Sessions != 12 || got.Crashed != 1 || got.Errored != 1 || got.Users != 2 || *got.CrashFreeUsers != 50 || *got.DurationP90 != 3 ||
		!got.First.Equal(base) || !got.Last.Equal(base.Add(time.Hour)) {
		t.Errorf("%+v", got)
	}
	if other := Summaries(sample())[Release{2, "b@1"}]; *other.CrashFreeSessions != 0 || other.CrashFreeUsers != nil || other.DurationP50 != nil {
		t.Errorf("%+v", other)
	}
}

// TestAdoptions follows two releases: the second takes the place of the first.
func TestAdoptions(t *testing.T) {
	var list []store.SessionCount
	for hour := range int64(72) {
		old, fresh := int64(10), int64(0)
		if hour >= 24 {
			old, fresh = 1, 99
		}
		list = append(list,
			store.SessionCount{SessionKey: key(1, "a@1", "", hour), Healthy: old}, store.SessionCount{SessionKey: key(1, "a@2", "", hour), Healthy: fresh},
			store.SessionCount{SessionKey: key(1, "a@3", "", hour), Healthy: fresh / 50})
	}
	got := Adoptions(list, base.Add(72*time.Hour))
	if a := got[Release{1, "a@1"}]; !a.From.Equal(base) || !a.To.Equal(base.Add(24*time.Hour)) {
		t.Errorf("the old release: %+v", a)
	}
	if a := got[Release{1, "a@2"}]; !a.From.Equal(base.Add(24*time.Hour)) || !a.To.IsZero() {
		t.Errorf("the new release: %+v", a)
	}
	if a, ok := got[Release{1, "a@3"}]; ok {
		t.Errorf("a release that hardly anybody has: %+v", a)
	}
}

// FuzzAggregate checks that sums hold, whatever the sessions: groups add up to the whole, statuses to all, series to totals.
func FuzzAggregate(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Sessions
		for ; len(data) >= 6; data = data[6:] {
			k := key(int64(data[0]%3), string('a'+rune(data[1]%3)), string('p'+rune(data[1]%2)), int64(data[2]%5)-1)
			s.Counts = append(s.Counts, store.SessionCount{
				SessionKey: k, Healthy: int64(data[3] % 7), Errored: int64(data[3] % 3), Crashed: int64(data[4] % 5), Abnormal: int64(data[5] % 2),
			})
			s.Users = append(s.Users, store.SessionUser{SessionKey: k, User: string('u' + rune(data[5]%4)), Crashed: data[4]%5 > 0, Errored: data[3]%3 > 0})
		}
		sum := func(by ...string) (totals, series float64) {
			q := Query{GroupBy: by, Start: base, Interval: time.Hour, Buckets: 3}
			for _, name := range []string{"sum(session)", "count_unique(user)"} {
				field, err := ParseField(name)
				if err != nil {
					t.Fatal(err)
				}
				q.Fields = append(q.Fields, field)
			}
			for _, g := range Aggregate(s, q) {
				totals += *g.Totals[0]
				for _, v := range g.Series[0] {
					series += *v
				}
			}
			return totals, series
		}
		whole, _ := sum()
		for _, by := range [][]string{nil, {ByStatus}, {ByRelease}, {ByProject, ByEnvironment, ByStatus}} {
			if totals, series := sum(by...); totals != whole || series != whole {
				t.Errorf("by %v: totals %v, series %v, want %v", by, totals, series, whole)
			}
		}
	})
}
