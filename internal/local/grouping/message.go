package grouping

import "strings"

// maxMessage bounds in bytes how much of a message is looked at; Sentry's relay
// cuts messages at the same length.
const maxMessage = 8192

// normalizeMessage prepares a message for grouping: its first two lines that
// are not blank, with ids, numbers and dates replaced.
func normalizeMessage(s string) string {
	if len(s) > maxMessage {
		s = strings.ToValidUTF8(s[:maxMessage], "")
	}
	return Parameterize(firstLines(s))
}

// firstLines keeps two lines and marks with dots that it left something out.
func firstLines(s string) string {
	if !strings.ContainsAny(s, "\r\n") && strings.TrimSpace(s) != "" {
		return s
	}
	var kept []string
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n") {
		if strings.TrimSpace(line) != "" {
			if kept = append(kept, line); len(kept) == 2 {
				break
			}
		}
	}
	trimmed := strings.Join(kept, "\n")
	if trimmed != s {
		if trimmed == "" {
			return ""
		}
		trimmed += "..."
	}
	return trimmed
}
