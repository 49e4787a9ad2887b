package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"
)

// page is what help, the man pages and docs/commands.md say of one command.
type page struct {
	path     string // "vedette issue list"
	summary  string
	details  string
	usage    string
	examples []string
	commands [][2]string // below it: name, summary
	flags    [][2]string // names with their placeholder, meaning
	global   [][2]string // flags of every command; where they can be given
	exits    [][2]string // exit codes; of the root
}

// pageOf reads a command; path is its full name.
func pageOf(root, cmd *ucli.Command, path string) page {
	p := page{path: path, summary: sentence(cmd.Usage), details: cmd.Description, usage: usageLine(cmd, path), examples: examplesOf(cmd)}
	for _, c := range cmd.Commands {
		if !c.Hidden {
			p.commands = append(p.commands, [2]string{c.Name, capital(c.Usage)})
		}
	}
	if cmd != root {
		p.flags = flagRows(cmd.Flags)
	}
	if cmd == root || len(cmd.Commands) == 0 {
		p.global = flagRows(append(slices.Clip(root.Flags), &ucli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: "print help"}))
	}
	if cmd == root {
		p.exits = exitCodes()
	}
	return p
}

// pages are the pages of a command and of all below it, in the order of help.
func pages(root, cmd *ucli.Command, path string) []page {
	all := []page{pageOf(root, cmd, path)}
	for _, c := range cmd.Commands {
		if !c.Hidden {
			all = append(all, pages(root, c, path+" "+c.Name)...)
		}
	}
	return all
}

// exitCodes is the table of exit codes.
func exitCodes() [][2]string {
	return [][2]string{
		{"0", "done"}, {"1", "failed"}, {"2", "wrong usage or invalid input"}, {"3", "not found"}, {"4", "not logged in, or the token is rejected"},
		{"5", "forbidden, a scope is missing, or a feature is off"}, {"6", "rate limited, or the quota is used up"},
		{"7", "the server is unavailable, or timed out"}, {"8", "still running"}, {"9", "waiting for your input"},
		{"10", "finished without the wanted result"}, {"11", "a gate said no"}, {"130", "interrupted"},
	}
}

// man is `vedette man`.
func man() leaf {
	return leaf{
		name: "man", summary: "print a man page, or write them all", args: "[COMMAND...]", max: -1,
		examples: []string{"vedette man issue list | man -l -", "vedette man --dir ~/.local/share/man/man1", "vedette man --markdown > commands.md"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "dir", Usage: "write the pages of all commands into this `DIR`"},
			&ucli.BoolFlag{Name: "markdown", Usage: "print the reference of all commands in Markdown"},
		},
		run: func(_ context.Context, c *call) error {
			root := c.cmd.Root()
			all := pages(root, root, root.Name)
			switch dir := c.cmd.String("dir"); {
			case dir != "":
				return c.writeManPages(dir, all)
			case c.cmd.Bool("markdown"):
				_, err := c.out.Out.Write([]byte(markdownReference(all)))
				return err
			}
			path := strings.Join(append([]string{root.Name}, c.args...), " ")
			at := slices.IndexFunc(all, func(p page) bool { return p.path == path })
			if at < 0 {
				return usage("vedette --help", "there is no command %q", path)
			}
			_, err := c.out.Out.Write([]byte(all[at].roff()))
			return err
		},
	}
}

func (c *call) writeManPages(dir string, all []page) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usage("name a directory that can be written", "%v", err)
	}
	for _, p := range all {
		name := filepath.Join(dir, strings.ReplaceAll(p.path, " ", "-")+".1")
		if err := os.WriteFile(name, []byte(p.roff()), 0o644); err != nil {
			return usage("name a directory that can be written", "%v", err)
		}
	}
	c.notes.Say(fmt.Sprintf("%d man pages written to %s", len(all), dir))
	return nil
}

// roff is the page for man(1).
func (p page) roff() string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %q 1 \"\" vedette\n.SH NAME\n%s \\- %s\n.SH SYNOPSIS\n.B %s\n", strings.ToUpper(strings.ReplaceAll(p.path, " ", "-")),
		roffText(strings.ReplaceAll(p.path, " ", "-")), roffText(p.summary), roffText(p.usage))
	if p.details != "" {
		b.WriteString(".SH DESCRIPTION\n" + roffText(p.details) + "\n")
	}
	for _, section := range []struct {
		title string
		rows  [][2]string
	}{{"COMMANDS", p.commands}, {"OPTIONS", p.flags}, {"GLOBAL OPTIONS", p.global}, {"EXIT STATUS", p.exits}} {
		if len(section.rows) == 0 {
			continue
		}
		b.WriteString(".SH " + section.title + "\n")
		for _, r := range section.rows {
			b.WriteString(".TP\n.B " + roffText(r[0]) + "\n" + roffText(r[1]) + "\n")
		}
	}
	b.WriteString(".SH EXAMPLES\n")
	for _, e := range p.examples {
		b.WriteString(".PP\n.nf\n" + roffText(e) + "\n.fi\n")
	}
	return b.String()
}

// roffText is text without meaning to roff.
func roffText(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for n, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[n] = `\&` + line
		}
	}
	return strings.Join(lines, "\n.br\n")
}

// markdownReference is docs/commands.md.
func markdownReference(all []page) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nGenerated by `vedette man --markdown`; a test holds it to the program.\n")
	for _, p := range all {
		fmt.Fprintf(&b, "\n%s `%s`\n\n%s\n", strings.Repeat("#", 2+strings.Count(p.path, " ")), p.path, p.summary)
		if p.details != "" {
			b.WriteString("\n```text\n" + p.details + "\n```\n")
		}
		b.WriteString("\n```sh\n" + p.usage + "\n")
		if len(p.commands) == 0 {
			b.WriteString("\n" + strings.Join(p.examples, "\n") + "\n")
		}
		b.WriteString("```\n")
		markdownTable(&b, "command", p.commands)
		markdownTable(&b, "flag", p.flags)
		if len(p.exits) > 0 { // every command has the global flags: said once
			markdownTable(&b, "global flag", p.global)
			markdownTable(&b, "exit code", p.exits)
		}
	}
	return b.String()
}

func markdownTable(b *strings.Builder, title string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n| %s | |\n| --- | --- |\n", title)
	for _, r := range rows {
		fmt.Fprintf(b, "| `%s` | %s |\n", strings.ReplaceAll(r[0], "|", `\|`), strings.ReplaceAll(r[1], "|", `\|`))
	}
}
