package event

import (
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// Curl is the request of an event as a command for a shell; "" where it cannot
// be one. Every word is a stranger's: what curl would take for more than text (a
// file, an option) is left out, and secrets stay masked.
func Curl(r *ops.Request) string {
	if r == nil {
		return ""
	}
	address := r.URL.String()
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return ""
	}
	if !strings.Contains(address, "?") {
		address += query(r.Query)
	}
	words := []string{"curl --globoff"}
	if m := string(r.Method); m != "" && m != "GET" && isToken(m) {
		words = append(words, "--request "+m)
	}
	for _, h := range r.Headers {
		name := strings.ToLower(h[0].String())
		if isToken(name) && name != "content-length" && name != "host" {
			words = append(words, "--header "+shellWord(h[0].String()+": "+h[1].String()))
		}
	}
	if !r.Data.IsZero() {
		words = append(words, "--data-raw "+shellWord(text.From(text.MaskSecrets(r.Data.String())).String()))
	}
	return strings.Join(append(words, "--url "+shellWord(address)), " \\\n  ")
}

func query(pairs [][2]text.Untrusted) string {
	var parts []string
	escape := strings.NewReplacer("%", "%25", "&", "%26", "#", "%23", " ", "%20", "+", "%2B", "=", "%3D")
	for _, p := range pairs {
		parts = append(parts, escape.Replace(p[0].String())+"="+escape.Replace(p[1].String()))
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// isToken is true for what HTTP allows as a method or the name of a header, as
// far as it is in use.
func isToken(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// shellWord quotes s for a shell.
func shellWord(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
