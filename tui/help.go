package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/place"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// help is the page of everything that can be done on the screen below it.
type help struct {
	widget.Scroll
	entries []helpEntry
	paint   widget.Paint
	search  widget.Find
}

// helpEntry is one line; an entry without keys is a heading, or a warning.
type helpEntry struct {
	keys, title string
	warns       bool
}

// layoutHelp writes the help page for the top screen, if help is shown.
func (m *model) layoutHelp() {
	if m.help == nil {
		return
	}
	h := m.help
	h.paint, h.entries = m.paint, nil
	if len(m.problems) > 0 {
		h.entries = append(h.entries, helpEntry{title: "Keys of the settings that do not count"})
	}
	for _, problem := range m.problems {
		for _, line := range widget.Wrap(text.From(problem.Error()).String(), max(m.width-4, 1)) {
			h.entries = append(h.entries, helpEntry{title: line, warns: true})
		}
	}
	h.entries = append(h.entries, helpEntry{title: "Keys here"})
	for _, c := range m.bindings.For(m.top().Info().Scope) {
		if len(c.Keys) > 0 {
			h.entries = append(h.entries, helpEntry{keys: c.Labels(), title: c.Title})
		}
	}
	h.entries = append(h.entries, helpEntry{title: "Places"})
	for _, k := range place.Typed() {
		h.entries = append(h.entries, helpEntry{keys: strings.TrimSpace(":" + k.Name + " " + k.Args), title: k.Title})
	}
	h.draw()
	h.Resize(m.bodySize().Height - 1)
}

// draw writes the entries that match the search.
func (h *help) draw() {
	p, wanted := h.paint, strings.ToLower(h.search.Text())
	var lines []string
	for _, e := range h.entries {
		switch {
		case wanted != "" && !strings.Contains(strings.ToLower(e.keys+" "+e.title), wanted):
		case e.keys != "":
			lines = append(lines, "  "+p.In(themes.Key, widget.Fit(e.keys, 18))+" "+p.In(themes.Text, e.title))
		case e.warns:
			lines = append(lines, "  "+p.In(themes.Warning, e.title))
		case wanted == "":
			lines = append(lines, "", " "+p.In(themes.Title, e.title))
		}
	}
	if wanted == "" && len(lines) > 0 {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		lines = []string{" " + p.In(themes.Muted, "no key does this")}
	}
	h.Set(widget.Text(lines))
}

// view draws the page, and the search below it.
func (h *help) view(p widget.Paint, width, height int) string {
	last := p.In(themes.Muted, widget.Cut(" / searches · any other key closes this page", width))
	if h.search.Active() {
		last = h.search.Line(p, "search", "esc clears", width)
	}
	if height < 2 {
		return h.View(width)
	}
	return h.View(width) + "\n" + widget.Cut(last, width)
}

// key scrolls and searches; true when the page is to be closed.
func (h *help) key(key tea.KeyPressMsg) (closed bool) {
	name := key.String()
	if h.search.Typing {
		h.search.Key(key)
		h.draw()
		return false
	}
	switch name {
	case "/":
		h.search.Typing = true
	case "j", "down":
		h.Move(1)
	case "k", "up":
		h.Move(-1)
	case "pgdown", "ctrl+d", "space":
		h.Page(1)
	case "pgup", "ctrl+u":
		h.Page(-1)
	case "g", "home":
		h.Home()
	case "G", "end":
		h.End()
	default:
		return true
	}
	return false
}

// paste inserts text into the search.
func (h *help) paste(s string) {
	if h.search.Typing {
		h.search.Editor.InsertLine(s)
		h.draw()
	}
}

// tellProblems says at the start what is wrong with the wished keys: which, as
// far as there is room, and where the rest is read.
func (m *model) tellProblems() tea.Cmd {
	if len(m.problems) == 0 {
		return nil
	}
	var said []string
	for _, problem := range m.problems {
		said = append(said, problem.Error())
	}
	line := "[tui.keys]"
	if len(said) > 1 {
		line += ": " + strconv.Itoa(len(said)) + " problems"
	}
	return screen.Complain(line + " (" + m.bindings.Key(command.Help) + " lists them): " + strings.Join(said, "; "))
}

// KeysReference is the page of all keys and places, in Markdown.
func KeysReference() string {
	var b strings.Builder
	b.WriteString("# Keys of the terminal interface\n\n" +
		"The first column is what is pressed, the second what happens, the third the command's name for `[tui.keys]` in the settings\n" +
		"file: `resolve = [\"ctrl+r\", \"f2\"]` gives it other keys, `resolve = \"\"` none, `\"ctrl+x i\"` is two presses. A key that would mean two\n" +
		"things in one place is told at the start, and the commands it names keep their usual keys.\n")
	for _, scope := range command.Scopes() {
		b.WriteString("\n## " + scope.Title() + "\n\n| key | what happens | command |\n| --- | --- | --- |\n")
		for _, c := range command.Usual().All() {
			if c.In(scope) {
				b.WriteString("| " + codes(c.Keys) + " | " + c.Title + " | " + string(c.ID) + " |\n")
			}
		}
	}
	b.WriteString("\n## Places\n\n`:` goes to a place by its name, to an issue by its id (`:SHOP-1A`), or to a page of Sentry by its pasted address.\n" +
		"`tab` completes.\n\n| line | other names | where it leads |\n| --- | --- | --- |\n")
	for _, k := range place.Typed() {
		b.WriteString("| `:" + strings.TrimSpace(k.Name+" "+k.Args) + "` | " + strings.Join(k.Aliases, ", ") + " | " + k.Title + " |\n")
	}
	b.WriteString("\n## While typing\n\n`enter` sends (`ctrl+d` in a comment), `esc` gives up, `ctrl+w` deletes a word, `ctrl+u` the line; `left`, `right`, `home` and\n" +
		"`end` move. `ctrl+c` quits from everywhere and cannot be given to another command.\n")
	return b.String()
}

// codes are keys in Markdown; a bar would end the table's cell.
func codes(keys []string) string {
	var out []string
	for _, k := range keys {
		out = append(out, "`"+strings.ReplaceAll(command.Label(k), "|", "\\|")+"`")
	}
	return strings.Join(out, " ")
}
