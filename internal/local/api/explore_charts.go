package api

import (
	"net/http"
	"strings"
	"time"

	"vedette/internal/local/explore"
)

// timeSeries is the answer of the newer charts endpoint.
type timeSeries struct {
	Meta   timeSeriesMeta `json:"meta"`
	Series []timeLine     `json:"timeSeries"`
}

// timeSeriesMeta is about all lines; times are unix milliseconds.
type timeSeriesMeta struct {
	Dataset explore.Dataset `json:"dataset"`
	Start   int64           `json:"start"`
	End     int64           `json:"end"`
}

// timeLine is one line.
type timeLine struct {
	YAxis   string       `json:"yAxis"`
	GroupBy []groupValue `json:"groupBy,omitempty"`
	Values  []timePoint  `json:"values"`
	Meta    timeLineMeta `json:"meta"`
}

// groupValue is one of the values that a group has in common.
type groupValue struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
}

// timePoint is the value of one interval.
type timePoint struct {
	Timestamp  int64   `json:"timestamp"` // unix milliseconds of its beginning
	Value      float64 `json:"value"`
	Incomplete bool    `json:"incomplete"` // the interval is not over yet
}

// timeLineMeta says what the values are.
type timeLineMeta struct {
	ValueType   explore.Type `json:"valueType"`
	ValueUnit   *string      `json:"valueUnit"`
	Interval    int64        `json:"interval"` // milliseconds
	Order       *int         `json:"order,omitempty"`
	IsOther     *bool        `json:"isOther,omitempty"`
	DataScanned string       `json:"dataScanned"`
}

// eventsTimeSeries answers charts.
func (a *api) eventsTimeSeries(w http.ResponseWriter, r *http.Request) error {
	c, err := a.chartOf(r, "groupBy")
	if err != nil {
		return err
	}
	lines, err := a.series(r.Context(), c)
	if err != nil {
		return err
	}
	out := timeSeries{
		Meta:   timeSeriesMeta{c.question.Dataset, c.filter.Since.UnixMilli(), c.filter.Until.UnixMilli()},
		Series: make([]timeLine, 0, len(lines)),
	}
	for i := range lines {
		out.Series = append(out.Series, c.timeLine(&lines[i]))
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}

func (c *chart) timeLine(s *series) timeLine {
	line := timeLine{
		YAxis: s.column.Name, Values: make([]timePoint, 0, len(s.points)),
		Meta: timeLineMeta{ValueType: s.column.Type, ValueUnit: orNull(s.column.Unit), Interval: c.interval.Milliseconds(), DataScanned: "full"},
	}
	if c.top > 0 {
		line.Meta.Order, line.Meta.IsOther = &s.order, &s.other
	}
	for i, v := range s.group {
		line.GroupBy = append(line.GroupBy, groupValue{c.groups[i], exploreValue(v)})
	}
	for i, v := range s.points {
		at := c.start(i)
		line.Values = append(line.Values, timePoint{at.UnixMilli(), v, at.Add(c.interval).After(c.now)})
	}
	return line
}

// start is when an interval begins.
func (c *chart) start(i int) time.Time { return c.filter.Since.Add(time.Duration(i) * c.interval) }

// statsLine is one line in the shape of the older charts endpoint.
type statsLine struct {
	Data    [][2]any    `json:"data"` // unix seconds, then [{"count": value}]
	Order   int         `json:"order"`
	Start   int64       `json:"start"` // unix seconds
	End     int64       `json:"end"`
	Metrics bool        `json:"isMetricsData"`
	Meta    exploreMeta `json:"meta"`
}

// eventsStats answers charts in the older shape: one line, lines by value, by group, or by group and value.
func (a *api) eventsStats(w http.ResponseWriter, r *http.Request) error {
	c, err := a.chartOf(r, "field")
	if err != nil {
		return err
	}
	lines, err := a.series(r.Context(), c)
	if err != nil {
		return err
	}
	if c.top == 0 && len(c.values) == 1 {
		writeJSON(w, http.StatusOK, c.statsLine(&lines[0]))
		return nil
	}
	out := map[string]any{}
	for i := range lines {
		s := &lines[i]
		line := c.statsLine(s)
		switch {
		case c.top == 0:
			line.Order = i
			out[s.column.Name] = line
		case len(c.values) == 1:
			out[s.label()] = line
		default:
			group, ok := out[s.label()].(map[string]any)
			if !ok {
				group = map[string]any{"order": s.order}
				out[s.label()] = group
			}
			group[s.column.Name] = line
		}
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}

// label names the group of a line.
func (s *series) label() string {
	if s.other {
		return "Other"
	}
	labels := make([]string, len(s.group))
	for i, v := range s.group {
		labels[i] = groupLabel(v)
	}
	return strings.Join(labels, ",")
}

func (c *chart) statsLine(s *series) statsLine {
	type count struct {
		Count float64 `json:"count"`
	}
	out := statsLine{
		Data: make([][2]any, 0, len(s.points)), Order: s.order, Start: c.filter.Since.Unix(), End: c.filter.Until.Unix(),
		Meta: metaOf(explore.Plan{Dataset: c.question.Dataset, Columns: []explore.Column{s.column}}),
	}
	for i, v := range s.points {
		out.Data = append(out.Data, [2]any{c.start(i).Unix(), []count{{v}}})
	}
	return out
}
