package ops

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"time"

	"vedette/internal/searchquery"
	"vedette/internal/sentryapi"
)

const (
	followEvery   = 2 * time.Second  // between two looks
	followSlowest = time.Minute      // between two looks while the server fails
	followOverlap = 90 * time.Second // how late an event may become visible
	followPages   = 50               // of one look
)

// FollowEvents yields the rows of a search that are there, oldest first and at
// most its limit, and then each new one as it comes, until ctx ends. Looks
// overlap, because events become visible late and out of order; a row is
// yielded once. Where nothing is there yet, a nil row says so.
//
// An error that may pass (rate limit, no connection) is yielded and the
// sequence goes on, after a pause that grows and honours what the server asks
// for; any other error ends it.
func (o *Ops) FollowEvents(ctx context.Context, in SearchEventsIn) iter.Seq2[EventRow, error] {
	ctx = Fresh(ctx)
	return func(yield func(EventRow, error) bool) {
		f, first, err := o.startFollowing(in)
		if err != nil {
			yield(nil, err)
			return
		}
		look := func() ([]EventRow, error) {
			rows, err := f.first(ctx, o, first)
			if err == nil && len(rows) == 0 {
				rows = []EventRow{nil}
			}
			return rows, err
		}
		for row, err := range polled(ctx, o.cfg.Sleep, followEvery, look, func() ([]EventRow, error) { return f.next(ctx, o, in) }) {
			if !yield(row, err) {
				return
			}
		}
	}
}

// startFollowing checks what cannot be followed and prepares the first look.
func (o *Ops) startFollowing(in SearchEventsIn) (*eventFollower, SearchEventsIn, error) {
	const op = "search_events"
	dataset := orWord(in.Dataset, string(searchquery.Errors))
	if dataset == string(searchquery.Replays) {
		return nil, in, invalid(op, "follow errors, spans, logs or metrics", "replays grow while they are recorded and cannot be followed")
	}
	if in.End != "" || in.Cursor != "" || in.Sort != "" {
		return nil, in, invalid(op, "leave out --end, --cursor and --sort", "what is followed has no end and is in the order of time")
	}
	if slices.ContainsFunc(in.Fields, IsAggregate) {
		return nil, in, invalid(op, "leave out the aggregates", "groups cannot be followed, only events")
	}
	if len(in.Fields) == 0 {
		in.Fields = DefaultFields(dataset)
	}
	for _, needed := range []string{"timestamp", "id"} {
		if !slices.Contains(in.Fields, needed) && dataset != string(searchquery.Profiles) {
			in.Fields = append(slices.Clone(in.Fields), needed)
		}
	}
	in.Sort = "-timestamp"
	return &eventFollower{fields: in.Fields, seen: map[string]time.Time{}, since: o.cfg.Now()}, in, nil
}

// eventFollower knows which rows were yielded.
type eventFollower struct {
	fields []string
	seen   map[string]time.Time
	since  time.Time // all that is older and will ever be visible was yielded
	floor  time.Time // older rows are none of ours: left out of the first look, or forgotten
}

// first is what is there already.
func (f *eventFollower) first(ctx context.Context, o *Ops, in SearchEventsIn) ([]EventRow, error) {
	if in.Start != "" {
		in.End = o.cfg.Now().UTC().Format(time.RFC3339)
	}
	out, err := o.SearchEvents(ctx, in)
	if err != nil {
		return nil, err
	}
	slices.Reverse(out.Events)
	if out.NextCursor != "" && len(out.Events) > 0 {
		f.floor = out.Events[0]["timestamp"].Time().Time
	}
	return f.fresh(out.Events), nil
}

// next is what is new: all pages of the time since the last complete look, less
// the overlap.
func (f *eventFollower) next(ctx context.Context, o *Ops, in SearchEventsIn) ([]EventRow, error) {
	now := o.cfg.Now()
	in.Fields, in.Sort, in.Period = f.fields, "timestamp", ""
	begin := f.since.Add(-followOverlap)
	if begin.After(f.floor) {
		f.floor = begin.Truncate(time.Second)
	}
	in.Start, in.End = begin.UTC().Format(time.RFC3339), now.Add(time.Second).UTC().Format(time.RFC3339)
	in.PageIn = PageIn{Limit: 100}
	var rows []EventRow
	for range followPages {
		out, err := o.SearchEvents(ctx, in)
		if err != nil {
			return f.fresh(rows), err
		}
		rows = append(rows, out.Events...)
		if out.NextCursor == "" || out.NextCursor == in.Cursor {
			f.since = now
			f.forget()
			return f.fresh(rows), nil
		}
		in.Cursor = out.NextCursor
	}
	// More than a look can hold: the next one begins where this one ended.
	if last := rows[len(rows)-1]["timestamp"].Time(); !last.IsZero() {
		f.since = last.Add(followOverlap)
	}
	return f.fresh(rows), nil
}

// fresh are the rows that were not yielded yet, in the order of time.
func (f *eventFollower) fresh(rows []EventRow) []EventRow {
	var out []EventRow
	for _, row := range rows {
		key, at := followKey(row), row["timestamp"].Time().Time
		if _, known := f.seen[key]; known || !at.IsZero() && at.Before(f.floor) {
			continue
		}
		f.seen[key] = at
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b EventRow) int {
		return a["timestamp"].Time().Compare(b["timestamp"].Time().Time)
	})
	return out
}

// forget drops what no later look can bring again.
func (f *eventFollower) forget() {
	oldest := f.since.Add(-2 * followOverlap)
	for key, at := range f.seen {
		if !at.IsZero() && at.Before(oldest) {
			delete(f.seen, key)
		}
	}
}

// followKey tells rows apart: by id and time where there are both.
func followKey(row EventRow) string {
	id := row["id"]
	if !id.IsZero() {
		return id.Text().Raw() + " " + row["timestamp"].Text().Raw()
	}
	raw, err := json.Marshal(row)
	if err != nil {
		return ""
	}
	return string(raw)
}

// polled yields what looks give, the first look apart, with pauses between
// them.
func polled[T any](ctx context.Context, sleep func(context.Context, time.Duration) error, every time.Duration, first, next func() ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		look, failures := first, 0
		for {
			rows, err := look()
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			pause := every
			switch {
			case ctx.Err() != nil:
				yield(zero, ctx.Err())
				return
			case err == nil:
				look, failures = next, 0
			case !passes(err):
				yield(zero, err)
				return
			default:
				failures++
				pause = backoff(every, failures, err)
				if !yield(zero, err) {
					return
				}
			}
			if err := sleep(ctx, pause); err != nil {
				yield(zero, err)
				return
			}
		}
	}
}

// passes is true for errors that may be gone at the next look.
func passes(err error) bool {
	switch KindOf(err) {
	case sentryapi.KindRateLimited, sentryapi.KindUnavailable, sentryapi.KindTimeout:
		return true
	}
	return false
}

// backoff is the pause after so many failures in a row: doubled each time, and
// never shorter than the server asks for.
func backoff(every time.Duration, failures int, err error) time.Duration {
	pause := min(every<<min(failures, 10), followSlowest)
	if e := (*Error)(nil); errors.As(err, &e) {
		pause = max(pause, e.RetryAfter)
	}
	return pause
}
