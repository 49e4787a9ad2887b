package local

import (
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// TestPublicAddressIsReachable listens on all addresses and follows what the server says about itself: no client can connect to the wildcard.
func TestPublicAddressIsReachable(t *testing.T) {
	for addr, host := range map[string]string{"0.0.0.0:0": "127.0.0.1", "[::]:0": "::1", ":0": "127.0.0.1"} {
		t.Run(addr, func(t *testing.T) {
			if probe, err := net.Listen("tcp", addr); err != nil {
				t.Skipf("not on this machine: %v", err)
			} else {
				probe.Close()
			}
			dir := t.TempDir()
			s := open(t, Config{Path: filepath.Join(dir, "local.db"), Public: true})
			info, err := s.Listen(t.Context(), addr)
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(info.URL)
			if err != nil || u.Hostname() != host || u.Port() == "0" {
				t.Errorf("the server says that it is at %s, %v, want %s", info.URL, err, host)
			}
			if found, ok := Running(dir); !ok || found.URL != info.URL {
				t.Errorf("running: %v %v, want %v", found, ok, info)
			}
			if dsn, err := s.DSN(t.Context(), "shop"); err != nil || !strings.Contains(dsn, "@"+u.Host+"/") {
				t.Errorf("DSN %s, %v, want it at %s", dsn, err, u.Host)
			}
		})
	}
}
