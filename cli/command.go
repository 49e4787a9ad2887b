package cli

import (
	"context"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// leaf describes a command that does something.
type leaf struct {
	name     string
	summary  string // one line, ends without a full stop
	details  string // more, for --help
	examples []string
	op       []string // operations it runs, by catalogue name
	args     string   // "ISSUE..." as shown in help
	min, max int      // how many arguments; max -1 = any number
	flags    []ucli.Flag
	verbatim bool // a comma in the value of a repeated flag is part of it
	// destroys is set for a change that cannot be undone: what it destroys, as a
	// sentence, and the word to type for it.
	destroys func(c *call) (what, word string)
	run      func(ctx context.Context, c *call) error
}

// Keys of a command's Metadata.
const (
	metaOp       = "op"
	metaExamples = "examples"
)

// command makes the library's command of a leaf.
func (s *session) command(l leaf) *ucli.Command {
	return &ucli.Command{
		Name: l.name, Usage: l.summary, Description: l.details, ArgsUsage: l.args, Flags: l.flags,
		Metadata:     map[string]any{metaOp: l.op, metaExamples: l.examples},
		OnUsageError: misuse, DisableSliceFlagSeparator: l.verbatim,
		Action: func(ctx context.Context, cmd *ucli.Command) error {
			if s.answered(cmd) {
				return nil
			}
			c, err := s.call(cmd)
			if err != nil {
				return err
			}
			n := len(c.args)
			switch path := fullName(cmd); {
			case l.max >= 0 && n > l.max:
				return usage(path+" --help", "%s takes %s; %q is one too many", path, arguments(l), c.args[l.max])
			case n < l.min:
				return usage(path+" --help", "%s needs %s", path, arguments(l))
			}
			return l.run(ops.Listen(ctx, c.heard), c)
		},
	}
}

func arguments(l leaf) string {
	if l.args == "" {
		return "no argument"
	}
	return l.args
}

// group makes a command that holds others.
func (s *session) group(name, summary string, commands ...*ucli.Command) *ucli.Command {
	return &ucli.Command{
		Name: name, Usage: summary, Commands: commands, OnUsageError: misuse,
		Action: func(_ context.Context, cmd *ucli.Command) error {
			if s.answered(cmd) {
				return nil
			}
			if cmd.Args().Present() {
				return unknownCommand(cmd, cmd.Args().First())
			}
			return s.help(cmd)
		},
	}
}

// root is the whole command line.
func (s *session) root() *ucli.Command {
	return &ucli.Command{
		Name: "vedette", Usage: "debug with Sentry from the terminal: hosted, self-hosted, or on this machine without an account",
		Writer: s.app.Streams.Out, ErrWriter: s.app.Streams.Err, Reader: s.app.Streams.In,
		HideHelp: true, HideVersion: true,
		ExitErrHandler: func(context.Context, *ucli.Command, error) {}, // Run maps errors to exit codes
		OnUsageError:   misuse,
		Flags:          globalFlags(),
		Metadata: map[string]any{metaExamples: []string{
			"vedette demo", "vedette local run -- npm start", "vedette auth login --token", "vedette fix SHOP-1A",
		}},
		Action: s.start,
		Commands: []*ucli.Command{
			s.issueGroup(), s.eventGroup(), s.viewGroup(), s.sourcemapGroup(), s.command(show()), s.command(fixLeaf("vedette fix")), s.seerGroup(),
			s.group("org", "Organizations", s.command(orgList())),
			s.command(explore()),
			s.searchGroup(),
			s.traceGroup(),
			s.spanGroup(),
			s.logGroup(),
			s.command(performance()),
			s.profileGroup(),
			s.replayGroup(),
			s.conversationGroup(),
			s.projectGroup(),
			s.teamGroup(),
			s.memberGroup(),
			s.dsnGroup(),
			s.envGroup(),
			s.ownershipGroup(),
			s.repoGroup(),
			s.integrationGroup(),
			s.releaseGroup(),
			s.docsGroup(),
			s.command(gate()),
			s.monitorGroup(),
			s.uptimeGroup(),
			s.alertGroup(),
			s.dashboardGroup(),
			s.command(stats()),
			s.command(api()),
			s.aliasGroup(),
			s.authGroup(),
			s.configGroup(),
			s.command(whoami()),
			s.command(doctor()),
			s.command(demo()),
			s.localGroup(),
			s.cacheGroup(),
			s.command(serve()),
			s.mcpGroup(),
			s.completionGroup(),
			s.command(man()),
			s.command(s.helpLeaf()),
		},
	}
}

// globalFlags are understood by every command, before or after its name.
func globalFlags() []ucli.Flag {
	return []ucli.Flag{
		&ucli.StringFlag{Name: "org", Usage: "organization `SLUG`"},
		&ucli.StringFlag{Name: "project", Usage: "project `SLUG`"},
		&ucli.StringFlag{Name: "profile", Usage: "`NAME` of a profile; demo and local are built in"},
		&ucli.BoolFlag{Name: "fresh", Usage: "use no stored answer"},
		&ucli.BoolFlag{Name: "offline", Usage: "ask nothing of the server: show what was read before"},
		&ucli.BoolFlag{Name: "accessible", Usage: "the terminal interface as plain lines and questions, for screen readers"},
		&ucli.BoolFlag{Name: "read-only", Usage: "refuse everything that changes something"},
		&ucli.GenericFlag{Name: "json", Usage: "print JSON; --json=id,title prints these fields", Value: &optionalValue{}},
		&ucli.StringFlag{Name: "jq", Usage: "filter the JSON with a jq `FILTER`"},
		&ucli.StringFlag{Name: "template", Usage: "format the JSON with a Go `TEMPLATE` (timeago timefmt truncate join pluck tablerow tablerender)"},
		&ucli.BoolFlag{Name: "no-color", Usage: "no colour"},
		&ucli.BoolFlag{Name: "quiet", Usage: "no messages but errors"},
		&ucli.BoolFlag{Name: "version", Usage: "print the version"},
	}
}

// optionalValue is a flag that may stand alone or with =VALUE.
type optionalValue struct{ value string }

// Set takes "true" for the flag alone, because the library treats it as a
// boolean flag.
func (o *optionalValue) Set(s string) error { o.value = s; return nil }

// Get is the value itself.
func (o *optionalValue) Get() any { return o }

// String is the text given; "" = the flag is absent.
func (o *optionalValue) String() string { return o.value }

// IsBoolFlag says that the next word is not the flag's value.
func (o *optionalValue) IsBoolFlag() bool { return true }

// start is the command line without a command: the terminal interface where
// there is a terminal, else help.
func (s *session) start(ctx context.Context, cmd *ucli.Command) error {
	switch {
	case s.answered(cmd):
		return nil
	case cmd.Args().Present():
		return unknownCommand(cmd, cmd.Args().First())
	case !s.app.Streams.Interactive():
		return s.help(cmd)
	}
	c, err := s.call(cmd)
	if err != nil {
		return err
	}
	return c.openTUI(ctx)
}

// answered handles --version and --help, which every command knows.
func (s *session) answered(cmd *ucli.Command) bool {
	switch {
	case cmd.Bool("version"):
		_, _ = s.app.Streams.Out.Write([]byte("vedette " + s.app.Version + "\n"))
		return true
	case s.wantsHelp:
		_ = s.help(cmd)
		return true
	}
	return false
}

// misuse puts the library's complaint about flags into our words.
func misuse(_ context.Context, cmd *ucli.Command, err error, _ bool) error {
	if len(cmd.Commands) > 0 && cmd.Args().Present() {
		return unknownCommand(cmd, cmd.Args().First())
	}
	path := fullName(cmd)
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return usage(path+" --help", "%s: %s", path, err.Error())
	}
	name = strings.TrimLeft(name, "-")
	names := []string{"help"}
	for at := cmd; at != nil; at = parentOf(at) {
		for _, f := range at.Flags {
			names = append(names, f.Names()...)
		}
	}
	if best := text.Closest(name, names); best != "" {
		return usage("did you mean --"+best+"? "+path+" --help", "%s has no flag --%s", path, name)
	}
	return usage(path+" --help", "%s has no flag --%s", path, name)
}

func unknownCommand(cmd *ucli.Command, name string) error {
	path := fullName(cmd)
	var names []string
	for _, c := range cmd.Commands {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	hint := path + " --help"
	if best := text.Closest(name, names); best != "" {
		hint = "did you mean: " + path + " " + best
	}
	return usage(hint, "%s has no command %q", path, name)
}

// parentOf is the command above, nil for the root.
func parentOf(cmd *ucli.Command) *ucli.Command {
	chain := cmd.Lineage()
	if len(chain) < 2 {
		return nil
	}
	return chain[1]
}

func fullName(cmd *ucli.Command) string { return cmd.FullName() }
