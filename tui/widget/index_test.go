package widget

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func indexOf(rows ...string) *Index {
	x := &Index{}
	for _, r := range rows {
		x.Add(r)
	}
	return x
}

func TestIndexSearch(t *testing.T) {
	x := indexOf("SHOP-1 KeyError 'price' cart in total", "WEB-2 TypeError undefined", "SHOP-3 price list is empty", "ÜBUNG-4 Ärger 日本")
	for _, c := range []struct {
		query string
		want  []int
	}{
		{"price", []int{0, 2}},
		{"SHOP", []int{0, 2}},
		{"tyer", []int{1}},
		{"zzz", []int{}},
		{"ärger", []int{3}},
		{"日", []int{3}},
		{"prl", []int{0, 2}}, // loose: as good as package fuzzy finds them
	} {
		got := x.Search(c.query)
		if c.query == "prl" {
			slices.Sort(got)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q finds %v, want %v", c.query, got, c.want)
		}
	}
}

// TestSearchIsWhatAPlainOneFinds: the shortcuts leave nothing out.
func TestSearchIsWhatAPlainOneFinds(t *testing.T) {
	x := manyRows(20_000)
	for _, query := range []string{"c", "ch", "checkout", "17", "shop-1f", "customer 99", "ä", "reserve ongoing", "zz"} {
		var want []int
		for n := range x.Len() {
			if strings.Contains(string(x.of(n)), query) {
				want = append(want, n)
			}
		}
		if got := x.Search(query); len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Errorf("%q finds %d rows, want %d first", query, len(got), len(want))
		}
	}
}

// TestSnapshotStaysAsItIs while the rows change and grow.
func TestSnapshotStaysAsItIs(t *testing.T) {
	x := indexOf("one", "two")
	old := x.Snapshot()
	x.Set(0, "three")
	x.Add("one")
	if got := old.Search("one"); !slices.Equal(got, []int{0}) {
		t.Errorf("the snapshot finds %v", got)
	}
	if got := x.Search("one"); !slices.Equal(got, []int{2}) {
		t.Errorf("the index finds %v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.SearchContext(ctx, "one"); err == nil {
		t.Error("a search that nobody wants any more goes on")
	}
}

// manyRows are as those of an issue stream.
func manyRows(n int) *Index {
	x := &Index{}
	culprits := []string{"checkout in total", "cart in add", "worker.mail in send", "storefront/app.tsx in render", "inventory in reserve"}
	kinds := []string{"KeyError", "TypeError", "TimeoutError", "*fmt.wrapError", "runtime.boundsError"}
	for i := range n {
		x.Add(fmt.Sprintf("SHOP-%X %s 'price' of a gift card is missing in the cart of customer %d %s ongoing Jane Doe", i, kinds[i%5], i*7919%100_003, culprits[i/3%5]))
	}
	return x
}

// BenchmarkFilter is one key press of a filter over the rows of a stream: each
// letter of a word, narrowing, and each as a search through everything.
func BenchmarkFilter(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		x := manyRows(n)
		for _, query := range []string{"s", "sh", "checkout", "tyerr", "gcrd", "zzzz", strings.Repeat("customer ", 3)} {
			b.Run(fmt.Sprintf("%d/%s", n, strings.TrimSpace(query)), func(b *testing.B) {
				for b.Loop() {
					x.Search(query)
				}
			})
		}
	}
}
