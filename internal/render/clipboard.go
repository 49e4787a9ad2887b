package render

import (
	"context"
	"encoding/binary"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"
	"unicode/utf16"
)

// Clipboard returns how a text is put where other programs on this machine find
// it, and which program took it; nil where there is none. Over ssh the desktop is
// another machine's, which only the terminal can reach, or tmux in its name.
func Clipboard(env func(string) string) func(ctx context.Context, s string) (by string, err error) {
	way, ok := clipboardProgram(env, runtime.GOOS, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if !ok {
		return nil
	}
	return func(ctx context.Context, s string) (string, error) {
		const patience = 3 * time.Second
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		name := way.argv[0]
		cmd := exec.CommandContext(ctx, name, way.argv[1:]...)
		cmd.Stdin, cmd.SysProcAttr = strings.NewReader(way.encoded(s)), ownSession()
		if err := cmd.Run(); err != nil {
			return "", fmt.Errorf("copy with %s: %w", name, err)
		}
		return name, nil
	}
}

// clipboardWay is a program that takes a text on its standard input.
type clipboardWay struct {
	argv  []string
	utf16 bool // with a byte order mark, as Windows' own wants it
}

func (w clipboardWay) encoded(s string) string {
	if !w.utf16 {
		return s
	}
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return string(out)
}

// clipboardProgram is the first that there is. tmux hands on to the terminal what
// it is given, but by default not what a program in it writes.
func clipboardProgram(env func(string) string, goos string, there func(string) bool) (clipboardWay, bool) {
	var known []clipboardWay
	add := func(when bool, argv ...string) {
		if when {
			known = append(known, clipboardWay{argv: argv, utf16: strings.HasPrefix(argv[0], "clip")})
		}
	}
	here := env("SSH_CONNECTION") == "" && env("SSH_TTY") == "" && env("SSH_CLIENT") == ""
	add(here && goos == "darwin", "pbcopy")
	add(here && goos == "windows", "clip")
	add(here && env("WSL_DISTRO_NAME") != "", "clip.exe")
	add(here && env("WAYLAND_DISPLAY") != "", "wl-copy")
	add(here && env("DISPLAY") != "", "xclip", "-selection", "clipboard")
	add(here && env("DISPLAY") != "", "xsel", "--clipboard", "--input")
	add(env("TMUX") != "", "tmux", "load-buffer", "-w", "-")
	for _, way := range known {
		if there(way.argv[0]) {
			return way, true
		}
	}
	return clipboardWay{}, false
}
