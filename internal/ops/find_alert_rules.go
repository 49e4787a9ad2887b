package ops

import (
	"context"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindAlertRulesIn selects alerts.
type FindAlertRulesIn struct {
	OrgTarget
	Kind    string `json:"kind,omitempty" enum:"all,issue,metric" default:"all"`
	Project string `json:"projectSlug,omitempty" jsonschema:"Project slug or id."`
	Query   string `json:"query,omitempty" jsonschema:"Part of a name."`
	PageIn
}

// FindAlertRulesOut is one page of alerts; those on issues come first.
type FindAlertRulesOut struct {
	Organization string  `json:"organization"`
	Rules        []Alert `json:"rules"`
	Paged
}

// FindAlertRules lists alerts of the newer model (workflows and metric
// detectors), or of the older one where the server has no other.
func (o *Ops) FindAlertRules(ctx context.Context, in FindAlertRulesIn) (FindAlertRulesOut, error) {
	return run(ctx, o, in, o.findAlertRules)
}

// The lists that alerts are in. A cursor begins with the one that it goes on in.
const (
	listWorkflows = "workflows"
	listDetectors = "detectors"
	listRules     = "rules"
)

func (o *Ops) findAlertRules(ctx context.Context, in FindAlertRulesIn) (FindAlertRulesOut, error) {
	const op = "find_alert_rules"
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return FindAlertRulesOut{}, err
	}
	where, cursor, named := strings.Cut(in.Cursor, "|")
	switch {
	case in.Cursor == "" && in.Kind == AlertMetric:
		where = listDetectors
	case in.Cursor == "":
		where = listWorkflows
	case !named || where != listWorkflows && where != listDetectors && where != listRules:
		return FindAlertRulesOut{}, invalid(op, "pass nextCursor of the last answer as it is", "%q is not a cursor of this list", text.From(in.Cursor).Cut(60))
	}
	out := FindAlertRulesOut{Organization: org}
	out.Rules, out.Paged, err = o.alertsIn(ctx, org, where, cursor, in)
	if KindOf(err) == KindNotFound && err != nil && in.Cursor == "" {
		where = listRules
		out.Rules, out.Paged, err = o.alertsIn(ctx, org, where, "", in)
	}
	switch {
	case out.NextCursor != "":
		out.NextCursor = where + "|" + out.NextCursor
	case err == nil && where == listWorkflows && in.Kind != AlertIssue:
		out.NextCursor = listDetectors + "|"
		if len(out.Rules) == 0 { // an empty page would look like the end
			in.Cursor = out.NextCursor
			return o.findAlertRules(ctx, in)
		}
	}
	return out, err
}

// alertsIn reads one page of one of the lists.
func (o *Ops) alertsIn(ctx context.Context, org, where, cursor string, in FindAlertRulesIn) (rules []Alert, paged Paged, err error) {
	rules = []Alert{}
	q := sentryapi.AlertQuery{Projects: o.projects(in.Project), Query: in.Query, Cursor: cursor, Limit: in.rows()}
	name := ""
	if in.Query != "" {
		name = `name:"*` + strings.NewReplacer(`\`, "", `"`, "", "*", "").Replace(in.Query) + `*"`
	}
	switch where {
	case listWorkflows:
		q.Query = name
		page, err := o.client.Workflows(ctx, org, q)
		for _, w := range page.Items {
			rules = append(rules, fromWorkflow(w))
		}
		return rules, pagedOf(page), err
	case listDetectors:
		q.Query = strings.TrimSpace("type:metric_issue " + name)
		page, err := o.client.Detectors(ctx, org, q)
		for _, d := range page.Items {
			rules = append(rules, fromDetector(d))
		}
		return rules, pagedOf(page), err
	}
	page, err := o.client.AlertRules(ctx, org, q)
	for _, r := range page.Items {
		if a := fromRule(r); in.Kind == "" || in.Kind == "all" || in.Kind == a.Kind {
			rules = append(rules, a)
		}
	}
	return rules, pagedOf(page), err
}

// Doc is a line per alert.
func (out FindAlertRulesOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Rules) == 0 {
		d.Para(text.T("No alert matches in " + out.Organization + "."))
	}
	for _, a := range out.Rules {
		line := []text.Inline{text.Bold(a.Name), text.T(" (" + a.Kind + " " + string(a.ID) + ") " + a.State())}
		if !a.Watches.IsZero() {
			line = append(line, text.T(", "), a.Watches)
		}
		d.Bullet(line...)
	}
	out.notes(&d)
	return d
}
