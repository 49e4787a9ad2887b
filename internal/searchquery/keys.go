package searchquery

import (
	"embed"
	"maps"
	"slices"
	"strings"
)

// kind says how the values of a key are read.
type kind int

const (
	word kind = iota
	number
	duration
	date
	boolean
)

// keysOf are the keys that Sentry defines for a dataset. The forms of their
// values are those whose violation the server refuses; a key in doubt is a
// word.
func keysOf(dataset Dataset) map[string]kind {
	all := map[string]kind{}
	add := func(k kind, names string) {
		for name := range strings.FieldsSeq(names) {
			all[name] = k
		}
	}
	add(word, "project project.id environment release dist trace user user.id user.email user.username user.ip transaction platform sdk.name sdk.version os.name browser.name device.family")
	add(date, "timestamp")
	switch dataset {
	case Issues:
		add(word, "is has assigned assigned_or_suggested bookmarks subscribed level issue issue.category issue.type issue.priority firstRelease release.version release.stage "+
			"message title error.type error.value error.mechanism stack.filename stack.function stack.module stack.abs_path http.method http.url http.status_code url geo.country_code")
		add(date, "firstSeen lastSeen first_seen last_seen age")
		add(number, "timesSeen times_seen")
		add(boolean, "error.handled error.unhandled error.main_thread stack.in_app")
	case Errors:
		add(word, "has level issue issue.id id title message culprit location event.type error.type error.value error.mechanism stack.filename stack.function stack.module stack.abs_path "+
			"http.method http.url http.status_code url release.version release.stage geo.country_code firstRelease")
		add(boolean, "error.handled error.unhandled error.main_thread stack.in_app")
	case Spans:
		add(word, "has id span_id parent_span trace.status span.op span.description span.category span.action span.domain span.module span.status span.system sdk.name profile.id "+
			"http.method http.request.method http.response.status_code http.route db.system db.statement browser.web_vital.lcp.value gen_ai.request.model gen_ai.tool.name gen_ai.conversation.id")
		add(duration, "span.duration span.self_time transaction.duration")
		add(boolean, "is_transaction")
	case Logs:
		add(word, "has id message severity severity_number logger.name sentry.message.template")
	case Metrics:
		add(word, "has id metric.name metric.type metric.unit value")
	case Profiles:
		add(word, "has id profile.id profiler.id thread.id device.arch device.classification")
		add(duration, "transaction.duration profile.duration")
	case Replays:
		add(word, "id replay_id replay_type duration url urls error_ids trace_ids releases is_archived viewed_by_me seen_by_me viewed_by_id click.id click.class click.label click.role click.tag click.testid "+
			"click.textContent click.selector dead.selector rage.selector browser.version os.version device.name device.brand device.model dist screen")
		add(date, "started_at finished_at")
		add(number, "activity count_errors count_dead_clicks count_rage_clicks count_segments count_urls count_infos count_warnings")
	}
	return all
}

// names are the keys in order.
func (c *checker) names() []string { return slices.Sorted(maps.Keys(c.keys)) }

// Keys are the keys that Sentry defines for a dataset, in order.
func Keys(dataset Dataset) []string { return slices.Sorted(maps.Keys(keysOf(dataset))) }

// Values are the values that Sentry defines for a key of a dataset, the usual
// ones first; none for a key whose values are data.
func Values(dataset Dataset, key string) []string {
	switch key {
	case "is":
		if dataset != Issues {
			return nil
		}
		return isWords()
	case "has":
		return Keys(dataset)
	case "level":
		return []string{"error", "fatal", "warning", "info", "debug"}
	case "issue.priority":
		return []string{"high", "medium", "low"}
	case "issue.category":
		return []string{"error", "outage", "metric", "db_query", "http_client", "frontend", "mobile", "feedback"}
	case "assigned", "assigned_or_suggested":
		return []string{"me", "none", "my_teams"}
	case "bookmarks", "subscribed":
		return []string{"me"}
	case "release", "firstRelease":
		return []string{"latest"}
	case "severity":
		return []string{"trace", "debug", "info", "warn", "error", "fatal"}
	}
	switch keysOf(dataset)[key] {
	case boolean:
		return []string{"true", "false"}
	case date:
		return []string{"-1h", "-24h", "-7d", "-14d", "-30d", "+24h", "+7d"}
	case number:
		return []string{">10", ">100", ">1k"}
	case duration:
		return []string{">100ms", ">300ms", ">1s", ">5s"}
	}
	return nil
}

// isWords are the values of is:.
func isWords() []string {
	return []string{
		"unresolved", "resolved", "archived", "ignored", "muted", "reprocessing", "assigned", "unassigned", "for_review", "linked", "unlinked",
		"new", "ongoing", "escalating", "regressed", "until_escalating", "until_condition_met", "forever",
		"archived_until_escalating", "archived_until_condition_met", "archived_forever",
	}
}

//go:embed guide/*.md
var guides embed.FS

// Guide is a short page about searching a dataset, Markdown; empty for a
// dataset that is none.
func Guide(dataset Dataset) string {
	own, err := guides.ReadFile("guide/" + string(dataset) + ".md")
	if err != nil {
		return ""
	}
	rules, err := guides.ReadFile("guide/rules.md")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(own)) + "\n\n" + strings.TrimSpace(string(rules)) + "\n"
}
