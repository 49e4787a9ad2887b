package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// process is a running server that is talked to on its standard streams.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	id  int
}

// start runs a server up to the answer of initialize.
func start(ctx context.Context, s subject, url, home string) (*process, time.Duration, error) {
	args := s.args(url)
	cmd := exec.CommandContext(ctx, s.path, args...)
	cmd.Env = append(s.env(url), "HOME="+home, "PATH="+os.Getenv("PATH"))
	cmd.Dir = home
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, 0, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	p := &process{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 1<<20)}
	if _, err := p.ask("initialize", map[string]any{"protocolVersion": "2025-11-25", "capabilities": map[string]any{}, "clientInfo": map[string]any{"name": "compare", "version": "1"}}); err != nil {
		return nil, 0, errors.Join(err, p.stop())
	}
	took := time.Since(began)
	_, err = io.WriteString(p.in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`+"\n")
	return p, took, err
}

// ask sends a request and waits for its result.
func (p *process) ask(method string, params any) (json.RawMessage, error) {
	p.id++
	line, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": p.id, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	for {
		line, err := p.out.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("%s: %w", method, err)
		}
		var m struct {
			ID            json.RawMessage
			Method        string
			Result, Error json.RawMessage
		}
		if json.Unmarshal(line, &m) != nil || m.Method != "" || string(m.ID) != strconv.Itoa(p.id) {
			continue // a notification
		}
		if m.Error != nil {
			return nil, fmt.Errorf("%s: %s", method, m.Error)
		}
		return m.Result, nil
	}
}

// call is a tool call's answer as the model reads it: its text, or the data in
// place of that where there is some, as hosts do.
func (p *process) call(c toolCall) (text string, failed bool, err error) {
	raw, err := p.ask("tools/call", map[string]any{"name": c.tool, "arguments": c.args})
	if err != nil {
		return err.Error(), true, nil // the model is told of it, too
	}
	var answer struct {
		IsError bool
		Content []struct{ Text string }
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return "", false, err
	}
	for _, block := range answer.Content {
		text += block.Text
	}
	return text, answer.IsError, nil
}

// stop ends the server by the end of its input.
func (p *process) stop() error {
	_ = p.in.Close()
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(5 * time.Second):
		return p.cmd.Process.Kill()
	}
}

// resident is the process's resident set in MiB; 0 where the system has no /proc.
func (p *process) resident() float64 {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.SplitSeq(string(data), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(rest, "kB")))
			return float64(kib) / 1024
		}
	}
	return 0
}

// cpu is the processor time used so far, in steps of 10 ms, which Linux counts by.
func (p *process) cpu() time.Duration {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(data), ") ") // the name before may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
