package mcpserve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/mcpserve/transport"
)

// stdio is one pair of streams. It knows which requests are not answered yet,
// because the library cancels them when the input ends, and `printf ... |
// vedette serve` ends its input right after the last question.
type stdio struct {
	in  *bufio.Reader
	out io.Writer
	ctx context.Context

	front     *front // takes what the library is not given
	questions *transport.Questions

	line []byte // of the input, not handed on yet
	err  error  // how the input ended

	mu   sync.Mutex // also keeps each message on the output whole
	open int        // requests without an answer
	idle *sync.Cond
}

// lastAnswers bounds the wait for answers after the end of the input.
const lastAnswers = 60 * time.Second

func newStdio(ctx context.Context, in io.Reader, out io.Writer) *stdio {
	s := &stdio{in: bufio.NewReader(in), out: out, ctx: ctx, questions: transport.NewQuestions()}
	s.idle = sync.NewCond(&s.mu)
	return s
}

// Read hands the input on, line by line, and its end only when every request
// has its answer.
func (s *stdio) Read(p []byte) (int, error) {
	for len(s.line) == 0 && s.err == nil {
		s.line, s.err = s.in.ReadBytes('\n')
		if s.err != nil && len(s.line) > 0 { // the library would drop a last line without its end
			s.line = append(s.line, '\n')
		}
		request := requestOf(s.line)
		if request != "" {
			s.count(1)
		}
		if s.front.takes(s.line, request) {
			s.line = nil
		}
	}
	if len(s.line) > 0 {
		n := copy(p, s.line)
		s.line = s.line[n:]
		return n, nil
	}
	s.wait()
	return 0, s.err
}

// Notify implements transport.Notifier.
func (s *stdio) Notify(method string, params any) error {
	line, err := json.Marshal(map[string]any{"jsonrpc": mcp.JSONRPC_VERSION, "method": method, "params": params})
	if err != nil {
		return fmt.Errorf("notification %s: %w", method, err)
	}
	return s.send(line)
}

// Request implements transport.Requester.
func (s *stdio) Request(ctx context.Context, method string, params any) (json.RawMessage, error) {
	return s.questions.Ask(ctx, "", s.send, method, params)
}

// send writes one message of ours that answers nothing.
func (s *stdio) send(message []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.out.Write(append(message, '\n')); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	return nil
}

// Write sends one message.
func (s *stdio) Write(p []byte) (int, error) {
	s.mu.Lock()
	n, err := s.out.Write(p)
	s.mu.Unlock()
	if !bytes.Contains(p[:min(len(p), 80)], []byte(`"method"`)) { // an answer, no notification
		s.count(-1)
	}
	return n, err
}

func (s *stdio) count(change int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open += change
	if s.open <= 0 {
		s.idle.Broadcast()
	}
}

// wait returns when nothing is open, the time is up, or the context ends.
func (s *stdio) wait() {
	ctx, cancel := context.WithTimeout(s.ctx, lastAnswers)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.idle.Broadcast()
	})
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.open > 0 && ctx.Err() == nil {
		s.idle.Wait()
	}
}

// requestOf is the method of a line that wants an answer; "" for others.
func requestOf(line []byte) mcp.MCPMethod {
	var m struct {
		ID     json.RawMessage `json:"id"`
		Method mcp.MCPMethod   `json:"method"`
	}
	if json.Unmarshal(line, &m) != nil || len(m.ID) == 0 {
		return ""
	}
	return m.Method
}
