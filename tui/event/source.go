package event

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"vedette/internal/ops"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// Source is the coloured source lines of frames, as their context counts them.
type Source map[FrameID][]string

// Plain is the source to colour: an event and the paint to do it with.
type Plain struct {
	Event *ops.Event
	Paint widget.Paint
}

// maxColoured bounds the work on deep recursions; further frames stay plain.
const maxColoured = 60

// Colour highlights the source of an event's frames. It takes milliseconds, so a
// screen runs it as a task and shows plain lines until it is done; outside of a
// task it is refused.
func Colour(ctx context.Context, in Plain) (Source, error) {
	if err := screen.NeedTask(ctx); err != nil {
		return nil, fmt.Errorf("colour source: %w", err)
	}
	out := Source{}
	known := map[string]chroma.Lexer{} // frames share files, and finding a language takes longer than colouring
	for _, t := range traces(in.Event) {
		for n := len(t.frames) - 1; n >= 0 && len(out) < maxColoured; n-- {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if lines := colourLines(in.Paint, t.frames[n], known); lines != nil {
				out[FrameID{Stack: t.id, Frame: n}] = lines
			}
		}
	}
	return out, nil
}

// colourLines is one frame's source; nil where the language is unknown.
func colourLines(p widget.Paint, f ops.Frame, known map[string]chroma.Lexer) []string {
	if len(f.Context) == 0 {
		return nil
	}
	file := fileOf(f).String()
	lexer, ok := known[file]
	if !ok {
		lexer = languageOf(file)
		known[file] = lexer
	}
	plain := make([]string, len(f.Context))
	for n, l := range f.Context {
		plain[n] = codeOf(l)
	}
	return highlight(p, lexer, plain)
}

// maxFileName is how long a file's name can be; what is longer is none.
const maxFileName = 255

// languageOf is the language of a file; nil where it is unknown. Each pattern of
// each language is held against the name, which must not take long.
func languageOf(file string) chroma.Lexer {
	name := path.Base(file)
	if len(name) > maxFileName {
		return nil
	}
	if lexer := lexers.Match(name); lexer != nil {
		return chroma.Coalesce(lexer)
	}
	return nil
}

// Highlight colours lines of source, which must be safe for a terminal, in the
// language of the file; nil where that is unknown. It is for tasks, like Colour.
func Highlight(ctx context.Context, p widget.Paint, file string, plain []string) ([]string, error) {
	if err := screen.NeedTask(ctx); err != nil {
		return nil, fmt.Errorf("colour source: %w", err)
	}
	return highlight(p, languageOf(file), plain), nil
}

func highlight(p widget.Paint, lexer chroma.Lexer, plain []string) []string {
	if lexer == nil || len(plain) == 0 {
		return nil
	}
	tokens, err := lexer.Tokenise(nil, strings.Join(plain, "\n"))
	if err != nil {
		return nil
	}
	out := make([]string, 1, len(plain))
	for _, token := range tokens.Tokens() {
		role := roleOf(token.Type)
		for n, part := range strings.Split(token.Value, "\n") {
			if n > 0 {
				out = append(out, "")
			}
			out[len(out)-1] += p.In(role, part)
		}
	}
	return out
}

// codeOf is a source line, safe for a terminal.
func codeOf(l ops.SourceLine) string {
	if lines := l.Code.Lines(); len(lines) > 0 {
		return lines[0]
	}
	return ""
}

// roleOf is what a kind of token is shown as.
func roleOf(t chroma.TokenType) themes.Role {
	switch {
	case t.InCategory(chroma.Comment):
		return themes.Comment
	case t.InCategory(chroma.Keyword):
		return themes.Keyword
	case t.InSubCategory(chroma.LiteralString):
		return themes.String
	case t.InCategory(chroma.Literal):
		return themes.Number
	case t == chroma.NameFunction, t == chroma.NameClass, t == chroma.NameBuiltin:
		return themes.Function
	}
	return themes.Text
}
