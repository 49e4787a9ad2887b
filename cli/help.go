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
	var b strings.Builder
	title := func(t string) { fmt.Fprintf(&b, "\n%s\n", render.Bold.Paint(t, s.app.Streams.Color)) }
	b.WriteString(sentence(cmd.Usage) + "\n")
	if examples := examplesOf(cmd); len(examples) > 0 {
		title("EXAMPLES")
		for _, e := range examples {
			b.WriteString("  " + e + "\n")
		}
	}
	title("USAGE")
	b.WriteString("  " + usageLine(cmd) + "\n")
	if cmd.Description != "" {
		b.WriteString("\n" + cmd.Description + "\n")
	}
	if len(cmd.Commands) > 0 {
		title("COMMANDS")
		b.WriteString(commandList(cmd))
	}
	if cmd != cmd.Root() && len(cmd.Flags) > 0 {
		title("FLAGS")
		b.WriteString(flagList(cmd.Flags))
	}
	if cmd == cmd.Root() || len(cmd.Commands) == 0 {
		title("GLOBAL FLAGS")
		b.WriteString(flagList(append(slices.Clip(cmd.Root().Flags), &ucli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: "print help"})))
	}
	if cmd == cmd.Root() {
		title("EXIT CODES")
		b.WriteString("  0 done   1 failed   2 wrong usage   3 not found   4 not logged in   5 forbidden   6 rate limited\n" +
			"  7 server unavailable   8 still running   9 waiting for your input   10 no result   130 interrupted\n")
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

func usageLine(cmd *ucli.Command) string {
	line := fullName(cmd)
	if len(cmd.Commands) > 0 {
		line += " COMMAND"
	}
	if cmd.ArgsUsage != "" {
		line += " " + cmd.ArgsUsage
	}
	return line + " [flags]"
}

func commandList(cmd *ucli.Command) string {
	var rows [][2]string
	for _, c := range cmd.Commands {
		if !c.Hidden {
			rows = append(rows, [2]string{c.Name, capital(c.Usage)})
		}
	}
	return twoColumns(rows)
}

func flagList(flags []ucli.Flag) string {
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
	return twoColumns(rows)
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
	if v := d.GetValue(); d.TakesValue() && v != "" && v != "[]" && v != `""` && v != "0" && v != "0s" {
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
