package config

import (
	"path/filepath"

	"vedette/internal/config/dsn"
)

// DSNs lists the DSNs that the environment, the settings files and the
// checkout name, the one to use first. Only Env, Dir and Home of opt count.
func DSNs(opt Options) ([]dsn.Hit, error) {
	l := newLoader(opt)
	if err := l.collect(); err != nil {
		return nil, err
	}
	return l.dsns(), nil
}

// dsns are those of SENTRY_DSN and of the files that name one, strongest
// first, then those found in the checkout.
func (l *loader) dsns() []dsn.Hit {
	var out []dsn.Hit
	for _, layer := range l.layers {
		if d, err := dsn.Parse(layer.values["dsn"]); err == nil {
			out = append(out, dsn.Hit{DSN: d, Path: layer.name("dsn")})
		}
	}
	if l.opt.Dir == "" {
		return out
	}
	finder := dsn.Finder{Cache: filepath.Join(l.s.Paths.Cache, "dsn"), Now: l.opt.Now}
	return append(out, finder.Find(l.opt.Dir, l.opt.Home)...)
}

// projectOfDSN takes organization and project of a DSN where nothing else
// names them. A DSN of another server says nothing about this one, and one of
// another organization nothing about its projects.
func (l *loader) projectOfDSN() {
	if l.s.Project != "" {
		return
	}
	for _, hit := range l.dsns() {
		d := hit.DSN
		if !d.Of(l.s.BaseURL) || l.s.Org != "" && l.s.Org != d.OrgID() {
			continue
		}
		from := "DSN in " + hit.Path
		take(&l.s.Org, l.s.Source, "org", d.OrgID(), from, l.s.Org == "")
		take(&l.s.Project, l.s.Source, "project", d.Project, from, true)
		return
	}
}
