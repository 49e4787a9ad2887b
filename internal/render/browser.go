package render

import (
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"runtime"
	"strings"
)

// OpenURL returns how addresses are opened: with BROWSER when it is set, else
// the system's way. Addresses come from servers, so only http and https ones
// are opened.
func OpenURL(env func(string) string) func(address string) error {
	argv := browserCommand(env("BROWSER"), runtime.GOOS)
	return func(address string) error {
		u, err := WebAddress(address)
		if err != nil {
			return err
		}
		if out, err := exec.Command(argv[0], append(argv[1:len(argv):len(argv)], u)...).CombinedOutput(); err != nil {
			return fmt.Errorf("open the browser (%s): %w: %s", argv[0], err, strings.TrimSpace(string(out)))
		}
		return nil
	}
}

// Desktop reports whether this machine has a desktop that a browser can open
// on.
func Desktop(env func(string) string) bool {
	switch runtime.GOOS {
	case "darwin", "windows":
		return true
	}
	return env("DISPLAY") != "" || env("WAYLAND_DISPLAY") != ""
}

// WebAddress is an absolute http or https address in its encoded form, which
// is safe to print and to pass to a program.
func WebAddress(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", errors.New("there is no web page for it")
	}
	return u.String(), nil
}

func browserCommand(browser, goos string) []string {
	argv := strings.Fields(browser)
	switch {
	case len(argv) > 0:
		return argv
	case goos == "darwin":
		return []string{"open"}
	case goos == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	default:
		return []string{"xdg-open"}
	}
}
