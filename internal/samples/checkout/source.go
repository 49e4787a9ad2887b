package main

import (
	"os"
	"strings"

	"github.com/getsentry/sentry-go"
)

// contextLines is how many source lines are sent before and after a frame's own.
const contextLines = 5

// addSource adds source lines to the frames of this program. sentry-go 0.50 no
// longer does so by itself; a binary that is deployed without its source sends
// frames without lines, as here when a file cannot be read.
func addSource(event *sentry.Event, _ *sentry.EventHint) *sentry.Event {
	files := map[string][]string{}
	for i := range event.Exception {
		trace := event.Exception[i].Stacktrace
		if trace == nil {
			continue
		}
		for j := range trace.Frames {
			if frame := &trace.Frames[j]; frame.InApp {
				fillSource(frame, linesOf(files, frame.AbsPath))
			}
		}
	}
	return event
}

// linesOf returns the lines of a source file, each file read once per event.
func linesOf(files map[string][]string, path string) []string {
	lines, known := files[path]
	if !known {
		if raw, err := os.ReadFile(path); err == nil {
			lines = strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
		}
		files[path] = lines
	}
	return lines
}

func fillSource(frame *sentry.Frame, lines []string) {
	at := frame.Lineno - 1
	if at < 0 || at >= len(lines) {
		return
	}
	frame.ContextLine = lines[at]
	frame.PreContext = lines[max(0, at-contextLines):at]
	frame.PostContext = lines[at+1 : min(len(lines), at+1+contextLines)]
}
