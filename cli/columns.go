package cli

import (
	"time"

	"vedette/internal/render"
	"vedette/internal/text"
)

// ago is a column of times: relative for people, RFC 3339 for programs.
func ago[T any](title string, now time.Time, at func(T) time.Time) render.Column[T] {
	return render.Column[T]{
		Title: title, Extra: true,
		Value: func(row T) string { return text.RFC3339(at(row)) },
		Show:  func(row T) string { return text.Ago(at(row), now) },
		Style: always[T](render.Faint),
	}
}

// count is a column of numbers: short for people, exact for programs.
func count[T any](title string, number func(T) int64) render.Column[T] {
	return render.Column[T]{
		Title: title, Right: true,
		Value: func(row T) string { return itoa(number(row)) },
		Show:  func(row T) string { return text.Count(number(row)) },
	}
}
