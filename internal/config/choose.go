package config

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"vedette/internal/config/credentials"
)

// profileName is the profile chosen by the strongest layer that names one.
func (l *loader) profileName() string {
	for _, layer := range l.layers {
		if name := layer.values["profile"]; name != "" {
			l.profileSource = layer.name("profile")
			return name
		}
	}
	l.profileSource = l.user.path
	if l.user.Default == "" {
		if _, ok := l.user.Profiles[Default]; ok {
			return Default
		}
	}
	return l.user.Default
}

// server fills the settings for a Sentry server.
func (l *loader) server() error {
	name := l.profileName()
	if named := slices.ContainsFunc(l.layers, func(l layer) bool { return l.values["profile"] != "" }); !named {
		name = l.profileOfServer(name)
	}
	l.s.Profile = name
	if name != "" {
		profile, err := l.user.layer(name)
		if err != nil {
			return err
		}
		l.place(profile)
		l.s.Source["profile"] = l.profileSource
	}
	if err := l.target(); err != nil {
		return err
	}
	for key, to := range map[string]*string{
		"org": &l.s.Org, "project": &l.s.Project, "environment": &l.s.Environment, "release": &l.s.Release, "ca_cert": &l.s.CACert,
		"client_id": &l.s.ClientID,
	} {
		for _, layer := range l.layers {
			take(to, l.s.Source, key, layer.values[key], layer.name(key), *to == "" && (key != "client_id" || layer.trusted()))
		}
	}
	for _, layer := range l.layers {
		if layer.values["read_only"] == "true" && !l.s.ReadOnly {
			l.s.ReadOnly, l.s.Source["read_only"] = true, layer.name("read_only")
		}
	}
	if name == "" && (l.s.BaseURL != "" || l.s.Token != "") {
		l.s.Profile, l.s.Source["profile"] = Default, "no profile was named"
	}
	return nil
}

// profileOfServer is the login to use where only an address is given, by a
// variable or a file: one for that server, the default profile first. A
// repository does not choose where a token goes that is no login.
func (l *loader) profileOfServer(name string) string {
	urlAt := l.find("url")
	if urlAt < 0 || !l.layers[urlAt].trusted() && l.find("token") >= 0 {
		return name
	}
	base, err := cleanURL(l.layers[urlAt].values["url"])
	if err != nil {
		return name
	}
	if found := l.user.profileFor(base, name); found != "" && found != name {
		l.profileSource = "it is for the server that " + l.layers[urlAt].name("url") + " names"
		return found
	}
	return name
}

// place puts the user's profile where it was chosen: one named by flag or
// VEDETTE_PROFILE outranks the environment, any other is the last resort.
func (l *loader) place(profile layer) {
	at := len(l.layers)
	if l.profileSource == "--profile" || l.profileSource == "VEDETTE_PROFILE" {
		at = slices.IndexFunc(l.layers, func(l layer) bool { return l.kind != fromFlags })
	}
	l.layers = slices.Insert(l.layers, at, profile)
}

// target chooses token, address and headers, which belong together.
func (l *loader) target() error {
	urlAt := l.find("url")
	tokenAt := l.tokenFor(urlAt)
	if err := l.takeToken(tokenAt); err != nil {
		return err
	}
	// An address with a token of its own belongs to that token, and so does
	// the organization beside it.
	for tokenAt >= 0 && urlAt > tokenAt && l.layers[urlAt].trusted() && l.layers[urlAt].hasToken() {
		for _, key := range []string{"org", "project"} {
			delete(l.layers[urlAt].values, key)
		}
		urlAt = l.findAfter("url", urlAt)
	}
	for _, layer := range l.layers {
		if layer.headers != nil && l.s.Headers == nil {
			l.s.Headers, l.s.Source["headers"] = layer.headers, layer.name("headers")
		}
	}
	if urlAt >= 0 {
		base, err := cleanURL(l.layers[urlAt].values["url"])
		if err != nil {
			return unusable(l.layers[urlAt].name("url"), "write an address like https://sentry.example.com", "%v", err)
		}
		l.s.BaseURL, l.s.Source["url"] = base, l.layers[urlAt].name("url")
		return l.guard(tokenAt, urlAt)
	}
	if l.s.Token != "" {
		l.s.BaseURL, l.s.Source["url"] = tokenHome(l.s.Token), "where the token belongs"
		return l.guard(tokenAt, tokenAt)
	}
	return nil
}

// tokenFor is the strongest layer with a token; -1 = none. A login counts only
// for the server it was made at: where the user names another one, it is
// passed over, and where a repository does, the guard says so.
func (l *loader) tokenFor(urlAt int) int {
	for n, layer := range l.layers {
		switch {
		case layer.values["token"] != "":
			return n
		case layer.values["login"] == "":
		case urlAt < 0 || !l.layers[urlAt].trusted():
			return n
		default:
			if base, err := cleanURL(l.layers[urlAt].values["url"]); err == nil && credentials.SameServer(base, layer.values["url"]) {
				return n
			}
		}
	}
	return -1
}

// takeToken takes the token of a layer, or the login that stands for it.
func (l *loader) takeToken(at int) error {
	if at < 0 {
		return nil
	}
	from := l.layers[at]
	if l.s.Token = from.values["token"]; l.s.Token == "" {
		l.s.Login, l.s.Source["token"] = from.values["login"], "login in "+from.origin
		return nil
	}
	l.s.Source["token"] = from.name("token")
	if strings.ContainsFunc(l.s.Token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return unusable(l.s.Source["token"], "copy the token again", "the token holds a space or a character that no token has")
	}
	return nil
}

func (l *loader) find(key string) int { return l.findAfter(key, -1) }

func (l *loader) findAfter(key string, after int) int {
	for n := after + 1; n < len(l.layers); n++ {
		if l.layers[n].values[key] != "" {
			return n
		}
	}
	return -1
}

// guard refuses an address from a repository's file, or from a token in it, for
// a token or for headers that did not come from the same file: whoever wrote
// the file would receive them. addressAt is the layer that names the address.
func (l *loader) guard(tokenAt, addressAt int) error {
	if l.layers[addressAt].trusted() {
		return nil
	}
	own := tokenAt < 0 || tokenAt == addressAt
	if own && len(l.s.Headers) == 0 {
		return nil
	}
	home := l.tokenServer(tokenAt)
	if credentials.SameServer(l.s.BaseURL, home) {
		return nil
	}
	what, from := "the token", l.s.Source["token"]
	if own {
		what, from = "extra headers", l.s.Source["headers"]
	}
	hint := "if you trust that host, say so yourself: VEDETTE_URL=" + l.s.BaseURL + " vedette ..."
	if l.s.Login != "" {
		hint = "if you trust that host, log in there: vedette auth login --url " + l.s.BaseURL
	}
	return unusable(l.layers[addressAt].origin, hint,
		"this file names the server %s, but %s from %s was given for %s; nothing was sent", l.s.BaseURL, what, from, home)
}

// tokenServer is the host the user gave the token and headers for: the address
// beside the token, else the one the user set elsewhere, else the one the
// user's token names. What a repository's token names does not count.
func (l *loader) tokenServer(tokenAt int) string {
	candidates, users := l.layers, tokenAt >= 0 && l.layers[tokenAt].trusted()
	if users {
		candidates = append([]layer{l.layers[tokenAt]}, l.layers...)
	}
	for _, layer := range candidates {
		raw := layer.values["url"]
		if base, err := cleanURL(raw); raw != "" && layer.trusted() && err == nil {
			return base
		}
	}
	if !users {
		return SaaS
	}
	return tokenHome(l.s.Token)
}

// cleanURL is the base address without a slash at the end and without the API
// path that some configurations hold; the hosted service's is always https.
func cleanURL(raw string) (string, error) {
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return "", errWord("the address cannot be read")
	case u.Scheme != "https" && u.Scheme != "http":
		return "", errWord("the address must begin with https:// or http://")
	case u.Hostname() == "":
		return "", errWord("the address has no host")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", errWord("the address must be without user, query and fragment")
	}
	if credentials.SameServer("https://"+u.Host, SaaS) {
		u.Scheme = "https" // the hosted service has no other, and no network between is to read the token
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	for strings.HasSuffix(path, "/api/0") {
		path = strings.TrimRight(strings.TrimSuffix(path, "/api/0"), "/")
	}
	return u.Scheme + "://" + strings.ToLower(u.Host) + path, nil
}

type errWord string

func (e errWord) Error() string { return string(e) }

// tokenHome is the address a token was given for: an organization token says
// it itself (sntrys_ + base64 of JSON), any other belongs to sentry.io.
func tokenHome(token string) string {
	rest, ok := strings.CutPrefix(token, "sntrys_")
	if !ok {
		return SaaS
	}
	payload, _, _ := strings.Cut(rest, "_")
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(payload, "="))
	var claims struct {
		URL string `json:"url"`
	}
	if err != nil || json.Unmarshal(data, &claims) != nil || claims.URL == "" {
		return SaaS
	}
	if base, err := cleanURL(claims.URL); err == nil {
		return base
	}
	return SaaS
}
