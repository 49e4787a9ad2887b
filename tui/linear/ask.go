package linear

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// follow goes on with what a line began until nothing more is asked, and reads
// out the screen where it is another one, or says something else.
func (t *talk) follow() {
	for t.settle(); !t.ended; t.settle() {
		shown := t.router.Shown()
		switch {
		case shown.Dialog != nil:
			t.router.Answered()
			next := t.ask(shown.Dialog)
			t.spoke = next == nil
			t.run(next)
		case shown.Screen.Info().Typing:
			t.askText()
		default:
			if len(t.given) > 0 {
				t.say("Not used: %s", text.From(strings.Join(t.given, " ")))
				t.given = nil
			}
			t.conclude(shown.Screen)
			return
		}
	}
}

// conclude reads out what a line has changed.
func (t *talk) conclude(now screen.Screen) {
	if now != t.at {
		t.show()
		return
	}
	switch r, before := t.reading(), t.screens[now]; {
	case r.Front != before.front:
		t.begin(r)
	case r.Live:
		t.news()
	case t.spoke:
	case t.going, wholeOf(r) != before.whole:
		t.begin(r)
	default:
		if title := t.title(r, now.Info()); title != before.title {
			before.title = title
			t.say("%s", title)
		}
	}
}

// answer is what was given with the command, else the next line. False where
// nothing is answered.
func (t *talk) answer(prompt string) (string, bool) {
	if len(t.given) > 0 {
		first := t.given[0]
		t.given = t.given[1:]
		return first, true
	}
	line, more := t.line(prompt)
	t.ended = t.ended || !more
	return strings.TrimRight(line, " \r"), more
}

// ask puts a dialog into words.
func (t *talk) ask(d widget.Dialog) tea.Cmd {
	switch d := d.(type) {
	case *widget.Menu:
		return t.askMenu(d)
	case *widget.Picker:
		return t.askPicker(d)
	case *widget.Prompt:
		return t.askPrompt(d)
	}
	t.say("This cannot be asked in plain lines.")
	return nil
}

const leave = "Nothing was chosen."

func (t *talk) askMenu(m *widget.Menu) tea.Cmd {
	if len(t.given) == 0 {
		t.say("%s", plain(m.Title))
		for _, note := range m.Note {
			t.say("%s", plain(note))
		}
		for n, c := range m.Choices {
			t.say("%d. %s", n+1, widget.Spoken(c.Title))
		}
	}
	for {
		line, ok := t.answer("Number or words, empty for none: ")
		if !ok || line == "" {
			t.say(leave)
			return nil
		}
		if c := chosen(m.Choices, line); c != nil {
			return c.Run()
		}
		t.say("%q is none of the %d choices.", text.From(line), len(m.Choices))
	}
}

// chosen is the choice that a line names by its number, its title, the only
// title with these words, or its key; nil for none.
func chosen(choices []widget.Choice, line string) *widget.Choice {
	if n, err := strconv.Atoi(line); err == nil {
		if n < 1 || n > len(choices) {
			return nil
		}
		return &choices[n-1]
	}
	var found *widget.Choice
	for n, c := range choices {
		switch title := strings.ToLower(c.Title); {
		case title == strings.ToLower(line), c.Key == line:
			return &choices[n]
		case strings.HasPrefix(title, strings.ToLower(line)) && found == nil:
			found = &choices[n]
		}
	}
	for n, c := range choices {
		if found == nil && strings.Contains(strings.ToLower(c.Title), strings.ToLower(line)) {
			found = &choices[n]
		}
	}
	return found
}

// maxPicks is how many choices of a picker are read out.
const maxPicks = 20

func (t *talk) askPicker(p *widget.Picker) tea.Cmd {
	if len(t.given) == 0 {
		t.say("%s", plain(p.Title))
	}
	if p.Wait != "" {
		t.say("%s", plain(p.Wait))
	}
	picks := p.Matches("")
	for {
		if len(t.given) == 0 {
			for n, pick := range picks[:min(len(picks), maxPicks)] {
				t.say("%d. %s", n+1, strings.TrimSuffix(pick.Title+", "+pick.Note, ", "))
			}
			if left := len(picks) - maxPicks; left > 0 {
				t.say("There are %d more: type a part of the name.", left)
			}
		}
		line, ok := t.answer("Number or a part of the name, empty for none: ")
		if !ok || line == "" {
			t.say(leave)
			return nil
		}
		if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(picks) {
			return picks[n-1].Run()
		}
		found := p.Matches(line)
		if len(found) > 0 && (len(found) == 1 || strings.EqualFold(found[0].Title, line)) {
			return found[0].Run()
		}
		if len(found) == 0 {
			t.say("Nothing matches %q.", text.From(line))
			continue
		}
		picks = found
	}
}

func (t *talk) askPrompt(p *widget.Prompt) tea.Cmd {
	if len(t.given) > 0 {
		line, _ := t.answer("")
		return p.Submit(line)
	}
	t.say("%s", plain(p.Title))
	if p.Note != "" {
		t.say("%s", plain(p.Note))
	}
	before := p.Editor.Text()
	if before != "" {
		t.say("It is now:")
		for _, l := range text.From(before).Lines() {
			t.say("%s", l)
		}
	}
	if p.Multi {
		return t.askLines(p, before)
	}
	if line, ok := t.answer("Text, empty for none: "); ok && line != "" {
		return p.Submit(line)
	}
	t.say(leave)
	return nil
}

// askLines takes a text of several lines.
func (t *talk) askLines(p *widget.Prompt, before string) tea.Cmd {
	help := "Write lines; a line with only a full stop sends them, one with only a minus leaves it."
	if p.Elsewhere != nil {
		help += " One with only an e goes on in your editor."
	}
	t.say("%s", help)
	var lines []string
	for {
		line, ok := t.answer("text> ")
		written := strings.TrimSpace(strings.Join(lines, "\n"))
		if written == "" {
			written = before
		}
		switch {
		case !ok, line == "-", line == "." && written == "":
			t.say(leave)
			return nil
		case line == ".":
			return p.Submit(written)
		case line == "e" && p.Elsewhere != nil:
			return p.Elsewhere(written)
		}
		lines = append(lines, line)
	}
}

// askText writes the line that the screen has open, such as a search.
func (t *talk) askText() {
	if trouble := t.reading().Trouble; trouble != "" {
		t.say("%s", plain(trouble))
	}
	line, ok := t.answer("Text, - for an empty one, nothing to leave it: ")
	if !ok || line == "" {
		t.run(t.router.Update(tea.KeyPressMsg{Code: tea.KeyEscape}))
		return
	}
	t.spoke = false
	t.run(t.router.Update(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})) // what stood there
	if line != "-" {
		t.run(t.router.Update(tea.PasteMsg{Content: line}))
	}
	t.run(t.router.Update(tea.KeyPressMsg{Code: tea.KeyEnter}))
}
