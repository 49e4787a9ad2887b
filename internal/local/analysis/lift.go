package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// lift is a tag value that is over-represented among the events of an issue.
type lift struct {
	key, value        string
	here, hereTotal   int64 // events with the value, all events: of the issue
	there, thereTotal int64 // the same for the other events of the project
	ratio             float64
}

// What a lift needs to be worth telling. Small samples must not shout: both sides need a minimum of events, the ratio is smoothed, and the
// difference must hold at the edges of both 95 % confidence intervals.
const (
	minHere     = 5
	minThere    = 20
	minRatio    = 1.5
	minPoints   = 0.2 // difference of the shares
	maxLifts    = 5
	confidence  = 1.96 // standard deviations for 95 %
	smoothing   = 0.5  // events added to each count
	wholeSample = 2 * smoothing
)

// comparison is the outcome of comparing an issue's tags with the rest of its project.
type comparison struct {
	lifts      []lift
	hereTotal  int64
	thereTotal int64
	alwaysHere []TagCount // values that every event here has, when there is too little to compare with
	enough     bool       // both sides have the minimum of events
}

// most is the most telling value that more than half of the issue's events have; a rarer one is evidence, but no description of the issue.
func (c comparison) most() (lift, bool) {
	for _, l := range c.lifts {
		if 2*l.here > l.hereTotal {
			return l, true
		}
	}
	return lift{}, false
}

// compareTags finds the tag values that tell the issue's events from the project's others.
// The size of each side is the count of its most common key: every event carries some tag that all events carry, such as level.
func compareTags(issue, others []TagCount) comparison {
	c := comparison{hereTotal: largestKey(issue), thereTotal: largestKey(others)}
	c.enough = c.hereTotal >= minHere && c.thereTotal >= minThere
	elsewhere := map[[2]string]int64{}
	for _, t := range others {
		elsewhere[[2]string{t.Key, t.Value}] += t.Count
	}
	for _, t := range issue {
		if t.Value == "" || saysNothing(t.Key) {
			continue
		}
		if !c.enough {
			if t.Count == c.hereTotal {
				c.alwaysHere = append(c.alwaysHere, t)
			}
			continue
		}
		l := lift{key: t.Key, value: t.Value, here: t.Count, hereTotal: c.hereTotal, there: elsewhere[[2]string{t.Key, t.Value}], thereTotal: c.thereTotal}
		l.ratio = ((float64(l.here) + smoothing) / (float64(l.hereTotal) + wholeSample)) / ((float64(l.there) + smoothing) / (float64(l.thereTotal) + wholeSample))
		if l.worthTelling() {
			c.lifts = append(c.lifts, l)
		}
	}
	slices.SortStableFunc(c.lifts, func(a, b lift) int {
		return cmp.Or(cmp.Compare(b.ratio, a.ratio), cmp.Compare(b.here, a.here), cmp.Compare(a.key, b.key))
	})
	c.lifts = c.lifts[:min(len(c.lifts), maxLifts)]
	c.alwaysHere = c.alwaysHere[:min(len(c.alwaysHere), maxLifts)]
	return c
}

func (l lift) worthTelling() bool {
	if l.here < minHere || l.ratio < minRatio || l.shareHere()-l.shareThere() < minPoints {
		return false
	}
	low, _ := wilson(l.here, l.hereTotal)
	_, high := wilson(l.there, l.thereTotal)
	return low > high
}

func (l lift) shareHere() float64  { return float64(l.here) / float64(l.hereTotal) }
func (l lift) shareThere() float64 { return float64(l.there) / float64(l.thereTotal) }

// String says the lift with its counts.
func (l lift) String() string {
	times := fmt.Sprintf("%.1f times as common here", l.ratio)
	if l.there == 0 {
		times = "seen only here"
	}
	return fmt.Sprintf("%s %s: %.0f %% here (%d of %d events), %.0f %% elsewhere in the project (%d of %d), %s",
		code(l.key), code(l.value), 100*l.shareHere(), l.here, l.hereTotal, 100*l.shareThere(), l.there, l.thereTotal, times)
}

// wilson is the 95 % Wilson score interval of a share of n events.
func wilson(hits, n int64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	p, size, z2 := float64(hits)/float64(n), float64(n), confidence*confidence
	middle := (p + z2/(2*size)) / (1 + z2/size)
	half := confidence / (1 + z2/size) * math.Sqrt(p*(1-p)/size+z2/(4*size*size))
	return max(0, middle-half), min(1, middle+half)
}

func largestKey(tags []TagCount) int64 {
	sums, most := map[string]int64{}, int64(0)
	for _, t := range tags {
		sums[t.Key] += t.Count
		most = max(most, sums[t.Key])
	}
	return most
}

// saysNothing names the tags that follow from the error itself or identify one event, so that a difference in them explains nothing.
func saysNothing(key string) bool {
	switch key {
	case "level", "handled", "mechanism", "logger", "user", "sentry:user", "trace", "trace.span", "event.type":
		return true
	}
	return false
}

// describe tells the comparison for the reader of a run.
func (c comparison) describe() string {
	if !c.enough {
		var same []string
		for _, t := range c.alwaysHere {
			same = append(same, fmt.Sprintf("%s is %s in all %s of this issue", code(t.Key), code(t.Value), count(c.hereTotal, "event")))
		}
		return paragraphs(fmt.Sprintf("**Missing:** too few events to compare: %d here (at least %d needed), %d elsewhere in the project (at least %d needed).",
			c.hereTotal, minHere, c.thereTotal, minThere), bullets(same))
	}
	if len(c.lifts) == 0 {
		return fmt.Sprintf("No tag value stands out: the %d events here look like the other %d of the project. The error is not bound to one browser, release, host or the like.",
			c.hereTotal, c.thereTotal)
	}
	var items []string
	for _, l := range c.lifts {
		items = append(items, l.String())
	}
	return paragraphs("Over-represented here, compared with the project's other events:", bullets(items))
}
