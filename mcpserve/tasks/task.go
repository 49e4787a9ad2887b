// Package tasks is the official tasks extension of the Model Context Protocol
// (io.modelcontextprotocol/tasks, SEP-2663), which the MCP library does not
// have: a call of long work is answered with a task at once, and the client
// looks for its end with tasks/get, answers its questions with tasks/update and
// gives it up with tasks/cancel. A connection that breaks then loses nothing,
// and a host need not hold a request open for as long as a fix run takes.
//
// The work itself decides when it becomes a task (Detach): what fails or ends
// before that is answered directly, so that no client polls for a typing
// mistake. A result is the same either way; clients that do not declare the
// extension never see a task.
package tasks

import (
	"encoding/json"
	"time"

	"vedette/mcpserve/reply"
)

// Extension is the extension's name in the capabilities of both sides.
const Extension = "io.modelcontextprotocol/tasks"

// Status is how far a task is.
type Status string

// The five states; the last three are final.
const (
	Working       Status = "working"
	InputRequired Status = "input_required"
	Completed     Status = "completed" // also with a result that says isError
	Failed        Status = "failed"    // a protocol error, not a tool's
	Cancelled     Status = "cancelled"
)

func (s Status) final() bool { return s == Completed || s == Failed || s == Cancelled }

// Task is the state of long work as a store keeps it.
type Task struct {
	ID      string
	Owner   string // who may see it: the caller that began it
	Status  Status
	Message string // what it does now, for people and models
	Created time.Time
	Updated time.Time
	TTL     time.Duration // from Created; after it the task may be gone
	Poll    time.Duration // between two looks

	Result json.RawMessage            // when completed: what the call would have returned
	Error  *reply.Error               // when failed
	Inputs map[string]json.RawMessage // when input is required: the open requests by key
}

// expired is true when the task need not be kept any longer.
func (t Task) expired(now time.Time) bool { return now.After(t.Created.Add(t.TTL)) }

// handle is the answer that creates a task: no result, no error, no inputs.
func (t Task) handle() map[string]any {
	m := map[string]any{
		"resultType": "task", "taskId": t.ID, "status": t.Status,
		"createdAt": stamp(t.Created), "lastUpdatedAt": stamp(t.Updated),
		"ttlMs": t.TTL.Milliseconds(), "pollIntervalMs": t.Poll.Milliseconds(),
	}
	if t.Message != "" {
		m["statusMessage"] = t.Message
	}
	return m
}

// detail is the answer to tasks/get.
func (t Task) detail() map[string]any {
	m := t.handle()
	m["resultType"] = "complete"
	switch t.Status {
	case InputRequired:
		m["inputRequests"] = t.Inputs
	case Completed:
		m["result"] = t.Result
	case Failed:
		m["error"] = t.Error
	}
	return m
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
