package cli

import (
	"strconv"
	"strings"
	"time"

	"vedette/internal/ops"
)

const untilForms = "escalating, forever, a duration like 30m, 12h or 3d, count:N[/WINDOW], users:N[/WINDOW]"

// parseUntil reads --until: what an archived issue waits for.
func parseUntil(until string, in *ops.IssueEdit) error {
	in.Status = "ignored"
	word, rest, counted := strings.Cut(until, ":")
	switch {
	case until == "escalating":
		in.IgnoreMode = "untilEscalating"
		return nil
	case until == "forever":
		in.IgnoreMode = "forever"
		return nil
	case counted && word == "count":
		in.IgnoreMode = "untilOccurrenceCount"
		return parseThreshold(rest, &in.IgnoreCount, &in.IgnoreWindow)
	case counted && word == "users":
		in.IgnoreMode = "untilUserCount"
		return parseThreshold(rest, &in.IgnoreUsers, &in.IgnoreUsersWin)
	}
	in.IgnoreMode = "forDuration"
	return parseMinutes(until, &in.IgnoreMinutes)
}

// parseThreshold reads N or N/WINDOW.
func parseThreshold(s string, number, window *int) error {
	count, within, windowed := strings.Cut(s, "/")
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || n > 1_000_000 {
		return usage(untilForms, "--until: %q is not a number from 1 to 1000000", count)
	}
	*number = n
	if !windowed {
		return nil
	}
	return parseMinutes(within, window)
}

// parseMinutes reads a duration of whole minutes: 90m, 12h, 3d, 2w, 1h30m.
func parseMinutes(s string, to *int) error {
	d, err := time.ParseDuration(s)
	if err != nil && len(s) > 1 {
		if n, numErr := strconv.Atoi(s[:len(s)-1]); numErr == nil && n > 0 && n < 10_000 {
			switch s[len(s)-1] {
			case 'd':
				d, err = time.Duration(n)*24*time.Hour, nil
			case 'w':
				d, err = time.Duration(n)*7*24*time.Hour, nil
			}
		}
	}
	if err != nil || d < time.Minute || d%time.Minute != 0 {
		return usage(untilForms, "--until: %q is not a duration of whole minutes", s)
	}
	*to = int(d / time.Minute)
	return nil
}
