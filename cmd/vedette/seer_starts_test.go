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

// found runs the command until it has the cause; it may refuse while the run of
// an earlier start does not show yet.
func (u user) found(t *testing.T) {
	t.Helper()
	for {
		cmd, out, errs := u.fix(t)
		err := cmd.Run()
		if err != nil && strings.Contains(errs.String(), "another one could be billed twice") {
			continue
		}
		if err != nil || !strings.Contains(out.String(), "price is missing") {
			t.Errorf("%v: %s%s", err, out, errs)
		}
		return
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
// before both have looked. A run that was started may not show for some looks, so
// that the state alone is too little to tell.
func TestTwoProcessesStartOneRun(t *testing.T) {
	for _, looks := range []int{0, 3} {
		var both sync.WaitGroup
		both.Add(2)
		seer := &seertest.Server{Play: seertest.Story(), Hidden: looks, Looked: func(n int) {
			if n <= 2 {
				both.Done()
				both.Wait()
			}
		}}
		srv := seer.Start()
		u := user{home: t.TempDir(), url: srv.URL}
		var ended sync.WaitGroup
		for range 2 {
			ended.Go(func() { u.found(t) })
		}
		ended.Wait()
		oneStart(t, seer)
		srv.Close()
	}
}

// The server has accepted the start and does not answer; the process ends by
// Ctrl-C, or at once; then the same command again.
func TestAStartOutlivesItsProcess(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
		for _, looks := range []int{0, 3} {
			accepted := make(chan struct{}, 2)
			seer := &seertest.Server{
				Play: seertest.Story(), Hidden: looks,
				Fault:    func(post int) string { return map[bool]string{true: seertest.FaultHang}[post == 1] },
				Accepted: func(map[string]any) { accepted <- struct{}{} },
			}
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
}

// The server cuts the answer of the start, and the process is killed before it
// can see what became of it.
func TestACutStartOfAKilledProcessIsAdopted(t *testing.T) {
	for _, looks := range []int{0, 3} {
		var first sync.Once
		looking, leave := make(chan struct{}), make(chan struct{})
		seer := &seertest.Server{Play: seertest.Story(), Hidden: looks, Fault: func(int) string { return seertest.FaultCut }}
		seer.Looked = func(int) {
			if len(seer.Starts()) > 0 {
				first.Do(func() { close(looking); <-leave })
			}
		}
		srv := seer.Start()
		u := user{home: t.TempDir(), url: srv.URL}
		cmd, out, errs := u.fix(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-looking
		exit := signalled(t, cmd, syscall.SIGKILL)
		close(leave)
		if exit != -1 || out.Len() > 0 {
			t.Errorf("exit %d: %s%s", exit, out, errs)
		}
		u.found(t)
		oneStart(t, seer)
		srv.Close()
	}
}
