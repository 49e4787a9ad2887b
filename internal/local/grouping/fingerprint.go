package grouping

import (
	"strings"

	"vedette/internal/local/protocol"
)

// fingerprint says how the fingerprint of an event takes part.
type fingerprint int

const (
	fingerprintDefault fingerprint = iota // absent, or only {{ default }}
	fingerprintCustom                     // replaces the default hash
	fingerprintHybrid                     // adds to the default hash
)

func fingerprintKind(values []string) fingerprint {
	defaults := 0
	for _, v := range values {
		if name, ok := variable(v); ok && name == "default" {
			defaults++
		}
	}
	switch {
	case len(values) == 0, len(values) == 1 && defaults == 1:
		return fingerprintDefault
	case defaults == 0:
		return fingerprintCustom
	default:
		return fingerprintHybrid
	}
}

// variable returns the name inside `{{ name }}`.
func variable(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "{{") || !strings.HasSuffix(s, "}}") || len(s) < len("{{}}") {
		return "", false
	}
	name := strings.TrimSpace(s[2 : len(s)-2])
	return name, name != ""
}

// resolveFingerprint replaces the variables of a fingerprint but default.
func resolveFingerprint(e *protocol.Event) []string {
	values := make([]string, len(e.Fingerprint))
	for i, v := range e.Fingerprint {
		if name, ok := variable(v); ok && name != "default" {
			v = resolveVariable(e, name)
		}
		values[i] = v
	}
	return values
}

// salted is the fingerprint with data in the place of {{ default }}.
func salted(e *protocol.Event, data []byte) []byte {
	var b []byte
	for i, v := range resolveFingerprint(e) {
		if name, ok := variable(e.Fingerprint[i]); ok && name == "default" {
			b = append(b, data...)
		} else {
			b = append(b, v...)
		}
	}
	return b
}

// resolveVariable gives the value of a variable, or a placeholder that names
// what is missing.
func resolveVariable(e *protocol.Event, name string) string {
	var raised protocol.Exception
	if n := len(e.Exceptions); n > 0 {
		raised = e.Exceptions[n-1]
	}
	frame := crashFrame(e, false)
	if frame == nil {
		frame = &protocol.Frame{}
	}
	switch name {
	case "transaction":
		return first(e.Transaction, "<no-transaction>")
	case "message":
		return first(e.Message.Formatted, e.Message.Template, raised.Value, "<no-message>")
	case "type", "error.type":
		return first(raised.Type, "<no-type>")
	case "value", "error.value":
		return first(raised.Value, "<no-value>")
	case "function", "stack.function":
		return first(frame.Function, "<no-function>")
	case "path", "stack.abs_path":
		return first(frame.AbsPath, frame.Filename, "<no-abs-path>")
	case "stack.filename":
		return first(frame.Filename, frame.AbsPath, "<no-filename>")
	case "module", "stack.module":
		return first(frame.Module, "<no-module>")
	case "package", "stack.package":
		return first(basename(frame.Package), "<no-package>")
	case "level":
		return first(e.Level, "<no-level>")
	case "logger":
		return first(e.Logger, "<no-logger>")
	}
	if key, ok := strings.CutPrefix(name, "tags."); ok {
		for _, t := range e.Tags {
			if t.Key == key {
				return t.Value
			}
		}
		return "<no-value-for-tag-" + key + ">"
	}
	return "<unrecognized-variable-" + name + ">"
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
