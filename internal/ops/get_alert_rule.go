package ops

import (
	"context"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// GetAlertRuleIn names one alert.
type GetAlertRuleIn struct {
	OrgTarget
	Kind    string `json:"kind,omitempty" enum:"all,issue,metric" default:"all"`
	Project string `json:"projectSlug,omitempty" jsonschema:"Project slug or id; needed for issue alerts of older servers."`
	Rule    string `json:"ruleIdOrName" jsonschema:"Numeric id, or the name."`
}

// GetAlertRuleOut is one alert.
type GetAlertRuleOut struct {
	Organization string `json:"organization"`
	Rule         Alert  `json:"rule"`
}

// GetAlertRule reads one alert, by id or by name.
func (o *Ops) GetAlertRule(ctx context.Context, in GetAlertRuleIn) (GetAlertRuleOut, error) {
	return run(ctx, o, in, o.getAlertRule)
}

func (o *Ops) getAlertRule(ctx context.Context, in GetAlertRuleIn) (GetAlertRuleOut, error) {
	const op = "get_alert_rule"
	if in.Rule == "" {
		return GetAlertRuleOut{}, invalid(op, "vedette alert list shows ids and names", "no alert was named")
	}
	org, err := o.org(ctx, op, in.Org)
	if err != nil {
		return GetAlertRuleOut{}, err
	}
	out := GetAlertRuleOut{Organization: org}
	if strings.Trim(in.Rule, "0123456789") == "" {
		out.Rule, err = o.alertByID(ctx, org, in)
	} else {
		out.Rule, err = o.alertByName(ctx, op, org, in)
	}
	if err == nil && out.Rule.Model == "workflow" { // an endpoint outside of the documented ones: the rest stays without it
		page, _ := o.client.AlertHistory(ctx, org, string(out.Rule.ID), alertHistory, 20)
		out.Rule.History = page.Items
	}
	return out, notFoundAs(op, "alert "+in.Rule+" in "+org, "vedette alert list", err)
}

// alertHistory is how far back an alert tells what it acted on.
const alertHistory = "30d"

// alertByID looks in the newer model first, then in the older one.
func (o *Ops) alertByID(ctx context.Context, org string, in GetAlertRuleIn) (a Alert, err error) {
	if in.Kind != AlertMetric {
		w, err := o.client.Workflow(ctx, org, in.Rule)
		if err == nil || KindOf(err) != KindNotFound {
			return fromWorkflow(w), err
		}
	}
	if in.Kind != AlertIssue {
		d, err := o.client.Detector(ctx, org, in.Rule)
		if err == nil || KindOf(err) != KindNotFound {
			a = fromDetector(d)
			if d.LatestGroup != nil {
				a.History = []AlertFiring{{Group: *d.LatestGroup, LastTriggered: d.LatestGroup.LastSeen}}
			}
			return a, err
		}
		r, err := o.client.MetricRule(ctx, org, in.Rule)
		if err == nil || KindOf(err) != KindNotFound {
			return fromRule(r), err
		}
	}
	_, project, err := o.project(ctx, "get_alert_rule", ProjectTarget{OrgTarget: OrgTarget{Org: org}, Project: in.Project})
	if err != nil {
		return a, &Error{Kind: sentryapi.KindNotFound, Op: "get_alert_rule", Status: 404, Err: err}
	}
	r, err := o.client.IssueRule(ctx, org, project, in.Rule)
	return fromRule(r), err
}

// alertByName takes the alert with exactly the name, else the only one whose
// name holds it.
func (o *Ops) alertByName(ctx context.Context, op, org string, in GetAlertRuleIn) (Alert, error) {
	q := FindAlertRulesIn{OrgTarget: OrgTarget{Org: org}, Kind: in.Kind, Project: in.Project, Query: in.Rule, PageIn: PageIn{Limit: 100}}
	var found []Alert
	for turns := 0; turns < 10; turns++ {
		page, err := o.findAlertRules(ctx, q)
		if err != nil {
			return Alert{}, err
		}
		for _, a := range page.Rules {
			if strings.EqualFold(a.Name.Raw(), in.Rule) {
				return o.alertByID(ctx, org, GetAlertRuleIn{Kind: a.Kind, Project: orWord(in.Project, firstWord(a.Projects)), Rule: string(a.ID)})
			}
		}
		found = append(found, page.Rules...)
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			break
		}
	}
	switch len(found) {
	case 0:
		return Alert{}, &Error{Kind: sentryapi.KindNotFound, Op: op, Status: 404}
	case 1:
		return found[0], nil
	}
	var names []string
	for _, a := range found[:min(5, len(found))] {
		names = append(names, a.Name.String())
	}
	return Alert{}, invalid(op, "name one: "+strings.Join(names, ", "), "several alerts are called like %q", text.From(in.Rule).Cut(60))
}

func firstWord(words []text.Word) string {
	if len(words) == 0 {
		return ""
	}
	return string(words[0])
}

// Doc is the alert: what it watches, when it acts, and what it does then.
func (out GetAlertRuleOut) Doc() text.Doc {
	var d text.Doc
	a := out.Rule
	d.Heading(1, text.T("Alert "), a.Name)
	d.Field("Id", text.T(string(a.ID)+" ("+a.Kind+" "+a.Model+")"))
	d.Field("State", text.T(a.State()))
	for _, p := range a.Projects {
		d.Field("Project", p)
	}
	if !a.Environment.IsZero() {
		d.Field("Environment", a.Environment)
	}
	if a.Owner != nil {
		d.Field("Owner", a.Owner.Name)
	}
	if !a.Watches.IsZero() {
		d.Field("Watches", text.Code(a.Watches))
	}
	if a.Every > 0 {
		d.Field("At most every", text.T(minutes(int(a.Every))))
	}
	if !a.LastTriggered.IsZero() {
		d.Field("Last triggered", text.At(a.LastTriggered.Time))
	}
	for _, part := range []struct {
		title string
		lines []text.Untrusted
	}{{"When", a.When}, {"If", a.If}, {"Then", a.Then}} {
		if len(part.lines) == 0 {
			continue
		}
		d.Heading(2, text.T(part.title))
		for _, line := range part.lines {
			d.Bullet(line)
		}
	}
	if len(a.History) > 0 {
		d.Heading(2, text.T("History"))
		for _, f := range a.History {
			line := []text.Inline{text.Code(text.From(IssueHandle(f.Group))), text.T(" "), f.Group.Title}
			if f.Count > 0 {
				line = append(line, text.T(", "+counted(int64(f.Count), "time")+", last "), text.At(f.LastTriggered.Time))
			}
			d.Bullet(line...)
		}
	}
	return d
}
