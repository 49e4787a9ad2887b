package cli

import (
	"path/filepath"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/recent"
)

func recentFile(p config.Paths) recent.File {
	return recent.File{Path: filepath.Join(p.Cache, "recent.json")}
}

// scopeOf names the server of the settings, among the names that were seen.
func scopeOf(s config.Settings) string { return s.Profile + " " + s.BaseURL }

// remember keeps the names of rows that were shown, for shell completion. That
// it fails is no reason for a command to fail.
func remember(s config.Settings, rows []any) {
	kind := ""
	var seen []recent.Name
	for _, row := range rows {
		var n recent.Name
		if kind, n = nameOf(row); kind == "" {
			return
		}
		seen = append(seen, n)
	}
	if kind != "" {
		_ = recentFile(s.Paths).Remember(kind, scopeOf(s), seen)
	}
}

// nameOf is what a row is called by in arguments; "" = by nothing.
func nameOf(row any) (kind string, n recent.Name) {
	switch r := row.(type) {
	case ops.Issue:
		return recent.Issue, recent.Name{Value: ops.IssueHandle(r), Note: r.Title.Cut(60)}
	case ops.Project:
		return recent.Project, recent.Name{Value: string(r.Slug), Note: r.Name.Cut(60)}
	case ops.Organization:
		return recent.Organization, recent.Name{Value: string(r.Slug), Note: r.Name.Cut(60)}
	case ops.Team:
		return recent.Team, recent.Name{Value: string(r.Slug), Note: r.Name.Cut(60)}
	case ops.Release:
		return recent.Release, recent.Name{Value: r.Version.String()}
	case ops.Environment:
		return recent.Environment, recent.Name{Value: r.Name.String()}
	}
	return "", n
}
