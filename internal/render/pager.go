package render

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
)

// pagerFrom reads VEDETTE_PAGER and PAGER; "cat" and the empty word mean none.
func pagerFrom(env func(string) string) (argv, extra []string) {
	command := env("VEDETTE_PAGER")
	if command == "" {
		command = env("PAGER")
	}
	if command == "" {
		command = "less"
	}
	if env("LESS") == "" {
		extra = append(extra, "LESS=FRX")
	}
	if env("LV") == "" {
		extra = append(extra, "LV=-c")
	}
	argv = strings.Fields(command)
	if len(argv) == 0 || argv[0] == "cat" || env("TERM") == "dumb" {
		return nil, nil
	}
	return argv, extra
}

// Page writes text for a person: through the pager when it is longer than the
// terminal, straight to Out otherwise. A pager that cannot be started is no
// reason to show nothing; one that was left early is no error.
func (s *Streams) Page(ctx context.Context, content []byte) error {
	if s.OutTTY && len(s.Pager) > 0 && bytes.Count(content, []byte{'\n'}) >= s.Height {
		cmd := exec.CommandContext(ctx, s.Pager[0], s.Pager[1:]...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(content), s.out.w, s.Err
		cmd.Env = append(os.Environ(), s.PagerEnv...)
		if err := cmd.Start(); err == nil {
			_ = cmd.Wait()
			return ctx.Err()
		}
	}
	_, err := io.Copy(s.Out, bytes.NewReader(content))
	return err
}
