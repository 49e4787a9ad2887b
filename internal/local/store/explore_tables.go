package store

import "vedette/internal/local/explore"

// exploreTable says where a dataset is kept.
type exploreTable struct {
	from        string
	only        string // condition that all rows of the dataset fulfil
	row         string // unique number of a row, ascending with its arrival
	time        string
	project     string
	environment string
	text        string // what free text looks in
	attributes  string // JSON object of tags or attributes; may be empty
	failed      string // condition of failure_rate
	columns     map[string]exploreColumn
}

// exploreColumn is the SQL of a field.
type exploreColumn struct {
	sql string // value; texts are empty when absent
	// key is the column that sql looks a value up by, so that rows are grouped and selected without doing so for each: those whose key is
	// IN (SELECT id FROM table WHERE of ...).
	key, table, of string
	// unique is a column that tells values apart in less time; 0: absent.
	unique string
	// row says that the value is made of the number of the row.
	row bool
}

func exploreTableOf(d explore.Dataset) exploreTable {
	switch d {
	case explore.Spans:
		return spanTable()
	case explore.Logs:
		return logTable()
	case explore.Metrics:
		return metricTable()
	}
	t := eventTable()
	switch d {
	case explore.Errors:
		t.only = "+e.issue_id > 0 AND e.type <> 'feedback'" // +: not by the index of issues, which all errors are in
	case explore.Transactions:
		t.only = "e.type = 'transaction'"
	default:
		t.only = "e.type <> 'feedback'"
	}
	return t
}

func plain(sql string) exploreColumn { return exploreColumn{sql: sql} }

// projectColumn is the slug of a project.
func projectColumn(key string) exploreColumn {
	return exploreColumn{sql: "(SELECT p.slug FROM project p WHERE p.id = " + key + ")", key: key, table: "project", of: "slug", unique: key}
}

// inField is an attribute that events are found by without being a tag.
func inField(name string) exploreColumn {
	return plain("coalesce(attribute(e.fields, '" + name + "'), '')")
}

func inTag(name string) exploreColumn {
	return plain("coalesce(attribute(e.tags, '" + name + "'), '')")
}

const (
	hour = "3600000000"
	day  = "86400000000"
)

// addTimes adds the time columns of a table.
func addTimes(columns map[string]exploreColumn, at string) {
	columns["timestamp"] = plain(at)
	columns["timestamp.to_hour"] = plain("(" + at + " - " + at + " % " + hour + ")")
	columns["timestamp.to_day"] = plain("(" + at + " - " + at + " % " + day + ")")
}

func eventTable() exploreTable {
	columns := map[string]exploreColumn{
		"id": plain("e.event_id"), "title": plain("e.title"), "culprit": plain("e.culprit"),
		"message": plain("e.message"), "level": plain("e.level"), "platform": plain("e.platform"), "type": plain("e.type"),
		"release": plain("e.release"), "dist": plain("e.dist"), "environment": plain("e.environment"), "transaction": plain("e.transaction_name"),
		"trace": plain("e.trace_id"), "span": plain("e.span_id"), "received": plain("e.received"),
		"project": projectColumn("e.project_id"), "project.id": plain("e.project_id"),
		"issue": {
			sql: "coalesce((SELECT i.short_id FROM issue i WHERE i.id = e.issue_id), '')", key: "e.issue_id", table: "issue", of: "short_id", unique: "e.issue_id",
		},
		// A transaction has no issue.
		"issue.id": plain("nullif(e.issue_id, 0)"),
		"user.id":  plain("e.user_id"), "user.email": plain("e.email"), "user.username": plain("e.username"), "user.ip": plain("e.ip"),
		"user": {unique: "e.user_hash", sql: `CASE WHEN e.user_id <> '' THEN 'id:' || e.user_id WHEN e.username <> '' THEN 'username:' || e.username
			WHEN e.email <> '' THEN 'email:' || e.email WHEN e.ip <> '' THEN 'ip:' || e.ip ELSE '' END`},
		"user.display":         plain("coalesce(nullif(e.email, ''), nullif(e.username, ''), nullif(e.user_id, ''), e.ip)"),
		"error.handled":        plain("CASE attribute(e.tags, 'handled') WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END"),
		"error.unhandled":      plain("CASE attribute(e.tags, 'handled') WHEN 'yes' THEN 0 WHEN 'no' THEN 1 END"),
		"error.mechanism":      inTag("mechanism"),
		"http.url":             inTag("url"),
		"transaction.duration": plain("CASE WHEN e.type = 'transaction' THEN e.duration / 1000.0 END"),
		"transaction.op":       plain("e.op"), "transaction.status": plain("e.status"),
	}
	for _, name := range []string{
		"error.type", "error.value", "location", "stack.filename", "stack.abs_path", "stack.module", "stack.function", "stack.package",
		"http.method", "http.referer", "sdk.name", "sdk.version", "geo.city", "geo.country_code", "geo.region",
	} {
		columns[name] = inField(name)
	}
	addTimes(columns, "e.time")
	return exploreTable{
		from: "event e", row: "e.id", time: "e.time", project: "e.project_id", environment: "e.environment",
		text: "e.title || char(10) || e.message || char(10) || e.culprit", attributes: "e.tags",
		failed:  "e.type = 'transaction' AND e.status NOT IN ('', 'ok', 'cancelled', 'unknown')",
		columns: columns,
	}
}

// ofTransaction is a column of the event that a span came with, or an attribute of the span itself.
func ofTransaction(column, attribute string) exploreColumn {
	return plain("coalesce(attribute(s.attributes, '" + attribute + "')," +
		" (SELECT " + column + " FROM event e WHERE e.event_id = s.event_id AND e.project_id = s.project_id), '')")
}

func spanTable() exploreTable {
	columns := map[string]exploreColumn{
		"id": plain("s.span_id"), "trace": plain("s.trace_id"), "parent_span": plain("s.parent"), "span.op": plain("s.op"),
		"span.description": plain("s.name"), "span.status": plain("s.status"), "span.duration": plain("s.duration / 1000.0"),
		"transaction": plain("s.transaction_name"), "transaction.event_id": plain("s.event_id"), "is_transaction": plain("s.segment"),
		"precise.start_ts": plain("s.start / 1000000.0"), "precise.finish_ts": plain("(s.start + s.duration) / 1000000.0"),
		"environment": plain("s.environment"), "release": plain("s.release"),
		"project": projectColumn("s.project_id"), "project.id": plain("s.project_id"),
		"user.id": ofTransaction("e.user_id", "user.id"), "user.email": ofTransaction("e.email", "user.email"),
		"user.username": ofTransaction("e.username", "user.name"), "user.ip": ofTransaction("e.ip", "user.ip_address"),
		"platform": ofTransaction("e.platform", "sentry.platform"),
	}
	events := eventTable().columns
	columns["user"] = ofTransaction(events["user"].sql, "user.id")
	columns["user.display"] = ofTransaction(events["user.display"].sql, "user.email")
	addTimes(columns, "s.start")
	return exploreTable{
		from: "span s", row: "s.id", time: "s.start", project: "s.project_id", environment: "s.environment",
		text: "s.name", attributes: "s.attributes", failed: "s.status NOT IN ('', 'ok', 'cancelled', 'unknown')", columns: columns,
	}
}

func logTable() exploreTable {
	columns := map[string]exploreColumn{
		"id": {sql: "printf('%032x', l.id)", row: true}, "trace": plain("l.trace_id"), "span_id": plain("l.span_id"), "message": plain("l.body"),
		"severity": plain("l.level"), "timestamp_precise": plain("l.time * 1000"),
		// OpenTelemetry's numbers of the first of each range.
		"severity_number": plain(`CASE l.level WHEN 'trace' THEN 1 WHEN 'debug' THEN 5 WHEN 'info' THEN 9 WHEN 'warn' THEN 13 WHEN 'error' THEN 17
			WHEN 'fatal' THEN 21 ELSE 0 END`),
		"environment": plain("l.environment"), "release": plain("l.release"),
		"project": projectColumn("l.project_id"), "project.id": plain("l.project_id"),
	}
	addTimes(columns, "l.time")
	return exploreTable{
		from: "log l", row: "l.id", time: "l.time", project: "l.project_id", environment: "l.environment",
		text: "l.body", attributes: "l.attributes", failed: "l.level IN ('error', 'fatal')", columns: columns,
	}
}

func metricTable() exploreTable {
	columns := map[string]exploreColumn{
		"id": {sql: "printf('%032x', m.id)", row: true}, "trace": plain("m.trace_id"), "span_id": plain("m.span_id"), "metric.name": plain("m.name"),
		"metric.type": plain("m.type"), "metric.unit": plain("m.unit"), "value": plain("m.value"), "timestamp_precise": plain("m.time * 1000"),
		"project": projectColumn("m.project_id"), "project.id": plain("m.project_id"),
	}
	addTimes(columns, "m.time")
	return exploreTable{
		from: "metric m", row: "m.id", time: "m.time", project: "m.project_id",
		environment: "attribute(m.attributes, 'sentry.environment')",
		text:        "m.name", attributes: "m.attributes", failed: "0", columns: columns,
	}
}
