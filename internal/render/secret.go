package render

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// maxSecret bounds what is read from standard input.
const maxSecret = 64 << 10

// Secret reads a secret from standard input: without echo after a prompt on a
// terminal, else all there is. When ctx ends first, the terminal shows again
// what is typed.
func (s *Streams) Secret(ctx context.Context, prompt string) (string, error) {
	file, ok := s.In.(*os.File)
	if !ok || !s.InTTY {
		data, err := io.ReadAll(io.LimitReader(s.In, maxSecret))
		if err != nil {
			return "", fmt.Errorf("read standard input: %w", err)
		}
		return string(data), nil
	}
	fd := int(file.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	_, _ = io.WriteString(s.Err, prompt)
	defer func() { _, _ = io.WriteString(s.Err, "\n") }()
	type typed struct {
		secret []byte
		err    error
	}
	done := make(chan typed, 1)
	go func() {
		secret, err := term.ReadPassword(fd)
		done <- typed{secret, err}
	}()
	select {
	case t := <-done:
		return string(t.secret), t.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}
