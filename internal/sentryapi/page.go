package sentryapi

import (
	"net/http"
	"strconv"
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
	return Page[T]{Items: items, Next: next, Prev: prev, Hits: hitsOf(h), Skipped: skipped}
}

func hitsOf(h http.Header) int64 {
	hits, err := strconv.ParseInt(h.Get("X-Hits"), 10, 64)
	if err != nil || hits < 0 {
		return -1
	}
	return hits
}
