package tui

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"vedette/internal/ops"
	"vedette/tui/screen"
)

// failing answers well until it is told how to fail.
type failing struct {
	well http.Handler
	how  atomic.Pointer[http.HandlerFunc]
}

func (f *failing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if how := f.how.Load(); how != nil {
		(*how)(w, r)
		return
	}
	f.well.ServeHTTP(w, r)
}

// failures are ways in which servers, and what stands before them, fail.
func failures() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"500": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"detail":"Internal Error","errorId":"e1"}`, http.StatusInternalServerError)
		},
		"reset": func(w http.ResponseWriter, _ *http.Request) {
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n[{\"id\":")
			_ = buf.Flush()
			_ = conn.(*net.TCPConn).SetLinger(0) // RST
			_ = conn.Close()
		},
		"page of a proxy": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html><title>Sign in to the network</title></html>")
		},
		"429": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			http.Error(w, `{"detail":"Rate limit exceeded"}`, http.StatusTooManyRequests)
		},
	}
}

// TestFailingServer: every screen that has something keeps it while its server
// fails, says what went wrong and what to do, and R brings the answer once there
// is one again.
func TestFailingServer(t *testing.T) {
	all := places()
	delete(all, "logs") // followed without end, until the fake forbids it
	for name, to := range all {
		for kind, how := range failures() {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				f := &failing{well: newFake()}
				d := drive(t, Options{Ops: opsOver(t, f, ops.Defaults{}), Settings: facts()}, 120, 40)
				if _, first := to.(screen.ToOrgs); !first {
					d.send(screen.Open{To: to})
				}
				if d.m.top().Info().Err != nil {
					t.Fatalf("it fails with a server that works: %v", d.m.top().Info().Err)
				}
				rows := middle(d.picture())
				f.how.Store(&how)
				d.keys("R")
				if err := d.m.top().Info().Err; err != nil {
					if line := strings.Split(d.picture(), "\n")[2]; !strings.Contains(line, "try") && !strings.Contains(line, "wait") && ops.HintOf(err).IsZero() {
						t.Errorf("%v: what to do is not told:\n%s", err, d.picture())
					}
					for _, row := range rows {
						if !strings.Contains(d.picture(), row) {
							t.Errorf("%q is gone:\n%s", row, d.picture())
							break
						}
					}
				} else if !asksNobody(to) && !strings.Contains(d.picture(), "R looks again") { // or told within the screen
					t.Errorf("nothing is said:\n%s", d.picture())
				}
				f.how.Store(nil)
				d.keys("R")
				if err := d.m.top().Info().Err; err != nil {
					t.Errorf("still failing: %v", err)
				}
			})
		}
	}
}

// asksNobody is true for places that ask no server.
func asksNobody(to any) bool {
	switch to.(type) {
	case screen.ToSyntax, screen.ToSettings:
		return true
	}
	return false
}

// middle are the first words of some rows of a picture.
func middle(picture string) []string {
	var out []string
	for _, line := range strings.Split(picture, "\n")[2:12] {
		if words := strings.Fields(line); len(words) > 1 && len(words[1]) > 3 {
			out = append(out, words[1])
		}
	}
	return out
}
