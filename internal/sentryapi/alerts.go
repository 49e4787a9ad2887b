package sentryapi

import (
	"context"
	"net/url"

	"vedette/internal/text"
)

// Workflow is an alert of the newer model: what to do when something happens to
// an issue, or when a detector finds something.
type Workflow struct {
	ID            text.Word        `json:"id"`
	Name          text.Untrusted   `json:"name"`
	Enabled       bool             `json:"enabled"`
	Environment   text.Untrusted   `json:"environment,omitzero"`
	Owner         *Actor           `json:"owner,omitempty"`
	DetectorIDs   []text.Word      `json:"detectorIds,omitempty"`
	Config        WorkflowConfig   `json:"config,omitzero"`
	Triggers      *ConditionGroup  `json:"triggers,omitempty"`
	ActionFilters []ConditionGroup `json:"actionFilters,omitempty"`
	LastTriggered Time             `json:"lastTriggered,omitzero"`
	DateCreated   Time             `json:"dateCreated,omitzero"`
}

// WorkflowConfig limits how often a workflow acts on one issue.
type WorkflowConfig struct {
	Frequency Int `json:"frequency,omitempty"` // minutes
}

// ConditionGroup is conditions, how they combine, and what they lead to.
type ConditionGroup struct {
	LogicType  text.Word        `json:"logicType,omitempty"` // any any-short all none
	Conditions []AlertCondition `json:"conditions,omitempty"`
	Actions    []AlertAction    `json:"actions,omitempty"`
}

// AlertCondition is one condition; Comparison is a number, a word or an object
// as JSON, by Type.
type AlertCondition struct {
	Type            text.Word      `json:"type"`
	Comparison      text.Untrusted `json:"comparison,omitzero"`
	ConditionResult text.Untrusted `json:"conditionResult,omitzero"` // a priority (75 high, 50 medium, 25 low, 0 ok) or true
}

// AlertAction is one notification.
type AlertAction struct {
	Type   text.Word         `json:"type"` // email slack pagerduty webhook ...
	Config AlertActionConfig `json:"config,omitzero"`
	Status text.Word         `json:"status,omitempty"`
}

// AlertActionConfig says whom an action tells.
type AlertActionConfig struct {
	TargetType       text.Word      `json:"targetType,omitempty"` // issue_owners team user specific
	TargetIdentifier text.Untrusted `json:"targetIdentifier,omitzero"`
	TargetDisplay    text.Untrusted `json:"targetDisplay,omitzero"`
}

// Detector is a monitor of the newer model: the condition that makes an issue.
type Detector struct {
	ID             text.Word            `json:"id"`
	Name           text.Untrusted       `json:"name"`
	Type           text.Word            `json:"type,omitempty"` // error metric_issue uptime_domain_failure monitor_check_in_failure ...
	Enabled        bool                 `json:"enabled"`
	ProjectID      text.Word            `json:"projectId,omitempty"`
	Owner          *Actor               `json:"owner,omitempty"`
	WorkflowIDs    []text.Word          `json:"workflowIds,omitempty"`
	DataSources    []DetectorDataSource `json:"dataSources,omitempty"`
	ConditionGroup *ConditionGroup      `json:"conditionGroup,omitempty"`
	DateCreated    Time                 `json:"dateCreated,omitzero"`
	LatestGroup    *Issue               `json:"latestGroup,omitempty"` // what it made last
}

// DetectorDataSource is what a detector looks at.
type DetectorDataSource struct {
	Type     text.Word `json:"type,omitempty"`
	QueryObj struct {
		SnubaQuery *MetricQuery `json:"snubaQuery,omitempty"`
	} `json:"queryObj,omitzero"`
}

// MetricQuery is the number a metric alert watches. TimeWindow is in seconds in
// a detector and in minutes in an alert rule.
type MetricQuery struct {
	Dataset     text.Word      `json:"dataset,omitempty"`
	Aggregate   text.Untrusted `json:"aggregate,omitzero"`
	Query       text.Untrusted `json:"query,omitzero"`
	TimeWindow  Int            `json:"timeWindow,omitempty"`
	Environment text.Untrusted `json:"environment,omitzero"`
}

// AlertRule is an alert of the older model: a metric alert (with a MetricQuery
// and triggers) or an issue alert (with conditions, filters and actions).
type AlertRule struct {
	ID   text.Word      `json:"id"`
	Name text.Untrusted `json:"name"`
	Type text.Word      `json:"type,omitempty"` // alert_rule (metric) or rule (issue); only in the combined list
	MetricQuery
	Projects      []text.Word    `json:"projects,omitempty"` // slugs
	Owner         *Actor         `json:"owner,omitempty"`
	Status        text.Untrusted `json:"status,omitzero"`     // a word or a number, by endpoint
	Frequency     Int            `json:"frequency,omitempty"` // minutes
	Triggers      []AlertTrigger `json:"triggers,omitempty"`
	Conditions    []RulePart     `json:"conditions,omitempty"`
	Filters       []RulePart     `json:"filters,omitempty"`
	Actions       []RulePart     `json:"actions,omitempty"`
	LastTriggered Time           `json:"lastTriggered,omitzero"`
	DateCreated   Time           `json:"dateCreated,omitzero"`
}

// AlertTrigger is one threshold of a metric alert.
type AlertTrigger struct {
	Label          text.Untrusted `json:"label,omitzero"` // critical warning
	AlertThreshold *Float         `json:"alertThreshold,omitempty"`
	Actions        []RulePart     `json:"actions,omitempty"`
}

// RulePart is a condition, filter or action of an older rule, in words.
type RulePart struct {
	Name text.Untrusted `json:"name,omitzero"`
	Desc text.Untrusted `json:"desc,omitzero"`
}

// AlertQuery narrows a list of alerts.
type AlertQuery struct {
	Projects []string
	Query    string
	Cursor   string
	Limit    int
}

func (q AlertQuery) values() url.Values {
	v := ListQuery{Query: q.Query, Cursor: q.Cursor, Limit: q.Limit}.values()
	v["project"] = q.Projects
	return v
}

// Workflows lists the alerts of the newer model; Query takes name:"*x*".
func (c *Client) Workflows(ctx context.Context, org string, q AlertQuery) (Page[Workflow], error) {
	return orgList[Workflow](ctx, c, "list alerts", org, "workflows", q.values())
}

// Detectors lists the detectors of the newer model; Query takes name:"*x*" and
// type:metric_issue.
func (c *Client) Detectors(ctx context.Context, org string, q AlertQuery) (Page[Detector], error) {
	return orgList[Detector](ctx, c, "list detectors", org, "detectors", q.values())
}

// AlertRules lists the alerts of the older model, both kinds; Query is part of
// the name.
func (c *Client) AlertRules(ctx context.Context, org string, q AlertQuery) (Page[AlertRule], error) {
	v := q.values()
	v.Del("query")
	setString(v, "name", q.Query)
	return orgList[AlertRule](ctx, c, "list alert rules", org, "combined-rules", v)
}

// Workflow is one alert of the newer model.
func (c *Client) Workflow(ctx context.Context, org, id string) (Workflow, error) {
	return orgItem[Workflow](ctx, c, "read alert", org, "workflows", id)
}

// AlertFiring is an issue that an alert acted on, and how often.
type AlertFiring struct {
	Group         Issue     `json:"group"`
	Count         Int       `json:"count,omitempty"`
	LastTriggered Time      `json:"lastTriggered,omitzero"`
	EventID       text.Word `json:"eventId,omitempty"` // of the last time
}

// AlertHistory lists the issues that an alert of the newer model acted on in a
// period, the most often first. The endpoint is not among the documented ones.
func (c *Client) AlertHistory(ctx context.Context, org, id, statsPeriod string, limit int) (Page[AlertFiring], error) {
	const op = "read alert history"
	path, err := orgPath(op, org, "workflows", id, "group-history")
	if err != nil {
		return Page[AlertFiring]{Hits: -1}, err
	}
	v := ListQuery{Limit: limit}.values()
	setString(v, "statsPeriod", statsPeriod)
	return list[AlertFiring](ctx, c, call{op: op, path: path, query: v, org: org})
}

// Detector is one detector of the newer model.
func (c *Client) Detector(ctx context.Context, org, id string) (Detector, error) {
	return orgItem[Detector](ctx, c, "read detector", org, "detectors", id)
}

// MetricRule is one metric alert of the older model.
func (c *Client) MetricRule(ctx context.Context, org, id string) (AlertRule, error) {
	return orgItem[AlertRule](ctx, c, "read alert rule", org, "alert-rules", id)
}

// IssueRule is one issue alert of the older model.
func (c *Client) IssueRule(ctx context.Context, org, project, id string) (AlertRule, error) {
	const op = "read alert rule"
	path, err := projectPath(op, org, project, "rules", id)
	if err != nil {
		return AlertRule{}, err
	}
	return get[AlertRule](ctx, c, call{op: op, path: path, org: org})
}

// orgItem reads one object of a list directly below the organization.
func orgItem[T any](ctx context.Context, c *Client, op, org string, parts ...string) (T, error) {
	path, err := orgPath(op, org, parts...)
	if err != nil {
		var zero T
		return zero, err
	}
	return get[T](ctx, c, call{op: op, path: path, org: org})
}
