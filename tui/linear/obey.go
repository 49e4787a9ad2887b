package linear

import (
	"slices"
	"strconv"
	"strings"

	"vedette/tui/command"
	"vedette/tui/place"
)

// silent are the commands that mean nothing where nothing is drawn.
func silent(id command.ID) bool {
	return strings.HasPrefix(string(id), "tab-") || slices.Contains([]command.ID{
		command.Up, command.Down, command.PageUp, command.PageDown, command.Top, command.Bottom, // numbers choose
		command.Mark, command.MarkRange, command.MarkAll, // numbers after a word
		command.Palette, command.Goto, command.Places, command.Help, // the words themselves
		command.NextTab, command.PreviousTab, // sections have names
		command.Preview, command.Zoom, command.HideHints, // of the picture
		command.Mouse, command.Theme, command.Suspend, command.QuitFromInput, command.UnderWay, // of the terminal
	}, id)
}

// obey does what a line says.
func (t *talk) obey(line string) {
	t.unmark()
	if n, err := strconv.Atoi(line); err == nil {
		t.choose(n)
		return
	}
	name, argument, _ := strings.Cut(line, " ")
	argument = strings.TrimSpace(argument)
	switch strings.ToLower(name) {
	case "":
	case "?", "help":
		t.help()
	case "q", "quit", "exit":
		t.run(t.router.Do(command.Quit))
	case "b", "back":
		t.run(t.router.Do(command.Back))
	case "again":
		t.run(t.router.Do(command.Refresh))
		t.settle()
		t.begin(t.reading())
	case "more":
		t.more()
	default:
		t.other(line, name, argument)
	}
}

// other runs a command, brings a section to the front, or goes to a place.
func (t *talk) other(line, name, argument string) {
	c, known := t.command(name)
	rows, rest := t.rowsIn(argument)
	switch {
	case known && (argument == "" || len(rows) > 0 || !place.Known(name)):
		t.perform(c, rows, rest)
	case t.section(line):
	case !place.Known(name) && t.elsewhere(name):
	default:
		t.going = true
		t.run(t.router.GoTo(strings.TrimPrefix(line, ":")))
	}
}

// command is what a word, or a key, means here.
func (t *talk) command(word string) (command.Command, bool) {
	for _, c := range t.router.Shown().Commands {
		if !silent(c.ID) && (strings.EqualFold(string(c.ID), word) || slices.Contains(c.Keys, word)) {
			return c, true
		}
	}
	return command.Command{}, false
}

// elsewhere says where a word means something that means nothing here.
func (t *talk) elsewhere(word string) bool {
	for _, c := range command.Catalog() {
		if strings.EqualFold(string(c.ID), word) && !silent(c.ID) {
			var scopes []string
			for _, s := range c.Scopes {
				scopes = append(scopes, string(s))
			}
			t.say("%s works on: %s.", c.ID, strings.Join(scopes, ", "))
			return true
		}
	}
	return false
}

// section brings the section to the front that a line names.
func (t *talk) section(line string) bool {
	r := t.reading()
	line = strings.TrimPrefix(line, "section ")
	number, _ := strconv.Atoi(line)
	for n, p := range r.Parts {
		if strings.EqualFold(p, line) || number == n+1 {
			t.run(r.Show(n))
			return true
		}
	}
	return false
}

// choose opens a row by its number.
func (t *talk) choose(n int) {
	r := t.reading()
	rows := len(rowsOf(r))
	if n < 1 || n > rows {
		t.say("There is no number %d here; there are %d.", n, rows)
		return
	}
	t.screens[t.at].row = n
	r.GoTo(n - 1)
	t.run(t.router.Do(command.Open))
}

// perform runs a command, about rows where some are named. What else was
// written answers what it asks.
func (t *talk) perform(c command.Command, rows []int, rest string) {
	if len(rows) == 0 && t.needsRows(c) {
		t.say("Which? Name them by numbers: %s 2, or %s 1 3-5.", c.ID, c.ID)
		return
	}
	r := t.reading()
	for _, n := range rows {
		r.GoTo(n)
		if len(rows) > 1 {
			t.run(t.router.Do(command.Mark))
			t.marked = true
		}
	}
	if rest != "" {
		t.given = []string{rest}
	}
	t.run(t.router.Do(c.ID))
}

// needsRows is true for what changes or opens issues of a list: nothing shows
// here which row would be meant.
func (t *talk) needsRows(c command.Command) bool {
	switch c.ID {
	case command.Merge:
		return true
	case command.Undo, command.RunList, command.Refresh:
		return false
	}
	scope := t.router.Shown().Screen.Info().Scope
	return scope == command.Issues && c.In(command.Issues) && c.In(command.Issue)
}

// rowsIn are the rows that a text begins with, counted from 0 ("1 3-5", "2,4",
// "all", "SHOP-1A"), and the rest of it.
func (t *talk) rowsIn(argument string) (rows []int, rest string) {
	var named []string
	for _, l := range rowsOf(t.reading()) {
		word, _, _ := strings.Cut(l.Text, ",")
		named = append(named, strings.ToLower(word))
	}
	rest = argument
	for rest != "" {
		word, after, _ := strings.Cut(strings.TrimLeft(rest, ", "), " ")
		word, comma, _ := strings.Cut(word, ",")
		found := namedBy(strings.ToLower(word), named)
		if found == nil {
			break
		}
		rows = append(rows, found...)
		rest = strings.TrimSpace(comma + " " + after)
	}
	slices.Sort(rows)
	return slices.Compact(rows), rest
}

// namedBy are the rows of a number, a range, a name, or all; nil for none.
func namedBy(word string, named []string) (rows []int) {
	from, to, isRange := strings.Cut(word, "-")
	first, err := strconv.Atoi(from)
	last, errTo := strconv.Atoi(to)
	if !isRange {
		last, errTo = first, nil
	}
	if err != nil || errTo != nil || first < 1 || last > len(named) {
		first, last = 1, 0
	}
	if word == "all" {
		first, last = 1, len(named)
	}
	if n := slices.Index(named, word); n >= 0 {
		first, last = n+1, n+1
	}
	for n := first; n <= last; n++ {
		rows = append(rows, n-1)
	}
	return rows
}

// unmark takes the marks of the command before away.
func (t *talk) unmark() {
	if t.marked && t.router.Shown().Screen.Info().Inner {
		t.run(t.router.Do(command.Back))
		t.settle()
	}
	t.marked = false
}

// help tells what can be typed here.
func (t *talk) help() {
	t.say("A number opens. b goes back. again reads this once more, from the server. more reads on. q quits.")
	t.say("A word does something here; its key does, too:")
	for _, c := range t.router.Shown().Commands {
		if !silent(c.ID) {
			t.say("%s: %s.", c.ID, c.Title)
		}
	}
	if parts := t.reading().Parts; len(parts) > 1 {
		t.say("Sections, by their names: %s.", strings.Join(parts, ", "))
	}
	t.say("In a list, numbers after a word say which: resolve 1 3-5. What else follows answers what is asked: assign 2 me.")
	t.say("An issue's id, the address of a page, or a place goes there. Places:")
	for _, k := range place.Typed() {
		t.say("%s: %s.", strings.TrimSpace(k.Name+" "+k.Args), k.Title)
	}
}
