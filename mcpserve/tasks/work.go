package tasks

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/mcpserve/reply"
)

// work is one call that may become a task, or has.
type work struct {
	layer  *Layer
	h      server.ToolHandlerFunc
	ctx    context.Context // outlives the request once detached
	cancel context.CancelFunc
	slot   *reply.Slot // what the handler refuses

	detached chan struct{} // closed when the task exists

	mu      sync.Mutex
	call    mcp.CallToolRequest
	task    Task
	keys    map[string]string // of open inputs: the wire's key to the handler's
	answers mcp.InputResponses
	round   int
	expiry  *time.Timer
}

// outcome is what a handler came to.
type outcome struct {
	result *mcp.CallToolResult
	err    error
}

type workKey struct{}

// Detach makes the call of ctx a task, if it can be one: the client is answered
// now, and the work goes on. Call it when the work turns out to be long. False
// means that the client waits for the answer.
func Detach(ctx context.Context) bool {
	w, ok := ctx.Value(workKey{}).(*work)
	return ok && w.detach()
}

// Note tells what the task of ctx does now. False means that it is no task, and
// that its news have to go another way.
func Note(ctx context.Context, message string) bool {
	w, ok := ctx.Value(workKey{}).(*work)
	if !ok || !w.isTask() {
		return false
	}
	w.change(func(t *Task) { t.Message = message })
	return true
}

func (l *Layer) newWork(ctx context.Context, call mcp.CallToolRequest, h server.ToolHandlerFunc) *work {
	w := &work{layer: l, h: h, call: call, detached: make(chan struct{})}
	own, slot := reply.WithSlot(context.WithoutCancel(ctx))
	own, w.cancel = context.WithCancel(own)
	w.ctx, w.slot = context.WithValue(own, workKey{}, w), slot
	return w
}

// begin runs the call until it ends or becomes a task, whichever is first.
func (w *work) begin(ctx context.Context) (*mcp.CallToolResult, error) {
	stop := context.AfterFunc(ctx, w.cancel) // the client left before there was a task
	end := make(chan outcome, 1)
	go func() { end <- w.run() }()
	select {
	case out := <-end:
		if !w.isTask() {
			w.cancel()
			w.slot.Pass(ctx)
			return out.result, out.err
		}
		w.finish(out)
	case <-w.detached:
		go func() { w.finish(<-end) }()
	}
	stop()
	w.mu.Lock()
	handle := w.task
	w.mu.Unlock()
	handle.Status = Working // the seed; what it has become is seen by tasks/get
	reply.Fill(ctx, handle.handle())
	return mcp.NewToolResultText("task " + handle.ID), nil
}

// run calls the handler once; a panic is a protocol error of this call alone.
func (w *work) run() (out outcome) {
	defer func() {
		if p := recover(); p != nil {
			out = outcome{err: fmt.Errorf("the tool failed: %v", p)}
		}
	}()
	w.mu.Lock()
	call := w.call
	w.mu.Unlock()
	result, err := w.h(w.ctx, call)
	return outcome{result, err}
}

func (w *work) isTask() bool {
	select {
	case <-w.detached:
		return true
	default:
		return false
	}
}

// detach creates the task: it is in the store before the client hears of it.
func (w *work) detach() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.isTask() {
		return true
	}
	cfg := w.layer.cfg
	now := cfg.Now()
	t := Task{
		ID: cfg.NewID(), Owner: cfg.Caller(w.ctx), Status: Working,
		Created: now, Updated: now, TTL: cfg.TTL, Poll: cfg.Poll,
	}
	if cfg.Store.Put(w.ctx, t) != nil {
		return false
	}
	w.task = t
	w.layer.mu.Lock()
	w.layer.live[t.ID] = w
	w.layer.mu.Unlock()
	w.expiry = time.AfterFunc(t.TTL, w.giveUp) // nobody waits longer
	close(w.detached)
	return true
}

// change edits the task unless it has ended, and forgets the work once it has.
func (w *work) change(edit func(*Task)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.edit(edit)
}

func (w *work) edit(edit func(*Task)) {
	if w.task.Status.final() {
		return
	}
	edit(&w.task)
	w.task.Updated = w.layer.cfg.Now()
	if err := w.layer.cfg.Store.Put(w.ctx, w.task); err != nil && !w.task.Status.final() {
		w.task.Status = Failed // its end could not be told either
	}
	if w.task.Status.final() {
		w.cancel()
		w.expiry.Stop()
		w.layer.mu.Lock()
		delete(w.layer.live, w.task.ID)
		w.layer.mu.Unlock()
	}
}

// giveUp ends the task without a result and cuts its work.
func (w *work) giveUp() {
	w.change(func(t *Task) { t.Status, t.Inputs = Cancelled, nil })
}

// finish takes what the handler came to: an end, or questions.
func (w *work) finish(out outcome) {
	_, refused := w.slot.Held()
	switch {
	case refused != nil:
		w.fail(refused)
	case out.err != nil:
		w.fail(&reply.Error{Code: mcp.INTERNAL_ERROR, Message: out.err.Error()})
	case out.result.NeedsInput() && len(out.result.InputRequests) > 0:
		w.park(out.result)
	default:
		raw, err := json.Marshal(out.result)
		if err != nil {
			w.fail(&reply.Error{Code: mcp.INTERNAL_ERROR, Message: err.Error()})
			return
		}
		w.change(func(t *Task) { t.Status, t.Result = Completed, raw })
	}
}

func (w *work) fail(err *reply.Error) {
	w.change(func(t *Task) { t.Status, t.Error, t.Message = Failed, err, err.Message })
}

// park waits for input. Keys are numbered by round: one key never names two
// requests of a task.
func (w *work) park(result *mcp.CallToolResult) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.round++
	w.keys, w.answers = map[string]string{}, mcp.InputResponses{}
	w.call.Params.RequestState = result.RequestState
	inputs := map[string]json.RawMessage{}
	for key, request := range result.InputRequests {
		raw, err := json.Marshal(request)
		if err != nil {
			continue
		}
		wire := strconv.Itoa(w.round) + "." + key
		w.keys[wire], inputs[wire] = key, raw
	}
	w.edit(func(t *Task) { t.Status, t.Inputs = InputRequired, inputs })
}

// answer takes responses to open requests; others are ignored. With the last
// one the call is made again, with all of them.
func (w *work) answer(responses mcp.InputResponses) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.task.Status != InputRequired {
		return
	}
	open := map[string]json.RawMessage{}
	for wire, raw := range w.task.Inputs {
		if response, given := responses[wire]; given {
			w.answers[w.keys[wire]] = response
			continue
		}
		open[wire] = raw
	}
	if len(open) > 0 {
		w.edit(func(t *Task) { t.Inputs = open })
		return
	}
	w.call.Params.InputResponses = w.answers
	w.edit(func(t *Task) { t.Status, t.Inputs = Working, nil })
	go func() { w.finish(w.run()) }()
}
