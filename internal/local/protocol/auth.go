package protocol

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Credentials are how an SDK introduces itself. They name a project's public key and prove nothing.
type Credentials struct {
	Key     string // public key; empty when the request has none
	Client  string // sentry.javascript.node/11.12.0
	Version string // of the protocol; 7
}

// Auth brings together the places where SDKs put their key: the headers X-Sentry-Auth and Authorization, the query, and the DSN in the
// envelope header (empty when absent). Without any it returns the zero value: whether that is allowed is the caller's choice.
// The error is an *Error: kind BadCredentials when two places disagree, or the kind of ParseDSN.
func Auth(h http.Header, q url.Values, dsn string) (Credentials, error) {
	var c Credentials
	for _, text := range slices.Concat(h.Values("X-Sentry-Auth"), h.Values("Authorization")) {
		if found, ok := parseAuthHeader(text); ok {
			if err := c.merge(found); err != nil {
				return Credentials{}, err
			}
		}
	}
	query := Credentials{Key: q.Get("sentry_key"), Client: q.Get("sentry_client"), Version: q.Get("sentry_version")}
	if err := c.merge(query); err != nil {
		return Credentials{}, err
	}
	if dsn == "" {
		return c, nil
	}
	parsed, err := ParseDSN(dsn)
	if err != nil {
		return Credentials{}, err
	}
	if err := c.merge(Credentials{Key: parsed.PublicKey}); err != nil {
		return Credentials{}, err
	}
	return c, nil
}

// merge takes what c does not know yet. Only the keys must agree: proxies change the other two.
func (c *Credentials) merge(other Credentials) error {
	switch {
	case c.Key == "":
		c.Key = other.Key
	case other.Key != "" && other.Key != c.Key:
		return &Error{Kind: BadCredentials, Reason: "the request names two different keys (X-Sentry-Auth, sentry_key, dsn)"}
	}
	if c.Client == "" {
		c.Client = other.Client
	}
	if c.Version == "" {
		c.Version = other.Version
	}
	return nil
}

// parseAuthHeader reads `Sentry sentry_key=..., sentry_version=7, ...`; false for other schemes of the Authorization header.
func parseAuthHeader(text string) (Credentials, bool) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if !strings.EqualFold(scheme, "Sentry") {
		return Credentials{}, false
	}
	var c Credentials
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(part, "=")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch strings.TrimSpace(name) {
		case "sentry_key":
			c.Key = value
		case "sentry_client":
			c.Client = value
		case "sentry_version":
			c.Version = value
		}
	}
	return c, true
}
