package api_test

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

type wireMonitor struct {
	ID           string
	Slug         string
	Status       string
	IsMuted      bool
	IsUpserting  bool
	Config       struct{ Schedule any }
	Owner        *struct{ Type, ID string }
	Environments []struct {
		Name, Status             string
		LastCheckIn, NextCheckIn *time.Time
		ActiveIncident           *struct{ StartingTimestamp time.Time }
		NextCheckInLatest        *time.Time
		DateCreated              time.Time
		IsMuted                  bool
	}
}

type wireCheckIn struct {
	ID, Environment, Status string
	Duration                *int64
	DateAdded               time.Time
	ExpectedTime            *time.Time
}

const monitorsPath = "/api/0/organizations/local/monitors/"

// checkInAt sends a check-in that arrives at a moment.
func (b *backend) checkInAt(at time.Time, fields string) {
	b.t.Helper()
	b.now = at
	b.send("shop", `{"type":"check_in"}`, `{`+fields+`}`)
	b.now = noon
}

func TestMonitors(t *testing.T) {
	b := newBackend(t)
	const config = `"monitor_config":{"schedule":{"type":"interval","value":1,"unit":"hour"},"checkin_margin":5}`
	b.checkInAt(noon.Add(-4*time.Hour), `"check_in_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1","monitor_slug":"sync","status":"in_progress",`+config)
	b.checkInAt(noon.Add(-4*time.Hour+time.Minute), `"check_in_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1","monitor_slug":"sync","status":"ok"`)
	b.checkInAt(noon.Add(-90*time.Minute), `"monitor_slug":"sync","status":"error","duration":1.5`)

	var m wireMonitor
	b.get(monitorsPath+"sync/", &m)
	if len(m.Environments) != 1 || !m.IsUpserting {
		t.Fatalf("%+v", m)
	}
	env := m.Environments[0]
	if env.Name != "production" || env.Status != "error" || env.ActiveIncident == nil || !env.ActiveIncident.StartingTimestamp.Equal(noon.Add(-3*time.Hour)) {
		t.Errorf("environment %+v, want production in an incident since the first missed run", env)
	}
	if !env.NextCheckIn.Equal(noon.Add(30*time.Minute)) || !env.NextCheckInLatest.Equal(noon.Add(35*time.Minute)) {
		t.Errorf("next %s until %s", env.NextCheckIn, env.NextCheckInLatest)
	}
	var runs []wireCheckIn
	b.get(monitorsPath+"sync/checkins/", &runs)
	var got []string
	ids := map[string]bool{}
	for _, r := range runs {
		got = append(got, r.Status+" "+r.DateAdded.Format("15:04"))
		ids[r.ID] = true
	}
	want := []string{"missed 11:30", "error 10:30", "missed 10:00", "missed 09:00", "ok 08:00"}
	if !slices.Equal(got, want) || len(ids) != len(want) {
		t.Errorf("check-ins %q with %d ids, want %q", got, len(ids), want)
	}
	if *runs[4].Duration != 60_000 || *runs[1].Duration != 1500 {
		t.Errorf("durations %d and %d", *runs[4].Duration, *runs[1].Duration)
	}
	b.get(monitorsPath+"sync/checkins/?per_page=2&cursor=0:2:0", &runs)
	if len(runs) != 2 || runs[0].Status != "missed" || runs[0].DateAdded.Hour() != 10 {
		t.Errorf("second page %+v", runs)
	}
	var stats []struct{ TS, OK, Error, Missed, Duration int64 }
	b.get(monitorsPath+"sync/stats/", &stats)
	var sum [3]int64
	for _, s := range stats {
		sum = [3]int64{sum[0] + s.OK, sum[1] + s.Error, sum[2] + s.Missed}
	}
	if sum != [3]int64{1, 1, 3} {
		t.Errorf("stats add up to %v", sum)
	}
}

func TestMonitorChanges(t *testing.T) {
	b := newBackend(t)
	b.checkInAt(noon.Add(-2*time.Hour), `"monitor_slug":"sync","status":"ok"`)
	var m wireMonitor
	b.put(monitorsPath+"sync/", `{"config":{"schedule":"0 * * * *"},"owner":"user:1","slug":"stock-sync"}`, &m)
	if m.Slug != "stock-sync" || m.Owner == nil || m.Environments[0].Status != "error" {
		t.Errorf("with a schedule: %+v", m)
	}
	b.put(monitorsPath+"stock-sync/", `{"status":"disabled","is_muted":true}`, &m)
	if m.Status != "disabled" || !m.IsMuted || m.Environments[0].Status != "disabled" || m.Environments[0].NextCheckIn != nil {
		t.Errorf("disabled: %+v", m)
	}
	b.checkInAt(noon, `"monitor_slug":"stock-sync","status":"ok"`)
	b.put(monitorsPath+m.ID+"/", `{"status":"active","isMuted":false}`, &m)
	if m.Status != "active" || m.IsMuted || m.Environments[0].Status != "ok" {
		t.Errorf("active again: %+v", m)
	}
	b.post(monitorsPath, `{"project":"shop","name":"Nightly Report","config":{"schedule_type":"interval","schedule":[1,"day"]}}`, &m)
	if m.Slug != "nightly-report" || m.IsUpserting {
		t.Errorf("created: %+v", m)
	}
	for body, field := range map[string]string{
		`{"name":"x"}`: "project",
		`{"project":"nowhere","name":"x","config":{"schedule":"0 * * * *"}}`:                        "project",
		`{"project":"shop","name":"Nightly Report","config":{"schedule":"0 * * * *"}}`:              "slug",
		`{"project":"shop","name":"12","config":{"schedule":"0 * * * *"}}`:                          "slug",
		`{"project":"shop","name":"x","config":{"schedule":"every day"}}`:                           "config",
		`{"project":"shop","name":"x","config":{"schedule":[1,"eon"]}}`:                             "config",
		`{"project":"shop","name":"x","config":{"schedule":"0 * * * *","max_runtime":-1}}`:          "config",
		`{"project":"shop","name":"x","status":"asleep","config":{"schedule":"0 * * * *"}}`:         "status",
		`{"project":"shop","name":"x","owner":"user:nobody","config":{"schedule":"0 * * * *"}}`:     "owner",
		`{"project":"shop","name":"x","config":{"schedule":"0 * * * *","timezone":"Mars/Olympus"}}`: "config",
	} {
		var refused map[string]any
		b.decode(b.call(http.MethodPost, monitorsPath, body), http.StatusBadRequest, &refused)
		if refused[field] == nil {
			t.Errorf("%s: %v, want a reason for %s", body, refused, field)
		}
	}
	if resp := b.call(http.MethodDelete, monitorsPath+"stock-sync/", ""); resp.StatusCode != http.StatusAccepted {
		t.Errorf("delete: %d", resp.StatusCode)
	}
	if resp := b.call(http.MethodGet, monitorsPath+"stock-sync/checkins/", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("check-ins of a deleted monitor: %d", resp.StatusCode)
	}
	b.checkInAt(noon, `"monitor_slug":"stock-sync","status":"ok"`)
	var runs []wireCheckIn
	b.get(monitorsPath+"stock-sync/checkins/", &runs)
	if len(runs) != 1 {
		t.Errorf("after deletion and a new check-in: %+v", runs)
	}
}
