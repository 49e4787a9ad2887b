package searchquery

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func datasets() []Dataset {
	return []Dataset{Issues, Errors, Spans, Logs, Metrics, Profiles, Replays}
}

// Queries of Sentry's documentation, help pages and products.
func TestWhatSentryAccepts(t *testing.T) {
	everywhere := []string{
		"", "   ", "hello world", `"quoted text: with colon"`, `message:"a b"`, `!user.email:*@example.com`, "user.email:example@customer.com", "has:user", "!has:user.email",
		"release:[12.0, 13.0]", `release:"frontend@1.0+b"`, "!browser.name:[Chrome, \"Mobile Safari\"]", "browser.name:Safari 11*", "foo:bar(baz)", "what(ever)", "()", "( )",
		"tags[project_id]:tag_value", "tags[level,number]:>3", `"tag with: colon":x`, "custom_tag:a,b", "device.family:\"iPhone 12\"", "url:https://sentry.io/x", "https://sentry.io",
		`transaction:"GET /cart/{id}"`, `message:say\"hi\"`, "message:[INFO]", "message:[2026-", "a:[1,,2]", "trace:771a43a4192642f0b136d5159a501700",
		"timestamp:-24h", "timestamp:+1d", "timestamp:>2026-01-01", "timestamp:>=2026-01-01T12:00:00", "timestamp:<2026-01-01T12:00:00.123456Z", "timestamp:2026-01-01T10:00:00+02:00",
		"timestamp:2026-01-01", "5\" screen", "emoji 🙂 key:🙂", "x:>=", "level:>error", "a:!b", "key:\"\"", "sort:-timestamp", "user:[email, \"name:x\"]", "error==null",
	}
	for _, d := range datasets() {
		for _, q := range everywhere {
			if _, err := Check(d, q); err != nil {
				t.Errorf("%s: %q: %v", d, q, err)
			}
		}
	}
	for d, queries := range map[Dataset][]string{
		Issues: {
			"is:unresolved user.username:\"Jane Doe\" server:web-8 example error", "is:resolved", "is:archived_forever", "is:for_review", "assigned:[me, none]", "assigned:#backend",
			"age:-24h", "age:+12h", "age:>2026-01-01", "timesSeen:10", "timesSeen:>10", "times_seen:>=1k", "firstSeen:-30d lastSeen:<2026-01-01", "error.unhandled:true", "is:reviewed",
			"release:latest firstRelease:1.0 stack.filename:**/app.py", "issue.priority:high bookmarks:me", "lastSeen:-15m", "device.arch:\"arm (64)\"",
		},
		Errors: {
			"error.handled:false AND (level:error OR level:fatal)", "user.username:jane OR user.username:joe", "(a:b or c:d) and e:f", "!(a:b)", "count():>10", "count_unique(user):>=5",
			"last_seen():>2026-01-01", "p95():>300ms", "failure_rate():>5%", "count_if(message,equals,\"a (b)\"):>1", "((x))", "oregon android", "stack.in_app:1", "last_seen():-1d",
		},
		Spans: {
			"span.duration:>300ms", "span.duration:>1.5s", "span.duration:<100", "!span.duration:<5min", "is_transaction:true", "p95(span.duration):>1s span.op:db", "measurements.lcp:>2500",
			"has:gen_ai.provider.name", "span.op:[db, http.client] OR (span.op:cache.* !is_transaction:0)", "span.self_time:[1,2]", "transaction.duration:>0.5hr",
		},
		Logs:     {"severity:error message:\"*database*\"", "severity:[warn, error] OR message:timeout", "count():>5", "Error (code 5)"},
		Metrics:  {"metric.name:http.request.duration AND metric.type:distribution", "value:>5"},
		Profiles: {"transaction.duration:>1s", "profiler.id:041bde57b9844e36b8b7e5734efae5f7"},
		Replays:  {"count_errors:>0", "url:*checkout* OR count_rage_clicks:>=2", "duration:>5m", "duration:>10", "click.textContent:\"Save\"", "started_at:-7d", "viewed_by_me:true"},
	} {
		for _, q := range queries {
			if _, err := Check(d, q); err != nil {
				t.Errorf("%s: %q: %v", d, q, err)
			}
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		dataset    Dataset
		query      string
		wrong      string // what is marked
		at         int    // byte
		suggestion string // part of it
	}{
		{Errors, "(a:b OR c:d", "(", 0, "close it"},
		{Errors, "a:b (c:d (e:f)", "(", 4, "close it"},
		{Errors, "a:b) c", ")", 3, "remove it"},
		{Errors, `a:"b c`, `"b c`, 2, "close it"},
		{Errors, `x "b c`, `"b c`, 2, "close it"},
		{Errors, `a:b"c"`, `"`, 3, "in quotes"},
		{Errors, "level: error", "level:", 0, "leave out the space: level:error"},
		{Errors, "x user.email:", "user.email:", 2, "!has:user.email"},
		{Errors, "OR a:b", "OR", 0, "before it"},
		{Errors, "a:b AND", "AND", 4, "behind it"},
		{Errors, "(a:b OR ) c", "OR", 5, "behind it"},
		{Errors, "a:b AND OR c:d", "OR", 8, "remove one"},
		{Errors, "is:unresolved", "is:unresolved", 0, "search issues"},
		{Errors, "timestamp:yesterday", "yesterday", 10, "-24h"},
		{Errors, "timestamp:>-24h", ">-24h", 10, "since then"},
		{Errors, "timestamp:-24x", "-24x", 10, "-14d"},
		{Errors, "timestamp:>2026-13-01", "2026-13-01", 11, ">=2026-11-20"},
		{Errors, "error.handled:no", "no", 14, "true"},
		{Errors, "count():many", "many", 8, "count():>10"},
		{Errors, "a:[b, c,]", ",", 7, "remove the comma"},
		{Errors, "level:error ünïcode (", "(", 22, "close it"},
		{Spans, "span.duration:>fast", "fast", 15, "300ms"},
		{Spans, "span.duration:=>5s", "=>", 14, ">="},
		{Spans, "span.duration:>5parsecs", "5parsecs", 15, "units"},
		{Spans, "is_transaction:yes", "yes", 15, "true"},
		{Issues, "is:unresolvd", "unresolvd", 3, "is:unresolved"},
		{Issues, "level:error OR level:fatal", "OR", 12, "key:[a, b]"},
		{Issues, "level:error and x", "and", 12, "already"},
		{Issues, "count():>5", "count()", 0, "timesSeen"},
		{Issues, "timesSeen:lots", "lots", 10, ">100"},
		{Issues, "firstSeen:last-week", "last-week", 10, "-24h"},
		{Replays, "count():>5", "count()", 0, "count_errors"},
		{Replays, "count_errors:>x", "x", 14, ">100"},
	} {
		_, err := Check(c.dataset, c.query)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %q: no mistake found", c.dataset, c.query)
			continue
		}
		if got := e.Query[e.Pos : e.Pos+e.Len]; got != c.wrong || e.Pos != c.at || !strings.Contains(e.Suggestion, c.suggestion) {
			t.Errorf("%s: %q: %q at %d, suggestion %q", c.dataset, c.query, got, e.Pos, e.Suggestion)
		}
	}
}

func TestNotes(t *testing.T) {
	for _, c := range []struct {
		dataset Dataset
		query   string
		want    string // part of the note; "" = none
	}{
		{Issues, "levle:error", "did you mean level:?"},
		{Issues, "firstseen:x", ""}, // differs in case only, a tag of its own
		{Issues, "customer:acme", ""},
		{Errors, "level=error", "write level:error"},
		{Spans, "span.duration>300ms", "write span.duration:>300ms"},
		{Errors, "level:error && a:b", "write AND, OR"},
		{Errors, "NOT level:error", "!key:value"},
		{Errors, "sort:-timestamp", "no part of the query"},
		{Errors, "a=b", ""},
		{Errors, "a:[b, c", "not complete"},
	} {
		notes, err := Check(c.dataset, c.query)
		got := strings.Join(notes, "; ")
		if err != nil || !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q: %q, %v", c.dataset, c.query, got, err)
		}
	}
}

func TestExcerptMarksTheMistake(t *testing.T) {
	_, err := Check(Errors, "界 level:error (x")
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if got := e.Excerpt(); got != [2]string{"界 level:error (x", "               ^"} {
		t.Errorf("%q", got)
	}
	if e.Column() != 15 {
		t.Errorf("column %d", e.Column())
	}
	_, err = Check(Errors, strings.Repeat("word ", 100)+"\x1b[31m timestamp:soon "+strings.Repeat("more ", 100))
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	got := e.Excerpt()
	if ansi.StringWidth(got[0]) > maxExcerpt || strings.Contains(got[0], "\x1b") || got[0][len(got[1])-4:len(got[1])] != "soon"[:4] && !strings.Contains(got[0], "soon") {
		t.Errorf("%q", got)
	}
}

func TestGuidesAreShortAndTheirQueriesValid(t *testing.T) {
	const tokens, bytesPerToken = 600, 4
	for _, d := range datasets() {
		guide := Guide(d)
		if guide == "" || len(guide) > tokens*bytesPerToken {
			t.Errorf("the guide of %s has %d bytes", d, len(guide))
		}
		for line := range strings.SplitSeq(guide, "\n") {
			example, ok := strings.CutPrefix(line, "* ")
			if !ok {
				continue
			}
			example = strings.TrimPrefix(example, "query ")
			if strings.HasPrefix(example, "fields") {
				continue
			}
			query, _, _ := strings.Cut(strings.TrimPrefix(example, "`"), "`")
			if notes, err := Check(d, query); err != nil || len(notes) > 0 {
				t.Errorf("guide of %s: %q: %v, %v", d, query, notes, err)
			}
		}
	}
	if Guide("nonsense") != "" {
		t.Error("a guide for nothing")
	}
}

func FuzzCheck(f *testing.F) {
	for _, q := range []string{"is:unresolved level:[a, b] (x OR y)", `a:"b`, "count():>5", "timestamp:>-24h", "tags[a,number]:>1", "!(", `"x":y "`, "p95(a,\"b\"):1"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, d := range datasets() {
			_, err := Check(d, query)
			var e *Error
			if err == nil {
				continue
			}
			if !errors.As(err, &e) || e.Pos < 0 || e.Len < 0 || e.Pos+e.Len > len(query) || e.Message == "" || e.Suggestion == "" {
				t.Fatalf("%q: %#v", query, err)
			}
			for _, line := range e.Excerpt() {
				if ansi.StringWidth(line) > 2*maxExcerpt || strings.ContainsAny(line, "\x1b\n") {
					t.Errorf("excerpt %q", line)
				}
			}
		}
	})
}
