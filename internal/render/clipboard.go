package render

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// Clipboard returns how a text is put on the clipboard of the desktop that this
// runs on; nil where there is none or no program for it. Over ssh the desktop is
// another machine's, which the terminal alone can reach.
func Clipboard(env func(string) string) func(ctx context.Context, s string) error {
	if env("SSH_CONNECTION") != "" || env("SSH_TTY") != "" {
		return nil
	}
	argv := clipboardCommand(env, runtime.GOOS, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if argv == nil {
		return nil
	}
	return func(ctx context.Context, s string) error {
		const patience = 3 * time.Second
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.Stdin, cmd.SysProcAttr = strings.NewReader(s), ownSession()
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("copy with %s: %w", argv[0], err)
		}
		return nil
	}
}

// clipboardCommand is the first program that there is. Windows has none that
// takes UTF-8; its terminals take the text themselves.
func clipboardCommand(env func(string) string, goos string, there func(string) bool) []string {
	var known [][]string
	if goos == "darwin" {
		known = append(known, []string{"pbcopy"})
	}
	if env("WAYLAND_DISPLAY") != "" {
		known = append(known, []string{"wl-copy"})
	}
	if env("DISPLAY") != "" {
		known = append(known, []string{"xclip", "-selection", "clipboard"}, []string{"xsel", "--clipboard", "--input"})
	}
	for _, argv := range known {
		if there(argv[0]) {
			return argv
		}
	}
	return nil
}
