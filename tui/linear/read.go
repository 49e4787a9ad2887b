package linear

import (
	"strconv"
	"strings"

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
		t.sayRow(r, before.row)
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
	return plain(strings.ToUpper(title[:1]) + title[1:])
}

// sayRow reads one row.
func (t *talk) sayRow(r screen.Reading, wanted int) {
	row := 0
	for _, l := range r.Lines {
		if l.Row {
			row++
		}
		if l.Row && row == wanted {
			t.sayLine(l, row)
		}
	}
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
	row, rows, lines := 0, 0, 0
	for n, l := range r.Lines {
		if l.Row {
			row++
		}
		if n < t.screens[t.at].next {
			continue
		}
		if rows >= rowsAtOnce || lines >= linesAtOnce {
			break
		}
		t.screens[t.at].next, lines = n+1, lines+1
		if l.Row {
			rows++
		}
		t.sayLine(l, row)
	}
	if left := len(r.Lines) - t.screens[t.at].next; left > 0 {
		t.say("There are %d more: type more.", left)
	} else if r.More {
		t.say("There are more: type more.")
	}
}

func (t *talk) sayLine(l widget.Said, row int) {
	if l.Row {
		t.say("%d. %s", row, l.Text)
		return
	}
	t.say("%s", l.Text)
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
	r := t.reading()
	if t.router.Shown().Screen != t.at || !r.Live {
		return
	}
	row, said := 0, false
	for n, l := range r.Lines {
		if l.Row {
			row++
		}
		if t.screens[t.at].told[l.Text] {
			continue
		}
		if !said {
			t.say("") // ends the line of the prompt
		}
		said = true
		t.screens[t.at].told[l.Text], t.screens[t.at].next = true, n+1
		t.sayLine(l, row)
	}
	t.screens[t.at].whole = wholeOf(r)
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
