package ops

import (
	"strings"

	"vedette/internal/text"
)

// keepSections leaves of an event what was asked for, and masks what logs
// somebody in, here and not in the faces, so that no form of an answer, data or
// document, holds more than another.
func keepSections(e *Event, wants func(section string) bool) {
	if !wants("stack") {
		e.Exceptions = nil
	}
	if !wants("threads") {
		e.Threads = nil
	}
	if !wants("breadcrumbs") {
		e.Breadcrumbs = nil
	}
	if !wants("request") {
		e.Request = nil
	}
	if !wants("extra") {
		e.Extra = nil
	}
	if !wants("contexts") {
		trace := e.Contexts["trace"] // part of the header
		e.Contexts = nil
		if trace != nil {
			e.Contexts = map[string]map[string]text.Untrusted{"trace": trace}
		}
	}
	for n := range e.Exceptions {
		keepVars(e.Exceptions[n].Frames, wants("vars"))
	}
	for n := range e.Threads {
		keepVars(e.Threads[n].Frames, wants("vars"))
	}
	maskSecrets(e)
}

func keepVars(frames []Frame, keep bool) {
	for n := range frames {
		if !keep {
			frames[n].Vars = nil
		}
		maskMap(frames[n].Vars)
	}
}

// maskSecrets masks what an event holds under a name that tells a secret, and
// what looks like one anywhere.
func maskSecrets(e *Event) {
	e.Title, e.Message, e.LogMessage = e.Title.Masked(), e.Message.Masked(), e.LogMessage.Masked()
	for n := range e.Exceptions {
		e.Exceptions[n].Value = e.Exceptions[n].Value.Masked()
	}
	for n, t := range e.Tags {
		e.Tags[n].Value = maskedValue(t.Key.Raw(), t.Value)
	}
	for n := range e.Breadcrumbs {
		e.Breadcrumbs[n].Message = e.Breadcrumbs[n].Message.Masked()
		maskMap(e.Breadcrumbs[n].Data)
	}
	maskMap(e.Extra)
	for _, values := range e.Contexts {
		maskMap(values)
	}
	if r := e.Request; r != nil {
		r.Data, r.URL = r.Data.Masked(), r.URL.Masked()
		for n, h := range r.Headers {
			r.Headers[n][1] = maskedValue(h[0].Raw(), h[1])
		}
		for n, q := range r.Query {
			r.Query[n][1] = maskedValue(q[0].Raw(), q[1])
		}
	}
}

func maskMap(values map[string]text.Untrusted) {
	for k, v := range values {
		values[k] = maskedValue(k, v)
	}
}

// maskedValue is a value under a name: the name alone can tell that it is a
// secret.
func maskedValue(name string, value text.Untrusted) text.Untrusted {
	switch strings.ToLower(strings.ReplaceAll(name, "-", "_")) {
	case "authorization", "proxy_authorization", "cookie", "set_cookie", "x_api_key", "x_auth_token", "x_csrf_token",
		"password", "passwd", "secret", "token", "api_key", "apikey", "access_token", "refresh_token", "client_secret", "private_key":
		return text.From("[masked]")
	}
	return value.Masked()
}
