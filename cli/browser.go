package cli

import (
	"fmt"

	"vedette/internal/render"
	"vedette/internal/text"
)

// openURL opens an address in the browser. Without a terminal (and without
// BROWSER), or without a browser, it prints the address.
func (c *call) openURL(address string) error {
	shown, err := render.WebAddress(address)
	if err != nil {
		return usage("vedette issue view ISSUE", "%v", err)
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
