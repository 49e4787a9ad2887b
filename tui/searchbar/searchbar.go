// Package searchbar is the line that a search is written in: it completes keys
// and values, tells mistakes where they stand while they are typed, and offers
// earlier searches. Streams and explorers share it, so that Sentry's language is
// written the same way everywhere. It never waits for the server: candidates come
// as they are read, and are kept.
package searchbar

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Scope is what is searched.
type Scope struct {
	Dataset      string // issues errors spans ...
	Org, Project string // an empty project means all
	Period       string
}

// Result is what a key made of the search.
type Result int

// The results.
const (
	Editing   Result = iota // it goes on
	Submitted               // Text is to be searched
	Abandoned               // it is to stay as it was
)

// Bar is the line. Its zero value is of no use; New makes one.
type Bar struct {
	env    screen.Env
	scope  Scope
	open   bool
	editor widget.Editor
	known  known

	suggestions []suggestion
	rows        widget.List // of the suggestions
	chosen      bool        // the person moved to one of them
	past        []string
	at          int    // which of past is shown; -1 = what is typed
	draft       string // what was typed before a look at the past

	mistake *ops.QueryError
	insist  bool // the mistake is shown even at the cursor: enter was pressed on it
	note    string
	refusal string // what the server said of the text
}

// New is a closed bar.
func New(env screen.Env) *Bar { return &Bar{env: env, known: known{}, at: -1} }

// Active reports whether the bar is open: keys are its.
func (b *Bar) Active() bool { return b.open }

// Text is the search as it stands.
func (b *Bar) Text() string { return strings.TrimSpace(b.editor.Text()) }

// Open shows the bar with a search to change.
func (b *Bar) Open(query string, scope Scope) tea.Cmd {
	if scope != b.scope {
		b.known = known{}
	}
	b.open, b.scope, b.editor, b.refusal, b.at = true, scope, widget.NewEditor(query), "", -1
	b.past = nil
	if b.env.Memory != nil {
		b.past = b.env.Memory.Searches.All()
	}
	if query != "" && !strings.HasSuffix(query, " ") {
		b.editor.Insert(" ")
	}
	return b.changed()
}

// Refuse opens the bar again with a search that the server, or the operation,
// did not take.
func (b *Bar) Refuse(query string, scope Scope, err error) tea.Cmd {
	cmd := b.Open(query, scope)
	var e *ops.Error
	b.refusal = text.From(err.Error()).String()
	if errors.As(err, &e) {
		b.refusal = e.Message.String()
	}
	return cmd
}

// Close hides the bar.
func (b *Bar) Close() {
	b.open = false
	b.env.Tasks.Cancel(waitTask)
	b.env.Tasks.Cancel(readTask)
}

// Key edits the search.
func (b *Bar) Key(key tea.KeyPressMsg) (tea.Cmd, Result) {
	switch key.String() {
	case "esc":
		b.Close()
		return nil, Abandoned
	case "enter":
		return b.enter()
	case "tab":
		if len(b.suggestions) > 0 {
			return b.accept(), Editing
		}
	case "up":
		if len(b.suggestions) == 0 || b.rows.Cursor == 0 {
			return b.remember(1), Editing
		}
		b.chosen = true
		b.rows.Move(-1)
	case "down":
		if len(b.suggestions) == 0 || b.at >= 0 {
			return b.remember(-1), Editing
		}
		if b.chosen {
			b.rows.Move(1)
		}
		b.chosen = true
	case "ctrl+p":
		return b.remember(1), Editing
	case "ctrl+n":
		return b.remember(-1), Editing
	default:
		b.editor.Key(key)
		b.at = -1
		return b.changed(), Editing
	}
	return nil, Editing
}

// enter takes the suggestion that was moved to, or submits what is no mistake.
func (b *Bar) enter() (tea.Cmd, Result) {
	if b.chosen {
		return b.accept(), Editing
	}
	if b.mistake != nil {
		b.insist = true
		return nil, Editing
	}
	if b.env.Memory != nil && b.Text() != "" {
		b.env.Memory.Searches.Add(b.Text())
	}
	b.Close()
	return nil, Submitted
}

// Paste inserts text.
func (b *Bar) Paste(s string) tea.Cmd {
	b.editor.InsertLine(s)
	return b.changed()
}

// remember shows an older search (1) or a newer one (-1).
func (b *Bar) remember(older int) tea.Cmd {
	at := b.at + older
	if at < -1 || at >= len(b.past) {
		return nil
	}
	if b.at == -1 {
		b.draft = b.editor.Text()
	}
	shown := b.draft
	if b.at = at; at >= 0 {
		shown = b.past[at]
	}
	b.editor = widget.NewEditor(shown)
	return b.changed()
}

// changed looks at the text anew: mistakes, suggestions, and what has to be read
// for them.
func (b *Bar) changed() tea.Cmd {
	b.refusal, b.insist, b.note = "", false, ""
	notes, mistake := ops.CheckQuery(b.scope.Dataset, b.editor.Text())
	if b.mistake = mistake; mistake == nil && len(notes) > 0 {
		b.note = text.From(notes[0]).String()
	}
	return b.suggest()
}

// accept puts the suggestion under the cursor into the text.
func (b *Bar) accept() tea.Cmd {
	s := b.suggestions[b.rows.Cursor]
	b.editor.Replace(s.from, s.insert)
	b.at = -1
	return b.changed()
}
