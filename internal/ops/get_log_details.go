package ops

import (
	"context"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetLogDetailsIn names one log entry. Without its trace and project they are
// looked for.
type GetLogDetailsIn struct {
	ProjectTarget
	LogID   string `json:"logId" jsonschema:"id of a search_events row of dataset logs."`
	TraceID string `json:"traceId,omitempty" jsonschema:"Saves a request, with projectSlug."`
	Period  string `json:"period,omitempty" jsonschema:"Where to look: 14d, 30d." default:"14d"`
}

// GetLogDetailsOut is one log entry with every attribute.
type GetLogDetailsOut struct {
	Organization string          `json:"organization"`
	Project      string          `json:"project"`
	LogID        string          `json:"logId"`
	TraceID      string          `json:"traceId"`
	Timestamp    sentryapi.Time  `json:"timestamp,omitzero"`
	Message      text.Untrusted  `json:"message,omitzero"`
	Severity     text.Word       `json:"severity,omitempty"`
	Attributes   []ItemAttribute `json:"attributes"`
}

// GetLogDetails reads a log entry.
func (o *Ops) GetLogDetails(ctx context.Context, in GetLogDetailsIn) (GetLogDetailsOut, error) {
	return run(ctx, o, in, o.getLogDetails)
}

func (o *Ops) getLogDetails(ctx context.Context, in GetLogDetailsIn) (GetLogDetailsOut, error) {
	const op = "get_log_details"
	out := GetLogDetailsOut{LogID: in.LogID, TraceID: in.TraceID}
	if in.LogID == "" || strings.ContainsAny(in.LogID, " \":()*") {
		return out, invalid(op, "vedette log list --json=id,message", "%q is not the id of a log", in.LogID)
	}
	var err error
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	if p := o.projects(in.Project); p != nil {
		out.Project = p[0]
	}
	if out.TraceID == "" || out.Project == "" {
		if err = o.findLog(ctx, &out, in.Period); err != nil {
			return out, err
		}
	}
	item, err := o.client.TraceItem(ctx, out.Organization, out.Project, "logs", out.TraceID, in.LogID)
	if err != nil {
		return out, notFoundAs(op, "log "+in.LogID+" in "+out.Organization, "vedette log list", err)
	}
	out.Timestamp, out.Attributes = item.Timestamp, orEmpty(sortedAttributes(item.Attributes))
	for _, a := range item.Attributes {
		switch a.Name.Raw() {
		case "message", "log.body":
			out.Message = a.Value.Text()
		case "severity":
			out.Severity = text.WordOf(a.Value.Text().Raw())
		}
	}
	return out, nil
}

// findLog looks for the trace and the project of a log.
func (o *Ops) findLog(ctx context.Context, out *GetLogDetailsOut, period string) error {
	const op = "get_log_details"
	q := sentryapi.TableQuery{Dataset: "logs", Fields: []string{"id", "trace", "project"}, Query: "id:" + out.LogID, Limit: 1}
	if out.Project != "" {
		q.Projects = []string{out.Project}
	}
	var err error
	if q.StatsPeriod, _, _, err = timeRange(op, period, "", "", "14d"); err != nil {
		return err
	}
	table, err := o.client.EventTable(ctx, out.Organization, q)
	if err == nil && len(table.Items) == 0 {
		err = &Error{Kind: sentryapi.KindNotFound}
	}
	if err != nil {
		return notFoundAs(op, "log "+out.LogID+" in "+out.Organization+" ("+q.StatsPeriod+")", "vedette log list, or a longer --period", err)
	}
	out.TraceID, out.Project = table.Items[0]["trace"].Text().Raw(), table.Items[0]["project"].Text().Raw()
	return nil
}

// Doc is the message and the attributes.
func (out GetLogDetailsOut) Doc() text.Doc {
	var d text.Doc
	d.DataNote("log")
	d.CodeBlock("", out.Message)
	d.Field("Severity", out.Severity)
	d.Field("Time", text.At(out.Timestamp.Time))
	d.Field("Project", text.T(out.Project))
	d.Field("Trace", text.Code(text.From(out.TraceID)))
	attributesDoc(&d, out.Attributes)
	return d
}
