package widget

import (
	"math"
	"strings"
	"testing"
)

func TestBars(t *testing.T) {
	p := paint(t)
	for name, c := range map[string]struct {
		values []int64
		width  int
		ascii  bool
		want   string
	}{
		"shares":                {[]int64{0, 1, 2, 4}, 4, false, "   █\n ▄██"},
		"a little is seen":      {[]int64{1, 1000}, 2, false, " █\n▁█"},
		"nothing":               {[]int64{0, 0}, 2, false, "  \n  "},
		"wide bars have gaps":   {[]int64{4, 4}, 8, false, "███ ███ \n███ ███ "},
		"values are added up":   {[]int64{1, 1, 2, 2}, 2, false, " █\n██"},
		"ASCII":                 {[]int64{1, 4}, 2, true, " #\n.#"},
		"no overflow":           {[]int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, 1, false, "█\n█"},
		"negative counts are 0": {[]int64{-5, 5}, 2, false, " █\n █"},
	} {
		p.ASCII = c.ascii
		if got := strings.Join(Bars(p, c.values, c.width, 2), "\n"); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, c.want)
		}
	}
	if Bars(p, nil, 10, 2) != nil || Bars(p, []int64{1}, 0, 2) != nil {
		t.Error("no values or no room draw something")
	}
}
