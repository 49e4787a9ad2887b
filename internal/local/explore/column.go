package explore

import (
	"strconv"
	"strings"
	"time"

	"vedette/internal/local/query"
)

// reader reads the parts of one question. Now is what relative dates count from.
type reader struct {
	dataset Dataset
	now     time.Time
}

// column reads a column as asked for: a field, an aggregate, or an equation of them.
func (r reader) column(name string) (Column, error) {
	if text, ok := strings.CutPrefix(name, "equation|"); ok {
		sum, err := r.equation(text)
		return Column{Name: name, Type: Number, Sum: sum}, err
	}
	if function, args, ok := splitCall(name); ok {
		call, t, err := r.call(function, args)
		return Column{Name: name, Type: t, Unit: unitOf(t, call), Call: call}, err
	}
	f, err := r.dataset.field(name)
	return Column{Name: name, Type: f.Type, Unit: unitOf(f.Type, nil), Field: &f}, err
}

func unitOf(t Type, call *Call) string {
	switch {
	case t == Duration:
		return "millisecond"
	case t == Size:
		return "byte"
	case t == Rate && call != nil && call.Function == PerMinute:
		return "1/minute"
	case t == Rate:
		return "1/second"
	}
	return ""
}

// splitCall takes name(a, b) apart; ok is false for anything else. Backquotes enclose an argument with commas and parentheses.
func splitCall(s string) (name string, args []string, ok bool) {
	open := strings.IndexByte(s, '(')
	if open < 1 || !strings.HasSuffix(s, ")") || strings.Trim(s[:open], "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
		return "", nil, false
	}
	inside := s[open+1 : len(s)-1]
	if strings.TrimSpace(inside) == "" {
		return s[:open], nil, true
	}
	from, depth, quoted := 0, 0, false
	for i := range len(inside) {
		switch c := inside[i]; {
		case c == '`':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			depth--
		case c == ',' && depth == 0:
			args = append(args, strings.TrimSpace(inside[from:i]))
			from = i + 1
		}
	}
	return s[:open], append(args, strings.TrimSpace(inside[from:])), true
}

// call resolves an aggregate. The suffix _if limits it to the rows that a condition selects: count_if(key,equals,value), or with a search in
// backquotes first.
func (r reader) call(name string, args []string) (*Call, Type, error) {
	var condition *Where
	base, conditional := strings.CutSuffix(name, "_if")
	if conditional {
		var err error
		if condition, args, err = r.condition(name, args); err != nil {
			return nil, "", err
		}
	}
	call, t, err := r.plainCall(base, args)
	if err != nil {
		return nil, "", err
	}
	if condition != nil {
		call.If = all(call.If, condition)
	}
	return call, t, nil
}

// all joins two conditions, of which the first may be missing.
func all(a, b *Where) *Where {
	if a == nil {
		return b
	}
	return &Where{Of: []Where{*a, *b}}
}

// condition takes the condition off the arguments of a function that ends in _if.
func (r reader) condition(name string, args []string) (*Where, []string, error) {
	if len(args) > 0 && strings.HasPrefix(args[0], "`") {
		where, having, err := r.search(strings.Trim(args[0], "`"))
		if err == nil && !having.Empty() {
			err = invalid("%s: a condition cannot have aggregates", name)
		}
		return &where, args[1:], err
	}
	if len(args) < 3 {
		return nil, nil, invalid("%s: expected at least 3 argument(s): a key, an operator and a value", name)
	}
	last := len(args) - 3
	sign, ok := operatorWord(args[last+1])
	if !ok {
		return nil, nil, invalid("%s: %s is no operator: use equals, notEquals, less, lessOrEquals, greater or greaterOrEquals", name, args[last+1])
	}
	f, err := r.dataset.field(args[last])
	if err != nil {
		return nil, nil, err
	}
	terms, err := query.NewTerms(f.Name, r.kind(f), sign, strings.Trim(args[last+2], `"'`), r.now)
	if err != nil {
		return nil, nil, invalid("%s: %s", name, err)
	}
	where := &Where{}
	for _, t := range terms {
		where.Of = append(where.Of, Where{Term: &Term{Term: t, Field: &f, Type: f.Type}})
	}
	return where, args[:last], nil
}

func operatorWord(word string) (sign string, ok bool) {
	switch word {
	case "equals":
		return "", true
	case "notEquals":
		return "!=", true
	case "less":
		return "<", true
	case "lessOrEquals":
		return "<=", true
	case "greater":
		return ">", true
	case "greaterOrEquals":
		return ">=", true
	}
	return "", false
}

// plainCall resolves an aggregate without a condition.
func (r reader) plainCall(name string, args []string) (*Call, Type, error) {
	call := &Call{}
	if r.dataset == Metrics && len(args) == 4 { // value, name, type, unit of the metric
		call.If = metricNamed(args[1:])
		args = args[:1]
	}
	most := 1
	switch name {
	case "count":
		call.Function = Count
	case "eps", "tps", "sps", "per_second":
		call.Function, most = PerSecond, 0
	case "epm", "tpm", "spm", "per_minute":
		call.Function, most = PerMinute, 0
	case "failure_rate":
		call.Function, most = FailureRate, 0
	case "failure_count":
		call.Function, most = FailureCount, 0
	case "last_seen", "first_seen":
		return r.seen(name, args, call)
	case "count_unique", "uniq":
		call.Function = CountUnique
	case "sum", "avg", "min", "max", "any":
		call.Function = Function(name)
	case "percentile":
		return r.percentile(args, call)
	case "apdex":
		return r.apdex(args, call)
	default:
		n, ok := percentileName(name)
		if !ok {
			return nil, "", r.unknownFunction(name)
		}
		call.Function, call.Number = Percentile, n
	}
	if r.dataset == Metrics && most == 0 && len(args) == 1 { // per_second(value,...)
		args = nil
	}
	if len(args) > most {
		return nil, "", invalid("%s: expected %d argument(s)", name, most)
	}
	return r.argument(name, args, call)
}

// argument resolves the field that an aggregate measures.
func (r reader) argument(name string, args []string, call *Call) (*Call, Type, error) {
	switch call.Function {
	case PerSecond, PerMinute:
		return call, Rate, nil
	case FailureRate:
		return call, Percentage, nil
	case FailureCount:
		return call, Integer, nil
	case Count:
		if len(args) == 0 {
			return call, Integer, nil
		}
	}
	text := r.dataset.measured()
	if len(args) > 0 {
		text = args[0]
	}
	if text == "" || len(args) == 0 && call.Function == CountUnique {
		return nil, "", invalid("%s: expected 1 argument(s)", name)
	}
	f, err := r.dataset.field(text)
	if err != nil {
		return nil, "", err
	}
	call.Field = &f
	switch call.Function {
	case Count, CountUnique:
		return call, Integer, nil
	case Any:
		return call, f.Type, nil
	}
	if f.Attribute && (f.Type == "" || f.Type == String) {
		f.Type = Number
	}
	ordered := f.Type == Date && (call.Function == Min || call.Function == Max)
	if !f.Type.numeric() && !ordered {
		return nil, "", invalid("%s is invalid for parameter 1 in %s. Its a %s type field, but it must be one of these types: duration, integer, number, size",
			text, name, f.Type)
	}
	if call.Function == Avg && f.Type == Integer {
		return call, Number, nil
	}
	return call, f.Type, nil
}

// measured is the field that aggregates without an argument are about; empty: there is none.
func (d Dataset) measured() string {
	switch d {
	case Transactions, Discover:
		return "transaction.duration"
	case Spans:
		return "span.duration"
	case Metrics:
		return "value"
	}
	return ""
}

func (r reader) seen(name string, args []string, call *Call) (*Call, Type, error) {
	if len(args) > 0 {
		return nil, "", invalid("%s: expected 0 argument(s)", name)
	}
	call.Function = Min
	if name == "last_seen" {
		call.Function = Max
	}
	call.Field = &Field{Name: "timestamp", Type: Date}
	return call, Date, nil
}

// percentile reads percentile(field, 0.95).
func (r reader) percentile(args []string, call *Call) (*Call, Type, error) {
	if len(args) != 2 {
		return nil, "", invalid("percentile: expected 2 argument(s): a field and a fraction like 0.95")
	}
	n, err := strconv.ParseFloat(args[1], 64)
	if err != nil || n < 0 || n > 1 {
		return nil, "", invalid("percentile: percentile argument invalid: expected a fraction from 0 to 1, like 0.95")
	}
	call.Function, call.Number = Percentile, n*100
	return r.argument("percentile", args[:1], call)
}

// apdex reads apdex(threshold) and apdex(field, threshold), in milliseconds.
func (r reader) apdex(args []string, call *Call) (*Call, Type, error) {
	if len(args) != 1 && len(args) != 2 {
		return nil, "", invalid("apdex: expected 1 argument(s): a threshold in milliseconds")
	}
	n, err := strconv.ParseFloat(args[len(args)-1], 64)
	if err != nil || n <= 0 {
		return nil, "", invalid("apdex: threshold argument invalid: expected milliseconds, like 300")
	}
	call.Function, call.Number = Apdex, n
	_, _, err = r.argument("apdex", args[:len(args)-1], call)
	return call, Number, err
}

// percentileName reads p95 and the like, and median.
func percentileName(name string) (float64, bool) {
	switch name {
	case "p50", "median":
		return 50, true
	case "p75":
		return 75, true
	case "p90":
		return 90, true
	case "p95":
		return 95, true
	case "p99":
		return 99, true
	case "p100":
		return 100, true
	}
	return 0, false
}

func (r reader) unknownFunction(name string) error {
	known := []string{"count", "count_unique", "count_if", "sum", "avg", "min", "max", "any", "p50", "p75", "p90", "p95", "p99", "p100",
		"percentile", "apdex", "failure_rate", "failure_count", "eps", "epm", "last_seen", "first_seen"}
	return invalid("Unknown function %s; the functions are %s", name, strings.Join(known, ", "))
}

// metricNamed selects the rows of a metric by name, type and unit; - stands for any.
func metricNamed(args []string) *Where {
	var where Where
	for i, column := range []string{"metric.name", "metric.type", "metric.unit"} {
		value := strings.Trim(args[i], `"'`)
		if value == "" || value == "-" || value == "none" && column == "metric.unit" {
			continue
		}
		f := &Field{Name: column, Type: String}
		term := query.Term{Key: column, Values: []query.Value{{Raw: value, Parts: []string{value}}}}
		where.Of = append(where.Of, Where{Term: &Term{Term: term, Field: f, Type: String}})
	}
	return &where
}
