package mcpserve

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"vedette/internal/text"
)

// wording turns what the operations tell people at a shell into what an agent
// can do: "vedette issue events SHOP-1A" becomes "search_issue_events SHOP-1A".
// What only a person can do, such as logging in, is said to be the user's.
type wording struct {
	tools func() map[string]string // by command: "issue events" -> "search_issue_events"
}

// newWording takes the commands of each operation, as the command line knows
// them; they are read when the first text needs them.
func newWording(commands func() map[string][]string) wording {
	return wording{tools: sync.OnceValue(func() map[string]string {
		tools := map[string]string{}
		if commands == nil {
			return tools
		}
		byTool := commands()
		for _, tool := range slices.Sorted(maps.Keys(byTool)) {
			for _, path := range byTool[tool] {
				if tools[path] == "" || slices.Contains(mainTools(), tool) { // a command may choose between tools
					tools[path] = tool
				}
			}
		}
		return tools
	})}
}

// isForUser is true for commands whose tool, if any, does less than they do:
// logging in is no reading of who is logged in.
func isForUser(noun string) bool {
	return slices.Contains([]string{"auth", "local", "doctor", "demo", "config"}, noun)
}

// dataset is what the lists of one kind of event are to search_events.
func dataset(noun string) string {
	switch noun {
	case "replay", "log", "span", "profile", "trace":
		return " with dataset " + strings.Replace(noun, "trace", "span", 1) + "s"
	}
	return ""
}

type wordingPatterns struct{ command, flag *regexp.Regexp }

var wordingOf = sync.OnceValue(func() wordingPatterns {
	return wordingPatterns{regexp.MustCompile(`\bvedette ([a-z]+)(?: ([a-z]+(?:-[a-z]+)*))?`), regexp.MustCompile(`--([a-z]+(?:-[a-z]+)*)|(^| )-q `)}
})

// forShell are phrases about flags and variables, which agents do not have.
func forShell() *strings.Replacer {
	return strings.NewReplacer(
		" (flag --org, SENTRY_ORG, argument organizationSlug)", " (organizationSlug)",
		" (flag --project, SENTRY_PROJECT, argument projectSlug)", " (projectSlug)",
		"pass --org, set SENTRY_ORG, or run", "pass organizationSlug; see",
		"`vedette doctor` shows which organizations and projects the token can see", "find_organizations and find_projects show what the token can see",
		"run `vedette doctor` to see what the token may do", "whoami says whose token it is",
		"vedette doctor shows what the token may do", "whoami says whose token it is",
		" --query ''", ` with query ""`,
		"pass --project, set SENTRY_PROJECT, or run", "pass projectSlug; see",
	)
}

// agent is a text of ours as an agent is told it.
func (w wording) agent(s string) string {
	if !strings.Contains(s, "vedette ") && !strings.Contains(s, "--") {
		return s
	}
	p, ofUser := wordingOf(), false
	s = p.command.ReplaceAllStringFunc(forShell().Replace(s), func(found string) string {
		words := p.command.FindStringSubmatch(found)
		noun, verb := words[1], words[2]
		switch tool := w.tools()[noun+" "+verb]; {
		case isForUser(noun):
			ofUser = true
			return "(for the user) " + found
		case tool == "search_events":
			return tool + dataset(noun)
		case tool != "":
			return tool
		case w.tools()[noun] != "":
			return strings.TrimSpace(w.tools()[noun] + " " + verb)
		}
		ofUser = true
		return found
	})
	if ofUser {
		return s
	}
	return p.flag.ReplaceAllStringFunc(s, func(flag string) string { return argumentOf(strings.TrimLeft(flag, " -"), flag) })
}

// argumentOf is the argument that a flag sets.
func argumentOf(name, flag string) string {
	switch name {
	case "org":
		return "organizationSlug"
	case "project":
		return "projectSlug"
	case "q ":
		return strings.TrimSuffix(flag, "-q ") + "query "
	}
	head, tail, _ := strings.Cut(name, "-")
	for part := range strings.SplitSeq(tail, "-") {
		if part != "" {
			head += strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return head
}

// doc is a document with its own words put for an agent, and without the
// secrets in what others wrote.
func (w wording) doc(d text.Doc) text.Doc {
	return d.Reworded(w.agent).Masked()
}
