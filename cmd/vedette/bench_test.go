//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The budgets of the whole program, measured on the stripped binary as people
// run it: go test -run '^$' -bench . ./cmd/vedette. Figures are in
// docs/performance.md; no test depends on them.

// binary builds vedette once per benchmark run.
func binary(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "vedette")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as in the cross-builds
	out, err := build.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// program is the binary with an empty home.
func program(b *testing.B, path string, env []string, args ...string) *exec.Cmd {
	b.Helper()
	cmd := exec.Command(path, args...)
	home := b.TempDir()
	cmd.Dir = home
	cmd.Env = append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}, env...)
	return cmd
}

// runs measures wall and CPU time of a command. Its resident set is not taken:
// the kernel's figure includes that of the process that started it.
func runs(b *testing.B, command func() *exec.Cmd) {
	b.Helper()
	var cpu time.Duration
	n := 0
	for b.Loop() {
		cmd := command()
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Run(); err != nil {
			b.Fatalf("%v: %v\n%s", cmd.Args, err, errs.String())
		}
		n++
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	b.ReportMetric(float64(cpu.Microseconds())/1000/float64(n), "cpu-ms/op")
}

func BenchmarkVersion(b *testing.B) {
	path := binary(b)
	runs(b, func() *exec.Cmd { return program(b, path, nil, "--version") })
}

func BenchmarkHelp(b *testing.B) {
	path := binary(b)
	runs(b, func() *exec.Cmd { return program(b, path, nil, "--help") })
}

func BenchmarkIssueList(b *testing.B) {
	path := binary(b)
	for _, count := range []int{100, 1000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			requests := 0
			api := httptest.NewServer(issuePages(count, &requests))
			defer api.Close()
			env := []string{"SENTRY_URL=" + api.URL, "SENTRY_AUTH_TOKEN=t", "SENTRY_ORG=acme"}
			runs(b, func() *exec.Cmd {
				requests = 0
				return program(b, path, env, "issue", "list", "--json", "--limit", fmt.Sprint(count))
			})
			b.ReportMetric(float64(requests), "requests/op")
		})
	}
}

// issuePages answers an issue list of count issues, 100 a page, as wide as
// Sentry's (3 kB an issue).
func issuePages(count int, requests *int) http.Handler {
	stats := "[" + strings.TrimSuffix(strings.Repeat("[1763600000,12],", 24), ",") + "]"
	pad := strings.Repeat("x", 1800)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*requests++
		offset := 0
		_, _ = fmt.Sscanf(r.URL.Query().Get("cursor"), "0:%d:0", &offset)
		end := min(offset+100, count)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Link", fmt.Sprintf(`<http://%s/>; rel="previous"; results="false"; cursor="0:0:1", <http://%s/>; rel="next"; results="%t"; cursor="0:%d:0"`,
			r.Host, r.Host, end < count, end))
		var page []string
		for n := offset; n < end; n++ {
			page = append(page, fmt.Sprintf(`{"id":"%d","shortId":"SHOP-%X","title":"KeyError: 'price' %d","culprit":"cart in total","permalink":"https://acme.sentry.io/issues/%d/",
			 "level":"error","status":"unresolved","substatus":"ongoing","priority":"high","project":{"id":"1","slug":"shop","name":"Shop","platform":"python"},"type":"error","issueCategory":"error",
			 "metadata":{"type":"KeyError","value":"'price'","filename":"cart.py","function":"total"},"assignedTo":null,"count":"%d","userCount":56,"firstSeen":"2026-11-01T12:00:00.000000Z",
			 "lastSeen":"2026-11-20T11:57:00.123456Z","stats":{"24h":%s},"isUnhandled":true,"annotations":[],"extra":"%s"}`, n+1, n+100, n, n+1, n*7+1, stats, pad))
		}
		_, _ = io.WriteString(w, "["+strings.Join(page, ",")+"]")
	})
}

// BenchmarkMCPStart is from the start of the process to the answer of
// initialize.
func BenchmarkMCPStart(b *testing.B) {
	path := binary(b)
	var rss int64
	for b.Loop() {
		m := startMCP(b, path, nil)
		b.StopTimer()
		rss = max(rss, m.residentKiB())
		m.stop(b)
		b.StartTimer()
	}
	b.ReportMetric(float64(rss)/1024, "idle-rss-MiB")
}

// BenchmarkMCPCheapTool is find_organizations over stdio, one call after
// another, against a server on loopback.
func BenchmarkMCPCheapTool(b *testing.B) {
	path := binary(b)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `[{"id":"1","slug":"acme","name":"Acme","links":{"organizationUrl":"https://acme.sentry.io","regionUrl":""}}]`)
	}))
	defer api.Close()
	m := startMCP(b, path, []string{"SENTRY_URL=" + api.URL, "SENTRY_AUTH_TOKEN=t"})
	n := 0
	for b.Loop() {
		m.ask(b, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"find_organizations","arguments":{}}}`, "acme")
		n++
	}
	b.ReportMetric(float64(m.residentKiB())/1024, "rss-MiB")
	cpu := m.stop(b)
	b.ReportMetric(float64(cpu.Microseconds())/1000/float64(n), "cpu-ms/op")
}

type mcpProcess struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startMCP(b *testing.B, path string, env []string) *mcpProcess {
	b.Helper()
	if env == nil {
		env = []string{"SENTRY_URL=http://127.0.0.1:9", "SENTRY_AUTH_TOKEN=t", "SENTRY_ORG=acme"}
	}
	cmd := program(b, path, env, "serve")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	m := &mcpProcess{cmd: cmd, in: in, out: bufio.NewScanner(out)}
	m.out.Buffer(nil, 1<<20)
	m.ask(b, `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}`, "vedette")
	return m
}

func (m *mcpProcess) ask(b *testing.B, line, want string) {
	b.Helper()
	if _, err := io.WriteString(m.in, line+"\n"); err != nil {
		b.Fatal(err)
	}
	if !m.out.Scan() || !strings.Contains(m.out.Text(), want) {
		b.Fatalf("%q: %v", m.out.Text(), m.out.Err())
	}
}

func (m *mcpProcess) stop(b *testing.B) time.Duration {
	b.Helper()
	_ = m.in.Close()
	if err := m.cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	return m.cmd.ProcessState.UserTime() + m.cmd.ProcessState.SystemTime()
}

func (m *mcpProcess) residentKiB() int64 { return residentKiB(m.cmd.Process.Pid) }

// residentKiB is a process's resident set now; 0 where the system has no /proc.
func residentKiB(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	var kib int64
	for line := range strings.SplitSeq(string(data), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			_, _ = fmt.Sscanf(rest, "%d", &kib)
		}
	}
	return kib
}

// BenchmarkLocalStart is from the start of `local run` to its first answer.
func BenchmarkLocalStart(b *testing.B) {
	path := binary(b)
	var rss int64
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		cmd := program(b, path, nil, "local", "run", "--port", "18969")
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		for answered := false; !answered && ctx.Err() == nil; {
			resp, err := http.Get("http://127.0.0.1:18969/health")
			if err != nil {
				time.Sleep(time.Millisecond)
				continue
			}
			var h struct{ Status string }
			answered = json.NewDecoder(resp.Body).Decode(&h) == nil && h.Status == "ok"
			_ = resp.Body.Close()
		}
		b.StopTimer()
		rss = max(rss, residentKiB(cmd.Process.Pid))
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		cancel()
		b.StartTimer()
	}
	b.ReportMetric(float64(rss)/1024, "idle-rss-MiB")
}
