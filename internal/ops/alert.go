package ops

import (
	"encoding/json"
	"fmt"
	"strings"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// The kinds of alert: one acts on issues, one watches a number.
const (
	AlertIssue  = "issue"
	AlertMetric = "metric"
)

// Alert is an alert in one form, whichever of Sentry's two models it is kept
// in. Conditions and actions are in words.
type Alert struct {
	ID            text.Word        `json:"id"`
	Name          text.Untrusted   `json:"name"`
	Kind          string           `json:"kind"`  // issue metric
	Model         string           `json:"model"` // workflow detector rule
	Enabled       bool             `json:"enabled"`
	Projects      []text.Word      `json:"projects,omitempty"` // slugs, or ids where the server gives these
	Environment   text.Untrusted   `json:"environment,omitzero"`
	Owner         *Actor           `json:"owner,omitempty"`
	Watches       text.Untrusted   `json:"watches,omitzero"` // of a metric alert
	When          []text.Untrusted `json:"when,omitempty"`
	If            []text.Untrusted `json:"if,omitempty"`
	Then          []text.Untrusted `json:"then,omitempty"`
	Every         int64            `json:"frequencyMinutes,omitempty"` // at most once per issue
	Connected     []text.Word      `json:"connected,omitempty"`        // detectors of a workflow, workflows of a detector
	LastTriggered sentryapi.Time   `json:"lastTriggered,omitzero"`
	History       []AlertFiring    `json:"history,omitempty"` // of 30 days, the most often first; of a detector its newest issue
}

// AlertFiring is an issue that an alert acted on.
type AlertFiring = sentryapi.AlertFiring

// State is "on" or "off".
func (a Alert) State() string {
	if a.Enabled {
		return "on"
	}
	return "off"
}

func fromWorkflow(w sentryapi.Workflow) Alert {
	a := Alert{ID: w.ID, Name: w.Name, Kind: AlertIssue, Model: "workflow", Enabled: w.Enabled, Environment: w.Environment, Owner: w.Owner,
		Every: int64(w.Config.Frequency), Connected: w.DetectorIDs, LastTriggered: w.LastTriggered}
	if w.Triggers != nil {
		a.When = conditionWords(w.Triggers.Conditions)
	}
	for _, g := range w.ActionFilters {
		a.If = append(a.If, conditionWords(g.Conditions)...)
		for _, action := range g.Actions {
			words := []string{string(action.Type), strings.ReplaceAll(string(action.Config.TargetType), "_", " "), action.Config.TargetDisplay.Raw()}
			if action.Config.TargetDisplay.IsZero() {
				words[2] = action.Config.TargetIdentifier.Raw()
			}
			a.Then = append(a.Then, text.From(strings.Join(strings.Fields(strings.Join(words, " ")), " ")))
		}
	}
	return a
}

func conditionWords(conditions []sentryapi.AlertCondition) []text.Untrusted {
	var out []text.Untrusted
	for _, c := range conditions {
		words := strings.ReplaceAll(string(c.Type), "_", " ")
		if v := comparisonWords(c.Comparison.Raw()); v != "" {
			words += " " + v
		}
		out = append(out, text.From(words))
	}
	return out
}

// comparisonWords is what a condition compares with: "above 100 in 1h", or the
// value as it came.
func comparisonWords(raw string) string {
	var limit struct {
		Value    json.Number `json:"value"`
		Interval string      `json:"interval"`
		Filters  []struct {
			Key, Match, Value string
		} `json:"filters"`
	}
	switch {
	case raw == "true":
		return ""
	case json.Unmarshal([]byte(raw), &limit) != nil || limit.Value == "" || limit.Interval == "":
		return raw
	}
	out := "above " + limit.Value.String() + " in " + limit.Interval
	for _, f := range limit.Filters {
		out += ", " + strings.Join([]string{f.Key, f.Match, f.Value}, " ")
	}
	return out
}

func fromDetector(d sentryapi.Detector) Alert {
	a := Alert{ID: d.ID, Name: d.Name, Kind: AlertMetric, Model: "detector", Enabled: d.Enabled, Owner: d.Owner, Connected: d.WorkflowIDs}
	if d.LatestGroup != nil {
		a.LastTriggered = d.LatestGroup.LastSeen
	}
	if d.ProjectID != "" {
		a.Projects = []text.Word{d.ProjectID}
	}
	for _, source := range d.DataSources {
		if q := source.QueryObj.SnubaQuery; q != nil {
			a.Watches, a.Environment = metricWords(*q, int64(q.TimeWindow)/60), q.Environment
		}
	}
	if d.ConditionGroup != nil {
		for _, c := range d.ConditionGroup.Conditions {
			sign := map[text.Word]string{"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "eq": "="}[c.Type]
			a.When = append(a.When, text.From(strings.TrimSpace(fmt.Sprintf("%s %s: priority %s", orWord(sign, string(c.Type)), c.Comparison.Raw(), priorityWord(c.ConditionResult.Raw())))))
		}
	}
	return a
}

// priorityWord names the priority that a detector's condition gives an issue.
func priorityWord(result string) string {
	return orWord(map[string]string{"75": "high", "50": "medium", "25": "low", "0": "ok"}[result], result)
}

func metricWords(q sentryapi.MetricQuery, minutes int64) text.Untrusted {
	words := fmt.Sprintf("%s of %s over %d minutes", q.Aggregate.Raw(), orWord(string(q.Dataset), "events"), minutes)
	if !q.Query.IsZero() {
		words += " where " + q.Query.Raw()
	}
	return text.From(words)
}

func fromRule(r sentryapi.AlertRule) Alert {
	a := Alert{ID: r.ID, Name: r.Name, Kind: AlertIssue, Model: "rule", Projects: r.Projects, Environment: r.Environment, Owner: r.Owner,
		Every: int64(r.Frequency), LastTriggered: r.LastTriggered, When: partWords(r.Conditions), If: partWords(r.Filters), Then: partWords(r.Actions)}
	status := r.Status.Raw()
	a.Enabled = status != "disabled" && status != "4" && status != "5" // numbers of the older metric alerts: disabled, snapshot
	if r.Type == "alert_rule" || !r.Aggregate.IsZero() {
		a.Kind, a.Watches = AlertMetric, metricWords(r.MetricQuery, int64(r.TimeWindow))
	}
	for _, t := range r.Triggers {
		if t.AlertThreshold != nil {
			a.When = append(a.When, text.From(fmt.Sprintf("%s at %g", t.Label.Raw(), float64(*t.AlertThreshold))))
		}
		a.Then = append(a.Then, partWords(t.Actions)...)
	}
	return a
}

func partWords(parts []sentryapi.RulePart) []text.Untrusted {
	var out []text.Untrusted
	for _, p := range parts {
		if words := p.Name; !words.IsZero() {
			out = append(out, words)
		} else if !p.Desc.IsZero() {
			out = append(out, p.Desc)
		}
	}
	return out
}
