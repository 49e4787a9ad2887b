package tui

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/tui/screen"
)

// slowWrite is a write that ends when it is let go.
func slowWrite(name string, held chan struct{}, done *[]string) screen.Write {
	nothing := func(*ops.Issue) {}
	return screen.Write{Issues: []text.Word{"1"}, Doing: name, Change: screen.Change{Field: "status", Now: nothing, Undo: nothing},
		Run: func(context.Context, *ops.Ops) (string, error) {
			<-held
			*done = append(*done, name)
			return name + " done", nil
		}}
}

// TestWritesOfAnIssueKeepTheirOrder: resolve and then unresolve must not reach
// the server the other way around.
func TestWritesOfAnIssueKeepTheirOrder(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
	slow, free := make(chan struct{}), make(chan struct{})
	close(free)
	var done []string
	d.update(slowWrite("first", slow, &done))
	d.update(slowWrite("second", free, &done))
	d.until(func() bool { return d.wait == 1 }) // all but the first write
	close(slow)
	d.settle()
	if want := []string{"first", "second"}; !slices.Equal(done, want) {
		t.Errorf("the server saw %q, want %q", done, want)
	}
}

// TestRefusedWriteKeepsNewerChange: taking a change back must not undo the one
// made after it, and that one goes back to what the server really has.
func TestRefusedWriteKeepsNewerChange(t *testing.T) {
	for name, c := range map[string]struct {
		refused func(body string) bool
		want    string
	}{
		"first refused": {func(body string) bool { return strings.Contains(body, "resolved") }, " archived "},
		"both refused":  {func(string) bool { return true }, " escalating "},
		"last refused":  {func(body string) bool { return strings.Contains(body, "ignored") }, " resolved "},
	} {
		t.Run(name, func(t *testing.T) {
			f, held := newFake(), make(chan struct{})
			server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut {
					<-held
					read, _ := io.ReadAll(r.Body)
					body := string(read)
					if c.refused(body) {
						http.Error(w, `{"detail":"no"}`, http.StatusForbidden)
						return
					}
				}
				f.ServeHTTP(w, r)
			})
			d := drive(t, Options{Ops: opsOver(t, server, acme)}, 100, 24)
			d.keys("j")
			d.update(press("r"))
			d.until(func() bool { return strings.Contains(d.picture(), " resolved ") })
			d.update(press("e"))
			d.until(func() bool { return d.m.dialog != nil })
			d.update(press("f"))
			d.until(func() bool { return strings.Contains(d.picture(), " archived ") })
			close(held)
			d.settle()
			row := ""
			for line := range strings.Lines(d.picture()) {
				if strings.Contains(line, "SHOP-2 ") && strings.Contains(line, "KeyError") {
					row = line
				}
			}
			if !strings.Contains(row, c.want) {
				t.Errorf("the row shows %q, want %q", row, c.want)
			}
		})
	}
}

// TestErrorsAreShownSafely: an error may quote what a server said.
func TestErrorsAreShownSafely(t *testing.T) {
	d := drive(t, Options{Ops: opsOver(t, newFake(), acme)}, 100, 24)
	for _, c := range hostile.Small() {
		d.send(screen.Status{Text: "could not: " + c.Text, Bad: true})
		checkInert(t, d)
		nothing := func(*ops.Issue) {}
		d.send(screen.Write{Issues: []text.Word{"1"}, Doing: c.Text, Change: screen.Change{Now: nothing, Undo: nothing, Stands: func(ops.Issue) bool { return true }},
			Run: func(context.Context, *ops.Ops) (string, error) {
				return "", &ops.Error{Hint: c.Text, Err: errors.New(c.Text)}
			}})
		checkInert(t, d)
	}
}
