package main

import (
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"vedette/internal/config"
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

// The transport with a certificate authority of the user's had lost the idle
// connections of the usual one.
func TestTransportWithCertificateAuthority(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	path := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(path, block, 0o600); err != nil {
		t.Fatal(err)
	}
	rt, err := transportFor(config.Settings{CACert: path})
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
