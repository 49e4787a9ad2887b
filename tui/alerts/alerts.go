// Package alerts is the screens of the rules that notify: which there are, and
// what one waits for and does.
package alerts

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/browse"
	"vedette/tui/command"
	"vedette/tui/page"
	"vedette/tui/screen"
)

// New lists the alerts.
func New(env screen.Env, to screen.ToAlerts) screen.Screen {
	return browse.New(env, browse.Kind[ops.Alert]{
		Scope: command.Alerts, Crumb: "alerts", Plural: "alerts", Columns: columns(),
		Empty: []string{"An alert tells people or other programs when an issue appears or a number passes a limit.",
			"They are made in the web interface (Alerts, Create Alert). The local backend has none."},
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.Alert], error) {
			out, err := env.Ops.FindAlertRules(ctx, ops.FindAlertRulesIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Project: screen.ProjectOr(to.Project),
				PageIn: ops.PageIn{Cursor: cursor, Limit: 50}})
			return browse.Page[ops.Alert]{Items: out.Rules, Next: out.NextCursor}, err
		},
		Open: func(a ops.Alert) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToAlert{Org: to.Org, Kind: a.Kind, ID: string(a.ID)}})
		},
	})
}

func columns() []browse.Column[ops.Alert] {
	muted := browse.Role[ops.Alert](themes.Muted)
	return []browse.Column[ops.Alert]{
		{Title: "ALERT", Text: func(a ops.Alert) string { return a.Name.String() }, Max: 50},
		{Title: "STATE", Text: ops.Alert.State, Role: func(a ops.Alert) themes.Role {
			if a.Enabled {
				return themes.Success
			}
			return themes.Muted
		}},
		{Title: "FIRED", Right: true, Time: func(a ops.Alert) time.Time { return a.LastTriggered.Time }, Role: muted},
		{Title: "KIND", Text: func(a ops.Alert) string { return a.Kind }, Role: muted},
		{Title: "WHAT", Wide: true, Text: what},
		{Title: "PROJECTS", Role: muted, Text: func(a ops.Alert) string {
			words := make([]string, len(a.Projects))
			for n, p := range a.Projects {
				words[n] = string(p)
			}
			return strings.Join(words, " ")
		}},
	}
}

// what is what an alert waits for, and what it does then.
func what(a ops.Alert) string {
	if !a.Watches.IsZero() {
		return a.Watches.String()
	}
	join := func(parts []text.Untrusted) string {
		words := make([]string, len(parts))
		for n, p := range parts {
			words[n] = p.String()
		}
		return strings.Join(words, ", ")
	}
	out := join(a.When)
	if then := join(a.Then); then != "" {
		out += ": " + then
	}
	return strings.TrimPrefix(out, ": ")
}

// NewAlert is one alert, which leads to the issues that it acted on.
func NewAlert(env screen.Env, to screen.ToAlert) screen.Screen {
	return page.New(env, page.Kind{Crumb: "alert " + text.From(to.ID).Cut(20), What: "alert",
		Load: func(ctx context.Context, _ string) (page.Content, error) {
			out, err := env.Ops.GetAlertRule(ctx, ops.GetAlertRuleIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Kind: to.Kind, Rule: to.ID})
			content := page.Content{Doc: out.Doc()}
			for _, f := range out.Rule.History {
				content.Links = append(content.Links, page.Link{Title: ops.IssueHandle(f.Group) + "  " + f.Group.Title.Cut(60), To: screen.ToIssue{Org: to.Org, Issue: f.Group}})
			}
			return content, err
		},
	})
}
