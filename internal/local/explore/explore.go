// Package explore reads the questions of Sentry's Explore and Discover: which columns, aggregates and conditions a table over errors,
// transactions, spans, logs or metrics has, in which order.
//
// It exists so that the language (names of fields and their aliases, functions with their arguments, what may be sorted by, Sentry's words
// for what is wrong) is one thing and reading rows another: a Plan is typed and complete, nothing in it is text to be interpreted, and the
// store turns it into SQL without knowing how it was written.
//
// Names and results follow src/sentry/search/eap and src/sentry/search/events of Sentry's source.
package explore

import (
	"fmt"

	"vedette/internal/local/query"
)

// Dataset is what a table is made of.
type Dataset string

// The datasets that are kept here. Sentry has more, which are always empty here.
const (
	Errors       Dataset = "errors"
	Transactions Dataset = "transactions"
	Discover     Dataset = "discover" // errors and transactions
	Spans        Dataset = "spans"
	Logs         Dataset = "logs"
	Metrics      Dataset = "tracemetrics"
	Profiles     Dataset = "profile_functions" // nothing is kept of it
	Uptime       Dataset = "uptime_results"    // nothing is kept of it
)

// ParseDataset reads the name of a dataset, older names included. No name means discover, as in Sentry.
func ParseDataset(name string) (Dataset, error) {
	switch name {
	case "", "discover":
		return Discover, nil
	case "errors", "events", "errorsMigration":
		return Errors, nil
	case "transactions", "metricsEnhanced", "metrics_enhanced", "transactionLike":
		return Transactions, nil
	case "spans", "spansIndexed", "spansMetrics":
		return Spans, nil
	case "logs", "ourlogs":
		return Logs, nil
	case "tracemetrics", "metrics":
		return Metrics, nil
	case "profile_functions", "profileFunctions", "profiles":
		return Profiles, nil
	case "uptime_results", "uptimeChecks":
		return Uptime, nil
	}
	return "", invalid("dataset must be one of: discover, errors, logs, profile_functions, spans, tracemetrics, transactions, uptime_results")
}

// Kept says whether anything of the dataset can be there.
func (d Dataset) Kept() bool { return d != Profiles && d != Uptime }

// Events says that the dataset is read from events, whose tags are texts.
func (d Dataset) Events() bool { return d == Errors || d == Transactions || d == Discover }

// Type is what a column holds, in Sentry's words.
type Type string

// The types of columns.
const (
	String     Type = "string"
	Integer    Type = "integer"
	Number     Type = "number"
	Duration   Type = "duration" // milliseconds
	Size       Type = "size"     // bytes
	Date       Type = "date"
	Boolean    Type = "boolean"
	Percentage Type = "percentage" // a fraction
	Rate       Type = "rate"       // per second or per minute, see Column.Unit
)

// Wire is the type in the words of attributes: string, number or boolean.
func (t Type) Wire() Type {
	switch {
	case t == Boolean:
		return Boolean
	case t.numeric():
		return Number
	}
	return String
}

// numeric says that values of the type can be summed and compared as numbers.
func (t Type) numeric() bool {
	return t == Integer || t == Number || t == Duration || t == Size || t == Percentage || t == Rate
}

// kind is how conditions on the type are read.
func (t Type) kind() query.Kind {
	switch t {
	case Integer, Number, Rate:
		return query.Number
	case Duration:
		return query.Duration
	case Size:
		return query.Size
	case Date:
		return query.Date
	case Boolean:
		return query.Boolean
	case Percentage:
		return query.Percentage
	}
	return query.Text
}

// Field is what a row has one value of.
type Field struct {
	// Name is the canonical name of a column of the dataset, or of a tag or attribute as it was sent.
	Name string
	// Type of an attribute that was not asked for by type is empty: it is whatever was sent.
	Type Type
	// Attribute says that the field is no column, but a tag or attribute.
	Attribute bool
}

// Column is one column of a table.
type Column struct {
	Name  string // as asked for: the key of the answer
	Type  Type   // empty: as the values are
	Unit  string // millisecond, byte, 1/second, 1/minute; empty: none
	Field *Field // a plain field; nil otherwise
	Call  *Call  // an aggregate; nil otherwise
	Sum   *Sum   // an equation; nil otherwise
}

// aggregate says that the column is computed from many rows.
func (c *Column) aggregate() bool {
	if c.Sum != nil {
		_, groups := c.Sum.uses()
		return groups
	}
	return c.Call != nil
}

// Call is an aggregate function with its arguments.
type Call struct {
	Function Function
	Field    *Field  // nil: rows are counted
	Number   float64 // the percentile from 0 to 100, or the threshold of apdex
	If       *Where  // only these rows; nil: all
}

// Function names what an aggregate computes.
type Function string

// The functions, after their names in Sentry are resolved (p95 is a Percentile).
const (
	Count        Function = "count"
	CountUnique  Function = "count_unique"
	SumOf        Function = "sum"
	Avg          Function = "avg"
	Min          Function = "min"
	Max          Function = "max"
	Any          Function = "any"
	Percentile   Function = "percentile"
	Apdex        Function = "apdex"
	FailureRate  Function = "failure_rate"
	FailureCount Function = "failure_count"
	PerSecond    Function = "eps"
	PerMinute    Function = "epm"
)

// Where is a condition on rows or groups. The zero Where holds for all.
type Where struct {
	Term *Term
	Any  bool // one of Of is enough; else all are needed
	Of   []Where
}

// Term compares a field or an aggregate with values. Without both it is free text.
type Term struct {
	query.Term
	Field *Field
	Call  *Call
	Type  Type // of the field or aggregate
}

// Order sorts by a column.
type Order struct {
	Column     int // place in Plan.Columns
	Descending bool
}

// Plan is a whole question.
type Plan struct {
	Dataset Dataset
	Columns []Column
	Where   Where // on rows
	Having  Where // on groups
	Order   []Order
}

// Grouped says that the rows of the table are groups.
func (p *Plan) Grouped() bool {
	for i := range p.Columns {
		if p.Columns[i].aggregate() {
			return true
		}
	}
	return false
}

// Error says what is wrong with a question, in Sentry's words where Sentry has some.
type Error struct{ Msg string }

// Error is the message.
func (e *Error) Error() string { return e.Msg }

func invalid(format string, args ...any) *Error { return &Error{fmt.Sprintf(format, args...)} }
