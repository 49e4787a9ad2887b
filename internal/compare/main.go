// Command compare measures vedette's command line beside `sentry` (npm) and
// `gh`, so that docs/performance.md can be checked by anyone:
//
//	go run ./internal/compare            # vedette, and the rivals found in PATH
//	go run ./internal/compare -install   # installs `sentry` with npm first, into a temporary directory
//
// Every program talks to the same server in this process, which answers an
// issue list of Sentry's width at once. Figures are medians with the minimum in
// parentheses; memory is the largest resident set, by GNU time where it is there.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	runs := flag.Int("runs", 15, "how often each command runs")
	install := flag.Bool("install", false, "install the npm package sentry into a temporary directory")
	flag.Parse()
	if err := compare(context.Background(), *runs, *install); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// program is one of those compared.
type program struct {
	name string
	path string
	env  func(url, home string) []string
	// args of each action; an action that a program lacks is left out.
	args map[string][]string
}

// actions in the order of the table.
func actions() []string {
	return []string{"--version", "--help", "completion", "issue list, 100 as JSON", "issue list, 1,000 as JSON"}
}

func compare(ctx context.Context, runs int, install bool) (err error) {
	work, err := os.MkdirTemp("", "vedette-compare-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	programs, err := find(ctx, work, install)
	if err != nil {
		return err
	}
	api := &issues{}
	server := httptest.NewServer(api)
	defer server.Close()
	fmt.Printf("%s/%s, %d processors, load %s\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load())
	fmt.Println("| action | program | wall ms, median (min) | CPU ms | RSS MiB | requests | bytes |")
	fmt.Println("| --- | --- | --- | --- | --- | --- | --- |")
	for _, action := range actions() {
		for _, p := range programs {
			if p.args[action] == nil {
				continue
			}
			home := filepath.Join(work, "home-"+p.name)
			if err := os.MkdirAll(home, 0o700); err != nil {
				return err
			}
			m, err := measure(ctx, p, p.args[action], p.env(server.URL, home), api, runs)
			if err != nil {
				return fmt.Errorf("%s %s: %w", p.name, action, err)
			}
			fmt.Printf("| %s | %s | %s | %s | %s | %d | %d |\n", action, p.name, m.wall(), m.cpu(), m.rss(), m.requests, m.bytes)
		}
	}
	return nil
}

// find builds vedette and looks for the rivals.
func find(ctx context.Context, work string, install bool) ([]program, error) {
	vedette := filepath.Join(work, "vedette")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", vedette, "./cmd/vedette")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, out)
	}
	programs := []program{{
		name: "vedette", path: vedette,
		env: func(url, home string) []string {
			return []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "SENTRY_URL=" + url, "SENTRY_AUTH_TOKEN=t", "SENTRY_ORG=acme", "SENTRY_PROJECT=shop"}
		},
		args: map[string][]string{
			"--version": {"--version"}, "--help": {"--help"}, "completion": {"__complete", "issue", "view", ""},
			"issue list, 100 as JSON": {"issue", "list", "--fresh", "--json", "--limit", "100"}, "issue list, 1,000 as JSON": {"issue", "list", "--fresh", "--json", "--limit", "1000"},
		},
	}}
	sentry, err := exec.LookPath("sentry")
	if install {
		dir := filepath.Join(work, "npm")
		npm := exec.CommandContext(ctx, "npm", "install", "--prefix", dir, "--no-audit", "--no-fund", "--loglevel=error", "sentry@0.45.0")
		if out, err := npm.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("npm install sentry: %w\n%s", err, out)
		}
		sentry, err = filepath.Join(dir, "node_modules", ".bin", "sentry"), nil
	}
	if err == nil {
		programs = append(programs, program{
			name: "sentry", path: sentry,
			env: func(url, home string) []string {
				return []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "SENTRY_HOST=" + url, "SENTRY_URL=" + url, "SENTRY_AUTH_TOKEN=t", "SENTRY_CLI_NO_TELEMETRY=1", "SENTRY_CLI_NO_UPDATE_CHECK=1"}
			},
			args: map[string][]string{
				"--version": {"--version"}, "--help": {"--help"}, "completion": {"__complete", "issue", "list", ""},
				"issue list, 100 as JSON": {"issue", "list", "acme/shop", "--fresh", "--json", "--limit", "100"}, "issue list, 1,000 as JSON": {"issue", "list", "acme/shop", "--fresh", "--json", "--limit", "1000"},
			},
		})
	} else {
		fmt.Fprintln(os.Stderr, "compare: `sentry` is not in PATH; -install gets it with npm")
	}
	if gh, err := exec.LookPath("gh"); err == nil {
		programs = append(programs, program{
			name: "gh", path: gh,
			env: func(_, home string) []string {
				return []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GH_NO_UPDATE_NOTIFIER=1"}
			},
			args: map[string][]string{"--version": {"--version"}, "--help": {"--help"}, "completion": {"__complete", "issue", "list", ""}},
		})
	}
	return programs, nil
}

// figures are the measurements of one command.
type figures struct {
	walls, cpus []time.Duration
	peak        int64 // KiB; 0 = unknown
	requests    int64
	bytes       int
}

// measure runs a command once to warm up, and then runs times.
func measure(ctx context.Context, p program, args, env []string, api *issues, runs int) (figures, error) {
	var m figures
	for n := range runs + 1 {
		api.requests.Store(0)
		name, line := p.path, args
		timer, err := exec.LookPath("/usr/bin/time")
		if err == nil {
			// The kernel counts the resident set of whoever starts a process for
			// it: a small program in between keeps this one out of the figure.
			name, line = timer, append([]string{"-f", "\npeak %M", p.path}, args...)
		}
		cmd := exec.CommandContext(ctx, name, line...)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr, cmd.Env = &out, &errs, env
		start := time.Now()
		if err := cmd.Run(); err != nil {
			return m, fmt.Errorf("%w\n%s", err, errs.Bytes())
		}
		if n == 0 {
			continue
		}
		m.walls = append(m.walls, time.Since(start))
		m.cpus = append(m.cpus, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if _, peak, ok := strings.Cut(errs.String(), "\npeak "); ok {
			kib, _ := strconv.ParseInt(strings.TrimSpace(peak), 10, 64)
			m.peak = max(m.peak, kib)
		}
		m.requests, m.bytes = api.requests.Load(), out.Len()
	}
	slices.Sort(m.walls)
	slices.Sort(m.cpus)
	return m, nil
}

func (m figures) wall() string {
	return fmt.Sprintf("%.0f (%.0f)", millis(m.walls[len(m.walls)/2]), millis(m.walls[0]))
}

func (m figures) cpu() string { return fmt.Sprintf("%.0f", millis(m.cpus[len(m.cpus)/2])) }

func (m figures) rss() string {
	if m.peak == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f", float64(m.peak)/1024)
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// load is the machine's load average, where it tells.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}
