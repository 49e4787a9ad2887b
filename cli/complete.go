package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/recent"
)

// completeCommand is what the completion scripts call: the words typed so far
// follow, the unfinished one last (it may be empty).
const completeCommand = "__complete"

// candidate is one way to finish a word.
type candidate struct{ value, note string }

// typed is a command line as far as it has been typed.
type typed struct {
	chain    []*ucli.Command // from the root to the command
	position int             // arguments before the unfinished word
	flag     ucli.Flag       // whose value the unfinished word is; nil = none
	profile  string
	literal  bool // behind --
}

// complete prints how the last of the words can go on, one candidate and its
// note per line. It asks no server.
func (s *session) complete(words []string) error {
	if len(words) == 0 {
		return nil
	}
	current := words[len(words)-1]
	t := s.parseTyped(words[:len(words)-1])
	prefix := ""
	if name, value, ok := strings.Cut(current, "="); ok && t.flag == nil && !t.literal && strings.HasPrefix(name, "-") {
		t.flag, prefix, current = t.flagNamed(name), name+"=", value
	}
	for _, c := range s.candidates(t, current) {
		if !strings.HasPrefix(strings.ToLower(c.value), strings.ToLower(current)) {
			continue
		}
		if _, err := fmt.Fprintf(s.app.Streams.Out, "%s%s\t%s\n", prefix, c.value, c.note); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) parseTyped(words []string) typed {
	t := typed{chain: []*ucli.Command{s.root()}}
	for _, w := range words {
		at := t.chain[len(t.chain)-1]
		switch {
		case t.flag != nil:
			t.setProfile(t.flag, w)
			t.flag = nil
		case t.literal:
			t.position++
		case w == "--":
			t.literal = true
		case strings.HasPrefix(w, "-"):
			name, value, assigned := strings.Cut(w, "=")
			f := t.flagNamed(name)
			if assigned {
				t.setProfile(f, value)
			} else if takesValue(f) {
				t.flag = f
			}
		default:
			i := slices.IndexFunc(at.Commands, func(c *ucli.Command) bool { return c.HasName(w) })
			if i < 0 {
				t.position++
				continue
			}
			t.chain = append(t.chain, at.Commands[i])
		}
	}
	return t
}

func (t *typed) setProfile(f ucli.Flag, value string) {
	if f != nil && slices.Contains(f.Names(), "profile") {
		t.profile = value
	}
}

// flagNamed finds a flag of the command or of those above it.
func (t *typed) flagNamed(name string) ucli.Flag {
	name = strings.TrimLeft(name, "-")
	for _, cmd := range slices.Backward(t.chain) {
		for _, f := range cmd.Flags {
			if slices.Contains(f.Names(), name) {
				return f
			}
		}
	}
	return nil
}

// takesValue is true for a flag whose value is the next word.
func takesValue(f ucli.Flag) bool {
	if _, optional := f.(*ucli.GenericFlag); optional || f == nil {
		return false
	}
	doc, ok := f.(ucli.DocGenerationFlag)
	return ok && doc.TakesValue()
}

// candidates lists what may stand where the unfinished word is.
func (s *session) candidates(t typed, current string) []candidate {
	at := t.chain[len(t.chain)-1]
	switch {
	case t.flag != nil:
		return s.flagValues(t)
	case !t.literal && strings.HasPrefix(current, "-"):
		return t.flags()
	case len(at.Commands) > 0 && t.position == 0:
		var list []candidate
		for _, c := range at.Commands {
			if !c.Hidden {
				list = append(list, candidate{c.Name, c.Usage})
			}
		}
		return list
	}
	return s.names(argumentKind(at.ArgsUsage, t.position), t.profile)
}

// flags lists the flags of the command and those that every command has.
func (t *typed) flags() []candidate {
	list := []candidate{{"--help", "what it does, with examples"}}
	for _, cmd := range slices.Backward(t.chain) {
		for _, f := range cmd.Flags {
			if name := f.Names()[0]; len(name) > 1 {
				list = append(list, candidate{"--" + name, usageOf(f)})
			}
		}
	}
	return list
}

func usageOf(f ucli.Flag) string {
	if doc, ok := f.(ucli.DocGenerationFlag); ok {
		return strings.ReplaceAll(doc.GetUsage(), "`", "")
	}
	return ""
}

// flagValues lists the values of a flag: names of what it is named after, or
// the words that its help lists.
func (s *session) flagValues(t typed) []candidate {
	for _, name := range t.flag.Names() {
		switch name {
		case "org":
			return s.names(recent.Organization, t.profile)
		case "project", "in":
			return s.names(recent.Project, t.profile)
		case "team":
			return s.names(recent.Team, t.profile)
		case "env", "environment":
			return s.names(recent.Environment, t.profile)
		case "release":
			return s.names(recent.Release, t.profile)
		case "profile":
			return s.profiles()
		}
	}
	var list []candidate
	for _, w := range listedWords(usageOf(t.flag)) {
		list = append(list, candidate{value: w})
	}
	return list
}

// listedWords are the words that a flag's help lists: "STATUS: active, inactive".
// What is no plain word stands for something else.
func listedWords(usage string) []string {
	_, list, ok := strings.Cut(usage, ": ")
	if !ok {
		return nil
	}
	var words []string
	for part := range strings.SplitSeq(list, ",") {
		part = strings.TrimSpace(part)
		if part != "" && strings.Trim(part, "abcdefghijklmnopqrstuvwxyz_-") == "" {
			words = append(words, part)
		}
	}
	return words
}

// argumentKind is what argument n of a command names: "[PROJECT]", "TEAM
// [PROJECT]", "ISSUE..."; "" = nothing that is known.
func argumentKind(usage string, n int) string {
	words := strings.Fields(strings.NewReplacer("[", "", "]", "").Replace(usage))
	switch {
	case len(words) == 0:
		return ""
	case n >= len(words):
		if n = len(words) - 1; !strings.HasSuffix(words[n], "...") {
			return ""
		}
	}
	return map[string]string{
		"ISSUE": recent.Issue, "PROJECT": recent.Project, "TEAM": recent.Team, "ENVIRONMENT": recent.Environment, "VERSION": recent.Release,
	}[strings.TrimSuffix(words[n], "...")]
}

// names are those seen lately on the server in use.
func (s *session) names(kind, profile string) []candidate {
	if kind == "" {
		return nil
	}
	settings := s.quickSettings(profile)
	var list []candidate
	for _, n := range recentFile(settings.Paths).Names(kind, scopeOf(settings)) {
		list = append(list, candidate{n.Value, n.Note})
	}
	return list
}

// quickSettings are the settings without what the working directory says:
// looking for a DSN in code takes too long between two keystrokes.
func (s *session) quickSettings(profile string) config.Settings {
	opt := config.Options{Flags: config.Flags{Profile: profile}, Env: s.app.Env, Home: s.app.Home}
	settings, err := config.Load(opt)
	if err != nil { // then the names of all servers are offered
		settings, _ = config.ForLogin(config.Options{Env: s.app.Env, Home: s.app.Home}, config.SaaS)
	}
	return settings
}

func (s *session) profiles() []candidate {
	list := []candidate{{config.Demo, "built in: a captured history"}, {config.Local, "built in: the backend on this machine"}}
	accounts, _, err := s.quickSettings("").Paths.Accounts()
	if err != nil {
		return list
	}
	for _, a := range accounts {
		list = append(list, candidate{a.Profile, cmp.Or(a.URL, config.SaaS)})
	}
	return list
}

// completionGroup prints the scripts that make shells ask __complete.
func (s *session) completionGroup() *ucli.Command {
	var shells []*ucli.Command
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		shells = append(shells, s.command(completionScript(shell)))
	}
	group := s.group("completion", "Shell completion", shells...)
	group.Metadata = map[string]any{metaExamples: []string{
		"source <(vedette completion bash)", "vedette completion fish > ~/.config/fish/completions/vedette.fish",
	}}
	return group
}

func completionScript(shell string) leaf {
	return leaf{
		name: shell, summary: "print the completion script of " + shell, examples: []string{"vedette completion " + shell},
		details: "It completes commands, flags and their words, and the names of organizations, projects, teams, environments, releases\n" +
			"and issues that commands have listed lately. It asks no server.",
		run: func(_ context.Context, c *call) error {
			script, err := completionScripts.ReadFile("completion/vedette." + shell)
			if err != nil {
				return err
			}
			_, err = c.out.Out.Write(script)
			return err
		},
	}
}
