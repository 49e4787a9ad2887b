package ops

import (
	"errors"
	"strings"

	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// checkQuery looks for mistakes in a search before it is sent. The notes are
// about what is legal and yet unlikely to be meant.
func checkQuery(op string, dataset searchquery.Dataset, query string) (notes []string, err error) {
	notes, err = searchquery.Check(dataset, query)
	for i, note := range notes {
		notes[i] = text.From(note).String()
	}
	if e := (*searchquery.Error)(nil); errors.As(err, &e) {
		return nil, &Error{Kind: sentryapi.KindInvalid, Op: op, Message: text.From(e.Error()), Hint: e.Suggestion, Err: e}
	}
	return notes, err
}

// CheckQuery looks for the first mistake in a search of a dataset; nil = none.
// The notes are about what is legal and yet unlikely to be meant. It asks no
// server and costs microseconds, so that it can run while somebody types.
func CheckQuery(dataset, query string) (notes []string, mistake *QueryError) {
	notes, err := searchquery.Check(searchquery.Dataset(dataset), query)
	errors.As(err, &mistake)
	return notes, mistake
}

// QueryKeys are the keys that Sentry defines for searches of a dataset, in order.
func QueryKeys(dataset string) []string { return searchquery.Keys(searchquery.Dataset(dataset)) }

// QueryValues are the values that Sentry defines for a key; none for a key whose
// values are data.
func QueryValues(dataset, key string) []string {
	return searchquery.Values(searchquery.Dataset(dataset), key)
}

// apiDataset is what the API calls a dataset.
func apiDataset(dataset string) string {
	if dataset == string(searchquery.Metrics) {
		return "tracemetrics"
	}
	return dataset
}

// DefaultFields are the columns of a dataset when none are asked for. The title
// of an error begins with its type.
func DefaultFields(dataset string) []string {
	switch searchquery.Dataset(dataset) {
	case searchquery.Spans:
		return []string{"id", "timestamp", "span.op", "span.description", "span.duration", "transaction", "project", "trace"}
	case searchquery.Logs:
		return []string{"id", "timestamp", "severity", "message", "project", "trace"}
	case searchquery.Metrics:
		return []string{"timestamp", "metric.name", "value", "metric.unit", "metric.type", "project", "id", "trace"}
	case searchquery.Profiles:
		return []string{"timestamp", "transaction", "transaction.duration", "profile.id", "profiler.id", "release", "project", "trace"}
	case searchquery.Replays:
		return []string{"id", "started_at", "duration", "user.display_name", "count_errors", "count_rage_clicks", "count_dead_clicks", "browser.name", "urls", "project_id"}
	}
	return []string{"id", "timestamp", "issue", "title", "level", "culprit", "user.display", "project", "trace"}
}

// IsAggregate is true for a field that is computed over many events: count().
func IsAggregate(field string) bool {
	return strings.Contains(field, "(") || strings.HasPrefix(field, "equation|")
}

// maxFields is how many columns the API gives.
const maxFields = 20

// columns are the fields and the sort of a search. A field that is sorted by is
// asked for, because the server wants it so; in a table of groups only another
// aggregate can be added without another grouping.
func columns(op, dataset string, fields []string, sort string) ([]string, string, error) {
	replays := dataset == string(searchquery.Replays)
	groups := false
	kept := make([]string, 0, len(fields)+1)
	for _, f := range fields {
		if f = strings.TrimSpace(f); f != "" {
			kept = append(kept, f)
			groups = groups || IsAggregate(f)
		}
	}
	if len(kept) == 0 {
		kept = DefaultFields(dataset)
	}
	if replays && groups {
		return nil, "", invalid(op, "replays have counts of their own: count_errors, count_rage_clicks, count_dead_clicks", "replays have no aggregates")
	}
	switch {
	case sort == "" && replays:
		sort = "-started_at"
	case sort == "" && !groups:
		sort = "-timestamp"
	case sort == "":
		for _, f := range kept {
			if IsAggregate(f) {
				sort = "-" + f
				break
			}
		}
	}
	by := strings.TrimPrefix(sort, "-")
	known := false
	for _, f := range kept {
		known = known || f == by
	}
	if !known && !replays && (!groups || IsAggregate(by)) {
		kept = append(kept, by)
	}
	if len(kept) > maxFields {
		return nil, "", invalid(op, "leave some out", "%d fields are asked for, and the server gives %d at most", len(kept), maxFields)
	}
	return kept, sort, nil
}
