package api

import (
	"strconv"
	"strings"
)

// versionInfo is a version string taken apart.
type versionInfo struct {
	Package     *string        `json:"package"`
	Version     map[string]any `json:"version"`
	Description string         `json:"description"`
	BuildHash   *string        `json:"buildHash"`
}

// parseVersion takes package@version+build apart the way Sentry's release parser does; a version without numbers keeps only its raw form.
func parseVersion(s string) *versionInfo {
	if s == "" {
		return nil
	}
	info := &versionInfo{}
	raw := s
	if pkg, rest, found := strings.Cut(s, "@"); found && pkg != "" && rest != "" {
		info.Package, raw = &pkg, rest
	}
	info.Description = raw
	info.Version = map[string]any{"raw": raw}
	if isBuildHash(raw) {
		info.BuildHash = &raw
		info.Description = raw[:12]
		return info
	}
	numbered, build, _ := strings.Cut(raw, "+")
	numbered, pre, _ := strings.Cut(numbered, "-")
	parts, ok := versionNumbers(numbered)
	if !ok {
		return info
	}
	info.Version["major"], info.Version["minor"], info.Version["patch"] = parts[0], parts[1], parts[2]
	info.Version["components"] = strings.Count(numbered, ".") + 1
	info.Version["pre"], info.Version["buildCode"] = orNull(pre), orNull(build)
	if build != "" {
		info.Description = strings.TrimSuffix(raw, "+"+build) + " (" + build + ")"
	}
	return info
}

// versionNumbers reads one to four numbers with dots between them; missing ones are 0.
func versionNumbers(s string) (parts [4]int, ok bool) {
	words := strings.Split(strings.TrimPrefix(s, "v"), ".")
	if len(words) > len(parts) {
		return parts, false
	}
	for i, w := range words {
		n, err := strconv.ParseUint(w, 10, 31)
		if err != nil {
			return parts, false
		}
		parts[i] = int(n)
	}
	return parts, true
}

// isBuildHash recognizes commit ids and checksums. A short number is a version.
func isBuildHash(s string) bool { return len(s) >= 12 && len(s) <= 64 && isHex(s) }

// shortVersion is what lists show: the version without its package.
func shortVersion(s string) string {
	if info := parseVersion(s); info != nil {
		return info.Description
	}
	return s
}
