// Package replays is the screens of recorded sessions: which there are, and what
// somebody did in one until it went wrong.
package replays

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
	"vedette/tui/screen"
)

// New lists the replays of 14 days.
func New(env screen.Env, to screen.ToReplays) screen.Screen {
	return browse.New(env, browse.Kind[ops.EventRow]{
		Scope: command.Replays, Crumb: "replays", Plural: "replays",
		Empty: []string{"A replay records what somebody saw and did in a browser or an app.",
			"SDKs send them with the replay integration: Sentry.init({integrations: [Sentry.replayIntegration()], replaysOnErrorSampleRate: 1})."},
		Load: func(ctx context.Context, cursor string) (browse.Page[ops.EventRow], error) {
			out, err := env.Ops.SearchEvents(ctx, ops.SearchEventsIn{OrgTarget: ops.OrgTarget{Org: to.Org}, Dataset: "replays", Project: screen.ProjectOr(to.Project),
				PageIn: ops.PageIn{Cursor: cursor, Limit: 50}})
			return browse.Page[ops.EventRow]{Items: out.Events, Next: out.NextCursor, Columns: columns(out), Detail: ", 14d"}, err
		},
		Open: func(r ops.EventRow) tea.Cmd {
			return screen.Send(screen.Open{To: screen.ToReplay{Org: to.Org, ID: r["id"].String()}})
		},
	})
}

func columns(out ops.SearchEventsOut) []browse.Column[ops.EventRow] {
	cell := func(field string) func(ops.EventRow) string {
		return func(r ops.EventRow) string { return out.Cell(r, field) }
	}
	count := func(title, field string, bad themes.Role) browse.Column[ops.EventRow] {
		return browse.Column[ops.EventRow]{Title: title, Right: true, Text: cell(field), Role: func(r ops.EventRow) themes.Role {
			if n, _ := r[field].Number(); n > 0 {
				return bad
			}
			return themes.Muted
		}}
	}
	return []browse.Column[ops.EventRow]{
		{Title: "USER", Max: 30, Text: func(r ops.EventRow) string {
			if user := out.Cell(r, "user.display_name"); user != "" {
				return user
			}
			return "somebody"
		}},
		{Title: "BEGAN", Right: true, Time: func(r ops.EventRow) time.Time { return r["started_at"].Time().Time }, Role: browse.Role[ops.EventRow](themes.Muted)},
		{Title: "TOOK", Right: true, Text: cell("duration")},
		count("ERRORS", "count_errors", themes.Error),
		count("RAGE", "count_rage_clicks", themes.Warning),
		count("DEAD", "count_dead_clicks", themes.Warning),
		{Title: "BROWSER", Text: cell("browser.name"), Role: browse.Role[ops.EventRow](themes.Muted)},
		{Title: "PAGES", Wide: true, Text: func(r ops.EventRow) string {
			var pages []string
			for _, u := range r["urls"].List() {
				pages = append(pages, u.String())
			}
			return strings.Join(pages, " ")
		}, Role: browse.Role[ops.EventRow](themes.Link)},
	}
}

// who is the person a replay is of, as far as it tells.
func who(r ops.Replay) text.Untrusted {
	if r.User != nil {
		for _, name := range []text.Untrusted{r.User.DisplayName, r.User.Email, r.User.Username, r.User.ID, r.User.IP} {
			if !name.IsZero() {
				return name
			}
		}
	}
	return text.From("somebody")
}
