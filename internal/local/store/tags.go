package store

import (
	"context"
	"database/sql"
	"fmt"
)

// countedTags reads the sums of tag values, ordered by key.
type countedTags struct {
	from string // table with alias x, joined conditions
	conditions
}

// issueTagCounts are the tags of an issue, in all or some environments.
func issueTagCounts(issue int64, environments []string) countedTags {
	c := countedTags{from: "issue_tag x JOIN tag t ON t.id = x.tag_id"}
	c.add("x.issue_id = ? AND t.field = 0", issue)
	if len(environments) > 0 {
		var e conditions
		in(&e, "name", environments)
		c.add("x.environment_id IN (SELECT id FROM environment"+e.where()+")", e.args...)
	}
	return c
}

// IssueTags lists the tags of an issue by key, each with its most frequent
// values. No environments means all of them.
func (s *Store) IssueTags(ctx context.Context, issue int64, environments []string, top int) ([]TagKey, error) {
	return s.tagKeys(ctx, issueTagCounts(issue, environments), top)
}

// ProjectTags lists the tags of all errors of a project by key, each with its
// most frequent values.
func (s *Store) ProjectTags(ctx context.Context, project int64, top int) ([]TagKey, error) {
	c := countedTags{from: "project_tag x JOIN tag t ON t.id = x.tag_id"}
	c.add("x.project_id = ? AND t.field = 0", project)
	return s.tagKeys(ctx, c, top)
}

func (s *Store) tagKeys(ctx context.Context, c countedTags, top int) ([]TagKey, error) {
	var list []TagKey
	rows, err := s.read(ctx, "SELECT t.key, t.value, sum(x.n), min(x.first), max(x.last) FROM "+c.from+c.where()+
		" GROUP BY t.id ORDER BY t.key, sum(x.n) DESC, max(x.last) DESC, t.value", c.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var key string
		var v TagValue
		var first, last int64
		if err := r.Scan(&key, &v.Value, &v.Count, &first, &last); err != nil {
			return err
		}
		v.First, v.Last = fromMicros(first), fromMicros(last)
		if len(list) == 0 || list[len(list)-1].Key != key {
			list = append(list, TagKey{Key: key})
		}
		k := &list[len(list)-1]
		k.Total, k.Unique = k.Total+v.Count, k.Unique+1
		if len(k.Top) < top {
			k.Top = append(k.Top, v)
		}
		return nil
	})
	return list, s.wrap(err)
}

// Sort orders of IssueTag.
const (
	SortTagLast  = "-date"  // the default: last seen first
	SortTagCount = "-count" // most frequent first
)

// IssueTag lists the values of one tag of an issue in Top, a page of them. It is
// ErrNotFound when no event of the issue has the tag.
func (s *Store) IssueTag(ctx context.Context, issue int64, key string, environments []string, sort string, count, offset int) (TagKey, error) {
	c := issueTagCounts(issue, environments)
	c.add("t.key = ?", key)
	k := TagKey{Key: key}
	if err := s.one(ctx, []any{&k.Total, &k.Unique}, "SELECT coalesce(sum(x.n), 0), count(DISTINCT t.id) FROM "+c.from+c.where(), c.args...); err != nil {
		return TagKey{}, err
	}
	if k.Unique == 0 {
		return TagKey{}, fmt.Errorf("tag %q: %w", key, ErrNotFound)
	}
	order := "max(x.last) DESC, t.value"
	switch sort {
	case "", SortTagLast, "date":
	case SortTagCount, "count":
		order = "sum(x.n) DESC, max(x.last) DESC, t.value"
	default:
		return TagKey{}, fmt.Errorf("sort order %q: choose %s or %s", sort, SortTagLast, SortTagCount)
	}
	rows, err := s.read(ctx, "SELECT t.value, sum(x.n), min(x.first), max(x.last) FROM "+c.from+c.where()+
		" GROUP BY t.id ORDER BY "+order+" LIMIT ? OFFSET ?", append(c.args, limit(count, 25), offset)...)
	err = each(rows, err, func(r *sql.Rows) error {
		var v TagValue
		var first, last int64
		if err := r.Scan(&v.Value, &v.Count, &first, &last); err != nil {
			return err
		}
		v.First, v.Last = fromMicros(first), fromMicros(last)
		k.Top = append(k.Top, v)
		return nil
	})
	return k, s.wrap(err)
}
