// Package prompts keeps what a person can ask an agent for in one word: how to
// fix an issue, triage an inbox, explain a regression. They are pages for
// editors, not strings in code: each is a Markdown file with its arguments on
// top, and names tools through a function, so that it only ever sends an agent
// to tools that the server offers it.
package prompts

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"vedette/internal/text"
)

// Kinds of argument values, for completion. Any other argument is free text.
const (
	Organization = "organization"
	Project      = "project"
	Release      = "release"
	Environment  = "environment"
	Issue        = "issue"
	Period       = "period"
)

// Argument is one argument of a prompt. All are strings.
type Argument struct {
	Name        string `toml:"name"`
	Description string `toml:"description"`
	Kind        string `toml:"kind"` // "" = free text
	Required    bool   `toml:"required"`
}

// Prompt is one page.
type Prompt struct {
	Name        string
	Title       string     `toml:"title"`
	Description string     `toml:"description"`
	Attach      string     `toml:"attach"` // kind of the resource that goes with it; "" = none
	From        []string   `toml:"from"`   // arguments that name the resource, in the order of its variables
	Arguments   []Argument `toml:"argument"`

	page string // a template, read when it is wanted: a server starts faster without
}

//go:embed *.md
var pages embed.FS

// distrust is the page that ends every prompt.
const distrust = "distrust"

// All reads the prompts, by name.
func All() ([]Prompt, error) {
	names, err := fs.Glob(pages, "*.md")
	if err != nil {
		return nil, err
	}
	warning, err := pages.ReadFile(distrust + ".md")
	if err != nil {
		return nil, err
	}
	var out []Prompt
	for _, file := range names {
		name := strings.TrimSuffix(file, ".md")
		if name == distrust {
			continue
		}
		source, err := pages.ReadFile(file)
		if err != nil {
			return nil, err
		}
		p, err := parse(name, string(source), string(warning))
		if err != nil {
			return nil, fmt.Errorf("prompt %s: %w", name, err)
		}
		out = append(out, p)
	}
	return out, nil
}

// parse reads a page: its head between +++ lines, then the text.
func parse(name, source, warning string) (Prompt, error) {
	p := Prompt{Name: name}
	parts := strings.SplitN(source, "+++\n", 3)
	if len(parts) != 3 || parts[0] != "" {
		return p, fmt.Errorf("the page does not begin with a head between +++ lines")
	}
	if _, err := toml.Decode(parts[1], &p); err != nil {
		return p, err
	}
	p.page = parts[2] + "\n" + warning
	return p, nil
}

// Tools says which tools an agent has.
type Tools interface {
	Listed(name string) bool // it is told of the tool
	Reader() string          // the tool that calls others that only read; "" = there is none
	Offers(name string) bool // it can call the tool, itself or through Reader
}

// maxValue bounds the value of an argument, in bytes.
const maxValue = 1000

// Check refuses arguments that the prompt does not have or needs and lacks, and
// gives the others as they go into the text: one line each.
func (p Prompt) Check(given map[string]string) (map[string]string, error) {
	values := map[string]string{}
	var names []string
	for _, a := range p.Arguments {
		names = append(names, a.Name)
		values[a.Name] = strings.Join(strings.Fields(text.From(given[a.Name]).Model()), " ")
		switch {
		case a.Required && values[a.Name] == "":
			return nil, fmt.Errorf("the argument %s is missing: %s", a.Name, strings.TrimSuffix(a.Description, "."))
		case len(values[a.Name]) > maxValue || !utf8.ValidString(given[a.Name]):
			return nil, fmt.Errorf("the argument %s is longer than %d bytes, or no text", a.Name, maxValue)
		}
	}
	for name := range given {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("the prompt %s has no argument %q; it has %s", p.Name, name, strings.Join(names, ", "))
		}
	}
	return values, nil
}

// Text is the prompt for checked arguments. attached says that the resource
// goes with it.
func (p Prompt) Text(values map[string]string, attached bool, tools Tools) (string, error) {
	data := map[string]any{"attached": attached}
	for name, v := range values {
		data[name] = v
	}
	var elsewhere []string
	page, err := template.New(p.Name).Option("missingkey=zero").Funcs(template.FuncMap{
		"can": tools.Offers,
		"tool": func(name string) string {
			name, plain := "`"+name+"`", name
			if !tools.Listed(plain) && tools.Offers(plain) && !slices.Contains(elsewhere, name) {
				elsewhere = append(elsewhere, name)
			}
			return name
		},
	}).Parse(p.page)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = page.Execute(&b, data)
	if len(elsewhere) > 0 {
		b.WriteString("\nNot in your list of tools, and called through `" + tools.Reader() + "`: " + strings.Join(elsewhere, ", ") + ".\n")
	}
	return b.String(), err
}
