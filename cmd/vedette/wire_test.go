package main

import (
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vedette/cli"
	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	mcpspans "vedette/mcpserve/spans"
)

// A certificate that cannot be used was an internal error, exit code 1.
func TestBadCertificateAuthorityIsABadSetting(t *testing.T) {
	noPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(noPEM, []byte("not a certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{noPEM, filepath.Join(t.TempDir(), "missing.pem")} {
		_, err := transportFor(config.Settings{CACert: path, Source: map[string]string{"ca_cert": "VEDETTE_CA_CERT"}})
		var e *config.Error
		if !errors.As(err, &e) || e.Source != "VEDETTE_CA_CERT" || e.Hint == "" {
			t.Errorf("%s: %#v", path, err)
		}
	}
}

// authorityOf is a PEM file with what vouches for the server.
func authorityOf(t *testing.T, server *httptest.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(path, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The spans of a server behind the user's own certificate authority were lost.
func TestSpansAreSentWithTheUsersCertificateAuthority(t *testing.T) {
	in := &intake{}
	ingest := httptest.NewTLSServer(in)
	defer ingest.Close()
	client, err := sentryapi.New(sentryapi.Config{BaseURL: ingest.URL})
	if err != nil {
		t.Fatal(err)
	}
	spans := cli.Spans{DSN: strings.Replace(ingest.URL, "https://", "https://key@", 1) + "/1", Rate: 1, CACert: authorityOf(t, ingest)}
	_, watch, flush, err := wiring{version: "1"}.watch(ops.New(ops.Config{Client: client}), spans)
	if err != nil {
		t.Fatal(err)
	}
	_, end := watch.Begin(t.Context(), mcpspans.Span{Op: "mcp.server", Name: "ping"})
	end(nil)
	flush()
	if all := in.all(); len(all) != 1 || all[0].Name != "ping" {
		t.Errorf("sent %+v", all)
	}
}

// The transport with a certificate authority of the user's had lost the idle
// connections of the usual one.
func TestTransportWithCertificateAuthority(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	rt, err := transportFor(config.Settings{CACert: authorityOf(t, server)})
	if err != nil {
		t.Fatal(err)
	}
	transport, ok := rt.(*http.Transport)
	if !ok || transport.MaxIdleConnsPerHost != idleConns || transport.Proxy == nil {
		t.Fatalf("%#v", rt)
	}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: rt}).Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
}
