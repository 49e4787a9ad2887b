package sentryapi

import (
	"context"
	"iter"
	"net/http"
	"strconv"

	"vedette/internal/text"
)

// Page is one page of a list.
type Page[T any] struct {
	Items   []T
	Next    string  // cursor of the next page; "" = this is the last one
	Prev    string  // cursor of the page before; "" = this is the first one
	Hits    int64   // how many there are in all; -1 = unknown
	Skipped []error // *SkippedError: what could not be read
}

func pageOf[T any](items []T, skipped []error, h http.Header) Page[T] {
	next, prev := pageCursors(h.Values("Link"))
	hits, err := strconv.ParseInt(h.Get("X-Hits"), 10, 64)
	if err != nil || hits < 0 {
		hits = -1
	}
	return Page[T]{Items: items, Next: next, Prev: prev, Hits: hits, Skipped: skipped}
}

// All yields the items of all pages, one request per page, the first when the
// first item is asked for. A *SkippedError stands for an item that could not be
// read, and the sequence goes on behind it; any other error ends it. Items that
// move between pages while they are read may come twice: see AllBy.
func All[T any](ctx context.Context, fetch func(ctx context.Context, cursor string) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		seen := map[string]bool{}
		for cursor := ""; ; {
			page, err := fetch(ctx, cursor)
			if err != nil {
				yield(zero, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			for _, skipped := range page.Skipped {
				if !yield(zero, skipped) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			if seen[page.Next] {
				yield(zero, &Error{
					Kind: KindUnavailable, Op: "read the next page", Hint: doctorHint,
					Message: text.From("the server gave the same page cursor twice"),
				})
				return
			}
			seen[page.Next] = true
			cursor = page.Next
		}
	}
}

// AllBy is All without the items whose key came before: new items shift the
// pages behind them.
func AllBy[T any](ctx context.Context, key func(T) string, fetch func(ctx context.Context, cursor string) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[string]bool{}
		for item, err := range All(ctx, fetch) {
			if err == nil {
				k := key(item)
				if seen[k] {
					continue
				}
				seen[k] = true
			}
			if !yield(item, err) {
				return
			}
		}
	}
}
