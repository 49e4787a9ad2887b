package cli

import (
	"errors"
	"testing"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/render"
)

// The question named `local reset` whatever command asked it.
func TestConfirmNamesTheCommandThatAsks(t *testing.T) {
	streams, _, _ := render.Test("no\n")
	streams.InTTY, streams.ErrTTY = true, true
	c := &call{out: streams, cmd: &ucli.Command{Name: "vedette team drop"}}
	err := c.confirm(t.Context(), "This drops it.", "drop")
	var e *ops.Error
	if !errors.As(err, &e) || e.Kind != ops.KindInvalid || e.Op != "team drop" || e.Hint != "vedette team drop --yes" {
		t.Errorf("%#v", err)
	}
}
