//go:build unix

package main

import (
	"bytes"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"vedette/internal/seertest"
)

// user is somebody with one home and one Sentry server, who may run vedette
// several times at once.
type user struct{ home, url string }

// fix is a process of `vedette fix SHOP-1A`, not started.
func (u user) fix(t *testing.T) (cmd *exec.Cmd, out, errs *bytes.Buffer) {
	t.Helper()
	cmd = vedette(t, "fix", "SHOP-1A", "--until", "root_cause")
	cmd.Dir = u.home
	cmd.Env = append(cmd.Env, "HOME="+u.home, "SENTRY_URL="+u.url, "SENTRY_AUTH_TOKEN=secret", "SENTRY_ORG=acme")
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, errs
	return cmd, out, errs
}

// found runs the command to its end, which must be the cause.
func (u user) found(t *testing.T) {
	t.Helper()
	cmd, out, errs := u.fix(t)
	if err := cmd.Run(); err != nil || !strings.Contains(out.String(), "price is missing") {
		t.Errorf("%v: %s%s", err, out, errs)
	}
}

// oneStart is true when the server accepted one start, and it was of a run.
func oneStart(t *testing.T, seer *seertest.Server) {
	t.Helper()
	if starts := seer.Starts(); len(starts) != 1 || starts[0]["run_id"] != nil || starts[0]["sentry_run_id"] != nil {
		t.Errorf("%d starts: %v", len(starts), starts)
	}
}

// Two processes at the same time: the server answers the first look of neither
// before both have looked.
func TestTwoProcessesStartOneRun(t *testing.T) {
	var both sync.WaitGroup
	both.Add(2)
	seer := &seertest.Server{Play: seertest.Story(), Looked: func(n int) {
		if n <= 2 {
			both.Done()
			both.Wait()
		}
	}}
	srv := seer.Start()
	defer srv.Close()
	u := user{home: t.TempDir(), url: srv.URL}
	var ended sync.WaitGroup
	for range 2 {
		ended.Go(func() { u.found(t) })
	}
	ended.Wait()
	oneStart(t, seer)
}

// The server has accepted the start and does not answer; the process ends by
// Ctrl-C, or at once; then the same command again.
func TestAStartOutlivesItsProcess(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
		accepted := make(chan struct{}, 2)
		seer := &seertest.Server{Play: seertest.Story(), Fault: func(post int) string {
			if post > 1 {
				return seertest.FaultNone
			}
			return seertest.FaultHang
		}, Accepted: func(map[string]any) { accepted <- struct{}{} }}
		srv := seer.Start()
		u := user{home: t.TempDir(), url: srv.URL}
		cmd, out, errs := u.fix(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-accepted
		if exit := signalled(t, cmd, sig); sig == syscall.SIGINT && exit != 130 || out.Len() > 0 {
			t.Errorf("%v: exit %d: %s%s", sig, exit, out, errs)
		}
		u.found(t)
		oneStart(t, seer)
		srv.Close()
	}
}

// The server cuts the answer of the start, and the process is killed before it
// can look what became of it.
func TestACutStartOfAKilledProcessIsAdopted(t *testing.T) {
	var first sync.Once
	looking, leave := make(chan struct{}), make(chan struct{})
	seer := &seertest.Server{Play: seertest.Story(), Fault: func(int) string { return seertest.FaultCut }}
	seer.Looked = func(int) {
		if len(seer.Starts()) > 0 {
			first.Do(func() { close(looking); <-leave })
		}
	}
	srv := seer.Start()
	defer srv.Close()
	u := user{home: t.TempDir(), url: srv.URL}
	cmd, out, errs := u.fix(t)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-looking
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	close(leave)
	if out.Len() > 0 {
		t.Errorf("%s%s", out, errs)
	}
	u.found(t)
	oneStart(t, seer)
}
