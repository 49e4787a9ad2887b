package ops

import (
	"context"
	"embed"
	"encoding/json"
	"iter"
	"reflect"
	"slices"
	"strings"
	"time"

	"vedette/internal/text"
)

// Effect says what an operation may change.
type Effect string

// The effects, from harmless to costly.
const (
	Read        Effect = "read"
	Write       Effect = "write"       // adds something; repeating it adds again
	Destructive Effect = "destructive" // changes what is there
	Billed      Effect = "billed"      // may cost money
)

// Result is what every operation returns: data for programs, and one document
// that every face shows.
type Result interface{ Doc() text.Doc }

// Operation is one catalogue entry.
type Operation struct {
	Name     string
	Title    string // a few words for menus
	Effect   Effect
	Scopes   []string      // any one of them is enough
	Toolset  string        // what a server may switch on or off as one
	Deadline time.Duration // of one call; 0 = the input says
	In, Out  reflect.Type

	call   func(ctx context.Context, o *Ops, raw json.RawMessage) (Result, error)
	stream func(ctx context.Context, o *Ops, raw json.RawMessage) iter.Seq2[SeerEvent, error]
}

// Call decodes raw (a JSON object; unknown members are refused by name) and
// runs the operation through the same middleware as the typed method.
func (op Operation) Call(ctx context.Context, o *Ops, raw json.RawMessage) (Result, error) {
	return op.call(ctx, o, raw)
}

// Streams reports whether the operation is long work that can be followed.
func (op Operation) Streams() bool { return op.stream != nil }

// Stream runs long work and yields what happens; the last event carries the
// result. Only for operations that Stream.
func (op Operation) Stream(ctx context.Context, o *Ops, raw json.RawMessage) iter.Seq2[SeerEvent, error] {
	return op.stream(ctx, o, raw)
}

const (
	readTime   = 10 * time.Second
	searchTime = 30 * time.Second
	writeTime  = 30 * time.Second
)

// Catalog lists every operation in the order faces show them.
func Catalog() []Operation {
	return slices.Concat(accountOps(), issueOps(), triageOps(), seerOps(), exploreOps(), releaseOps(), monitorOps(), adminOps())
}

// define makes one entry from the operation's method.
func define[In any, Out Result](name, title string, effect Effect, toolset string, deadline time.Duration,
	method func(*Ops, context.Context, In) (Out, error), scopes ...string) Operation {
	return Operation{
		Name: name, Title: title, Effect: effect, Scopes: scopes, Toolset: toolset, Deadline: deadline,
		In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](),
		call: func(ctx context.Context, o *Ops, raw json.RawMessage) (Result, error) {
			var in In
			if err := DecodeInput(name, raw, &in); err != nil {
				return nil, err
			}
			out, err := method(o, ctx, in)
			if err != nil {
				return nil, err
			}
			return aim(in, out), nil
		},
	}
}

//go:embed docs/*.md
var docs embed.FS

// Guide is an operation's documentation, from docs/NAME.md.
type Guide struct {
	Summary string // the paragraph before the first heading
	Body    string // the page without its title and words, Markdown
	Words   string // what people call it: phrases, comma separated
}

// Guide returns the operation's documentation page.
func (op Operation) Guide() Guide {
	b, err := docs.ReadFile("docs/" + op.Name + ".md")
	if err != nil {
		return Guide{}
	}
	_, body, _ := strings.Cut(string(b), "\n") // "# name"
	return ParseGuide(body)
}

// Example is the arguments of the page's first example, a JSON object; "" for a
// page without one.
func (g Guide) Example() string {
	_, after, _ := strings.Cut(g.Body, "\n## Example\n`")
	example, _, _ := strings.Cut(after, "`")
	return example
}

// ParseGuide reads a page of documentation, less its title line. The section
// "Words" comes last; it is for searches and no part of the body, which every
// conversation with a model pays for.
func ParseGuide(page string) Guide {
	body, words, _ := strings.Cut(page, "\n## Words\n")
	body = strings.TrimSpace(body)
	summary, _, _ := strings.Cut(body, "\n#")
	return Guide{Summary: strings.TrimSpace(summary), Body: body, Words: strings.TrimSpace(words)}
}
