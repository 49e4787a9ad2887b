package ops

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// FindEventFieldsIn asks for the fields of a dataset.
type FindEventFieldsIn struct {
	OrgTarget
	Dataset string `json:"dataset,omitempty" enum:"issues,errors,spans,logs,metrics,profiles,replays" default:"errors"`
	Query   string `json:"query,omitempty" jsonschema:"Part of a name."`
	Project string `json:"projectSlug,omitempty" jsonschema:"Slug or id."`
	Period  string `json:"period,omitempty" jsonschema:"Seen in: 24h, 14d ..." default:"14d"`
	PageIn
}

// EventField is one name that searches of a dataset understand.
type EventField struct {
	Key    text.Untrusted `json:"key"`
	Type   text.Word      `json:"type,omitempty"` // string number boolean; empty = the server does not say
	Source string         `json:"source"`         // sentry: defined by Sentry; user: tag or attribute of the project
	Values int64          `json:"values,omitempty"`
}

// FindEventFieldsOut is the fields in order of their names.
type FindEventFieldsOut struct {
	Organization string       `json:"organization"`
	Dataset      string       `json:"dataset"`
	Fields       []EventField `json:"fields"`
	Paged
}

// FindEventFields lists what can be searched for and shown in a dataset: one
// request for tags, three for attributes, which the server lists by type.
func (o *Ops) FindEventFields(ctx context.Context, in FindEventFieldsIn) (FindEventFieldsOut, error) {
	return run(ctx, o, in, o.findEventFields)
}

func (o *Ops) findEventFields(ctx context.Context, in FindEventFieldsIn) (FindEventFieldsOut, error) {
	const op = "find_event_fields"
	out := FindEventFieldsOut{Dataset: orWord(in.Dataset, string(searchquery.Errors))}
	if in.Cursor != "" {
		return out, invalid(op, "narrow the list with query", "fields have no pages")
	}
	period, _, _, err := timeRange(op, in.Period, "", "", "14d")
	if err != nil {
		return out, err
	}
	if out.Organization, err = o.org(ctx, op, in.Org); err != nil {
		return out, err
	}
	var found []EventField
	switch searchquery.Dataset(out.Dataset) {
	case searchquery.Spans, searchquery.Logs, searchquery.Metrics:
		found, out.Skipped, err = o.attributes(ctx, out.Organization, sentryapi.AttributeQuery{
			ItemType: apiDataset(out.Dataset), Substring: in.Query, Projects: o.projects(in.Project), StatsPeriod: period, Limit: 100,
		})
	default:
		found, err = o.tagFields(ctx, out.Organization, out.Dataset, period, o.projects(in.Project))
	}
	if err != nil {
		return out, err
	}
	out.Fields = limitFields(found, searchquery.Keys(searchquery.Dataset(out.Dataset)), in.Query, in.rows())
	if len(out.Fields) == in.rows() {
		out.Notes = []string{"there may be more fields: narrow with a part of the name, or raise the limit"}
	}
	return out, nil
}

// attributes reads the attributes of all types at once.
func (o *Ops) attributes(ctx context.Context, org string, q sentryapi.AttributeQuery) (found []EventField, left []string, err error) {
	types := []string{"string", "number", "boolean"}
	pages := make([]sentryapi.Page[sentryapi.Attribute], len(types))
	group, ctx := errgroup.WithContext(ctx)
	for i, kind := range types {
		group.Go(func() (err error) {
			q := q
			q.Type = kind
			pages[i], err = o.client.Attributes(ctx, org, q)
			if kind == "boolean" && KindOf(err) == sentryapi.KindInvalid {
				return nil // servers before 2026 know two types
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	for i, page := range pages {
		left = append(left, skipped(page.Skipped)...)
		for _, a := range page.Items {
			source := "user"
			if a.From.Type == "sentry" {
				source = "sentry"
			}
			found = append(found, EventField{Key: a.Key, Type: cmp.Or(a.Type, text.Word(types[i])), Source: source})
		}
	}
	return found, left, nil
}

// tagFields reads the tag keys.
func (o *Ops) tagFields(ctx context.Context, org, dataset, period string, projects []string) ([]EventField, error) {
	api := dataset
	switch searchquery.Dataset(dataset) {
	case searchquery.Issues:
		api = "search_issues"
	case searchquery.Profiles:
		api = "events"
	}
	tags, err := o.client.EventTags(ctx, org, api, period, projects)
	if err != nil {
		return nil, err
	}
	var found []EventField
	for _, t := range tags {
		found = append(found, EventField{Key: t.Key, Source: "user", Values: int64(t.TotalValues)})
	}
	return found, nil
}

// limitFields adds the keys that Sentry defines, keeps what the substring is in,
// and orders by name, what Sentry defines first.
func limitFields(found []EventField, builtin []string, substring string, limit int) []EventField {
	seen := map[string]bool{}
	for i, f := range found {
		seen[f.Key.Raw()] = true
		if slices.Contains(builtin, f.Key.Raw()) {
			found[i].Source = "sentry"
		}
	}
	for _, key := range builtin {
		if !seen[key] {
			found = append(found, EventField{Key: text.From(key), Source: "sentry"})
		}
	}
	found = slices.DeleteFunc(found, func(f EventField) bool {
		return !strings.Contains(strings.ToLower(f.Key.Raw()), strings.ToLower(substring))
	})
	slices.SortStableFunc(found, func(a, b EventField) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), strings.Compare(a.Key.Raw(), b.Key.Raw()))
	})
	return orEmpty(found[:min(len(found), limit)])
}

// Doc is a line per field.
func (out FindEventFieldsOut) Doc() text.Doc {
	var d text.Doc
	if len(out.Fields) == 0 {
		d.Para(text.T("No field of " + out.Dataset + " matches."))
	} else {
		d.DataNote("field")
	}
	for _, f := range out.Fields {
		line := []text.Inline{text.Code(f.Key)}
		if f.Type != "" && f.Type != "string" {
			line = append(line, text.T(" "+string(f.Type)))
		}
		if f.Source == "user" {
			line = append(line, text.T(" (tag)"))
		}
		d.Bullet(line...)
	}
	out.notes(&d)
	return d
}
