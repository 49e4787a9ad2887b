package screen

import (
	"encoding/json"
	"slices"
)

// Memory is what the person chose before, handed from screen to screen so that
// it can be offered again.
type Memory struct {
	Searches  Recent[string]
	Assignees Recent[Assignee]

	drafts map[string]string // what was asked for -> the text that was left; not for the next session
}

// Draft is the text that was left when this was asked for before, "" = none.
func (m *Memory) Draft(asked string) string { return m.drafts[asked] }

// KeepDraft keeps a text that was left; "" forgets the one before.
func (m *Memory) KeepDraft(asked, draft string) {
	if m.drafts == nil {
		m.drafts = map[string]string{}
	}
	m.drafts[asked] = draft
}

// Merge adds what a program beside this one remembered.
func (m *Memory) Merge(other Memory) {
	m.Searches.Merge(other.Searches)
	m.Assignees.Merge(other.Assignees)
}

// Assignee is somebody, or a team, that issues were assigned to.
type Assignee struct{ Who, Name string } // Who: user:1, team:2 or an email address

// maxRecent is how many choices of a kind are remembered.
const maxRecent = 100

// Recent holds choices, newest first, each once.
type Recent[T comparable] struct{ items []T }

// Add puts a choice first. A copy made before keeps what it has: it may be on its
// way to a file.
func (r *Recent[T]) Add(item T) {
	kept := []T{item}
	for _, old := range r.items {
		if old != item && len(kept) < maxRecent {
			kept = append(kept, old)
		}
	}
	r.items = kept
}

// Merge puts the choices of another memory behind: those that a program beside
// this one remembered.
func (r *Recent[T]) Merge(other Recent[T]) {
	for _, item := range other.items {
		if !slices.Contains(r.items, item) && len(r.items) < maxRecent {
			r.items = append(r.items[:len(r.items):len(r.items)], item)
		}
	}
}

// All are the choices, newest first.
func (r *Recent[T]) All() []T { return slices.Clone(r.items) }

// MarshalJSON writes the choices, for the next session.
func (r Recent[T]) MarshalJSON() ([]byte, error) { return json.Marshal(r.items) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (r *Recent[T]) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &r.items); err != nil {
		return err
	}
	r.items = r.items[:min(len(r.items), maxRecent)]
	return nil
}
