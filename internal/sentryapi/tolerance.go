package sentryapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"vedette/internal/text"
)

// SkippedError names a part of an answer that could not be read and was left
// out; everything around it is whole.
type SkippedError struct {
	Index int    // position in the list; -1 outside of lists
	Path  string // the field left out ("project.id"); "" = the whole item
	Err   error
}

// Error says which part is missing and why.
func (e *SkippedError) Error() string {
	where := e.Path
	switch {
	case e.Index >= 0 && e.Path == "":
		where = fmt.Sprintf("item %d", e.Index+1)
	case e.Index >= 0:
		where = fmt.Sprintf("item %d, field %s", e.Index+1, e.Path)
	}
	return fmt.Sprintf("%s could not be read and was left out: %s", where, text.From(e.Err.Error()))
}

// Unwrap gives the decoder's own error.
func (e *SkippedError) Unwrap() error { return e.Err }

// maxSkipped bounds the reports of one value: a list of a million bad members
// does not need a million messages.
const maxSkipped = 20

// maxRepairs bounds the work for a value that is wrong all over: after so many
// parts that do not fit, lists end.
const maxRepairs = 1000

var errNull = errors.New("null where an object was expected")

// decodeLoose decodes raw into a T and, when parts of it have a shape that T does
// not, leaves out exactly these parts. The error is set only when nothing of
// raw can be used.
func decodeLoose[T any](raw []byte) (v T, skipped []*SkippedError, err error) {
	skipped, err = looselyInto(raw, &v)
	return v, skipped, err
}

// looselyInto is decodeLoose into what v points to, which is zero before and after
// an error. The work is done here, once for all types: a copy of it for each of
// them is a megabyte of the program.
func looselyInto(raw []byte, v any) ([]*SkippedError, error) {
	if string(bytes.TrimSpace(raw)) == "null" {
		return nil, errNull
	}
	first := json.Unmarshal(raw, v)
	if first == nil {
		return nil, nil
	}
	target := reflect.ValueOf(v).Elem()
	target.SetZero()
	if !json.Valid(raw) {
		return nil, first
	}
	var r repair
	fixed := r.value(raw, "", func(b []byte) error { return json.Unmarshal(b, reflect.New(target.Type()).Interface()) })
	if fixed == nil {
		return nil, first
	}
	if err := json.Unmarshal(fixed, v); err != nil {
		target.SetZero()
		return nil, err
	}
	return r.skipped, nil
}

// repair removes from a JSON value what its Go type cannot take. It asks the
// decoder itself what fits (the fits functions), so it needs no knowledge of
// the types and costs nothing for good input.
type repair struct {
	skipped []*SkippedError
	dropped int
}

// value gives the part of raw that fits, or nil when none does.
func (r *repair) value(raw []byte, path string, fits func([]byte) error) []byte {
	err := fits(raw)
	if err == nil {
		return raw
	}
	var fixed []byte
	switch raw = bytes.TrimSpace(raw); raw[0] {
	case '{':
		fixed = r.object(raw, path, fits)
	case '[':
		fixed = r.list(raw, path, fits)
	}
	if fixed != nil && fits(fixed) == nil {
		return fixed
	}
	r.dropped++
	if path != "" && len(r.skipped) < maxSkipped {
		r.skipped = append(r.skipped, &SkippedError{Index: -1, Path: text.From(path).Cut(120), Err: err})
	}
	return nil
}

func (r *repair) object(raw []byte, path string, fits func([]byte) error) []byte {
	if fits([]byte("{}")) != nil {
		return nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	if path != "" {
		path += "."
	}
	kept := []byte{'{'}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		name, _ := json.Marshal(key)
		wrap := func(v []byte) []byte { return slices.Concat(name, []byte(":"), v) }
		v := r.value(fields[key], path+key, func(b []byte) error {
			return fits(slices.Concat([]byte("{"), wrap(b), []byte("}")))
		})
		kept = appendMember(kept, v, wrap)
	}
	return append(kept, '}')
}

func (r *repair) list(raw []byte, path string, fits func([]byte) error) []byte {
	if fits([]byte("[]")) != nil {
		return nil
	}
	items, err := elements(raw)
	if err != nil {
		return nil
	}
	kept := []byte{'['}
	for i, item := range items {
		if r.dropped >= maxRepairs {
			break
		}
		v := r.value(item, path+"["+strconv.Itoa(i)+"]", func(b []byte) error {
			return fits(slices.Concat([]byte("["), b, []byte("]")))
		})
		kept = appendMember(kept, v, func(v []byte) []byte { return v })
	}
	return append(kept, ']')
}

func appendMember(kept, v []byte, wrap func([]byte) []byte) []byte {
	if v == nil {
		return kept
	}
	if len(kept) > 1 {
		kept = append(kept, ',')
	}
	return append(kept, wrap(v)...)
}

// decodeList decodes a JSON list member by member: what cannot be read is left
// out and reported, the rest stays. The error is set only when raw is not a
// list or is cut.
func decodeList[T any](raw []byte) (items []T, skipped []error, err error) {
	skipped, err = listInto(raw, &items)
	return items, skipped, err
}

// listInto is decodeList into the slice that items points to.
func listInto(raw []byte, items any) ([]error, error) {
	if string(bytes.TrimSpace(raw)) == "null" {
		return nil, nil
	}
	parts, err := elements(raw)
	if err != nil {
		return nil, err
	}
	slice := reflect.ValueOf(items).Elem()
	slice.Set(reflect.MakeSlice(slice.Type(), len(parts), len(parts)))
	known := fieldNames(slice.Type().Elem())
	kept := 0
	var skipped []error
	var buf []byte
	for i, part := range parts {
		buf = keepMembers(buf[:0], part, known)
		missing, err := looselyInto(buf, slice.Index(kept).Addr().Interface())
		if err != nil {
			skipped = append(skipped, &SkippedError{Index: i, Err: err})
			continue
		}
		for _, m := range missing {
			m.Index = i
			skipped = append(skipped, m)
		}
		kept++
	}
	slice.SetLen(kept)
	return skipped, nil
}
