package protocol

import (
	"net/http"
	"net/url"
	"testing"
)

func TestAuth(t *testing.T) {
	full := Credentials{Key: "abc", Client: "sentry.go/0.50.0", Version: "7"}
	tests := []struct {
		name, sentry, authorization, query, dsn string
		want                                    Credentials
		kind                                    Kind
	}{
		{name: "none"},
		{name: "sentry-go", sentry: "Sentry sentry_version=7, sentry_client=sentry.go/0.50.0, sentry_key=abc", dsn: "http://abc@localhost:1/42", want: full},
		{name: "no spaces, quotes", sentry: `sentry sentry_key="abc",sentry_version=7,sentry_client=sentry.go/0.50.0,sentry_timestamp=1`, want: full},
		{name: "authorization", authorization: " Sentry  sentry_key=abc ,  sentry_version = 7, sentry_client=sentry.go/0.50.0", want: full},
		{name: "other authorization", authorization: "Bearer sentry_key=abc"},
		{name: "node 11", query: "sentry_version=7&sentry_key=abc&sentry_client=sentry.go%2F0.50.0", want: full},
		{name: "dsn", dsn: "https://abc@o1.ingest.sentry.io/1", want: Credentials{Key: "abc"}},
		{name: "clients may differ", sentry: "Sentry sentry_key=abc, sentry_client=a", query: "sentry_key=abc&sentry_client=b",
			want: Credentials{Key: "abc", Client: "a"}},
		{name: "header and query", sentry: "Sentry sentry_key=abc", query: "sentry_key=def", kind: BadCredentials},
		{name: "header and dsn", sentry: "Sentry sentry_key=abc", dsn: "http://def@localhost/1", kind: BadCredentials},
		{name: "two headers", sentry: "Sentry sentry_key=abc", authorization: "Sentry sentry_key=def", kind: BadCredentials},
		{name: "bad dsn", dsn: "localhost/1", kind: Malformed},
	}
	for _, tt := range tests {
		h := http.Header{}
		if tt.sentry != "" {
			h.Set("X-Sentry-Auth", tt.sentry)
		}
		if tt.authorization != "" {
			h.Set("Authorization", tt.authorization)
		}
		q, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Auth(h, q, tt.dsn)
		if got != tt.want || kindOf(err) != tt.kind {
			t.Errorf("%s: %+v, error %v; want %+v, kind %q", tt.name, got, err, tt.want, tt.kind)
		}
	}
}

func TestParseDSN(t *testing.T) {
	for text, want := range map[string]DSN{
		"https://abc@o1.ingest.sentry.io/42":      {Scheme: "https", PublicKey: "abc", Host: "o1.ingest.sentry.io", ProjectID: "42"},
		"http://abc:s3@[::1]:8969/deep/prefix/42": {Scheme: "http", PublicKey: "abc", Secret: "s3", Host: "[::1]:8969", Path: "/deep/prefix", ProjectID: "42"},
	} {
		got, err := ParseDSN(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: %+v (%s), error %v", text, got, got, err)
		}
	}
	for text, want := range map[string]Kind{
		"": Malformed, "abc": Malformed, "ftp://abc@host/1": Malformed, "http://abc@/1": Malformed, "http://host/1": BadCredentials,
		"http://abc@host": Malformed, "http://abc@host/": Malformed, "http://abc@host/1/": Malformed, "http://abc@ho st/1": Malformed,
	} {
		if got, err := ParseDSN(text); kindOf(err) != want {
			t.Errorf("%q: %+v, error %v, want kind %s", text, got, err, want)
		}
	}
}
