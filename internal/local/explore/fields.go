package explore

import "strings"

// maxKey is the longest name of a tag or attribute.
const maxKey = 200

// field finds a field of the dataset by a name as written. What the dataset does not have is a tag or attribute of that name.
func (d Dataset) field(name string) (Field, error) {
	if name == "" || len(name) > maxKey {
		return Field{}, invalid("%.40s is too long, can be a maximum of %d characters", name, maxKey)
	}
	if inside, ok := strings.CutPrefix(name, "tags["); ok && strings.HasSuffix(inside, "]") {
		return d.attribute(strings.Trim(strings.TrimSuffix(inside, "]"), `"`))
	}
	if strings.ContainsAny(name, "()[]`\"'\\") {
		return Field{}, invalid("Could not parse %s", name)
	}
	canonical := d.alias(name)
	if t, ok := d.columnType(canonical); ok {
		return Field{Name: canonical, Type: t}, nil
	}
	f := Field{Name: canonical, Attribute: true}
	switch {
	case d.Events() && !measurement(canonical):
		f.Type = String
	case measurement(canonical):
		f.Type = measurementType(canonical)
	}
	return f, nil
}

// attribute reads the inside of tags[...]: a name, or name and type.
func (d Dataset) attribute(inside string) (Field, error) {
	f := Field{Name: inside, Attribute: true}
	if name, word, typed := cutLast(inside, ","); typed {
		f.Name = strings.TrimSpace(name)
		switch word = strings.TrimSpace(word); word {
		case "string":
			f.Type = String
		case "number":
			f.Type = Number
		case "boolean":
			f.Type = Boolean
		default:
			return Field{}, invalid("Unsupported type %s in tags[%s]", word, inside)
		}
	} else if d.Events() {
		f.Type = String
	}
	f.Name = strings.Trim(f.Name, `"`)
	if f.Name == "" {
		return Field{}, invalid("Could not parse tags[%s]", inside)
	}
	return f, nil
}

// OfRelease says that the field is a part of the release's name, which can be searched by.
func (f Field) OfRelease() bool {
	switch f.Name {
	case "release.version", "release.build", "release.package", "release.stage":
		return f.Attribute
	}
	return false
}

func cutLast(s, sep string) (before, after string, found bool) {
	if at := strings.LastIndex(s, sep); at >= 0 {
		return s[:at], s[at+len(sep):], true
	}
	return s, "", false
}

// measurement says that the name is that of a web or mobile vital or another measured value of a transaction.
func measurement(name string) bool { return strings.HasPrefix(name, "measurements.") }

func measurementType(name string) Type {
	switch strings.TrimPrefix(name, "measurements.") {
	case "lcp", "fcp", "fid", "fp", "inp", "ttfb", "ttfb.requesttime", "app_start_cold", "app_start_warm",
		"time_to_initial_display", "time_to_full_display", "stall_longest_time", "stall_total_time":
		return Duration
	}
	return Number
}

// alias returns the name under which the dataset knows a field.
func (d Dataset) alias(name string) string {
	switch name {
	case "project.name", "project_name":
		return "project"
	case "project_id":
		return "project.id"
	case "trace_id", "sentry.trace_id":
		return "trace"
	case "sentry:release", "sentry.release":
		name = "release"
	case "sentry.environment":
		name = "environment"
	case "user.ip_address":
		return "user.ip"
	case "platform.name":
		return "platform"
	}
	switch {
	case d.Events():
		return eventAlias(name)
	case d == Spans:
		return spanAlias(name)
	case d == Logs:
		return logAlias(name)
	}
	return metricAlias(name)
}

func eventAlias(name string) string {
	switch name {
	case "event_id":
		return "id"
	case "event.type":
		return "type"
	case "trace.span", "span_id":
		return "span"
	case "group_id", "issue_id":
		return "issue.id"
	case "issue.short_id":
		return "issue"
	case "duration":
		return "transaction.duration"
	case "url":
		return "http.url"
	}
	return name
}

func spanAlias(name string) string {
	switch name {
	case "span_id":
		return "id"
	case "op", "sentry.op":
		return "span.op"
	case "description", "sentry.description", "sentry.name", "name", "span.name":
		return "span.description"
	case "duration":
		return "span.duration"
	case "status", "trace.status":
		return "span.status"
	case "parent_span_id", "span.parent_span_id":
		return "parent_span"
	case "segment.name", "sentry.segment.name", "sentry.transaction":
		return "transaction"
	case "transaction.id", "transaction.event_id", "transaction_id":
		return "transaction.event_id"
	case "is_segment", "sentry.is_segment":
		return "is_transaction"
	case "lcp", "fcp", "inp", "ttfb", "cls", "fid", "fp":
		return "measurements." + name
	}
	return name
}

func logAlias(name string) string {
	switch name {
	case "log.body", "sentry.body", "body":
		return "message"
	case "severity_text", "log.severity_text", "level":
		return "severity"
	case "sentry.item_id", "log.id", "item_id":
		return "id"
	case "trace.parent_span_id", "span", "sentry.trace.parent_span_id":
		return "span_id"
	case "sentry.timestamp_precise":
		return "timestamp_precise"
	case "log.severity_number":
		return "severity_number"
	case "message.template", "sdk.name", "sdk.version", "origin":
		return "sentry." + name
	}
	return name
}

func metricAlias(name string) string {
	switch name {
	case "sentry.item_id", "item_id":
		return "id"
	case "trace.parent_span_id", "span":
		return "span_id"
	case "sentry.timestamp_precise":
		return "timestamp_precise"
	case "sentry.metric_name":
		return "metric.name"
	case "sentry.metric_type":
		return "metric.type"
	case "sentry.metric_unit":
		return "metric.unit"
	case "sentry.value":
		return "value"
	case "release", "environment", "sdk.name", "sdk.version", "origin":
		return "sentry." + name
	}
	return name
}

// columnType is the type of a column of the dataset, by its canonical name; ok is false for every other name.
func (d Dataset) columnType(name string) (t Type, ok bool) {
	t, ok = d.Columns()[name]
	return t, ok
}

// Columns are the fields that every row of the dataset has, by canonical name.
func (d Dataset) Columns() map[string]Type {
	switch {
	case d.Events():
		return eventColumns()
	case d == Spans:
		return spanColumns()
	case d == Logs:
		return logColumns()
	}
	return metricColumns()
}

func eventColumns() map[string]Type {
	return map[string]Type{
		"id": String, "title": String, "message": String, "culprit": String, "level": String, "platform": String, "type": String,
		"release": String, "dist": String, "environment": String, "transaction": String, "trace": String, "span": String,
		"user": String, "user.id": String, "user.email": String, "user.username": String, "user.ip": String, "user.display": String,
		"project": String, "project.id": Integer, "issue": String, "issue.id": Integer,
		"timestamp": Date, "timestamp.to_hour": Date, "timestamp.to_day": Date, "received": Date,
		"error.type": String, "error.value": String, "error.mechanism": String, "error.handled": Boolean, "error.unhandled": Boolean,
		"stack.filename": String, "stack.abs_path": String, "stack.module": String, "stack.function": String, "stack.package": String,
		"http.method": String, "http.url": String, "http.referer": String, "sdk.name": String, "sdk.version": String, "location": String,
		"geo.city": String, "geo.country_code": String, "geo.region": String,
		"transaction.duration": Duration, "transaction.op": String, "transaction.status": String,
	}
}

func spanColumns() map[string]Type {
	return map[string]Type{
		"id": String, "trace": String, "parent_span": String, "span.op": String, "span.description": String, "span.status": String,
		"span.duration": Duration, "transaction": String, "transaction.event_id": String, "is_transaction": Boolean,
		"timestamp": Date, "timestamp.to_hour": Date, "timestamp.to_day": Date, "precise.start_ts": Number, "precise.finish_ts": Number,
		"environment": String, "release": String, "project": String, "project.id": Integer,
		"user": String, "user.id": String, "user.email": String, "user.username": String, "user.ip": String, "user.display": String,
		"platform": String,
	}
}

func logColumns() map[string]Type {
	return map[string]Type{
		"id": String, "trace": String, "span_id": String, "message": String, "severity": String, "severity_number": Integer,
		"timestamp": Date, "timestamp.to_hour": Date, "timestamp.to_day": Date, "timestamp_precise": Integer,
		"environment": String, "release": String, "project": String, "project.id": Integer,
	}
}

func metricColumns() map[string]Type {
	return map[string]Type{
		"id": String, "trace": String, "span_id": String, "metric.name": String, "metric.type": String, "metric.unit": String, "value": Number,
		"timestamp": Date, "timestamp.to_hour": Date, "timestamp.to_day": Date, "timestamp_precise": Integer,
		"project": String, "project.id": Integer,
	}
}
