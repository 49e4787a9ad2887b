package store

import (
	"context"
	"strings"

	"vedette/internal/local/query"
)

// issueTerms translates an issue search over the table issue, named i.
func (s *Store) issueTerms(ctx context.Context, q query.Query) (conditions, error) {
	t := &terms{now: s.opts.Now()}
	var versions []string
	if needsVersions(q) {
		var err error
		if versions, err = column[string](s.read(ctx, "SELECT version FROM release")); err != nil {
			return conditions{}, s.wrap(err)
		}
	}
	for _, term := range q.Terms {
		if err := s.resolveLatest(ctx, &term); err != nil {
			return conditions{}, err
		}
		if !t.issueState(term) && !t.issueColumn(term) && !t.issueEvents(term, versions) {
			return conditions{}, &UnsupportedError{Key: term.Key}
		}
	}
	return t.conditions, nil
}

// resolveLatest replaces release:latest by the newest version.
func (s *Store) resolveLatest(ctx context.Context, term *query.Term) error {
	if term.Key != "release" && term.Key != query.KeyFirstRelease {
		return nil
	}
	values := append([]query.Value(nil), term.Values...)
	for i, v := range values {
		if v.Raw != "latest" {
			continue
		}
		var newest string
		if err := s.one(ctx, []any{&newest}, "SELECT coalesce((SELECT version FROM release ORDER BY id DESC LIMIT 1), 'latest')"); err != nil {
			return err
		}
		values[i] = query.Value{Raw: newest, Parts: []string{newest}}
	}
	term.Values = values
	return nil
}

// issueState handles what belongs to the workflow; false: another kind of key.
func (t *terms) issueState(term query.Term) bool {
	if term.Tag {
		return false
	}
	switch term.Key {
	case query.KeyIs:
		for _, v := range term.Values {
			text, args := t.is(v.Raw)
			t.add(not(term.Negated, text), args...)
		}
	case query.KeyAssigned, query.KeyAssignedOrSuggested:
		t.assigned(term)
	case query.KeyBookmarks:
		t.add(not(term.Negated, "i.bookmarked = 1"))
	case query.KeySubscribed:
		t.add(not(term.Negated, "i.subscribed = 1"))
	case query.KeyPriority:
		t.text("i.priority", term)
	default:
		return false
	}
	return true
}

// aging are the substatus words that become ongoing with time.
const aging = "'new', 'regressed', 'escalating'"

// is translates a word after "is:".
func (t *terms) is(word string) (text string, args []any) {
	before := t.now.Add(-becomesOngoing).UnixMicro()
	switch word {
	case query.IsUnresolved, query.IsResolved:
		return "i.status = ?", []any{word}
	case query.IsArchived:
		return "i.status = 'ignored'", nil
	case query.IsAssigned:
		return "i.assignee_id <> ''", nil
	case query.IsUnassigned:
		return "i.assignee_id = ''", nil
	case query.IsForReview:
		return "i.status = 'unresolved' AND i.inbox_at > 0", nil
	case query.IsLinked:
		return "0", nil // nothing links issues to other trackers here
	case query.IsUnlinked:
		return "1", nil
	case query.IsNew, query.IsRegressed, query.IsEscalating:
		return "i.status = 'unresolved' AND i.substatus = ? AND i.substatus_at > ?", []any{word, before}
	case query.IsOngoing:
		return "i.status = 'unresolved' AND (i.substatus = 'ongoing' OR i.substatus IN (" + aging + ") AND i.substatus_at <= ?)", []any{before}
	}
	return "i.status = 'ignored' AND i.substatus = ?", []any{word}
}

// assigned knows one person (me, or by name) and one team.
func (t *terms) assigned(term query.Term) {
	var parts []string
	for _, v := range term.Values {
		switch word := strings.ToLower(strings.TrimPrefix(v.Raw, "user:")); {
		case word == "none":
			parts = append(parts, "i.assignee_id = ''")
		case word == "my_teams" || word == "#local" || word == "team:1" || word == "team:local":
			parts = append(parts, "i.assignee_type = 'team'")
		case word == "me" || word == "1" || word == "you" || word == "you@localhost":
			parts = append(parts, "i.assignee_type = 'user'")
		default:
			parts = append(parts, "0")
		}
	}
	if term.Has {
		parts = append(parts, "i.assignee_id <> ''")
	}
	t.add(not(term.Negated, strings.Join(parts, " OR ")))
}

// issueColumn handles what the issue itself holds.
func (t *terms) issueColumn(term query.Term) bool {
	if term.Tag {
		return false
	}
	if term.FreeText {
		t.text("i.search_text || char(10) || i.title", term)
		return true
	}
	switch term.Key {
	case query.KeyFirstSeen:
		t.instant("i.first_seen", term)
	case query.KeyLastSeen:
		t.instant("i.last_seen", term)
	case query.KeyTimesSeen:
		t.number("i.count", term)
	case "issue.id":
		t.number("i.id", term)
	case "project.id":
		t.number("i.project_id", term)
	case "project":
		text, args := matchText("p.slug", term)
		t.add(not(term.Negated, "i.project_id IN (SELECT p.id FROM project p WHERE "+text+")"), args...)
	case query.KeyMessage:
		t.text("i.search_text || char(10) || i.title", term)
	case "issue":
		t.text("i.short_id", upper(term))
	case "issue.category":
		t.text("CASE i.type WHEN 'feedback' THEN 'feedback' ELSE 'error' END", term)
	case "issue.type", "type":
		t.text("i.type", term)
	case "title":
		t.text("i.title", term)
	case "error.value":
		t.text("i.meta_value", term)
	case "location":
		t.text("i.meta_filename", term)
	case "platform":
		t.text("i.platform", term)
	case query.KeyFirstRelease:
		t.text("i.first_release", term)
	case query.KeyErrorUnhandled, query.KeyErrorHandled:
		unhandled := boolean(term) == (term.Key == query.KeyErrorUnhandled)
		t.add(not(term.Negated, "i.unhandled = ?"), unhandled)
	default:
		return false
	}
	return true
}

// upper lets short ids be written in any case.
func upper(term query.Term) query.Term { return mapped(term, strings.ToUpper) }

// mapped changes the texts of the values of a term.
func mapped(term query.Term, change func(string) string) query.Term {
	values := make([]query.Value, len(term.Values))
	for i, v := range term.Values {
		v.Raw = change(v.Raw)
		v.Parts = strings.Split(change(strings.Join(v.Parts, "\x00")), "\x00")
		values[i] = v
	}
	term.Values = values
	return term
}

// issueEvents handles what only the events of an issue hold.
func (t *terms) issueEvents(term query.Term, versions []string) bool {
	if column, ok := userColumn(term.Key); ok && !term.Tag {
		text, args := matchText("u."+column, term)
		t.add(not(term.Negated, "i.id IN (SELECT u.issue_id FROM issue_user u WHERE "+text+")"), args...)
		return true
	}
	if name, field, ok := tagName(term); ok {
		text, args := matchText("t.value", term)
		t.add(not(term.Negated, `i.id IN (SELECT x.issue_id FROM issue_tag x WHERE x.tag_id IN
			(SELECT t.id FROM tag t WHERE t.key = ? AND t.field = ? AND (`+text+`)))`), append([]any{name, field}, args...)...)
		return true
	}
	var column string
	switch term.Key {
	case "trace":
		column = "e.trace_id"
	case "id":
		column = "e.event_id"
	case query.KeyTimestamp:
		for _, v := range term.Values {
			t.add(not(term.Negated, "i.id IN (SELECT e.issue_id FROM event e WHERE e.time "+operator(term.Op)+" ?)"), v.Time.UnixMicro())
		}
		return true
	case query.KeyReleaseVersion, query.KeyReleaseBuild, "release.package", "release.stage":
		inner := &terms{now: t.now}
		negated := term.Negated
		term.Negated = false
		inner.releaseOrder("t.value", term, versions)
		t.add(not(negated, `i.id IN (SELECT x.issue_id FROM issue_tag x WHERE x.tag_id IN
			(SELECT t.id FROM tag t WHERE t.key = 'release' AND t.field = 0 AND `+inner.parts[0]+`))`), inner.args...)
		return true
	default:
		return false
	}
	text, args := matchText(column, term)
	t.add(not(term.Negated, "i.id IN (SELECT e.issue_id FROM event e WHERE e.issue_id > 0 AND "+column+" <> '' AND ("+text+"))"), args...)
	return true
}
