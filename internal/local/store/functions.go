package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"

	"modernc.org/sqlite"
)

// openReading opens the file for reading, with three functions that SQLite lacks. They belong to these connections alone: the driver that the
// process shares stays as it is.
//
// percentile(value, p) is an aggregate: p from 0 to 100, exact, interpolated between the two nearest values; NULLs do not count.
//
// attribute(object, name) is a member of a JSON object as it is stored here, in a quarter of the time that json_extract takes: a text, a
// number, true and false as words, and anything else as JSON; NULL when there is none. attribute_number also reads numbers sent as text, and
// is NULL for all else.
func openReading(path string) (*sql.DB, error) {
	d := &sqlite.Driver{}
	for name, f := range map[string]*sqlite.FunctionImpl{
		"percentile": {NArgs: 2, Deterministic: true,
			MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return &percentile{}, nil }},
		"attribute":        {NArgs: 2, Deterministic: true, VolatileArgs: true, Scalar: attribute},
		"attribute_number": {NArgs: 2, Deterministic: true, VolatileArgs: true, Scalar: attributeNumber},
	} {
		if err := d.RegisterFunction(name, f); err != nil {
			return nil, err
		}
	}
	db := sql.OpenDB(reading{d, dsn(path, "query_only(1)", "busy_timeout(2000)", "cache_size(-2000)", "temp_store(2)")})
	db.SetMaxOpenConns(readerCount)
	db.SetMaxIdleConns(readerCount)
	return db, nil
}

// reading connects to one file through one driver.
type reading struct {
	driver *sqlite.Driver
	name   string
}

// Connect opens a connection.
func (r reading) Connect(context.Context) (driver.Conn, error) { return r.driver.Open(r.name) }

// Driver is the one that the connections are made by.
func (r reading) Driver() driver.Driver { return r.driver }

// percentile collects the values of one group.
type percentile struct {
	values []float64
	p      float64
}

// Step takes a value.
func (a *percentile) Step(_ *sqlite.FunctionContext, args []driver.Value) error {
	a.p = number(args[1])
	switch v := args[0].(type) {
	case int64, float64:
		a.values = append(a.values, number(v))
	}
	return nil
}

func number(v driver.Value) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// WindowInverse forgets the oldest value.
func (a *percentile) WindowInverse(_ *sqlite.FunctionContext, args []driver.Value) error {
	if i := slices.Index(a.values, number(args[0])); i >= 0 {
		a.values = slices.Delete(a.values, i, i+1)
	}
	return nil
}

// WindowValue is the percentile of the values so far, NULL without any.
func (a *percentile) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	if len(a.values) == 0 {
		return nil, nil
	}
	slices.Sort(a.values)
	at := a.p / 100 * float64(len(a.values)-1)
	low := int(math.Floor(at))
	if low >= len(a.values)-1 {
		return a.values[len(a.values)-1], nil
	}
	return a.values[low] + (at-float64(low))*(a.values[low+1]-a.values[low]), nil
}

// Final has nothing to give back.
func (a *percentile) Final(*sqlite.FunctionContext) {}
