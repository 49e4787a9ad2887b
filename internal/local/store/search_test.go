package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/internal/local/protocol"
	"vedette/internal/local/query"
)

// seedSearch stores four issues: alpha, beta, gamma and delta.
func seedSearch(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	start := f.now
	tag := func(pairs ...string) (tags []protocol.Tag) {
		for i := 0; i < len(pairs); i += 2 {
			tags = append(tags, protocol.Tag{Key: pairs[i], Value: pairs[i+1]})
		}
		return tags
	}
	f.now = start.Add(-48 * time.Hour)
	a := f.event("alpha")
	a.Release, a.Environment, a.User = "shop@1.0.0", "production", User{ID: "42", Email: "ann@example.com"}
	a.Tags = tag("level", "error", "release", "shop@1.0.0", "environment", "production", "user", "id:42", "os.name", "Linux", "handled", "no")
	a.Fields = tag("http.method", "GET", "error.type", "ValueError")
	a.Unhandled, a.TraceID = true, strings.Repeat("a", 32)
	f.store(a)
	f.now = start.Add(-2 * time.Hour)
	b := f.event("beta")
	b.Release, b.Environment, b.Level, b.Priority = "shop@1.1.0", "staging", "warning", "medium"
	b.Tags = tag("level", "warning", "release", "shop@1.1.0", "environment", "staging", "customer.tier", "gold", "100%", "x_y")
	b.Fields = tag("http.method", "POST", "error.type", "KeyError")
	f.store(b, f.event("beta"), f.event("beta"))
	f.now = start.Add(-time.Hour)
	g := f.event("gamma")
	g.Type, g.Title, g.Platform = "default", "plain message 50% done", "javascript"
	f.store(g)
	f.now = start
	d := f.event("delta")
	d.Type, d.Metadata = protocol.TypeFeedback, Metadata{Value: "delta"}
	f.store(d)
	f.update("gamma", Update{Status: StatusResolved})
	f.update("delta", Update{Status: StatusIgnored, Substatus: SubstatusForever})
	kind, id, yes := "user", "1", true
	f.update("beta", Update{AssigneeType: &kind, AssigneeID: &id, Bookmarked: &yes})
	return f
}

func TestIssueSearch(t *testing.T) {
	f := seedSearch(t)
	tests := []struct{ query, want string }{
		{"", "alpha beta delta gamma"},
		{"is:unresolved", "alpha beta"},
		{"is:resolved", "gamma"},
		{"!is:resolved", "alpha beta delta"},
		{"is:archived", "delta"},
		{"is:archived_forever", "delta"},
		{"is:new", "alpha beta"},
		{"is:ongoing", ""},
		{"is:assigned", "beta"},
		{"is:unassigned is:unresolved", "alpha"},
		{"is:for_review", "alpha beta"},
		{"is:linked", ""},
		{"assigned:me", "beta"},
		{"!assigned:me is:unresolved", "alpha"},
		{"assigned:none is:unresolved", "alpha"},
		{"bookmarks:me", "beta"},
		{"level:warning", "beta"},
		{"level:[error, warning]", "alpha beta"},
		{"environment:production", "alpha"},
		{"release:shop@1.*", "alpha beta"},
		{"release:latest", "beta"},
		{"firstRelease:shop@1.0.0", "alpha"},
		{"release.version:>=1.1.0", "beta"},
		{"release.version:<1.1", "alpha"},
		{"release.package:shop", "alpha beta"},
		{"timesSeen:>1", "beta"},
		{"timesSeen:1 is:unresolved", "alpha"},
		{"lastSeen:-3h", "beta delta gamma"},
		{"firstSeen:+3h", "alpha"},
		{"age:-3h is:unresolved", "beta"},
		{"issue.priority:medium", "beta"},
		{"error.unhandled:true", "alpha"},
		{"error.handled:false", "alpha"},
		{"error.type:KeyError", "beta"},
		{"error.value:alp*", "alpha"},
		{"http.method:POST", "beta"},
		{"os.name:Linux", "alpha"},
		{"has:os.name", "alpha"},
		{"!has:os.name is:unresolved", "beta"},
		{"customer.tier:gold", "beta"},
		{"tags[customer.tier]:g*d", "beta"},
		{"!customer.tier:gold is:unresolved", "alpha"},
		{"user.email:ann@example.com", "alpha"},
		{"user.email:*@example.com", "alpha"},
		{"user.id:42", "alpha"},
		{"user:id:42", "alpha"},
		{"has:user.id", "alpha"},
		{"trace:" + strings.Repeat("a", 32), "alpha"},
		{"id:" + fmt.Sprintf("%032x", 1), "alpha"},
		{"platform:javascript", "gamma"},
		{"issue.category:feedback", "delta"},
		{"issue.type:default", "gamma"},
		{"issue:shop-1", "alpha"},
		{"project:shop is:unresolved", "alpha beta"},
		{"project:other", ""},
		{"title:plain*", "gamma"},
		{"alpha", "alpha"},
		{"message:ALPHA", "alpha"},
		{"!alpha is:unresolved", ""}, // free text has no negation: the mark belongs to the text
		{`"50% d"`, "gamma"},
		{`"5_% done"`, ""},
		{`"50%%done"`, ""},
		{"timestamp:-3h", "beta delta gamma"},
		{"location:alpha.py", "alpha"},
	}
	for _, tt := range tests {
		q, err := query.Parse(tt.query, f.now)
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		list, total, err := f.Issues(t.Context(), IssueFilter{Query: q})
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		var got []string
		for _, i := range list {
			got = append(got, i.Metadata.Value)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want || total != int64(len(got)) {
			t.Errorf("%s: %v of %d, want %s", tt.query, got, total, tt.want)
		}
	}
}

func TestSearchRefusesWhatIsNotKept(t *testing.T) {
	f := newFixture(t)
	q, err := query.Parse("stack.lineno:5", f.now)
	if err != nil {
		t.Fatal(err)
	}
	var unsupported *UnsupportedError
	if _, _, err := f.Issues(t.Context(), IssueFilter{Query: q}); !errors.As(err, &unsupported) || unsupported.Key != "stack.lineno" {
		t.Errorf("error %v", err)
	}
	f.store(f.event("a"))
	if _, _, err := f.Issues(t.Context(), IssueFilter{Sort: "sideways"}); err == nil {
		t.Error("unknown sort order was taken")
	}
}

func TestIssueOrderAndPeriod(t *testing.T) {
	f := seedSearch(t)
	tests := []struct {
		name   string
		filter IssueFilter
		want   string
	}{
		{"date", IssueFilter{}, "delta gamma beta alpha"},
		{"new", IssueFilter{Sort: SortNew}, "delta gamma beta alpha"},
		{"freq", IssueFilter{Sort: SortFreq, Limit: 1}, "beta"},
		{"freq in a period", IssueFilter{Sort: SortFreq, Since: f.now.Add(-3 * time.Hour), Limit: 1}, "beta"},
		{"user", IssueFilter{Sort: SortUser, Limit: 1}, "alpha"},
		{"trends", IssueFilter{Sort: SortTrends, Limit: 1}, "beta"},
		{"inbox", IssueFilter{Sort: SortInbox, Limit: 1}, "beta"},
		{"recommended", IssueFilter{Sort: SortRecommended, Limit: 1}, "delta"},
		{"second page", IssueFilter{Limit: 2, Offset: 2}, "beta alpha"},
		{"since", IssueFilter{Since: f.now.Add(-90 * time.Minute)}, "delta gamma"},
		{"until", IssueFilter{Until: f.now.Add(-24 * time.Hour)}, "alpha"},
		{"environment", IssueFilter{Environments: []string{"staging"}}, "beta"},
		{"project", IssueFilter{Projects: []int64{999}}, ""},
	}
	for _, tt := range tests {
		list, _, err := f.Issues(t.Context(), tt.filter)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range list {
			got = append(got, i.Metadata.Value)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestEventSearch(t *testing.T) {
	f := seedSearch(t)
	tests := []struct {
		query string
		want  int64
	}{
		{"", 6}, {"level:warning", 1}, {"has:customer.tier", 1}, {"!has:customer.tier", 5}, {"customer.tier:g*", 1},
		{"!customer.tier:gold", 5}, {"environment:production", 1}, {"user.email:ann@example.com", 1}, {"error.handled:false", 1},
		{"error.type:KeyError", 3}, {"is:resolved", 1}, {"beta", 3}, {"timestamp:-90m", 2}, {"timesSeen:>1", 3}, {"release:shop@*", 2},
		{"trace:" + strings.Repeat("a", 32), 1},
	}
	for _, tt := range tests {
		q, err := query.Parse(tt.query, f.now)
		if err != nil {
			t.Fatal(err)
		}
		list, total, err := f.Events(t.Context(), EventFilter{Query: q})
		if err != nil || total != tt.want || int64(len(list)) != total {
			t.Errorf("%s: %d of %d, %v, want %d", tt.query, len(list), total, err, tt.want)
		}
	}
}

// TestPlans checks that the lists that people look at all the time neither scan
// nor sort a whole table.
func TestPlans(t *testing.T) {
	f := newFixture(t)
	plan := func(query string, args ...any) string {
		var lines []string
		rows, err := f.read(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		err = each(rows, err, func(r *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			lines = append(lines, detail)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "; ")
	}
	tests := []struct{ query, index string }{
		{"SELECT i.id FROM issue i WHERE i.status = ? ORDER BY i.last_seen DESC LIMIT 25", "issue_by_last_seen"},
		{"SELECT count(*) FROM issue i WHERE i.status = ? AND i.last_seen >= ? AND i.project_id IN (?)", "COVERING INDEX issue_by_last_seen"},
		{"SELECT i.id FROM issue i WHERE i.status = ? ORDER BY i.first_seen DESC LIMIT 25", "issue_by_first_seen"},
		{"SELECT e.id FROM event e WHERE e.issue_id = ? ORDER BY e.time DESC, e.id DESC LIMIT 1", "event_by_issue"},
		{"SELECT e.id FROM event e WHERE e.event_id = ?", "sqlite_autoindex_event"},
		{"SELECT e.id FROM event e WHERE e.trace_id = ? AND e.trace_id <> ''", "event_by_trace"},
		{"SELECT x.issue_id FROM issue_tag x WHERE x.tag_id IN (SELECT t.id FROM tag t WHERE t.key = ? AND t.value = ?)", "issue_tag_by_tag"},
	}
	for _, tt := range tests {
		args := make([]any, strings.Count(tt.query, "?"))
		for i := range args {
			args[i] = "x"
		}
		if got := plan(tt.query, args...); !strings.Contains(got, tt.index) || strings.Contains(got, "TEMP B-TREE") || strings.Contains(got, "SCAN") {
			t.Errorf("%s\n\tplan: %s\n\twant: %s", tt.query, got, tt.index)
		}
	}
}
