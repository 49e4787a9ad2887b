package api

import (
	"net/url"
	"time"
)

// maxIntervals bounds a time series; Sentry refuses longer ones, too.
const maxIntervals = 10_000

// intervals is a stretch of time cut into parts of whole hours.
type intervals struct {
	start, end time.Time // aligned to the length of a part
	each       time.Duration
}

// intervalsOf reads the range and the interval, one hour unless the request says otherwise.
func intervalsOf(q url.Values, now time.Time) (intervals, error) {
	span, err := rangeOf(q, just(now), defaultPeriod)
	if err != nil {
		return intervals{}, err
	}
	in := intervals{each: time.Hour}
	if s := q.Get("interval"); s != "" {
		d, ok := parsePeriod(s)
		if !ok || d < time.Hour || d%time.Hour != 0 || d > 24*time.Hour && d%(24*time.Hour) != 0 {
			return intervals{}, badRequest("Invalid interval: %q. It is a number of whole hours or days, like 1h or 1d.", s)
		}
		in.each = d
	}
	in.start, in.end = span.since, span.until
	return in.aligned()
}

// just is a moment later than now, so that what happens now is within a range that ends then.
func just(now time.Time) time.Time { return now.Add(time.Nanosecond) }

// aligned widens the range to whole parts.
func (in intervals) aligned() (intervals, error) {
	if !in.start.Before(in.end) {
		return in, badRequest("start must be before end")
	}
	if in.end.Sub(in.start)/in.each >= maxIntervals {
		return in, badRequest("Your interval and date range would create too many results. Use a larger interval, or a smaller date range.")
	}
	each := int64(in.each / time.Second)
	in.start = time.Unix(in.start.Unix()/each*each, 0).UTC()
	in.end = in.start.Add((in.end.Sub(in.start) + in.each - 1) / in.each * in.each)
	return in, nil
}

func (in intervals) count() int { return int(in.end.Sub(in.start) / in.each) }

// starts are the beginnings of the parts.
func (in intervals) starts() []date {
	list := make([]date, in.count())
	for i := range list {
		list[i] = date(in.start.Add(time.Duration(i) * in.each))
	}
	return list
}
