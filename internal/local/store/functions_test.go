package store

import (
	"fmt"
	"testing"
)

func TestPercentile(t *testing.T) {
	f := newFixture(t)
	tests := []struct{ sql, want string }{
		{"SELECT percentile(x, 50) FROM (SELECT 1 x UNION SELECT 2 UNION SELECT 4)", "2"},
		{"SELECT percentile(x, 95) FROM (SELECT 0 x UNION SELECT 10)", "9.5"},
		{"SELECT percentile(x, 100) FROM (SELECT 3.5 x UNION SELECT -1)", "3.5"},
		{"SELECT percentile(x, 0) FROM (SELECT 3.5 x UNION SELECT -1)", "-1"},
		{"SELECT percentile(x, 50) FROM (SELECT 7 x UNION SELECT NULL UNION SELECT 'text')", "7"},
		{"SELECT percentile(x, 50) FROM (SELECT 1 x) WHERE x > 1", "<nil>"},
		{"SELECT group_concat(p, ' ') FROM (SELECT percentile(x, 50) OVER (ORDER BY x ROWS 1 PRECEDING) p FROM (SELECT 1 x UNION SELECT 3 UNION SELECT 9))", "1.0 2.0 6.0"},
	}
	for _, tt := range tests {
		var got any
		if err := f.one(t.Context(), []any{&got}, tt.sql); err != nil || fmt.Sprint(got) != tt.want {
			t.Errorf("%s: %v, error %v, want %s", tt.sql, got, err, tt.want)
		}
	}
}
