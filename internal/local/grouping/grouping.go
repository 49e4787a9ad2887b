// Package grouping decides which issue an event belongs to and what that issue
// is called, the way Sentry does, so that a local issue list looks like the one
// the same events would make on Sentry: same issues, same titles, same culprits.
//
// The algorithm is the one of src/sentry/grouping in getsentry/sentry,
// configuration newstyle:2026-01-20: a checksum or fingerprint of the event, or
// else the first strategy that finds something to group by. Hashes are MD5 over
// the contributing values in the same order, so that simple events get the very
// hashes that Sentry computes.
package grouping

import (
	"crypto/md5" //nolint:gosec // an identifier in Sentry's format, not a protection
	"encoding/hex"
	"strings"

	"vedette/internal/local/protocol"
)

// Names of the variants of a hash, as in Sentry's grouping info.
const (
	VariantApp      = "app"                // in-app frames only
	VariantSystem   = "system"             // all frames
	VariantDefault  = "default"            // without a stack trace
	VariantCustom   = "custom_fingerprint" // the event's fingerprint
	VariantChecksum = "checksum"           // the event's checksum
	VariantHashed   = "hashed_checksum"    // MD5 of a checksum of another form
	VariantFallback = "fallback"           // nothing to group by
)

// Result says which issue an event belongs to.
type Result struct {
	// Hashes has one element at least; the first is the primary one. The event
	// belongs to the issue that any of them is known for.
	Hashes []Hash
	// Strategy is what decided: checksum, fingerprint, chained-exception,
	// exception, threads, stacktrace, csp, message or fallback.
	Strategy string
	// Explanation is one sentence for a person.
	Explanation string
}

// Hash identifies an issue.
type Hash struct {
	Variant string // one of the Variant constants
	Value   string // 32 lower-case hexadecimal digits
}

// contribution is what one variant adds to a hash.
type contribution struct {
	present bool // the variant exists, even with nothing in it
	stack   bool // frames are part of it
	data    []byte
}

func (c contribution) contributes() bool { return len(c.data) > 0 }

// outcome is what a strategy found; system is not present for strategies
// without a stack trace.
type outcome struct {
	strategy, explanation string
	app, system           contribution
	stackless             bool // app is really the default variant
}

// Group computes the hashes of an event. It does not change the event.
func Group(e *protocol.Event) Result {
	if e.Checksum != "" {
		return checksum(e.Checksum)
	}
	kind := fingerprintKind(e.Fingerprint)
	if kind == fingerprintCustom {
		values := strings.Join(resolveFingerprint(e), "")
		return Result{
			Hashes:      []Hash{{VariantCustom, sum([]byte(values))}},
			Strategy:    "fingerprint",
			Explanation: "The event's own fingerprint decides.",
		}
	}
	o := strategies(e)
	if !o.app.contributes() && !o.system.contributes() {
		return Result{
			Hashes:      []Hash{{VariantFallback, sum(nil)}},
			Strategy:    "fallback",
			Explanation: "The event has nothing to group by.",
		}
	}
	r := Result{Strategy: o.strategy, Explanation: o.explanation}
	if kind == fingerprintHybrid {
		r.Explanation += " The event's fingerprint splits it further."
	}
	app, system := VariantApp, VariantSystem
	if o.stackless {
		app = VariantDefault
	}
	r.add(e, kind, app, o.app)
	r.add(e, kind, system, o.system)
	return r
}

// add appends the hash of a variant, unless it is empty or known already.
func (r *Result) add(e *protocol.Event, kind fingerprint, variant string, c contribution) {
	if !c.contributes() {
		return
	}
	value := ""
	if kind == fingerprintHybrid {
		value = sum(salted(e, c.data))
	} else {
		value = sum(c.data)
	}
	if len(r.Hashes) == 0 || r.Hashes[0].Value != value {
		r.Hashes = append(r.Hashes, Hash{variant, value})
	}
}

// strategies tries them in the order of Sentry's scores; the first one with a
// contribution wins.
func strategies(e *protocol.Event) outcome {
	if len(e.Exceptions) > 0 {
		if o := byExceptions(e); o.app.contributes() || o.system.contributes() {
			return o
		}
	}
	if o := byThreads(e); o.app.contributes() || o.system.contributes() {
		return o
	}
	if o := byStacktrace(e.Stacktrace, e.Platform, "stacktrace"); o.app.contributes() || o.system.contributes() {
		return o
	}
	if len(e.CSP) > 0 {
		if r, ok := readCSP(e.CSP); ok {
			return outcome{
				strategy: "csp", explanation: "The violated directive and the blocked source decide.",
				app: contribution{data: r.groupingData()}, stackless: true,
			}
		}
	}
	message := e.Message.Template
	if message == "" {
		message = e.Message.Formatted
	}
	return outcome{
		strategy: "message", explanation: "The message decides, with ids, numbers and dates left out.",
		app: contribution{data: []byte(normalizeMessage(message))}, stackless: true,
	}
}

// byThreads uses the only crashed, current or any thread, and nothing when it
// is not clear which one counts.
func byThreads(e *protocol.Event) outcome {
	isCrashed := func(t *protocol.Thread) bool { return t.Crashed }
	isCurrent := func(t *protocol.Thread) bool { return t.Current }
	isAny := func(*protocol.Thread) bool { return true }
	for _, eligible := range []func(*protocol.Thread) bool{isCrashed, isCurrent, isAny} {
		var only *protocol.Thread
		count := 0
		for i := range e.Threads {
			if eligible(&e.Threads[i]) {
				only = &e.Threads[i]
				count++
			}
		}
		if count == 1 {
			return byStacktrace(only.Stacktrace, e.Platform, "threads")
		}
	}
	return outcome{}
}

func byStacktrace(s *protocol.Stacktrace, platform, strategy string) outcome {
	if s == nil {
		return outcome{}
	}
	app, system := stackVariants(s.Frames, platform)
	o := outcome{strategy: strategy, app: app, system: system}
	return o.preferStacks()
}

// preferStacks drops a variant without frames when the other one has some, and
// explains what is left.
func (o outcome) preferStacks() outcome {
	switch {
	case o.app.stack && !o.system.stack:
		o.system.data = nil
	case o.system.stack && !o.app.stack:
		o.app.data = nil
	}
	switch {
	case o.app.stack:
		o.explanation = "The in-app frames of the stack trace decide."
	case o.system.stack:
		o.explanation = "The whole stack trace decides: no frame is in-app."
	default:
		o.explanation = "Type and value of the exception decide: there is no usable stack trace."
	}
	return o
}

func checksum(s string) Result {
	if isHash(s) {
		return Result{
			Hashes: []Hash{{VariantChecksum, s}}, Strategy: "checksum",
			Explanation: "The event's checksum decides.",
		}
	}
	return Result{
		Hashes: []Hash{{VariantHashed, sum([]byte(s))}}, Strategy: "checksum",
		Explanation: "The hash of the event's checksum decides.",
	}
}

func isHash(s string) bool {
	return len(s) == 2*md5.Size && strings.Trim(s, "0123456789abcdef") == ""
}

func sum(data []byte) string {
	h := md5.Sum(data) //nolint:gosec // see the import
	return hex.EncodeToString(h[:])
}
