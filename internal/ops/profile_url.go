package ops

import (
	"net/url"
	"slices"
	"strings"
)

// profilePage is what the address of a profiling page names.
type profilePage struct {
	org, project, transaction string
	profile                   string // of a transaction
	profiler, start, end      string // of a continuous profiler
}

// profileOfURL reads /explore/profiling/profile/PROJECT/PROFILE/..., the same
// with ?profilerId=&start=&end= for a continuous profiler, and
// /profiling/summary/PROJECT/?transaction=NAME of this server.
func (o *Ops) profileOfURL(op, raw string) (profilePage, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return profilePage{}, invalid(op, "give the whole address, https://...", "%q is not a URL", raw)
	}
	if !o.isOurs(u.Host) {
		return profilePage{}, invalid(op, "use that server (SENTRY_URL)", "the URL is of %s, but vedette talks to %s", u.Host, o.cfg.BaseURL)
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	at := slices.IndexFunc(parts, func(s string) bool { return s == "profile" || s == "summary" })
	if at < 1 || parts[at-1] != "profiling" || at+1 >= len(parts) {
		return profilePage{}, invalid(op, "it must hold /profiling/profile/PROJECT/ or /profiling/summary/PROJECT/", "%q is not the URL of a profile", raw)
	}
	q := u.Query()
	p := profilePage{project: parts[at+1], transaction: q.Get("transaction"), profiler: q.Get("profilerId"), start: q.Get("start"), end: q.Get("end")}
	if len(parts) > at+2 && parts[at] == "profile" && p.profiler == "" {
		p.profile = parts[at+2]
	}
	switch sub, hosted := strings.CutSuffix(u.Hostname(), ".sentry.io"); {
	case len(parts) > 1 && parts[0] == "organizations":
		p.org = parts[1]
	case hosted && !strings.Contains(sub, "."):
		p.org = sub
	}
	return p, nil
}
