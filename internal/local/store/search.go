package store

import (
	"fmt"
	"strings"
	"time"

	"vedette/internal/local/query"
)

// UnsupportedError says that a search uses a key that Sentry has and this
// backend does not keep.
type UnsupportedError struct{ Key string }

// Error names the key.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s cannot be searched in the local backend; search for a tag or for text instead", e.Key)
}

// terms translates the terms of a search: each becomes one condition, with its
// values as parameters.
type terms struct {
	conditions
	now time.Time
}

// not inverts a condition; one that is unknown (NULL) counts as false before.
func not(negated bool, text string) string {
	if negated {
		return "NOT coalesce((" + text + "), 0)"
	}
	return "(" + text + ")"
}

// text adds a comparison of a text column with the values of a term; an empty
// column counts as absent. Like Sentry's, it ignores the case of ASCII letters
// only with wildcards.
func (t *terms) text(column string, term query.Term) {
	text, args := matchText(column, term)
	t.add(not(term.Negated, text), args...)
}

func matchText(column string, term query.Term) (string, []any) {
	if term.Has {
		return column + " <> ''", nil
	}
	var parts []string
	var args []any
	for _, v := range term.Values {
		if !v.Wildcard {
			parts, args = append(parts, column+" = ?"), append(args, v.Raw)
			if len(v.Parts) == 1 {
				args[len(args)-1] = v.Parts[0]
			}
			continue
		}
		parts, args = append(parts, column+` LIKE ? ESCAPE '\'`), append(args, pattern(v))
	}
	return strings.Join(parts, " OR "), args
}

// pattern turns the wildcards of a value into those of LIKE.
func pattern(v query.Value) string {
	parts := make([]string, len(v.Parts))
	for i, p := range v.Parts {
		parts[i] = likeLiteral(p)
	}
	return strings.Join(parts, "%")
}

// number adds a comparison of a numeric column.
func (t *terms) number(column string, term query.Term) {
	var parts []string
	var args []any
	for _, v := range term.Values {
		parts, args = append(parts, column+" "+operator(term.Op)+" ?"), append(args, v.Number)
	}
	t.add(not(term.Negated, strings.Join(parts, " OR ")), args...)
}

// instant adds a comparison of a column with times.
func (t *terms) instant(column string, term query.Term) {
	for _, v := range term.Values {
		t.add(not(term.Negated, column+" "+operator(term.Op)+" ?"), v.Time.UnixMicro())
	}
}

func operator(op query.Op) string {
	switch op {
	case query.Gt:
		return ">"
	case query.Gte:
		return ">="
	case query.Lt:
		return "<"
	case query.Lte:
		return "<="
	}
	return "="
}

// boolean reads 1, true, yes; everything else is false.
func boolean(term query.Term) bool {
	if len(term.Values) == 0 {
		return true // has:error.handled
	}
	switch strings.ToLower(term.Values[0].Raw) {
	case "1", "true", "yes":
		return true
	}
	return false
}

// Keys of tags that other keys stand for.
const (
	tagHandled   = "handled"
	tagMechanism = "mechanism"
)

// tagName is the tag or field that a key is kept as; field tells which. ok is
// false when it is kept as neither.
func tagName(term query.Term) (name string, field, ok bool) {
	if term.Tag {
		return term.Key, false, true
	}
	switch term.Key {
	case "release", "dist", "environment", "level", "transaction", "user":
		return term.Key, false, true
	case "error.mechanism":
		return tagMechanism, false, true
	case "http.url":
		return "url", false, true
	case "error.type", "http.method", "http.referer", "sdk.name", "sdk.version",
		"stack.filename", "stack.abs_path", "stack.module", "stack.function", "stack.package",
		"geo.city", "geo.country_code", "geo.region":
		return term.Key, true, true
	}
	return "", false, false
}

// userColumn is where the attribute of a user is kept.
func userColumn(key string) (column string, ok bool) {
	switch key {
	case "user.id":
		return "user_id", true
	case "user.email":
		return "email", true
	case "user.username":
		return "username", true
	case "user.ip":
		return "ip", true
	}
	return "", false
}

// releaseOrder adds release.version and friends: the matching versions are
// looked up first, since SQL cannot order them.
func (t *terms) releaseOrder(column string, term query.Term, versions []string) {
	var list []any
	for _, v := range versions {
		if versionMatches(v, term) {
			list = append(list, v)
		}
	}
	t.add(not(term.Negated, column+" IN ("+marks(len(list))+")"), list...)
}

// versionMatches says whether a release name fulfils release.version,
// release.package, release.build or release.stage.
func versionMatches(name string, term query.Term) bool {
	v, ok := parseVersion(name)
	if !ok {
		return false
	}
	for _, want := range term.Values {
		switch term.Key {
		case "release.package":
			ok = v.pkg == want.Raw
		case query.KeyReleaseBuild:
			ok = v.build == want.Raw
		case "release.stage":
			ok = v.pre == want.Raw
		default:
			w, valid := parseVersion(v.pkg + "@" + want.Raw)
			ok = valid && ordered(v.compare(w), term.Op)
		}
		if ok {
			return true
		}
	}
	return false
}

func ordered(c int, op query.Op) bool {
	switch op {
	case query.Gt:
		return c > 0
	case query.Gte:
		return c >= 0
	case query.Lt:
		return c < 0
	case query.Lte:
		return c <= 0
	}
	return c == 0
}

// needsVersions says whether a search orders releases.
func needsVersions(q query.Query) bool {
	for _, term := range q.Terms {
		if !term.Tag && strings.HasPrefix(term.Key, "release.") {
			return true
		}
	}
	return false
}
