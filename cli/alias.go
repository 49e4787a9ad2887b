package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/shlex"
	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// alias is one of the user's own command names.
type alias struct {
	Name      string `json:"name"`
	Expansion string `json:"expansion"`
}

type aliasesOut struct {
	Aliases []alias `json:"aliases"`
}

func (s *session) aliasGroup() *ucli.Command {
	return s.group("alias", "Your own names for command lines", s.command(aliasList()), s.command(aliasSet()), s.command(aliasDelete()))
}

func aliasList() leaf {
	return leaf{
		name: "list", summary: "list your aliases", examples: []string{"vedette alias list"},
		run: func(ctx context.Context, c *call) error {
			if err := check[alias](c); err != nil {
				return err
			}
			known, err := config.Aliases(c.app.Env, c.app.Home)
			if err != nil {
				return err
			}
			rows := []alias{}
			for _, name := range slices.Sorted(maps.Keys(known)) {
				rows = append(rows, alias{Name: name, Expansion: known[name]})
			}
			return whole(ctx, c, "aliases", rows, []render.Column[alias]{
				{Title: "alias", Value: func(a alias) string { return a.Name }, Style: always[alias](render.Bold)},
				{Title: "stands for", Value: func(a alias) string { return text.From(a.Expansion).String() }, Flex: true},
			}, func() any { return aliasesOut{Aliases: []alias{}} })
		},
	}
}

func aliasSet() leaf {
	return leaf{
		name: "set", summary: "give a command line a name of your own", args: "NAME EXPANSION", min: 2, max: 2,
		details:  "$1, $2 ... in EXPANSION are the words after the alias; those that it does not name are added at the end.",
		examples: []string{"vedette alias set fatal \"issue list -q 'is:unresolved level:fatal'\"", "vedette alias set by 'issue list -q \"user.email:$1\"'"},
		run: func(_ context.Context, c *call) error {
			name, expansion := c.args[0], c.args[1]
			words, err := shlex.Split(expansion)
			switch {
			case !isAliasName(name):
				return usage("use letters, digits, - and _", "%q cannot be the name of an alias", name)
			case c.cmd.Root().Command(name) != nil:
				return usage("choose another name", "%q is a command of vedette", name)
			case err != nil || len(words) == 0 || c.cmd.Root().Command(words[0]) == nil:
				return usage("vedette --help", "%q does not begin with a command", expansion)
			}
			if err := config.SetAlias(c.app.Env, c.app.Home, name, expansion); err != nil {
				return err
			}
			c.notes.Say("vedette " + name + " stands for: vedette " + expansion)
			return nil
		},
	}
}

func isAliasName(s string) bool {
	return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`).MatchString(s)
}

func aliasDelete() leaf {
	return leaf{
		name: "delete", summary: "forget an alias", args: "NAME", min: 1, max: 1, examples: []string{"vedette alias delete fatal"},
		run: func(_ context.Context, c *call) error {
			known, err := config.Aliases(c.app.Env, c.app.Home)
			if err != nil {
				return err
			}
			if _, ok := known[c.args[0]]; !ok {
				return &ops.Error{Kind: ops.KindNotFound, Op: "alias delete", Message: text.From(fmt.Sprintf("there is no alias %q", c.args[0])), Hint: "vedette alias list"}
			}
			if err := config.SetAlias(c.app.Env, c.app.Home, c.args[0], ""); err != nil {
				return err
			}
			c.notes.Say("forgot " + c.args[0])
			return nil
		},
	}
}

// expand puts an alias's words in its place. The user's file is read only when
// the first word is no command, so that aliases cost other commands nothing.
func (s *session) expand(root *ucli.Command, args []string) ([]string, error) {
	at := firstWord(root, args)
	if at < 0 || root.Command(args[at]) != nil {
		return args, nil
	}
	known, err := config.Aliases(s.app.Env, s.app.Home)
	if err != nil || known[args[at]] == "" {
		return args, nil // the command line has an unknown command, and says so
	}
	words, err := expandAlias(known[args[at]], args[at+1:])
	if err != nil {
		return nil, usage("vedette alias set "+args[at]+" '...'", "the alias %s: %v", args[at], err)
	}
	return slices.Concat(args[:at], words), nil
}

// firstWord is the index of the first argument that is neither a flag of the
// root nor a flag's value; -1 = there is none.
func firstWord(root *ucli.Command, args []string) int {
	takesValue := map[string]bool{}
	for _, f := range root.Flags {
		if d, ok := f.(ucli.DocGenerationFlag); ok && d.TakesValue() && f.Names()[0] != "json" {
			takesValue["--"+f.Names()[0]] = true
		}
	}
	for n := 0; n < len(args); n++ {
		switch {
		case args[n] == "--":
			return -1
		case !strings.HasPrefix(args[n], "-"):
			return n
		case takesValue[args[n]]:
			n++
		}
	}
	return -1
}

// expandAlias replaces $1, $2 ... by the words that follow the alias, and adds
// those that are not named.
func expandAlias(expansion string, rest []string) ([]string, error) {
	words, err := shlex.Split(expansion)
	if err != nil {
		return nil, err
	}
	used := 0
	place := regexp.MustCompile(`\$[1-9][0-9]?`)
	for n, word := range words {
		words[n] = place.ReplaceAllStringFunc(word, func(p string) string {
			i, _ := strconv.Atoi(p[1:])
			used = max(used, i)
			if i > len(rest) {
				return ""
			}
			return rest[i-1]
		})
	}
	if used > len(rest) {
		return nil, errors.New("it needs " + strconv.Itoa(used) + " words after it")
	}
	return append(words, rest[used:]...), nil
}
