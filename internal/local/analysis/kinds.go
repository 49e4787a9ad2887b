package analysis

import (
	"strings"
)

// The classifications of a root cause, in Sentry's words.
const (
	classCodeFix  = "code_fix"           // change the code
	classAction   = "action_recommended" // something outside of the code has to be done
	classOnlyRoot = "rca_only"           // the evidence does not carry a recommendation
)

// kind is one kind of error: how to recognise it, and what it means. The table is ordered: the first kind that matches wins, so special
// kinds stand before general ones ("cannot read properties of null" is a TypeError, too).
type kind struct {
	name     string
	types    []string          // exception types, lower case, without module
	phrases  []string          // parts of the message, lower case
	means    string            // what such an error says about the program here
	why      string            // the usual reason one step deeper, phrased as an answer to "why"
	check    string            // what to look at first
	class    string            // one of the classifications
	noFix    string            // why code is not the answer; only without classCodeFix
	suspects func(string) bool // tells whether a variable's value (JSON text) can be the culprit; nil = cannot be told
}

// match is the outcome of recognising an error.
type match struct {
	kind
	byType, byPhrase bool
}

// confidence says in words how sure the recognition is.
func (m match) confidence() string {
	switch {
	case m.byType && m.byPhrase:
		return "high: the exception type and its message both say so"
	case m.byType:
		return "good: the exception type says so"
	case m.byPhrase:
		return "fair: the message says so, the exception type does not"
	}
	return "low: neither type nor message is of a known kind"
}

// recognise finds the kind of an error by the type and message of an exception.
func recognise(errorType, message string) match {
	short := strings.ToLower(lastSegment(errorType))
	message = strings.ToLower(cut(message, maxRead))
	for _, k := range kinds() {
		m := match{kind: k}
		for _, t := range k.types {
			m.byType = m.byType || t == short
		}
		for _, p := range k.phrases {
			m.byPhrase = m.byPhrase || strings.Contains(message, p)
		}
		if m.byType || m.byPhrase {
			return m
		}
	}
	if errorType == "" {
		return match{kind: messageKind()}
	}
	return match{kind: customKind()}
}

// lastSegment strips modules and namespaces: java.lang.X, Foo::X, *pkg.X, App\X.
func lastSegment(errorType string) string {
	if i := strings.LastIndexAny(errorType, `.:\/*`); i >= 0 && i < len(errorType)-1 {
		return errorType[i+1:]
	}
	return errorType
}

func customKind() kind {
	return kind{
		name:  "error of the application or a library, of no known kind",
		means: "the code raised this on purpose, at a place that checks for a condition",
		why:   "the condition that the raising code checks for was met",
		check: "the condition right before the raise, and who can make it true",
		class: classCodeFix,
	}
}

func messageKind() kind {
	return kind{
		name:  "message without an exception",
		means: "the program reported something itself; nothing was raised",
		why:   "the code that writes this message was reached",
		check: "the code that writes this message, and whether it is an error at all",
		class: classOnlyRoot,
		noFix: "A message says what the program noticed, not what failed.",
	}
}

// isMissing recognises the ways in which SDKs write a missing value.
func isMissing(value string) bool {
	switch strings.Trim(value, `"`) {
	case "null", "None", "nil", "<nil>", "undefined", "<null>":
		return true
	}
	return false
}

func isZero(value string) bool {
	switch strings.Trim(value, `"`) {
	case "0", "0.0", "-0", "0.00":
		return true
	}
	return false
}

func isNumber(value string) bool {
	value = strings.TrimPrefix(strings.Trim(value, `"`), "-")
	if value == "" {
		return false
	}
	for _, r := range value {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
