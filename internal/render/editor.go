package render

import (
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Editor is the program that the person edits text with.
type Editor struct{ argv []string }

// EditorOf is the editor that VISUAL or EDITOR names, else the system's.
func EditorOf(env func(string) string) Editor {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if argv := words(env(name)); len(argv) > 0 {
			return Editor{argv}
		}
	}
	if runtime.GOOS == "windows" {
		return Editor{[]string{"notepad"}}
	}
	return Editor{[]string{"vi"}}
}

// words splits a command at its spaces, but not within quotes: a program's folder
// may have spaces in its name.
func words(command string) []string {
	var out []string
	var quote rune
	begun := false
	for _, r := range command {
		switch {
		case r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
			if !begun {
				out, begun = append(out, ""), true
			}
		case quote == 0 && unicode.IsSpace(r):
			begun = false
		default:
			if !begun {
				out, begun = append(out, ""), true
			}
			out[len(out)-1] += string(r)
		}
	}
	return out
}

// Name is the program's name without folder and ending.
func (e Editor) Name() string {
	name := strings.ToLower(filepath.Base(filepath.ToSlash(e.argv[0])))
	for _, ending := range []string{".exe", ".cmd", ".bat"} {
		name = strings.TrimSuffix(name, ending)
	}
	return name
}

// manner is how an editor is told a file and a line: FILE and LINE are put in.
// One with a window of its own needs no terminal; wait is what makes it stay
// until the file is closed.
type manner struct {
	at     []string
	window bool
	wait   string
}

// manner is the editor's; one that is not known is given the file alone.
func (e Editor) manner() manner {
	switch e.Name() {
	case "vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "jed", "mg", "ne":
		return manner{at: []string{"+LINE", "FILE"}}
	case "hx", "helix":
		return manner{at: []string{"FILE:LINE"}}
	case "gvim", "mvim":
		return manner{at: []string{"+LINE", "FILE"}, window: true, wait: "--nofork"}
	case "gedit", "gnome-text-editor":
		return manner{at: []string{"+LINE", "FILE"}, window: true, wait: "--wait"}
	case "code", "code-insiders", "codium", "vscodium", "cursor", "windsurf":
		return manner{at: []string{"--goto", "FILE:LINE"}, window: true, wait: "--wait"}
	case "subl", "sublime_text", "zed", "zeditor", "lapce", "atom", "pulsar":
		return manner{at: []string{"FILE:LINE"}, window: true, wait: "--wait"}
	case "idea", "goland", "pycharm", "webstorm", "phpstorm", "rubymine", "clion", "rider", "rustrover", "studio":
		return manner{at: []string{"--line", "LINE", "FILE"}, window: true, wait: "--wait"}
	case "mate":
		return manner{at: []string{"-l", "LINE", "FILE"}, window: true, wait: "--wait"}
	case "kate":
		return manner{at: []string{"-l", "LINE", "FILE"}, window: true, wait: "--block"}
	case "notepad++":
		return manner{at: []string{"-nLINE", "FILE"}, window: true, wait: "-multiInst"}
	case "notepad":
		return manner{at: []string{"FILE"}, window: true}
	}
	return manner{at: []string{"FILE"}}
}

// Windowed reports whether the editor opens a window of its own.
func (e Editor) Windowed() bool { return e.manner().window }

// Command is the program and its arguments to open a file at a line, which
// counts from 1; 0 is none.
func (e Editor) Command(file string, line int) []string {
	argv := slices.Clone(e.argv)
	if line < 1 {
		return append(argv, file)
	}
	for _, word := range e.manner().at {
		if word == "--goto" && (slices.Contains(argv, "-g") || slices.Contains(argv, word)) {
			continue // the person has said it already
		}
		argv = append(argv, strings.NewReplacer("FILE", file, "LINE", strconv.Itoa(line)).Replace(word))
	}
	return argv
}

// Wait is the program and its arguments to edit a file; it ends when the file
// was closed.
func (e Editor) Wait(file string) []string {
	argv := slices.Clone(e.argv)
	if wait := e.manner().wait; wait != "" && !slices.Contains(argv, wait) {
		argv = append(argv, wait)
	}
	return append(argv, file)
}
