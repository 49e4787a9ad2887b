package cli

import (
	"context"
	"fmt"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/text"
)

func (s *session) configGroup() *ucli.Command {
	return s.group("config", "The user's settings file",
		s.command(configList()), s.command(configGet()), s.command(configSet()), s.command(configUnset()), s.command(configPath()))
}

// settingList is the answer of `config list`.
type settingList struct {
	Path     string           `json:"path"`
	Settings []config.Setting `json:"settings"`
}

// Doc lists the settings as in the file.
func (l settingList) Doc() text.Doc {
	var d text.Doc
	if len(l.Settings) == 0 {
		d.Para(text.T("No settings in "), text.Code(text.From(l.Path)))
		return d
	}
	var lines []text.Untrusted
	for _, s := range l.Settings {
		lines = append(lines, text.From(s.String()))
	}
	d.CodeBlock("toml", lines...)
	return d
}

func settingKeys() string { return "Settings: " + strings.Join(config.Keys(), ", ") + "." }

func configList() leaf {
	return leaf{
		name: "list", summary: "show what the user's file holds", details: "vedette doctor shows what is in force here, and from where.",
		examples: []string{"vedette config list", "vedette config list --json=settings"},
		run: func(ctx context.Context, c *call) error {
			if err := check[settingList](c); err != nil {
				return err
			}
			p := c.paths()
			all, err := p.List()
			if err != nil {
				return err
			}
			return c.object(ctx, settingList{Path: p.UserFile(), Settings: all})
		},
	}
}

func configGet() leaf {
	return leaf{
		name: "get", summary: "print one setting of the user's file", args: "KEY", min: 1, max: 1, details: settingKeys(),
		examples: []string{"vedette config get tui.theme", "vedette config get profile.work.org"},
		run: func(ctx context.Context, c *call) error {
			if err := check[config.Setting](c); err != nil {
				return err
			}
			all, err := c.paths().List()
			if err != nil {
				return err
			}
			for _, s := range all {
				if s.Key != c.args[0] {
					continue
				}
				if c.format.JSON {
					return c.out.Line(ctx, c.format, s)
				}
				_, err := fmt.Fprintln(c.out.Out, text.From(s.Value))
				return err
			}
			return notSet(c.args[0])
		},
	}
}

func configSet() leaf {
	return leaf{
		name: "set", summary: "change one setting of the user's file", args: "KEY VALUE", min: 2, max: 2,
		details:  settingKeys() + "\nThe rest of the file, comments included, stays as it is.",
		examples: []string{"vedette config set tui.theme light", "vedette config set profile.work.org acme", "vedette config set default_profile work"},
		run: func(_ context.Context, c *call) error {
			if err := c.paths().Set(c.args[0], c.args[1]); err != nil {
				return err
			}
			c.notes.Say(config.Setting{Key: c.args[0], Value: c.args[1]}.String() + " in " + c.paths().UserFile())
			return nil
		},
	}
}

func configUnset() leaf {
	return leaf{
		name: "unset", summary: "remove one setting from the user's file", args: "KEY", min: 1, max: 1, details: settingKeys(),
		examples: []string{"vedette config unset profile.work.environment"},
		run: func(_ context.Context, c *call) error {
			if err := c.paths().Unset(c.args[0]); err != nil {
				return err
			}
			c.notes.Say(c.args[0] + " is not set in " + c.paths().UserFile())
			return nil
		},
	}
}

func configPath() leaf {
	return leaf{
		name: "path", summary: "print where the user's file is", examples: []string{"$EDITOR \"$(vedette config path)\""},
		run: func(_ context.Context, c *call) error {
			_, err := fmt.Fprintln(c.out.Out, c.paths().UserFile())
			return err
		},
	}
}

// paths are vedette's own directories; no file is read for them.
func (c *call) paths() config.Paths { return config.PathsOf(c.app.Env, c.app.Home) }

// notSet is the error for a setting that the file does not have.
func notSet(key string) error {
	return &ops.Error{Kind: ops.KindNotFound, Op: "usage", Message: text.From(key + " is not set"), Hint: "vedette config list"}
}
