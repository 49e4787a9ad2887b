package analysis

import (
	"math"
	"strings"
	"testing"
)

func TestCompareTags(t *testing.T) {
	tests := []struct {
		name          string
		issue, others []TagCount
		enough        bool
		want          []string // key=value of the lifts
	}{
		{"stands out", []TagCount{{"browser", "Safari", 80}, {"browser", "Chrome", 20}}, []TagCount{{"browser", "Safari", 12}, {"browser", "Chrome", 88}}, true, []string{"browser=Safari"}},
		{"same everywhere", []TagCount{{"browser", "Safari", 80}, {"browser", "Chrome", 20}}, []TagCount{{"browser", "Safari", 800}, {"browser", "Chrome", 200}}, true, nil},
		{"only here", []TagCount{{"flag", "new-cart", 30}, {"level", "error", 30}}, []TagCount{{"level", "error", 500}}, true, []string{"flag=new-cart"}},
		{"too few here", []TagCount{{"browser", "Safari", 4}}, []TagCount{{"browser", "Chrome", 100}}, false, nil},
		{"too few elsewhere", []TagCount{{"browser", "Safari", 100}}, []TagCount{{"browser", "Chrome", 19}}, false, nil},
		{"small sample, large ratio", []TagCount{{"browser", "Safari", 5}}, []TagCount{{"browser", "Safari", 8}, {"browser", "Chrome", 12}}, true, nil},
		{"large ratio, small share", []TagCount{{"host", "a", 10}, {"host", "b", 90}}, []TagCount{{"host", "a", 10}, {"host", "b", 990}}, true, nil},
		{"follows from the error", []TagCount{{"level", "fatal", 50}}, []TagCount{{"level", "error", 50}}, true, nil},
		{"rest of a cut list", []TagCount{{"host", "", 50}}, []TagCount{{"host", "x", 50}}, true, nil},
		{"most telling first", []TagCount{{"os", "iOS", 90}, {"os", "x", 10}, {"browser", "Safari", 95}, {"browser", "x", 5}},
			[]TagCount{{"os", "iOS", 10}, {"os", "x", 190}, {"browser", "Safari", 80}, {"browser", "x", 120}}, true, []string{"os=iOS", "browser=Safari"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := compareTags(tt.issue, tt.others)
			var got []string
			for _, l := range c.lifts {
				got = append(got, l.key+"="+l.value)
			}
			if c.enough != tt.enough || strings.Join(got, " ") != strings.Join(tt.want, " ") {
				t.Errorf("enough %v, lifts %v; want %v, %v", c.enough, got, tt.enough, tt.want)
			}
			if c.describe() == "" {
				t.Error("no description")
			}
		})
	}
}

func TestLiftFigures(t *testing.T) {
	c := compareTags([]TagCount{{"browser", "Safari", 80}, {"browser", "Chrome", 20}}, []TagCount{{"browser", "Safari", 12}, {"browser", "Chrome", 88}})
	l := c.lifts[0]
	if want := (80.5 / 101) / (12.5 / 101); math.Abs(l.ratio-want) > 1e-9 {
		t.Errorf("ratio %v, want %v", l.ratio, want)
	}
	for _, part := range []string{"80 % here (80 of 100 events)", "12 % elsewhere in the project (12 of 100)", "6.4 times"} {
		if !strings.Contains(l.String(), part) {
			t.Errorf("%q lacks %q", l, part)
		}
	}
}

func TestWilson(t *testing.T) {
	for _, tt := range []struct {
		hits, n   int64
		low, high float64
	}{{0, 0, 0, 1}, {5, 5, 0.5655, 1}, {8, 20, 0.2188, 0.6134}, {0, 10, 0, 0.2775}} {
		low, high := wilson(tt.hits, tt.n)
		if math.Abs(low-tt.low) > 1e-3 || math.Abs(high-tt.high) > 1e-3 {
			t.Errorf("wilson(%d, %d) = %.4f, %.4f; want %.4f, %.4f", tt.hits, tt.n, low, high, tt.low, tt.high)
		}
	}
}

// 12 of 54 events are no "most": the url of CHECKOUT-4 was once told so.
func TestARareValueDoesNotDescribeTheIssue(t *testing.T) {
	rare := lift{key: "url", value: "u", here: 12, hereTotal: 54, thereTotal: 260, ratio: 58}
	often := lift{key: "sku", value: "kettle", here: 28, hereTotal: 54, there: 36, thereTotal: 260, ratio: 4}
	if l, ok := (comparison{lifts: []lift{rare}}).most(); ok {
		t.Errorf("%d of %d events describe the issue", l.here, l.hereTotal)
	}
	if l, ok := (comparison{lifts: []lift{rare, often}}).most(); !ok || l.key != "sku" {
		t.Errorf("got %+v, %v", l, ok)
	}
}
