package linear

import (
	"bufio"
	"context"
	"io"
)

// input gives the lines that are typed, one when it is asked for, so that
// another program can have the terminal in between.
type input struct {
	ask   chan struct{}
	lines chan string // closed at the end of the input
}

func inputOf(ctx context.Context, in io.Reader) *input {
	i := &input{ask: make(chan struct{}, 1), lines: make(chan string)}
	go func() {
		defer close(i.lines)
		scan := bufio.NewScanner(in)
		for {
			select {
			case <-i.ask:
			case <-ctx.Done():
				return
			}
			if !scan.Scan() {
				return
			}
			select {
			case i.lines <- scan.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return i
}

// next asks for a line. It is asked once until one came.
func (i *input) next() <-chan string {
	select {
	case i.ask <- struct{}{}:
	default:
	}
	return i.lines
}
