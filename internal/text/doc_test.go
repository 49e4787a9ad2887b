package text

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"vedette/internal/text/hostile"
)

// parsed is what a CommonMark reader makes of a document: the kinds of its nodes in order, and the text of each block.
type parsed struct {
	kinds []string
	texts []string
	codes []string // bodies of fenced blocks
}

func parse(markdown string) parsed {
	source := []byte(markdown)
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList, extension.Footnote))
	var p parsed
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		switch n.(type) {
		case *ast.Document, *ast.Text, *ast.String:
		default:
			p.kinds = append(p.kinds, n.Kind().String())
		}
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading, *extast.TableCell:
			p.texts = append(p.texts, inlineText(n, source))
		case *ast.FencedCodeBlock:
			p.codes = append(p.codes, string(n.Lines().Value(source)))
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			walk(c)
		}
	}
	walk(reader.Parser().Parse(gmtext.NewReader(source)))
	return p
}

// inlineText is the text a reader sees in the inline children of n.
func inlineText(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			raw := c.Segment.Value(source)
			if n.Kind() != ast.KindCodeSpan && !c.IsRaw() {
				raw = []byte(html.UnescapeString(string(util.UnescapePunctuations(raw))))
			}
			b.Write(raw)
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.AutoLink:
			b.Write(c.Label(source))
		default:
			b.WriteString(inlineText(c, source))
		}
	}
	return b.String()
}

func checkKinds(t *testing.T, p parsed, want ...string) {
	t.Helper()
	if fmt.Sprint(p.kinds) != fmt.Sprint(want) {
		t.Errorf("the reader sees %v, want %v", p.kinds, want)
	}
}

// checkInert puts u into every place of a document and reads the document back.
func checkInert(t *testing.T, raw string) {
	t.Helper()
	u := From(raw)
	shown := strings.Trim(u.inline(), " ")
	if shown == "" {
		return
	}
	type build func(d *Doc)
	for _, tt := range []struct {
		place string
		build build
		kinds []string
		texts []string
	}{
		{"paragraph", func(d *Doc) { d.Para(u) }, []string{"Paragraph"}, []string{shown}},
		{"heading", func(d *Doc) { d.Heading(2, u) }, []string{"Heading"}, []string{shown}},
		{"item", func(d *Doc) { d.Bullet(u) }, []string{"List", "ListItem", "TextBlock"}, []string{shown}},
		{
			"between our words", func(d *Doc) { d.Para(T("Title "), u, T("end")) },
			[]string{"Paragraph"}, []string{"Title " + u.inline() + "end"},
		},
		{
			"after a paragraph", func(d *Doc) { d.Para(T("Term")); d.Para(u) },
			[]string{"Paragraph", "Paragraph"}, []string{"Term", shown},
		},
		{
			"field", func(d *Doc) { d.Field("name", u) },
			[]string{"List", "ListItem", "TextBlock", "Emphasis"}, []string{"name: " + strings.TrimRight(u.inline(), " ")},
		},
		{
			"code", func(d *Doc) { d.Para(Code(u)) },
			[]string{"Paragraph", "CodeSpan"}, []string{u.inline()},
		},
		{
			"link label", func(d *Doc) { d.Para(Link(u, "https://sentry.io/x")) },
			[]string{"Paragraph", "Link"}, []string{shown},
		},
		{
			"table", func(d *Doc) { d.Table([]string{"a", "b"}, [][]Inline{{u, Code(u)}}) },
			[]string{"Table", "TableHeader", "TableCell", "TableCell", "TableRow", "TableCell", "TableCell", "CodeSpan"},
			[]string{"a", "b", shown, u.inline()},
		},
	} {
		var d Doc
		tt.build(&d)
		markdown := d.Markdown()
		p := parse(markdown)
		if fmt.Sprint(p.kinds) != fmt.Sprint(tt.kinds) || fmt.Sprintf("%q", p.texts) != fmt.Sprintf("%q", tt.texts) {
			t.Errorf("%s: %.300q is read as %v %.300q, want %v %.300q", tt.place, markdown, p.kinds, p.texts, tt.kinds, tt.texts)
		}
		checkDocument(t, markdown)
	}
}

func checkData(t *testing.T, raw string) {
	t.Helper()
	u := From(raw)
	var d Doc
	d.Data("event", u)
	d.Para(T("after"))
	p := parse(d.Markdown())
	body := strings.Trim(u.Model(), "\n")
	if strings.TrimSpace(body) == "" {
		checkKinds(t, p, "Paragraph")
		return
	}
	checkKinds(t, p, "Paragraph", "FencedCodeBlock", "Paragraph")
	if len(p.codes) != 1 || p.codes[0] != body+"\n" {
		t.Errorf("the block is read as %.300q, want %.300q", p.codes, body)
	}
	checkDocument(t, d.Markdown())
	if err := hostile.AssertTerminalSafe(d.Terminal(), hostile.Lines); err != nil {
		t.Error(err)
	}
}

func checkDocument(t *testing.T, markdown string) {
	t.Helper()
	if err := hostile.AssertModelSafe(markdown); err != nil {
		t.Error(err)
	}
	if strings.TrimRight(markdown, "\n")+"\n" != markdown {
		t.Errorf("ends in %q", markdown[max(0, len(markdown)-10):])
	}
}

func TestDocCorpus(t *testing.T) {
	for _, c := range hostile.Corpus() {
		t.Run(c.Name, func(t *testing.T) {
			checkInert(t, c.Text)
			checkData(t, c.Text)
		})
	}
}

func FuzzDoc(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add(c.Text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkInert(t, s)
		checkData(t, s)
	})
}

func TestDocMarkdown(t *testing.T) {
	var d Doc
	d.Heading(0, T("Issue "), Word("SHOP-1A"))
	d.Para(T("Seen "), Bold(T("12"), T(" times")), T(" in "), Code(From("a`b")), T("."))
	d.Field("Level", Word("error"))
	d.Field("Empty", From(" \n"))
	d.Field("Nothing")
	d.Bullet(Link(T("open"), "https://sentry.io/issues/1/?a=(b)"))
	d.Heading(9, T(""))
	d.Table([]string{"id", "title"}, [][]Inline{{Word("1"), From("a|b")}, {Word("2")}, {nil, T("c"), T("d")}})
	d.Table([]string{"none"}, nil)
	d.CodeBlock("go!`\n", From("a"), From("\tb ```"))
	d.CodeBlock("go", From(" \n"))
	want := "# Issue SHOP-1A\n\n" +
		"Seen **12 times** in ``a`b``.\n\n" +
		"- **Level:** error\n- [open](https://sentry.io/issues/1/?a=%28b%29)\n\n" +
		"| id | title | |\n| --- | --- | --- |\n| 1 | a\\|b | |\n| 2 | | |\n| | c | d |\n\n" +
		"````go\na\n\tb ```\n````\n"
	if got := d.Markdown(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if (Doc{}).Markdown() != "" || !(Doc{}).Empty() || d.Empty() {
		t.Error("the empty document is not empty")
	}
}

func TestDataNoteIsForModels(t *testing.T) {
	var d Doc
	d.Data("log", From("\tx"))
	if !strings.Contains(d.Markdown(), "The log text below was written by whoever sent it") {
		t.Errorf("no note in %q", d.Markdown())
	}
	if got := d.Terminal(); got != "```\n    x\n```\n" {
		t.Errorf("Terminal() = %q", got)
	}
}

func TestEscapeOnlyWhereNeeded(t *testing.T) {
	for _, s := range []string{
		"TypeError: Cannot read properties of undefined (reading 'id')", "snake_case_name in a.b.c", "AT & T",
		"50% > 40", "at @ noon", "time 12:30:45", "a - b + c = d", "GET /api/0/projects/{org}/", "#12", "1. one",
	} {
		got := strings.TrimPrefix(commonMark.escape(s), `\`)
		if got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestLink(t *testing.T) {
	for _, tt := range []struct{ name, url, want string }{
		{"https", "https://acme.sentry.io/issues/1/?q=a+b&c=d#e", "[l](https://acme.sentry.io/issues/1/?q=a+b&c=d#e)"},
		{"http with port", "http://127.0.0.1:8969/x", "[l](http://127.0.0.1:8969/x)"},
		{"script", "javascript:alert(1)", "l"},
		{"data", "data:text/html,x", "l"},
		{"relative", "/issues/1", "l"},
		{"no host", "https:///x", "l"},
		{"user name", "https://sentry.io@evil.example/", "l"},
		{"lookalike host", "https://sеntry.io/", "l"},
		{"closing", "https://a.example/x) [y](http://evil.example", "[l](https://a.example/x%29%20%5By%5D%28http://evil.example)"},
		{"newline", "https://a.example/\nx", "l"},
		{"escape", "https://a.example/%1b?\x1b[31m", "l"},
		{"not ascii", "https://a.example/é", "[l](https://a.example/%C3%A9)"},
		{"empty", "", "l"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Link(T("l"), tt.url).markdown(commonMark); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := Link(T(""), "https://a.example/x").markdown(commonMark); got != `[https\://a.example/x](https://a.example/x)` {
		t.Errorf("without label: %q", got)
	}
	if got := Link(T(""), "javascript:x").markdown(commonMark); got != "javascript:x" {
		t.Errorf("without label and address: %q", got)
	}
}

func TestPartsDoNotCombine(t *testing.T) {
	for _, parts := range [][]Inline{
		{From("a_"), T("b_ c")}, {From("http"), T("://x.example")}, {From("http:"), From("//x.example")},
		{From("a"), From("@b.example")}, {From("&"), From("lt;")}, {From("["), T("x"), From("](http://e.example)")},
		{From("www"), From(".e.example")}, {From("!"), From("[x](y)")}, {From("1"), From(". x")}, {From("*"), From("*x**")},
		{From(`\`), From("*x*")}, {From("`"), Code(From("x")), From("`")}, {T("https"), From("://e.example")},
	} {
		var d Doc
		d.Para(parts...)
		want := ""
		for _, p := range parts {
			if u, ok := p.(Untrusted); ok {
				want += u.String()
			} else {
				want += strings.Trim(string(p.markdown(commonMark)), "`")
			}
		}
		p := parse(d.Markdown())
		for _, kind := range p.kinds {
			if kind != "Paragraph" && kind != "CodeSpan" {
				t.Errorf("%q is read as %v", d.Markdown(), p.kinds)
			}
		}
		want = strings.ReplaceAll(want, `\`, "")
		if got := strings.ReplaceAll(strings.Join(p.texts, "|"), `\`, ""); got != want {
			t.Errorf("%q is read as %q, want %q", d.Markdown(), got, want)
		}
	}
}

func TestDocLimit(t *testing.T) {
	var d Doc
	d.Heading(1, T("First"))
	d.Para(T("one"))
	d.Heading(2, T("Second"))
	d.Data("event", From("body"))
	var rows [][]Inline
	for i := range 20 {
		rows = append(rows, []Inline{T(fmt.Sprint("row ", i))})
	}
	d.Table([]string{"name"}, rows)
	full := d.Markdown()
	for limit := range len(full) + 2 {
		got, cut := d.Limit(limit)
		markdown := got.Markdown()
		if cut != (limit < len(full)) || len(markdown) > limit {
			t.Fatalf("limit %d: %d bytes, cut %v", limit, len(markdown), cut)
		}
		if !strings.HasPrefix(full, strings.TrimSuffix(markdown, "\n")) {
			t.Fatalf("limit %d: %q is no start of the document", limit, markdown)
		}
		if n := len(got.blocks); n > 0 && got.blocks[n-1].announces() {
			t.Fatalf("limit %d: ends in a heading or note: %q", limit, markdown)
		}
	}
	some, _ := d.Limit(len(full) - 1)
	if !strings.HasSuffix(some.Markdown(), "| row 18 |\n") {
		t.Errorf("the table lost more than its last row: %q", some.Markdown())
	}
	some.Para(T("more: next page"))
	if d.Markdown() != full {
		t.Error("adding to the limited document changed the whole one")
	}
	whole, _ := d.Limit(1 << 20)
	whole.Para(T("a"))
	d.Append(Doc{})
	d.Para(T("b"))
	if !strings.HasSuffix(whole.Markdown(), "\na\n") || !strings.HasSuffix(d.Markdown(), "\nb\n") {
		t.Error("documents share their blocks")
	}
}

func BenchmarkDocMarkdown(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var d Doc
		for range 100 {
			d.Field("Title", From("TypeError: Cannot read properties of undefined (reading 'id')"), T(" "), Word("SHOP-1A"))
		}
		_ = d.Markdown()
	}
}
