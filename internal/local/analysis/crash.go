package analysis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vedette/internal/local/protocol"
)

// crash is where and how the program failed, as the event tells it.
type crash struct {
	raised *protocol.Exception // what the program saw last; nil for messages
	origin *protocol.Exception // the cause at the start of the chain; equals raised without a chain
	frame  *protocol.Frame     // where to look first; nil without a stack
	ours   bool                // frame is the application's own code
	reader string              // expression on the source line that gave the bad value; empty when it cannot be told
	vars   []variable          // of frame, those on the source line first
}

// variable is one local variable of a frame, its value as JSON text.
type variable struct {
	name, value string
	onLine      bool // named on the source line
}

// maxVars bounds the variables that are shown.
const maxVars = 8

// readCrash finds the frame to look at. A chain of exceptions is followed back to its cause, because the frame that wraps an error is seldom
// the one to change; it stops at an exception that was merely being handled when another one was raised.
func readCrash(e *protocol.Event) crash {
	var c crash
	if n := len(e.Exceptions); n > 0 {
		c.raised = &e.Exceptions[n-1]
		c.origin = c.raised
		for i := n - 2; i >= 0; i-- {
			if m := e.Exceptions[i].Mechanism; m != nil && m.Source == "__context__" {
				break
			}
			c.origin = &e.Exceptions[i]
		}
		c.frame = newestInApp(c.origin.Stacktrace)
	}
	if c.frame == nil {
		c.frame = e.CrashFrame()
	}
	if c.frame == nil {
		return c
	}
	c.ours = c.frame.InApp != nil && *c.frame.InApp
	c.vars = variables(c.frame)
	if c.origin != nil {
		c.reader = readExpression(cut(c.frame.ContextLine, maxRead), c.origin.Value)
	}
	return c
}

func newestInApp(s *protocol.Stacktrace) *protocol.Frame {
	if s == nil {
		return nil
	}
	for i := len(s.Frames) - 1; i >= 0; i-- {
		if f := &s.Frames[i]; f.InApp != nil && *f.InApp {
			return f
		}
	}
	return nil
}

// place names a frame: function, file and line.
func place(f *protocol.Frame) string {
	file := f.Filename
	if file == "" {
		file = f.AbsPath
	}
	if file == "" {
		file = f.Module
	}
	if f.Line > 0 {
		file = fmt.Sprintf("%s:%d", file, f.Line)
	}
	if f.Function == "" {
		return code(file)
	}
	return code(f.Function) + " (" + code(file) + ")"
}

// variables lists the frame's variables, those that the source line names first.
func variables(f *protocol.Frame) []variable {
	var all []variable
	source := cut(f.ContextLine, maxRead)
	for _, name := range slices.Sorted(maps.Keys(f.Vars)) {
		all = append(all, variable{name: name, value: compact(f.Vars[name]), onLine: hasWord(source, name)})
	}
	slices.SortStableFunc(all, func(a, b variable) int {
		if a.onLine == b.onLine {
			return 0
		}
		if a.onLine {
			return -1
		}
		return 1
	})
	return all[:min(len(all), maxVars)]
}

func compact(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

// hasWord tells whether name stands in source as an identifier of its own.
func hasWord(source, name string) bool {
	for from := 0; name != ""; {
		i := strings.Index(source[from:], name)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(name)
		if (start == 0 || !isIdentifier(source[start-1])) && (end == len(source) || !isIdentifier(source[end])) {
			return true
		}
		from = start + 1
	}
	return false
}

func isIdentifier(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// readExpression finds what the member that the error message names is read from: "reading 'total'" and "x = cart.order.total" give
// "cart.order". It is empty when the message names no member or the line does not read it.
func readExpression(source, message string) string {
	member := lastQuoted(message)
	if member == "" {
		return ""
	}
	for _, access := range []string{"?." + member, "." + member, "->" + member, `["` + member + `"]`, `['` + member + `']`} {
		at := strings.Index(source, access)
		if at < 0 || isIdentifier(access[len(access)-1]) && at+len(access) < len(source) && isIdentifier(source[at+len(access)]) {
			continue
		}
		start := at
		for start > 0 && (isIdentifier(source[start-1]) || strings.IndexByte(".?@", source[start-1]) >= 0) {
			start--
		}
		return strings.Trim(source[start:at], ".?")
	}
	return ""
}

// lastQuoted is the last word in quotes, the way messages name a member: 'NoneType' object has no attribute 'total'.
func lastQuoted(message string) string {
	end := strings.LastIndexAny(message, "'\"`")
	if end <= 0 {
		return ""
	}
	start := strings.LastIndexAny(message[:end], "'\"`")
	if start < 0 {
		return ""
	}
	word := message[start+1 : end]
	for i := range len(word) {
		if !isIdentifier(word[i]) {
			return ""
		}
	}
	return word
}

// describe tells the crash for the reader of a run.
func (c crash) describe(e *protocol.Event) string {
	var parts []string
	if c.raised != nil {
		parts = append(parts, fmt.Sprintf("The program raised %s: %s.", code(c.raised.Type), code(c.raised.Value)))
	} else if e.Message.Formatted != "" {
		parts = append(parts, "The event is a message: "+code(e.Message.Formatted)+".")
	}
	if c.origin != c.raised {
		parts = append(parts, fmt.Sprintf("It was caused by %s: %s, at the start of a chain of %d exceptions.",
			code(c.origin.Type), code(c.origin.Value), len(e.Exceptions)))
	}
	if c.frame == nil {
		return paragraphs(strings.Join(parts, "\n"), "**Missing:** the event has no stack trace, so no place in the code is known.")
	}
	whose := "in the application's own code"
	if !c.ours {
		whose = "not marked as the application's own code"
	}
	parts = append(parts, fmt.Sprintf("Crash frame: %s, %s.", place(c.frame), whose))
	var vars []string
	for _, v := range c.vars {
		note := ""
		if v.onLine {
			note = " (used on the crash line)"
		}
		vars = append(vars, code(v.name)+" = "+code(v.value)+note)
	}
	if len(vars) == 0 {
		vars = []string{"**Missing:** the SDK sent no variables for this frame."}
	}
	return paragraphs(strings.Join(parts, "\n"), bullets(vars))
}
