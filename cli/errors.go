package cli

import (
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// problem is an error as it is shown: the one form for people and programs.
type problem struct {
	Kind       ops.Kind `json:"kind"`
	Exit       int      `json:"exit"`
	Message    string   `json:"message"` // what failed: why
	Hint       string   `json:"hint"`    // the next command
	Status     int      `json:"status"`  // HTTP; 0 = no answer
	RetryAfter int64    `json:"retry_after_s"`
	Query      *mistake `json:"query,omitempty"` // where a search is wrong
}

// mistake is the place of an error in a search.
type mistake struct {
	Column  int       `json:"column"`  // in characters, from 1
	Excerpt [2]string `json:"excerpt"` // the query, and carets below what is wrong
}

// usage is the error for a command line that cannot be meant.
func usage(hint, format string, args ...any) error {
	return &ops.Error{Kind: ops.KindInvalid, Op: "usage", Message: text.From(fmt.Sprintf(format, args...)), Hint: hint}
}

func problemOf(err error) problem {
	p := problem{Kind: ops.KindOf(err), Message: text.From(err.Error()).String()}
	if e := (*ops.Error)(nil); errors.As(err, &e) {
		p.Status, p.Hint = e.Status, text.From(e.Hint).String()
		p.RetryAfter = int64(math.Ceil(e.RetryAfter.Seconds()))
		if e == err {
			p.Message = strings.TrimPrefix(text.From(strings.ReplaceAll(e.Op, "_", " ")+strings.TrimPrefix(e.Error(), e.Op)).String(), "usage: ")
		}
	}
	if e := (*ops.QueryError)(nil); errors.As(err, &e) {
		p.Query = &mistake{Column: e.Column(), Excerpt: e.Excerpt()}
	}
	if e := (*config.Error)(nil); errors.As(err, &e) {
		p.Kind, p.Hint = ops.KindInvalid, text.From(e.Hint).String()
	}
	if e := (*render.FieldError)(nil); errors.As(err, &e) {
		p.Kind, p.Hint = ops.KindInvalid, "fields: "+strings.Join(e.Known, ", ")
	}
	if e := (*render.FilterError)(nil); errors.As(err, &e) {
		p.Kind, p.Hint = ops.KindInvalid, "look at the data with --json alone"
	}
	p.Exit = ops.OutcomeOf(p.Kind).Exit
	if p.Hint == "" {
		p.Hint = nextFor(p.Kind)
	}
	return p
}

// namedProfile looks for --profile without parsing, because the parse may be
// what fails.
func namedProfile(args []string) string {
	for n, a := range args {
		if name, ok := strings.CutPrefix(a, "--profile="); ok {
			return name
		}
		if a == "--profile" && n+1 < len(args) {
			return args[n+1]
		}
	}
	return ""
}

// inProfile makes the commands of a hint work as they stand: on the server that
// the failed command was about. Those that talk to no server, or choose one by
// themselves, stay as they are.
func inProfile(hint, profile string) string {
	if profile == "" {
		return hint
	}
	alone := []string{"demo", "local", "auth", "config", "cache", "alias", "man", "help", "completion"}
	return regexp.MustCompile(`\bvedette [a-z][a-z-]*`).ReplaceAllStringFunc(hint, func(command string) string {
		noun := strings.TrimPrefix(command, "vedette ")
		if slices.Contains(alone, noun) {
			return command
		}
		return "vedette --profile " + text.From(profile).Cut(40) + " " + noun
	})
}

// nextFor is the next command where the error itself names none.
func nextFor(k ops.Kind) string {
	switch k {
	case ops.KindUnauthenticated:
		return "vedette auth login --token, with a token created under Settings > Auth Tokens"
	case ops.KindForbidden, ops.KindNotEnabled:
		return "vedette doctor shows what the token may do"
	case ops.KindNotFound:
		return "vedette issue list, vedette project list and vedette org list show what there is"
	case ops.KindRateLimited, ops.KindNoQuota:
		return "wait and run the same command again"
	case ops.KindUnavailable, ops.KindTimeout:
		return "vedette doctor checks the connection"
	case ops.KindInvalid:
		return "vedette --help"
	default:
		return "vedette doctor"
	}
}

// print writes the problem to Err: two lines, or one line of JSON.
func (p problem) print(s *render.Streams, asJSON bool) {
	if asJSON {
		raw, err := render.Marshal(map[string]problem{"error": p})
		if err == nil {
			_, _ = s.Err.Write(append(raw, '\n'))
			return
		}
	}
	line := render.Red.Paint("error:", s.ErrColor) + " " + p.Message + "\n"
	if p.Query != nil {
		line += "  " + p.Query.Excerpt[0] + "\n  " + render.Red.Paint(p.Query.Excerpt[1], s.ErrColor) + "\n"
	}
	if p.Hint != "" {
		line += render.Faint.Paint("hint:", s.ErrColor) + " " + p.Hint + "\n"
	}
	_, _ = io.WriteString(s.Err, line)
}
