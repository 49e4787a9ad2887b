package linear

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Where reading out pauses: what is longer is asked for with "more".
const (
	rowsAtOnce  = 20
	linesAtOnce = 60
)

// read is how far a screen was read out.
type read struct {
	title string
	whole string // all that it said
	lines int
	front int             // of the sections
	told  map[string]bool // lines
	next  int             // line to go on with
	row   int             // chosen last, from 1; 0 = none
}

// reading is what the screen says now.
func (t *talk) reading() screen.Reading {
	s := t.router.Shown().Screen
	if r, ok := s.(screen.Reader); ok {
		return r.Read()
	}
	return screen.Reading{Lines: widget.SpokenLines(strings.Split(s.View(), "\n")...)}
}

// show reads the screen out: all of it, or where one was on it before.
func (t *talk) show() {
	now := t.router.Shown().Screen
	before := t.screens[now]
	t.at = now
	r := t.reading()
	if before != nil && before.row > 0 && before.lines == len(r.Lines) && before.front == r.Front {
		t.say("\n%s", before.title)
		if rows := rowsOf(r); before.row <= len(rows) {
			t.say("%s", rows[before.row-1])
		}
		t.say("again reads all of it once more, more reads on.")
		return
	}
	t.begin(r)
}

// begin reads the screen out from its beginning.
func (t *talk) begin(r screen.Reading) {
	info := t.at.Info()
	title := t.title(r, info)
	t.say("\n%s", title)
	if len(r.Parts) > 1 {
		t.say("Section %d of %d, %s. The others: %s.", r.Front+1, len(r.Parts), r.Parts[r.Front], others(r.Parts, r.Front))
	}
	t.failed(info.Err)
	now := &read{title: title, whole: wholeOf(r), lines: len(r.Lines), front: r.Front, told: map[string]bool{}}
	t.screens[t.at] = now
	if r.Newest {
		now.next = max(len(r.Lines)-rowsAtOnce, 0)
	}
	for _, l := range r.Lines {
		now.told[l.Text] = true
	}
	t.goOn(r)
}

func (t *talk) title(r screen.Reading, info screen.Info) string {
	title := r.Title
	if title == "" {
		title = info.Crumb
	}
	if info.Detail != "" {
		title += ". " + info.Detail
	}
	letters := []rune(title)
	if len(letters) > 0 {
		letters[0] = unicode.ToUpper(letters[0])
	}
	return plain(string(letters))
}

// line is a line of a screen as it is read out.
type line struct {
	widget.Said
	number int // by which it is chosen; 0 = it is none of the rows
}

// String is the line after its number.
func (l line) String() string {
	if l.Row {
		return strconv.Itoa(l.number) + ". " + l.Text
	}
	return l.Text
}

// numbered are the lines of a screen, the rows counted from 1.
func numbered(r screen.Reading) []line {
	out, rows := make([]line, len(r.Lines)), 0
	for n, said := range r.Lines {
		out[n].Said = said
		if said.Row {
			rows++
			out[n].number = rows
		}
	}
	return out
}

// rowsOf are the lines that can be chosen.
func rowsOf(r screen.Reading) []line {
	return slices.DeleteFunc(numbered(r), func(l line) bool { return !l.Row })
}

func others(parts []string, front int) string {
	var out []string
	for n, p := range parts {
		if n != front {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

func wholeOf(r screen.Reading) string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(r.Front))
	for _, l := range r.Lines {
		b.WriteString("\n" + l.Text)
	}
	return b.String()
}

// goOn reads the lines that follow, up to where it pauses.
func (t *talk) goOn(r screen.Reading) {
	now, lines, rows := t.screens[t.at], numbered(r), 0
	for end := min(now.next+linesAtOnce, len(lines)); now.next < end && rows < rowsAtOnce; now.next++ {
		l := lines[now.next]
		if l.Row {
			rows++
		}
		t.say("%s", l)
	}
	if left := len(lines) - now.next; left > 0 {
		t.say("There are %d more: type more.", left)
	} else if r.More {
		t.say("There are more: type more.")
	}
}

// more reads on, after asking the server where all was read.
func (t *talk) more() {
	r := t.reading()
	if t.screens[t.at].next >= len(r.Lines) && r.More {
		t.run(t.router.Do(command.Bottom))
		t.settle()
		r = t.reading()
	}
	if t.screens[t.at].next >= len(r.Lines) {
		t.say("There is no more.")
		return
	}
	t.goOn(r)
}

// news tells the lines that came by themselves.
func (t *talk) news() {
	r, at := t.reading(), t.screens[t.at]
	if t.router.Shown().Screen != t.at || !r.Live {
		return
	}
	said := false
	for n, l := range numbered(r) {
		if at.told[l.Text] {
			continue
		}
		if !said {
			t.say("") // ends the line of the prompt
		}
		said = true
		at.told[l.Text], at.next = true, n+1
		t.say("%s", l)
	}
	at.whole = wholeOf(r)
}

// failed says what did not work and what to do.
func (t *talk) failed(err error) {
	if err == nil {
		return
	}
	t.say("Error: %s", text.From(err.Error()))
	if hint := ops.HintOf(err); !hint.IsZero() {
		t.say("Try: %s", hint)
	}
}
