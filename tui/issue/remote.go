package issue

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"vedette/tui/screen"
)

// maxKept is how many answers a section remembers, one per event.
const maxKept = 24

// remote is what a section reads from the server, for the issue or for each of
// its events: not asked for, on its way, there, or why not.
type remote[In, Out any] struct {
	tasks *screen.Tasks
	name  string // of the task, and in sentences: "loading attachments..."
	op    func(context.Context, In) (Out, error)
	kept  map[string]Out
	fresh map[string]bool // what of it need not be asked for again
	asked string          // the key that is on its way, or was asked for last
	err   error           // of the key asked for last
}

func newRemote[In, Out any](env screen.Env, name string, op func(context.Context, In) (Out, error)) remote[In, Out] {
	return remote[In, Out]{tasks: env.Tasks, name: name, op: op, kept: map[string]Out{}, fresh: map[string]bool{}}
}

// want asks for what belongs to a key unless it is there or under way. What has
// failed is asked for again only after forget.
func (r *remote[In, Out]) want(key string, in In) tea.Cmd {
	if r.fresh[key] || r.asked == key && (r.waiting() || r.err != nil) {
		return nil
	}
	r.asked, r.err = key, nil
	return screen.Run(r.tasks, r.name, r.op, in)
}

// take keeps the answer. The second result is false for any other message.
func (r *remote[In, Out]) take(msg tea.Msg) (answered, mine bool) {
	m, ok := msg.(screen.Loaded[Out])
	if !ok || m.Name != r.name {
		return false, false
	}
	if !r.tasks.Done(m.Ticket) {
		return false, true
	}
	if r.err = m.Err; m.Err != nil {
		return false, true
	}
	if len(r.kept) >= maxKept {
		clear(r.kept)
		clear(r.fresh)
	}
	r.kept[r.asked], r.fresh[r.asked] = m.Out, true
	return true, true
}

func (r *remote[In, Out]) waiting() bool { return r.tasks.Running(r.name) }

// forget makes want ask again; what was there stays visible until then.
func (r *remote[In, Out]) forget() {
	clear(r.fresh)
	r.err, r.asked = nil, ""
	r.tasks.Cancel(r.name)
}

// get is what is there for a key. Where nothing is, it writes why.
func (r *remote[In, Out]) get(key string, to *rows) (Out, bool) {
	out, ok := r.kept[key]
	switch {
	case ok:
	case r.err != nil && r.asked == key:
		to.failed(r.name, r.err)
	default:
		to.note("loading " + r.name + "...")
	}
	return out, ok
}
