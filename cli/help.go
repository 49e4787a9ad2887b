package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/render"
)

// help prints a command's help: what it is, examples, then the rest.
func (s *session) help(cmd *ucli.Command) error {
	p := pageOf(cmd.Root(), cmd, fullName(cmd))
	var b strings.Builder
	title := func(t string) { fmt.Fprintf(&b, "\n%s\n", render.Bold.Paint(t, s.app.Streams.Color)) }
	b.WriteString(p.summary + "\n")
	if len(p.examples) > 0 {
		title("EXAMPLES")
		for _, e := range p.examples {
			b.WriteString("  " + e + "\n")
		}
	}
	title("USAGE")
	b.WriteString("  " + p.usage + "\n")
	if p.details != "" {
		b.WriteString("\n" + p.details + "\n")
	}
	for _, section := range []struct {
		name string
		rows [][2]string
	}{{"COMMANDS", p.commands}, {"FLAGS", p.flags}, {"GLOBAL FLAGS", p.global}, {"EXIT CODES", p.exits}} {
		if len(section.rows) > 0 {
			title(section.name)
			b.WriteString(twoColumns(section.rows))
		}
	}
	_, err := s.app.Streams.Out.Write([]byte(b.String()))
	return err
}

func sentence(s string) string { return capital(s) + "." }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// examplesOf are the command's own, or the first of each command it holds.
func examplesOf(cmd *ucli.Command) []string {
	if own, _ := cmd.Metadata[metaExamples].([]string); len(own) > 0 {
		return own
	}
	var out []string
	for _, c := range cmd.Commands {
		if below := examplesOf(c); len(below) > 0 {
			out = append(out, below[0])
		}
	}
	return out
}

func usageLine(cmd *ucli.Command, path string) string {
	line := path
	if len(cmd.Commands) > 0 {
		line += " COMMAND"
	}
	if cmd.ArgsUsage != "" {
		line += " " + cmd.ArgsUsage
	}
	return line + " [flags]"
}

func flagRows(flags []ucli.Flag) [][2]string {
	var rows [][2]string
	for _, f := range flags {
		if v, ok := f.(ucli.VisibleFlag); ok && !v.IsVisible() {
			continue
		}
		d, ok := f.(ucli.DocGenerationFlag)
		if !ok {
			continue
		}
		rows = append(rows, [2]string{flagNames(f, d), strings.ReplaceAll(d.GetUsage(), "`", "") + flagDefault(d)})
	}
	return rows
}

// flagNames is "-q, --query QUERY"; the placeholder is the word in backquotes.
func flagNames(f ucli.Flag, d ucli.DocGenerationFlag) string {
	var names []string
	for _, n := range f.Names() {
		dashes := "--"
		if len(n) == 1 {
			dashes = "-"
		}
		names = append(names, dashes+n)
	}
	slices.SortFunc(names, func(a, b string) int { return len(a) - len(b) })
	out := strings.Join(names, ", ")
	if f.Names()[0] == "json" {
		return out + "[=FIELDS]"
	}
	if _, rest, ok := strings.Cut(d.GetUsage(), "`"); ok {
		word, _, _ := strings.Cut(rest, "`")
		out += " " + word
	}
	return out
}

func flagDefault(d ucli.DocGenerationFlag) string {
	if v := d.GetValue(); d.TakesValue() && d.IsDefaultVisible() && v != "" && v != "[]" && v != `""` && v != "0" && v != "0s" {
		return " (default " + strings.Trim(v, `"`) + ")"
	}
	return ""
}

func twoColumns(rows [][2]string) string {
	width := 0
	for _, r := range rows {
		width = max(width, len(r[0]))
	}
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "  %-*s  %s\n", width, r[0], r[1])
	}
	return b.String()
}

// helpLeaf is `vedette help [COMMAND...]`.
func (s *session) helpLeaf() leaf {
	return leaf{
		name: "help", summary: "print the help of a command", args: "[COMMAND...]", max: -1,
		examples: []string{"vedette help issue list"},
		run: func(_ context.Context, c *call) error {
			at := c.cmd.Root()
			for _, name := range c.args {
				next := at.Command(name)
				if next == nil {
					return unknownCommand(at, name)
				}
				at = next
			}
			return s.help(at)
		},
	}
}
