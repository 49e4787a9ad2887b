package transport

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

// Before 2026-07-28 a server asks a client by requests of its own, and the
// client answers with a message of its own. The library knows an answer by the
// session object of the request it belongs to; which object that is depends on
// whether the client's listening stream was there first, and an answer for the
// other one is lost. Here an answer is known by its id alone, which cannot be
// guessed and is bound to the client that was asked.

// Requester asks the client whose request is being answered.
type Requester interface {
	// Request sends one request and waits for the result. A *ClientError is
	// what the client answered instead of one.
	Request(ctx context.Context, method string, params any) (json.RawMessage, error)
}

// ClientError is a client's refusal of a request of the server.
type ClientError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *ClientError) Error() string {
	return fmt.Sprintf("the client answered: %s (%d)", e.Message, e.Code)
}

type requesterKey struct{}

// WithRequester returns a context whose client is asked through r.
func WithRequester(ctx context.Context, r Requester) context.Context {
	return context.WithValue(ctx, requesterKey{}, r)
}

// RequesterOf is the way to ask the client of the request being answered; nil
// where there is none, as for all newer clients.
func RequesterOf(ctx context.Context) Requester {
	r, _ := ctx.Value(requesterKey{}).(Requester)
	return r
}

// Questions are the requests of a server that clients have not answered yet.
type Questions struct {
	mu   sync.Mutex
	open map[string]question
}

type question struct {
	client string // who may answer: its session
	answer chan clientAnswer
}

type clientAnswer struct {
	ID     any             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *ClientError    `json:"error"`
}

// NewQuestions returns none.
func NewQuestions() *Questions { return &Questions{open: map[string]question{}} }

// Ask sends a request to a client and waits for its answer.
func (q *Questions) Ask(ctx context.Context, client string, send func(message []byte) error, method string, params any) (json.RawMessage, error) {
	id := rand.Text()
	message, err := json.Marshal(map[string]any{"jsonrpc": mcp.JSONRPC_VERSION, "id": id, "method": method, "params": params})
	if err != nil {
		return nil, fmt.Errorf("request %s: %w", method, err)
	}
	answer := make(chan clientAnswer, 1)
	q.mu.Lock()
	q.open[id] = question{client: client, answer: answer}
	q.mu.Unlock()
	defer func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.open, id)
	}()
	if err := send(message); err != nil {
		return nil, fmt.Errorf("request %s: %w", method, err)
	}
	select {
	case a := <-answer:
		if a.Error != nil {
			return nil, a.Error
		}
		return a.Result, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Answer takes a message of a client; false when it answers no question that
// the client was asked.
func (q *Questions) Answer(client string, message []byte) bool {
	var a clientAnswer
	if json.Unmarshal(message, &a) != nil {
		return false
	}
	id, _ := a.ID.(string)
	q.mu.Lock()
	defer q.mu.Unlock()
	asked, ok := q.open[id]
	if !ok || asked.client != client {
		return false
	}
	delete(q.open, id) // a second answer is none
	asked.answer <- a
	return true
}

// asker asks on the response stream of a request.
type asker struct {
	*stream
	questions *Questions
	client    string
}

// Request implements Requester.
func (a asker) Request(ctx context.Context, method string, params any) (json.RawMessage, error) {
	return a.questions.Ask(ctx, a.client, func(message []byte) error { return a.event(frame(message)) }, method, params)
}
