package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// programs are the samples, installed under a neutral directory: the paths in
// the events are the paths that the programs were started from.
type programs struct {
	dir    string // e.g. /srv/shop
	ingest string // host:port of the recorder
	keys   map[string]key
}

// key is what the DSN of one project holds.
type key struct {
	public string
	id     string
}

// install copies the samples from source and builds them.
func (p programs) install(ctx context.Context, source string) error {
	for _, name := range []string{"checkout", "storefront", "worker"} {
		target := filepath.Join(p.dir, name)
		if err := os.RemoveAll(target); err != nil {
			return err
		}
		if err := os.MkdirAll(target, 0o755); err != nil {
			return err
		}
		entries, err := os.ReadDir(filepath.Join(source, name))
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if !entry.Type().IsRegular() {
				continue
			}
			content, err := os.ReadFile(filepath.Join(source, name, entry.Name()))
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(target, entry.Name()), content, 0o644); err != nil {
				return err
			}
		}
	}
	return errors.Join(p.buildCheckout(ctx), p.command(ctx, "storefront", nil, "npm", "ci").run())
}

// buildCheckout builds the Go sample as a module of its own, with the SDK
// version that this repository uses.
func (p programs) buildCheckout(ctx context.Context) error {
	sdk, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Path}}@{{.Version}}", "github.com/getsentry/sentry-go").Output()
	if err != nil {
		return fmt.Errorf("find the SDK version: %w", err)
	}
	for _, args := range [][]string{
		{"mod", "init", "shop.example.com/checkout"},
		{"get", strings.TrimSpace(string(sdk))},
		// Without inlining the frames carry the names that the source has.
		{"build", "-gcflags=-l", "-o", "checkout", "."},
	} {
		if err := p.command(ctx, "checkout", nil, "go", args...).run(); err != nil {
			return err
		}
	}
	return nil
}

// program is a command with its output kept for the error message.
type program struct {
	*exec.Cmd
	output *bytes.Buffer
}

// command prepares a command in a sample's directory. Samples get a small
// environment of their own, so that nothing of this machine is in the events.
func (p programs) command(ctx context.Context, name string, env []string, binary string, args ...string) program {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = filepath.Join(p.dir, name)
	if env != nil {
		cmd.Env = append(env, "PATH="+os.Getenv("PATH"), "PYTHONDONTWRITEBYTECODE=1")
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	output := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = output, output
	return program{cmd, output}
}

func (p program) run() error {
	if err := p.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(p.Args, " "), err, p.output)
	}
	return nil
}

// sample prepares one run of a sample program.
func (p programs) sample(ctx context.Context, r run, name string, args ...string) program {
	key := p.keys[name]
	env := []string{
		"SENTRY_DSN=http://" + key.public + "@" + p.ingest + "/" + key.id,
		"SENTRY_RELEASE=" + name + "@" + r.version(name),
		"SENTRY_ENVIRONMENT=" + r.environment,
		fmt.Sprintf("SERVER_NAME=%s-%d", name, 1+r.seed%2),
	}
	binary := map[string][]string{
		"checkout":   {"./checkout"},
		"storefront": {"node", "storefront.js"},
		"worker":     {"/usr/bin/python3", "worker.py"},
	}[name]
	return p.command(ctx, name, env, binary[0], append(binary[1:], args...)...)
}

const checkoutAddress = "127.0.0.1:4001"

// start plays r. The storefront gets a checkout service to call, and the
// worker then runs the jobs that checkout left in the queue.
func (p programs) start(ctx context.Context, r run) error {
	scenarios := strings.Join(r.scenarios, ",")
	seed := fmt.Sprint(r.seed)
	switch {
	case r.program == "checkout":
		return p.sample(ctx, r, "checkout", "-scenarios", scenarios, "-seed", seed).run()
	case r.program == "storefront" && r.callsCheckout():
		return p.startTogether(ctx, r, scenarios, seed)
	}
	return p.sample(ctx, r, r.program, "--scenarios", scenarios, "--seed", seed).run()
}

func (p programs) startTogether(ctx context.Context, r run, scenarios, seed string) error {
	queue := filepath.Join(p.dir, "jobs.ndjson")
	serving, stop := context.WithCancel(ctx)
	defer stop()
	checkout := p.sample(serving, r, "checkout", "-listen", checkoutAddress, "-queue", queue)
	if err := checkout.Start(); err != nil {
		return err
	}
	if err := answers(ctx, checkoutAddress); err != nil {
		return err
	}
	err := p.sample(ctx, r, "storefront", "--scenarios", scenarios, "--seed", seed, "--checkout", "http://"+checkoutAddress).run()
	stop()
	if waited := checkout.Wait(); waited != nil && !errors.Is(waited, context.Canceled) {
		err = errors.Join(err, fmt.Errorf("checkout: %w\n%s", waited, checkout.output))
	}
	if err != nil {
		return err
	}
	return p.sample(ctx, r, "worker", "--queue", queue).run()
}

// answers waits until something accepts connections on addr.
func answers(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("nothing answers on %s: %w", addr, err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
