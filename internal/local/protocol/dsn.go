package protocol

import "net/url"

// DSN is the address that an SDK sends to: scheme://key@host/prefix/project.
type DSN struct {
	Scheme    string // http or https
	PublicKey string
	Secret    string // only in very old ones
	Host      string // with port, if any
	Path      string // prefix before the project, without slash at its end; usually empty
	ProjectID string
}

// ParseDSN reads a DSN. The error is an *Error: kind BadCredentials without a key, else Malformed.
func ParseDSN(text string) (DSN, error) {
	u, err := url.Parse(text)
	if err != nil {
		return DSN{}, &Error{Kind: Malformed, Reason: "DSN is no URL"} // the cause would repeat the key
	}
	cut := len(u.Path)
	for cut > 0 && u.Path[cut-1] != '/' {
		cut--
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return DSN{}, &Error{Kind: Malformed, Reason: "DSN must start with http:// or https://"}
	case u.User.Username() == "":
		return DSN{}, &Error{Kind: BadCredentials, Reason: "DSN without a public key before the @"}
	case u.Host == "":
		return DSN{}, &Error{Kind: Malformed, Reason: "DSN without a host"}
	case cut == 0 || cut == len(u.Path):
		return DSN{}, &Error{Kind: Malformed, Reason: "DSN must end with /<project id>"}
	}
	secret, _ := u.User.Password()
	return DSN{
		Scheme:    u.Scheme,
		PublicKey: u.User.Username(),
		Secret:    secret,
		Host:      u.Host,
		Path:      u.Path[:cut-1],
		ProjectID: u.Path[cut:],
	}, nil
}

// String returns the text form that SDKs take.
func (d DSN) String() string {
	u := url.URL{Scheme: d.Scheme, User: url.User(d.PublicKey), Host: d.Host, Path: d.Path + "/" + d.ProjectID}
	if d.Secret != "" {
		u.User = url.UserPassword(d.PublicKey, d.Secret)
	}
	return u.String()
}
