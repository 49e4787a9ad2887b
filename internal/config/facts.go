package config

import (
	"maps"
	"slices"
	"strings"
)

// Fact is one setting in force and where it came from. Tokens are masked.
type Fact struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
	// Overrode are weaker places that say something else.
	Overrode []string `json:"overrode,omitempty"`
}

// Facts are the settings in force, for people, and the places of vedette's own
// files.
func (s Settings) Facts() []Fact {
	values := map[string]string{
		"profile": s.Profile, "url": s.BaseURL, "token": Masked(s.Token), "org": s.Org, "project": s.Project,
		"environment": s.Environment, "release": s.Release, "ca_cert": s.CACert, "headers": strings.Join(slices.Sorted(maps.Keys(s.Headers)), ", "),
	}
	if s.ReadOnly {
		values["read_only"] = "true"
	}
	if s.Login != "" {
		values["token"] = "login of " + s.Login
	}
	out := []Fact{}
	for _, name := range []string{"profile", "url", "token", "org", "project", "environment", "release", "read_only", "headers", "ca_cert"} {
		if values[name] != "" {
			out = append(out, Fact{Name: name, Value: values[name], Source: s.Source[name], Overrode: s.Overrode[name]})
		}
	}
	return append(out, Fact{Name: "config", Value: s.Paths.UserFile(), Source: "path"},
		Fact{Name: "data", Value: s.Paths.Data, Source: "path"}, Fact{Name: "cache", Value: s.Paths.Cache, Source: "path"})
}
