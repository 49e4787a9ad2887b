// Package dsn finds the Sentry project that a checkout reports to, by the DSN
// in its configuration or code. It exists so that `vedette issue list` in a
// repository is about that repository without being told. A DSN names an
// organization and a project; it is never taken for a server to send a token
// to, because whoever wrote the repository wrote it.
package dsn

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// DSN is the address an SDK sends to: SCHEME://KEY@HOST/PATH/PROJECT.
type DSN struct {
	Raw     string // as it was written, at most maxLength bytes
	Scheme  string // http or https
	Key     string // public
	Host    string // with the port, if there is one; lower case
	Project string // numeric id
}

const maxLength = 300

var errNoDSN = errors.New("this is not a DSN like https://KEY@HOST/PROJECT")

// Parse reads a DSN. Its key is 32 hexadecimal digits wherever Sentry made it;
// loopback backends may have others.
func Parse(raw string) (DSN, error) {
	raw = strings.TrimSpace(raw)
	u, err := url.Parse(raw)
	if err != nil || len(raw) > maxLength || u.User == nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return DSN{}, errNoDSN
	}
	path := strings.TrimRight(u.Path, "/")
	d := DSN{Raw: raw, Scheme: u.Scheme, Key: u.User.Username(), Host: strings.ToLower(u.Host), Project: path[strings.LastIndexByte(path, '/')+1:]}
	if !digits(d.Project) || d.Key == "" || !d.Loopback() && !isKey(d.Key) || placeholder(d) {
		return DSN{}, errNoDSN
	}
	return d, nil
}

// OrgID is the organization's numeric id, which hosts of the hosted service
// begin with ("o123.ingest.us.sentry.io"); "" elsewhere.
func (d DSN) OrgID() string {
	first, rest, _ := strings.Cut(d.Host, ".")
	id := strings.TrimPrefix(first, "o")
	if id == first || !digits(id) || !strings.Contains("."+rest, ".ingest.") {
		return ""
	}
	return id
}

// Loopback is true for a server on this machine.
func (d DSN) Loopback() bool {
	host := d.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// Of reports whether the DSN belongs to the Sentry server at an address.
func (d DSN) Of(server string) bool {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" {
		return false
	}
	saas := func(host string) bool { return host == "sentry.io" || strings.HasSuffix(host, ".sentry.io") }
	host := strings.ToLower(u.Host)
	return host == d.Host || saas(host) && saas(d.Host)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 20
}

// isKey is true for 32 hexadecimal digits that somebody did not just type.
func isKey(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') && (r < 'A' || r > 'F') {
			return false
		}
		seen[r] = true
	}
	const (
		length = 32
		varied = 6 // of 16 digits; a random key has fewer once in 10^9
	)
	return len(s) == length && len(seen) >= varied
}

// placeholder is true for the addresses of documentation.
func placeholder(d DSN) bool {
	host := d.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	for _, reserved := range []string{"example.com", "example.org", "example.net", "example", "test", "invalid"} {
		if host == reserved || strings.HasSuffix(host, "."+reserved) {
			return true
		}
	}
	return d.OrgID() != "" && strings.Trim(d.OrgID(), "0") == "" || strings.Trim(d.Project, "0") == ""
}
