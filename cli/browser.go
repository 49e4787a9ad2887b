package cli

import (
	"fmt"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// openURL opens an address in the browser. Without a terminal (and without
// BROWSER), or without a browser, it prints the address.
func (c *call) openURL(address string) error {
	shown, err := render.WebAddress(address)
	if err != nil {
		return &ops.Error{Kind: ops.KindNotFound, Op: "usage", Message: text.From("the server has no web page for it"), Hint: "the same command without --web shows it here", Err: err}
	}
	if c.out.OutTTY || c.app.Env("BROWSER") != "" {
		c.notes.Say("opening " + shown)
		if render.OpenURL(c.app.Env)(shown) == nil {
			return nil
		}
	}
	_, err = fmt.Fprintln(c.out.Out, text.From(shown))
	return err
}
