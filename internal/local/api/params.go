package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/store"
)

// defaultPeriod is what lists look back when the request names no range.
const defaultPeriod = 90 * 24 * time.Hour

// timeRange is a half-open stretch of time; zero ends are open.
type timeRange struct {
	since, until time.Time
}

// rangeOf reads statsPeriod, or start and end, which exclude each other.
func rangeOf(q url.Values, now time.Time, def time.Duration) (timeRange, error) {
	period, start, end := q.Get("statsPeriod"), q.Get("start"), q.Get("end")
	switch {
	case period != "" && (start != "" || end != ""):
		return timeRange{}, badRequest("statsPeriod and start/end exclude each other: send one of them")
	case period != "":
		d, ok := parsePeriod(period)
		if !ok {
			return timeRange{}, badRequest("Invalid statsPeriod: %q", period)
		}
		return timeRange{since: now.Add(-d), until: now}, nil
	case start == "" && end == "":
		if def == 0 {
			return timeRange{}, nil
		}
		return timeRange{since: now.Add(-def), until: now}, nil
	case start == "" || end == "":
		return timeRange{}, badRequest("start and end are both required")
	}
	var t timeRange
	var ok1, ok2 bool
	t.since, ok1 = parseTime(start)
	t.until, ok2 = parseTime(end)
	if !ok1 || !ok2 {
		return timeRange{}, badRequest("start and end must be ISO 8601 dates, like 2026-01-31T12:00:00")
	}
	if !t.since.Before(t.until) {
		return timeRange{}, badRequest("start must be before end")
	}
	return t, nil
}

// parsePeriod reads a count and one of the units s m h d w; a bare count is
// seconds.
func parsePeriod(s string) (time.Duration, bool) {
	units := map[string]time.Duration{"": time.Second, "s": time.Second, "m": time.Minute, "h": time.Hour,
		"d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	digits := strings.TrimRight(s, "smhdw")
	unit, ok := units[s[len(digits):]]
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 || n > int64(10*365*24*time.Hour/unit) {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

// parseTime reads an ISO 8601 date, with or without a time and a zone.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	if sec, err := strconv.ParseFloat(s, 64); err == nil && sec > 0 && sec < 1<<40 {
		return time.UnixMicro(int64(sec * 1e6)).UTC(), true
	}
	return time.Time{}, false
}

// projectsOf resolves the project parameters, ids or slugs; nil means all.
func (a *api) projectsOf(ctx context.Context, q url.Values) ([]int64, error) {
	var ids []int64
	for _, name := range q["project"] {
		if name == "" || name == "-1" {
			continue
		}
		p, err := a.store.Project(ctx, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, p.ID)
	}
	return ids, nil
}

// environmentsOf lists the environments asked for; nil means all.
func environmentsOf(q url.Values) []string {
	var envs []string
	for _, e := range q["environment"] {
		if e != "" {
			envs = append(envs, e)
		}
	}
	return envs
}

// words collects a repeatable parameter of flag words, like collapse.
func words(q url.Values, name string) map[string]bool {
	set := map[string]bool{}
	for _, v := range q[name] {
		set[v] = true
	}
	return set
}

// truthy reads a flag in the spellings that Sentry takes.
func truthy(s string) bool {
	return s == "1" || strings.EqualFold(s, "true")
}

// eventID normalizes an event id; ok is false when it is none.
func eventID(s string) (string, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, "-", ""))
	return s, len(s) == 32 && isHex(s)
}

// isHex says whether s has nothing but lower-case hexadecimal digits.
func isHex(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// issueOf resolves the {issue} of the path: a number or a short id.
func (a *api) issueOf(r *http.Request) (store.Issue, error) {
	return a.store.Issue(r.Context(), strings.ToUpper(r.PathValue("issue")))
}

// onIssue makes a handler of one that wants the {issue} of the path.
func (a *api) onIssue(h func(http.ResponseWriter, *http.Request, store.Issue) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := a.issueOf(r)
		if err != nil {
			return err
		}
		return h(w, r, i)
	}
}

// onProject makes a handler of one that wants the {project} of the path.
func (a *api) onProject(h func(http.ResponseWriter, *http.Request, store.Project) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := a.projectOf(r)
		if err != nil {
			return err
		}
		return h(w, r, p)
	}
}

// projectOf resolves the {project} of the path: a number or a slug.
func (a *api) projectOf(r *http.Request) (store.Project, error) {
	return a.store.Project(r.Context(), r.PathValue("project"))
}
