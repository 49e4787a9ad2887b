package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/explore"
	"vedette/internal/local/store"
)

// chart is what a request for series asks for.
type chart struct {
	question explore.Question // its columns are the fields to group by, then the values
	groups   []string
	values   []string // aggregates
	top      int      // how many groups; 0: no groups
	noOther  bool
	interval time.Duration
	filter   store.ExploreFilter // Since and Until are the ends of the first and last interval
	now      time.Time
}

// series is one line of a chart.
type series struct {
	column explore.Column
	group  []any // values of the groups; nil without groups
	other  bool  // everything outside of the groups
	order  int
	points []float64
}

const (
	maxTop   = 10
	maxChart = 10 * 366 * 24 * time.Hour
)

// chartOf reads a request for series; groups is the name of the parameter that lists what to group by.
func (a *api) chartOf(r *http.Request, groups string) (chart, error) {
	q := r.URL.Query()
	question, err := questionOf(q, "yAxis")
	if err != nil {
		return chart{}, err
	}
	c := chart{question: question, values: question.Columns, noOther: truthy(q.Get("excludeOther")), now: a.now()}
	if len(c.values) == 0 {
		c.values = []string{"count()"}
	}
	if s := q.Get("topEvents"); s != "" {
		if c.top, err = strconv.Atoi(s); err != nil || c.top < 1 || c.top > maxTop {
			return chart{}, badRequest("topEvents must be an integer between 1 and %d", maxTop)
		}
		for _, g := range present(q[groups]) {
			if !strings.Contains(g, "(") {
				c.groups = append(c.groups, g)
			}
		}
		if len(c.groups) == 0 {
			return chart{}, badRequest("%s is a required parameter when doing topEvents", groups)
		}
	}
	if c.top == 0 {
		c.question.Sort = nil
	}
	if c.filter, _, err = a.exploreFilter(r); err != nil {
		return chart{}, err
	}
	if c.filter.Until.Sub(c.filter.Since) > maxChart {
		return chart{}, badRequest("Invalid date range. Please try a more recent date range.")
	}
	c.intervals(q)
	c.question.Columns = append(c.groups[:len(c.groups):len(c.groups)], c.values...)
	return c, nil
}

// intervals parts the period. An interval that does not fit is replaced by the usual one, as in Sentry.
func (c *chart) intervals(q url.Values) {
	length := c.filter.Until.Sub(c.filter.Since)
	c.interval = usualInterval(length)
	asked := q.Get("interval")
	if d, ok := parsePeriod(asked); ok && asked != "" {
		if n, err := strconv.ParseInt(asked, 10, 64); err == nil && d > length {
			d = time.Duration(n) * time.Millisecond // both units are in use
		}
		if d > 0 && d <= length && length/d < store.MaxBuckets {
			c.interval = d
		}
	}
	c.filter.Since = c.filter.Since.Truncate(c.interval)
}

func usualInterval(length time.Duration) time.Duration {
	const day = 24 * time.Hour
	switch {
	case length <= time.Hour:
		return time.Minute
	case length <= 6*time.Hour:
		return 5 * time.Minute
	case length <= 2*day:
		return 30 * time.Minute
	case length <= 14*day:
		return time.Hour
	case length <= 30*day:
		return 4 * time.Hour
	}
	return day
}

// series computes the lines of a chart: one per value, or one per value and group.
func (a *api) series(ctx context.Context, c chart) ([]series, error) {
	plan, err := explore.Parse(c.question, c.now)
	if err != nil {
		return nil, err
	}
	for i := range c.values {
		if col := &plan.Columns[len(c.groups)+i]; col.Field != nil {
			return nil, badRequest("%s is no aggregate: a chart shows aggregates, like count()", col.Name)
		}
	}
	if c.top == 0 {
		return a.lines(ctx, c, plan, nil)
	}
	best := c.filter
	best.Limit, best.Offset = c.top, 0
	groups, err := a.store.Explore(ctx, plan, best)
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	grouped := plan
	grouped.And(plan.Among(groups))
	lines, err := a.lines(ctx, c, grouped, groups)
	if err != nil || c.noOther {
		return lines, err
	}
	rest := plan
	rest.And(plan.Beyond(groups))
	rest.Columns, rest.Order = plan.Columns[len(c.groups):], nil
	others, err := a.lines(ctx, c, rest, nil)
	for i := range others {
		if others[i].any() {
			others[i].other, others[i].order = true, len(groups)
			lines = append(lines, others[i])
		}
	}
	return lines, err
}

// any says that the line is somewhere above zero.
func (s *series) any() bool {
	for _, v := range s.points {
		if v != 0 {
			return true
		}
	}
	return false
}

// lines computes the lines of the groups, or those of everything.
func (a *api) lines(ctx context.Context, c chart, plan explore.Plan, groups [][]any) ([]series, error) {
	plan.Order = nil
	buckets, err := a.store.ExploreSeries(ctx, plan, c.filter, c.interval)
	if err != nil {
		return nil, err
	}
	fields := 0
	if groups != nil {
		fields = len(c.groups)
	} else {
		groups = [][]any{nil}
	}
	count := int((c.filter.Until.Sub(c.filter.Since) + c.interval - 1) / c.interval)
	var list []series
	place := map[string]int{}
	for order, group := range groups {
		place[groupKey(group, fields)] = len(list)
		for i := range c.values {
			s := series{column: plan.Columns[fields+i], order: order, points: make([]float64, count)}
			if fields > 0 {
				s.group = group[:fields]
			}
			list = append(list, s)
		}
	}
	for _, b := range buckets {
		first, known := place[groupKey(b.Values, fields)]
		at := int(b.Start.Sub(c.filter.Since) / c.interval)
		if !known || at < 0 || at >= count {
			continue
		}
		for i := range c.values {
			list[first+i].points[at] = pointValue(b.Values[fields+i])
		}
	}
	return list, nil
}

// groupKey tells groups apart.
func groupKey(row []any, fields int) string {
	var key strings.Builder
	for _, v := range row[:fields] {
		key.WriteString(groupLabel(v) + "\x00")
	}
	return key.String()
}

// groupLabel is the value of a group as text.
func groupLabel(v any) string {
	switch v := exploreValue(v).(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// pointValue is a number of a chart; where there is none it is 0.
func pointValue(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	case time.Time:
		return float64(v.UnixMilli())
	}
	return 0
}
