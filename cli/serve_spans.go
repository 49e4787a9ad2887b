package cli

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"vedette/internal/config"
)

// Spans says where the server's own spans go, one per request, and what they tell.
type Spans struct {
	DSN         string // "" = nowhere
	Environment string
	Release     string // "" = the program's version
	Rate        float64
	Content     bool   // also what was asked and answered
	CACert      string // path of a PEM file, as for the server's requests; "" = the system's
}

// spans are as the variables that Sentry's SDKs read say.
func (c *call) spans() (Spans, error) {
	s := Spans{DSN: strings.TrimSpace(c.app.Env("SENTRY_DSN")), Environment: c.app.Env("SENTRY_ENVIRONMENT"), Release: c.app.Env("SENTRY_RELEASE"), Rate: 1}
	if s.DSN == "" {
		return s, nil
	}
	if rate := c.app.Env("SENTRY_TRACES_SAMPLE_RATE"); rate != "" {
		var err error
		if s.Rate, err = strconv.ParseFloat(rate, 64); err != nil || !(s.Rate >= 0 && s.Rate <= 1) {
			return s, usage("SENTRY_TRACES_SAMPLE_RATE=0.1 vedette serve", "SENTRY_TRACES_SAMPLE_RATE is %q: it is the share of requests that is traced, from 0 to 1", rate)
		}
	}
	switch content := c.app.Env("VEDETTE_OBSERVE_CONTENT"); content {
	case "1", "true":
		s.Content = true
	case "", "0", "false":
	default:
		return s, usage("VEDETTE_OBSERVE_CONTENT=1 vedette serve", "VEDETTE_OBSERVE_CONTENT is %q: 1 tells arguments and results, 0 does not", content)
	}
	return s, nil
}

// String says what is sent where, without the DSN's key.
func (s Spans) String() string {
	to := "the project of SENTRY_DSN"
	if u, err := url.Parse(s.DSN); err == nil && u.Host != "" {
		to = "project " + strings.Trim(u.Path, "/") + " at " + u.Host
	}
	what := "names and sizes only"
	if s.Content {
		what = "with arguments and results"
	}
	return fmt.Sprintf("a span per request goes to %s (SENTRY_DSN): %s, %g %% of them", to, what, s.Rate*100)
}

// unwatched are the options of a server that sends spans: SENTRY_DSN says where
// these go then, and names no project to ask about.
func (c *call) unwatched() config.Options {
	opt, env := c.options(), c.app.Env
	opt.Env = func(name string) string {
		if name == "SENTRY_DSN" {
			return ""
		}
		return env(name)
	}
	return opt
}
