package cli

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"runtime"
	"strings"

	"vedette/internal/text"
)

// openURL opens an address in the browser, BROWSER's when it is set. Without a
// terminal, or without a browser, it prints the address. Addresses come from
// the server, so only http and https are opened.
func (c *call) openURL(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return usage("vedette issue view ISSUE", "there is no web page for it")
	}
	shown := text.From(u.String()).String()
	argv := browserCommand(c.app.Env("BROWSER"), runtime.GOOS)
	if c.app.Env("BROWSER") == "" && !c.out.OutTTY {
		argv = nil
	}
	if len(argv) > 0 {
		c.notes.Say("opening " + shown)
		if exec.CommandContext(ctx, argv[0], append(argv[1:], u.String())...).Run() == nil {
			return nil
		}
	}
	_, err = fmt.Fprintln(c.out.Out, shown)
	return err
}

func browserCommand(browser, goos string) []string {
	switch {
	case browser != "":
		return strings.Fields(browser)
	case goos == "darwin":
		return []string{"open"}
	case goos == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	default:
		return []string{"xdg-open"}
	}
}
