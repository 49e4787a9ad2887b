package searchbar

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// suggestion is one way to go on.
type suggestion struct {
	label, note string // safe for a terminal
	insert      string // takes the place of the text from `from` to the cursor
	from        int
}

// candidate is a key or a value that may stand in a search.
type candidate struct{ value, note string }

// known is what was read of the server, by what was asked for.
type known map[string]answer

// answer is what there is to choose from.
type answer struct {
	candidates []candidate
	more       bool // the server has further ones: a part of the name narrows them
}

// Read is the answer to what the bar asked the server for.
type Read struct {
	what string
	answer
}

// Tasks of the bar.
const (
	waitTask = "search-wait" // typing pauses
	readTask = "search-read" // candidates come
)

const (
	pause          = 120 * time.Millisecond // before the server is asked: not for each letter
	maxSuggestions = 50
)

// Update takes what the bar asked for; false when a message is not its.
func (b *Bar) Update(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case screen.Tick:
		if msg.Name != waitTask {
			return nil, false
		}
		if !b.env.Tasks.Done(msg.Ticket) || !b.open {
			return nil, true
		}
		if q := b.wanted(); q.what != "" {
			return screen.Run(b.env.Tasks, readTask, reader(b.env.Ops, b.scope), q), true
		}
	case screen.Loaded[Read]:
		if b.env.Tasks.Done(msg.Ticket) && b.open && msg.Err == nil {
			b.known[msg.Out.what] = msg.Out.answer
			return b.suggest(), true
		}
	default:
		return nil, false
	}
	return nil, true
}

// suggest finds ways to go on with the token at the cursor, and asks for what is
// not known yet once the typing pauses.
func (b *Bar) suggest() tea.Cmd {
	t := b.token()
	b.suggestions, b.chosen = b.matching(t), false
	b.rows.SetLen(len(b.suggestions))
	b.rows.Home()
	if b.wanted().what == "" {
		return nil
	}
	return screen.Wait(b.env.Tasks, waitTask, pause)
}

func (b *Bar) token() token { return tokenAt([]rune(b.editor.Text()), b.editor.Cursor()) }

// matching are the candidates that fit what is written of the token.
func (b *Bar) matching(t token) []suggestion {
	if t.key == "" && t.part == "" || t.whole {
		return nil // an empty place: every key would be too much
	}
	all := b.candidates(t)
	var index widget.Index
	for _, c := range all {
		index.Add(c.value + " " + c.note)
	}
	rows := index.Search(t.part)
	starts := func(row int) int { // what begins with the text comes first
		if strings.HasPrefix(strings.ToLower(all[row].value), strings.ToLower(t.part)) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(rows, func(x, y int) int { return starts(x) - starts(y) })
	var out []suggestion
	for _, row := range rows[:min(len(rows), maxSuggestions)] {
		c := all[row]
		s := suggestion{label: text.From(c.value).Cut(60), note: text.From(c.note).Cut(40), from: t.from}
		switch {
		case t.key == "":
			s.insert = c.value + ":"
		case t.inList:
			s.insert = quoted(c.value)
		default:
			s.insert = quoted(c.value) + " "
		}
		if t.key != "" && c.value == t.part && len(rows) == 1 {
			return nil // it stands there already
		}
		out = append(out, s)
	}
	return out
}

// candidates are what Sentry defines, then what was read of the server.
func (b *Bar) candidates(t token) []candidate {
	var out []candidate
	seen := map[string]bool{}
	add := func(c candidate) {
		if !seen[c.value] {
			seen[c.value] = true
			out = append(out, c)
		}
	}
	own := ops.QueryValues(b.scope.Dataset, t.key)
	if t.key == "" {
		own = ops.QueryKeys(b.scope.Dataset)
	}
	for _, value := range own {
		add(candidate{value: value})
	}
	for _, what := range []string{t.key, t.key + "\x00" + strings.ToLower(t.part)} {
		for _, c := range b.known[what].candidates {
			add(c)
		}
	}
	return out
}

// request is what to ask the server for.
type request struct{ what, key, part string }

// wanted is what is not known of the token at the cursor; what is "" when all is.
func (b *Bar) wanted() request {
	t := b.token()
	if t.key == "" && t.part == "" || t.whole || sourceOf(b.scope.Dataset, t.key) == nil {
		return request{}
	}
	got, ok := b.known[t.key]
	if !ok {
		return request{what: t.key, key: t.key}
	}
	narrow := t.key + "\x00" + strings.ToLower(t.part)
	if _, asked := b.known[narrow]; got.more && len(t.part) > 1 && !asked {
		return request{what: narrow, key: t.key, part: t.part}
	}
	return request{}
}

// looking says what the candidates of a value are waiting for, or that there are
// none; "" when there is nothing to say.
func (b *Bar) looking() string {
	t := b.token()
	if t.key == "" || t.whole || len(b.suggestions) > 0 || sourceOf(b.scope.Dataset, t.key) == nil {
		return ""
	}
	name := text.From(t.key).Cut(40)
	if got, ok := b.known[t.key]; ok && len(got.candidates) == 0 {
		return "no values of " + name + " are known here"
	}
	if b.env.Tasks.Running(waitTask) || b.env.Tasks.Running(readTask) {
		return "looking for values of " + name + "..."
	}
	return ""
}

// reader asks the server for candidates in a scope. What cannot be read is left
// out, and not asked for again: a search can be typed.
func reader(o *ops.Ops, scope Scope) func(context.Context, request) (Read, error) {
	return func(ctx context.Context, q request) (Read, error) {
		got, err := sourceOf(scope.Dataset, q.key)(ctx, o, scope, q)
		if err != nil {
			got = answer{}
		}
		return Read{what: q.what, answer: got}, ctx.Err()
	}
}
