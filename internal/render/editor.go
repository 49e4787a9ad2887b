package render

import (
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Editor is the program that the person edits text with.
type Editor struct{ argv []string }

// EditorOf is the editor that VISUAL or EDITOR names, else the system's.
func EditorOf(env func(string) string) Editor {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if argv := strings.Fields(env(name)); len(argv) > 0 {
			return Editor{argv}
		}
	}
	if runtime.GOOS == "windows" {
		return Editor{[]string{"notepad"}}
	}
	return Editor{[]string{"vi"}}
}

// Name is the program's name without folder and ending.
func (e Editor) Name() string {
	name := strings.ToLower(filepath.Base(filepath.ToSlash(e.argv[0])))
	for _, ending := range []string{".exe", ".cmd", ".bat"} {
		name = strings.TrimSuffix(name, ending)
	}
	return name
}

// Command is the program and its arguments to open a file at a line, which
// counts from 1; 0 is none. Editors have no common way to say a line; one that
// is not known is given the file alone.
func (e Editor) Command(file string, line int) []string {
	argv, n := slices.Clone(e.argv), strconv.Itoa(line)
	if line < 1 {
		return append(argv, file)
	}
	switch e.Name() {
	case "vi", "vim", "nvim", "gvim", "mvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "jed", "mg", "ne", "gedit":
		return append(argv, "+"+n, file)
	case "code", "code-insiders", "codium", "vscodium", "cursor", "windsurf":
		return append(argv, "--goto", file+":"+n)
	case "hx", "helix", "subl", "sublime_text", "zed", "zeditor", "lapce", "atom", "pulsar":
		return append(argv, file+":"+n)
	case "idea", "goland", "pycharm", "webstorm", "phpstorm", "rubymine", "clion", "rider", "rustrover", "studio":
		return append(argv, "--line", n, file)
	case "mate", "kate":
		return append(argv, "-l", n, file)
	case "notepad++":
		return append(argv, "-n"+n, file)
	}
	return append(argv, file)
}
