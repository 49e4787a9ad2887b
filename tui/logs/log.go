package logs

import (
	"context"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/page"
	"vedette/tui/screen"
)

// NewLog is one line with every attribute.
func NewLog(env screen.Env, to screen.ToLog) screen.Screen {
	return page.New(env, page.Kind{Crumb: "log " + text.From(to.ID).Cut(12), What: "log",
		Load: func(ctx context.Context, _ string) (page.Content, error) {
			out, err := env.Ops.GetLogDetails(ctx, ops.GetLogDetailsIn{ProjectTarget: ops.ProjectTarget{OrgTarget: ops.OrgTarget{Org: to.Org}, Project: to.Project},
				LogID: to.ID, TraceID: to.Trace})
			content := page.Content{Doc: out.Doc()}
			if out.TraceID != "" {
				content.Links = []page.Link{{Title: "the trace", To: screen.ToTrace{Org: to.Org, ID: out.TraceID}},
					{Title: "all logs of the trace", To: screen.ToLogs{Org: to.Org, Trace: out.TraceID}}}
			}
			return content, err
		},
	})
}
