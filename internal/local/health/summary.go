package health

import (
	"time"

	"vedette/internal/local/store"
)

// Release is a release in a project.
type Release struct {
	Project int64
	Version string
}

// Summary is what the sessions of a release tell in a project.
type Summary struct {
	Sessions          int64
	Crashed           int64
	Errored           int64
	Users             int64
	CrashFreeSessions *float64 // per cent; nil without sessions
	CrashFreeUsers    *float64 // per cent; nil without known users
	DurationP50       *float64 // seconds; nil without durations
	DurationP90       *float64
	First, Last       time.Time // starts of the first and the last hour with sessions
}

// Summaries adds sessions up by release and project, without regard to time.
func Summaries(s Sessions) map[Release]Summary {
	tallies, hours := map[Release]*tally{}, map[Release][2]int64{}
	at := func(k store.SessionKey) *tally {
		key := Release{k.Project, k.Release}
		if tallies[key] == nil {
			tallies[key], hours[key] = &tally{}, [2]int64{k.Hour, k.Hour}
		}
		span := hours[key]
		hours[key] = [2]int64{min(span[0], k.Hour), max(span[1], k.Hour)}
		return tallies[key]
	}
	for _, c := range s.Counts {
		at(c.SessionKey).count(c)
	}
	for _, u := range s.Users {
		at(u.SessionKey).see(u)
	}
	for _, d := range s.Durations {
		t := at(d.SessionKey)
		t.durations = append(t.durations, d.Duration.Seconds())
	}
	all := make(map[Release]Summary, len(tallies))
	for key, t := range tallies {
		sum := t.summary()
		sum.First, sum.Last = time.Unix(hours[key][0]*3600, 0).UTC(), time.Unix(hours[key][1]*3600, 0).UTC()
		all[key] = sum
	}
	return all
}

func (t *tally) summary() Summary {
	users := t.userCounts()
	return Summary{
		Sessions: int64(t.sessions.all), Crashed: int64(t.sessions.crashed), Errored: int64(t.sessions.errored), Users: int64(users.all),
		CrashFreeSessions: percentFree(t.sessions), CrashFreeUsers: percentFree(users),
		DurationP50: Field{function: "p50"}.duration(t, ""), DurationP90: Field{function: "p90"}.duration(t, ""),
	}
}

func percentFree(c counts) *float64 {
	if c.all == 0 {
		return nil
	}
	free := 100 * (1 - c.crashed/c.all)
	return &free
}

// Adopted is the share of a project's sessions from which on a release counts as adopted.
const Adopted = 0.1

// Adoption is when a release became one that a project's users have, and when it stopped to be.
type Adoption struct {
	From time.Time // zero: never
	To   time.Time // zero: it still is
}

// Adoptions finds them out from the sessions of whole projects: hour by hour, a release is adopted that a tenth of the sessions has. It is
// replaced when the day before now brought less than that.
func Adoptions(list []store.SessionCount, now time.Time) map[Release]Adoption {
	type hour struct{ project, hour int64 }
	type part struct {
		Release
		hour int64
	}
	whole, parts := map[hour]int64{}, map[part]int64{}
	day, today := now.Unix()/3600-24, map[Release]int64{}
	projects := map[int64]int64{}
	for _, c := range list {
		n := c.Total()
		r := Release{c.Project, c.Release}
		whole[hour{c.Project, c.Hour}] += n
		parts[part{r, c.Hour}] += n
		if c.Hour >= day {
			today[r] += n
			projects[c.Project] += n
		}
	}
	all := map[Release]Adoption{}
	last := map[Release]int64{}
	for p, n := range parts {
		if n == 0 || float64(n) < Adopted*float64(whole[hour{p.Project, p.hour}]) {
			continue
		}
		at := time.Unix(p.hour*3600, 0).UTC()
		if a, ok := all[p.Release]; !ok || at.Before(a.From) {
			all[p.Release] = Adoption{From: at}
		}
		last[p.Release] = max(last[p.Release], p.hour)
	}
	for r, a := range all {
		if total := projects[r.Project]; total > 0 && float64(today[r]) < Adopted*float64(total) {
			a.To = time.Unix((last[r]+1)*3600, 0).UTC()
			all[r] = a
		}
	}
	return all
}
