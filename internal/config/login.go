package config

import (
	"cmp"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"vedette/internal/config/credentials"
)

// ForLogin are the settings for a new login at an address ("" = the one that
// the named profile, the environment or the user's own files name, else
// sentry.io). A repository's files have no say: they could send the user to
// somebody else's login page. The profile of opt need not exist yet.
func ForLogin(opt Options, address string) (Settings, error) {
	opt.Dir = ""
	l := newLoader(opt)
	if err := l.collect(); err != nil {
		return Settings{}, err
	}
	for _, layer := range l.layers {
		l.s.Profile = cmp.Or(l.s.Profile, layer.values["profile"])
	}
	if p, ok := l.user.Profiles[l.s.Profile]; ok {
		address, l.s.ClientID, l.s.CACert, l.s.Headers = cmp.Or(address, p.URL), p.ClientID, p.CACert, p.Headers
	}
	for _, layer := range l.layers {
		address = cmp.Or(address, layer.values["url"])
		l.s.CACert = cmp.Or(l.s.CACert, layer.values["ca_cert"])
		l.s.ClientID = cmp.Or(l.s.ClientID, layer.values["client_id"])
		if l.s.Headers == nil {
			l.s.Headers = layer.headers
		}
	}
	base, err := cleanURL(cmp.Or(address, SaaS))
	if err != nil {
		return Settings{}, unusable("the server's address", "write an address like https://sentry.example.com", "%v", err)
	}
	l.s.BaseURL = base
	return l.s, nil
}

// Account is one profile of the user's file that has a login or a token.
type Account struct {
	Profile string
	URL     string
	Login   string // who it belongs to; "" = a token written into the file
}

// Accounts lists the profiles with a login or token by name, and the default
// profile.
func (p Paths) Accounts() (all []Account, byDefault string, err error) {
	u, err := readUserFile(p.UserFile())
	if err != nil {
		return nil, "", err
	}
	for _, name := range slices.Sorted(maps.Keys(u.Profiles)) {
		if profile := u.Profiles[name]; profile.Login != "" || profile.Token != "" {
			all = append(all, Account{Profile: name, URL: cmp.Or(profile.URL, SaaS), Login: profile.Login})
		}
	}
	return all, u.Default, nil
}

// ProfileName is the name for a new login: the profile that has the same
// account already, else one of the server's name.
func (p Paths) ProfileName(server, login string) (string, error) {
	u, err := readUserFile(p.UserFile())
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(u.Profiles)) {
		if profile := u.Profiles[name]; profile.Login == login && credentials.SameServer(cmp.Or(profile.URL, SaaS), server) {
			return name, nil
		}
	}
	at, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	host := strings.TrimSuffix(at.Hostname(), ".sentry.io")
	base := plainName(strings.TrimSuffix(host, ".io"))
	for _, name := range []string{base, base + "-" + plainName(login)} {
		if _, taken := u.Profiles[name]; !taken && name != Local && name != Demo {
			return name, nil
		}
	}
	return base + "-" + plainName(login), nil
}

// plainName is a name that needs no quotes in TOML or in a shell.
func plainName(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s), "-")
}

// WithoutLogin are the changes that take a login out of a profile, and with it
// the profile when it says nothing else.
func (p Paths) WithoutLogin(name string) ([]Change, error) {
	u, err := readUserFile(p.UserFile())
	if err != nil {
		return nil, err
	}
	profile := u.Profiles[name]
	rest := profile
	rest.URL, rest.Login, rest.ClientID, rest.Headers = "", "", "", nil
	if reflect.DeepEqual(rest, userProfile{}) && len(profile.Headers) == 0 {
		return []Change{{Key: "profile." + name}}, nil
	}
	return []Change{{Key: "profile." + name + ".login"}}, nil
}
