package issues

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// address is where a program would send to, as long as none ever did.
type address struct {
	wanted       bool   // nothing was ever sent
	project, dsn string // "" where there is no project yet
}

// whereToSend looks, once, whether a stream without issues waits for its first
// event.
func (s *Stream) whereToSend() tea.Cmd {
	if len(s.rows) > 0 || s.sendTo != nil {
		return nil
	}
	s.sendTo = &address{}
	o, project := s.env.Ops, s.to.Project
	return screen.Run(s.env.Tasks, firstEvent, func(ctx context.Context, org ops.OrgTarget) (address, error) {
		found, err := o.FindProjects(ctx, ops.FindProjectsIn{OrgTarget: org, PageIn: ops.PageIn{Limit: 100}})
		if err != nil {
			return address{}, err
		}
		for _, p := range found.Projects {
			if !p.FirstEvent.IsZero() && (project == "" || string(p.Slug) == project) {
				return address{}, nil
			}
		}
		at := address{wanted: true, project: project}
		if at.project == "" && len(found.Projects) > 0 {
			at.project = string(found.Projects[0].Slug)
		}
		if at.project == "" {
			return at, nil
		}
		keys, err := o.FindDSNs(ctx, ops.FindDSNsIn{ProjectTarget: ops.ProjectTarget{OrgTarget: org, Project: at.project}})
		if err == nil && len(keys.DSNs) > 0 {
			at.dsn = string(keys.DSNs[0].DSN.Public)
		}
		return at, err
	}, ops.OrgTarget{Org: s.to.Org})
}

// lines say how the first event comes here.
func (a address) lines(keys command.Bindings) []string {
	switch {
	case a.project == "":
		return []string{"", "nothing was sent yet, and there is no project to send to",
			"vedette local run -- CMD runs a program that sends to this machine", "vedette project create NAME makes a project elsewhere"}
	case a.dsn == "":
		return []string{"", "no error was sent to " + a.project + " yet"}
	}
	return []string{"", "no error was sent to " + a.project + " yet", "programs with a Sentry SDK send to its DSN; " + keys.Key(command.Copy) + " copies it:", "",
		"SENTRY_DSN=" + a.dsn}
}
