package health

import (
	"fmt"
	"slices"
	"strings"
)

// Field is one number of the sessions endpoint.
type Field struct {
	Name     string // as asked for: sum(session), crash_free_rate(user)...
	function string
	of       string // session, user, session.duration or empty
}

// Users tells whether the field needs to know users.
func (f Field) Users() bool { return f.of == "user" }

// Durations tells whether the field needs to know how long sessions took.
func (f Field) Durations() bool { return f.of == "session.duration" }

// rates and the statuses that they are the share of.
func rate(function string) (statuses []string, free, ok bool) {
	switch function {
	case "crash_rate":
		return []string{Crashed}, false, true
	case "crash_free_rate":
		return []string{Crashed}, true, true
	case "errored_rate":
		return []string{Errored}, false, true
	case "abnormal_rate":
		return []string{Abnormal}, false, true
	case "unhealthy_rate":
		return []string{Crashed, Abnormal, Errored}, false, true
	case "anr_rate", "foreground_anr_rate": // SDKs of phones report these in ways of their own
		return nil, false, true
	}
	return nil, false, false
}

func quantiles() []string { return []string{"p50", "p75", "p90", "p95", "p99"} }

// ParseField reads the name of a field. The error names what is wrong with it.
func ParseField(name string) (Field, error) {
	function, rest, found := strings.Cut(name, "(")
	argument, closed := strings.CutSuffix(rest, ")")
	f := Field{Name: name, function: function, of: argument}
	if !found || !closed {
		return Field{}, fmt.Errorf("invalid field: %q", name)
	}
	_, _, isRate := rate(function)
	ok := false
	switch argument {
	case "session":
		ok = isRate || function == "sum"
	case "user":
		ok = isRate || function == "count_unique"
	case "session.duration":
		ok = function == "avg" || function == "max" || slices.Contains(quantiles(), function)
	case "":
		if ok = function == "anr_rate" || function == "foreground_anr_rate"; ok {
			f.of = "user"
		}
	}
	if !ok {
		return Field{}, fmt.Errorf("invalid field: %q", name)
	}
	return f, nil
}

// Rate tells whether the field compares statuses, so that grouping by them makes no sense.
func (f Field) Rate() bool {
	_, _, ok := rate(f.function)
	return ok
}

func (f Field) value(t *tally, status string) *float64 {
	var c counts
	switch f.of {
	case "session.duration":
		return f.duration(t, status)
	case "user":
		c = t.userCounts()
	default:
		c = t.sessions
	}
	statuses, free, isRate := rate(f.function)
	if !isRate {
		n := c.of(status)
		return &n
	}
	if c.all == 0 {
		return nil
	}
	share := 0.0
	for _, s := range statuses {
		share += c.of(s) / c.all
	}
	if free {
		share = 1 - share
	}
	return &share
}

// duration is over the healthy sessions: others did not end by themselves.
func (f Field) duration(t *tally, status string) *float64 {
	n := len(t.durations)
	if n == 0 || status != "" && status != Healthy {
		return nil
	}
	slices.Sort(t.durations)
	var v float64
	switch f.function {
	case "avg":
		for _, d := range t.durations {
			v += d / float64(n)
		}
	case "max":
		v = t.durations[n-1]
	default: // p50 and the like: the nearest rank
		var percent int
		if _, err := fmt.Sscanf(f.function, "p%d", &percent); err != nil {
			return nil
		}
		v = t.durations[(n*percent+99)/100-1]
	}
	return &v
}
