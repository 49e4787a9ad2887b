package store

import (
	"cmp"
	"strconv"
	"strings"
)

// version is a release name that follows package@1.2.3-pre+build.
type version struct {
	pkg, pre, build string
	numbers         [4]int
}

// parseVersion reads a release name as src/sentry's releases do; ok is false
// when it holds no version, like a commit hash.
func parseVersion(s string) (v version, ok bool) {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		v.pkg, s = s[:i], s[i+1:]
	}
	s, v.build, _ = strings.Cut(strings.TrimPrefix(s, "v"), "+")
	s, v.pre, _ = strings.Cut(s, "-")
	parts := strings.Split(s, ".")
	if len(parts) > len(v.numbers) || len(parts) < 2 && v.pkg == "" {
		return version{}, false
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 {
			return version{}, false
		}
		v.numbers[i] = n
	}
	return v, true
}

// compareVersions orders two release names of one package; ok is false when one
// is no version or they are of different packages.
func compareVersions(a, b string) (order int, ok bool) {
	x, okX := parseVersion(a)
	y, okY := parseVersion(b)
	if !okX || !okY || x.pkg != y.pkg {
		return 0, false
	}
	return x.compare(y), true
}

func (v version) compare(o version) int {
	for i := range v.numbers {
		if c := cmp.Compare(v.numbers[i], o.numbers[i]); c != 0 {
			return c
		}
	}
	switch {
	case v.pre == o.pre:
		return 0
	case v.pre == "":
		return 1 // a release is newer than its candidates
	case o.pre == "":
		return -1
	}
	return comparePre(v.pre, o.pre)
}

// comparePre orders pre-releases as semver does: part by part, numbers by value
// and before words, the shorter list first.
func comparePre(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, errX := strconv.Atoi(as[i])
		y, errY := strconv.Atoi(bs[i])
		c := 0
		switch {
		case errX == nil && errY == nil:
			c = cmp.Compare(x, y)
		case errX == nil:
			c = -1
		case errY == nil:
			c = 1
		default:
			c = strings.Compare(as[i], bs[i])
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}
