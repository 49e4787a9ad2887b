package cli

import (
	"context"
	"fmt"
	"strings"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/text"
)

func doctor() leaf {
	return leaf{
		name: "doctor", summary: "check settings, connection and what the token may do", op: []string{"whoami"},
		details:  "The exit code is that of the first check that failed.",
		examples: []string{"vedette doctor", "vedette doctor --json=checks"},
		run: func(ctx context.Context, c *call) error {
			if err := check[diagnosis](c); err != nil {
				return err
			}
			done := c.progress("Checking")
			d := c.diagnose(ctx)
			done()
			if err := c.object(ctx, d); err != nil {
				return err
			}
			if d.exit != ops.ExitOK {
				return exitCode(d.exit)
			}
			return nil
		},
	}
}

// diagnosis is the doctor's report.
type diagnosis struct {
	Version  string        `json:"version"`
	Settings []config.Fact `json:"settings"`
	Checks   []checkLine   `json:"checks"`
	Next     []string      `json:"next"` // commands

	exit int // of the first failed check
}

// checkLine is one check.
type checkLine struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Details string `json:"details"`
	Hint    string `json:"hint,omitempty"`
}

func (d *diagnosis) pass(name, format string, args ...any) {
	d.Checks = append(d.Checks, checkLine{Name: name, OK: true, Details: fmt.Sprintf(format, args...)})
}

func (d *diagnosis) fail(name string, err error) {
	p := problemOf(err)
	d.Checks = append(d.Checks, checkLine{Name: name, Details: p.Message, Hint: p.Hint})
	if d.exit == ops.ExitOK {
		d.exit = p.Exit
	}
	d.Next = append(d.Next, p.Hint)
}

func (c *call) diagnose(ctx context.Context) diagnosis {
	d := diagnosis{Version: c.app.Version, Settings: []config.Fact{}, Next: []string{}}
	s, err := c.settings()
	if err != nil {
		d.fail("settings", err)
		return d
	}
	d.Settings = s.Facts()
	if s.Profile == "" {
		d.fail("settings", noServer())
		return d
	}
	d.pass("settings", "profile %s", s.Profile)
	c.diagnoseDSNs(&d, s)
	c.diagnoseLogin(ctx, &d, s)
	o, err := c.connect(ctx, s)
	if err != nil {
		d.fail("connection", err)
		return d
	}
	ctx = ops.Fresh(ctx) // kept answers would hide what is wrong now
	me, err := o.Whoami(ctx, ops.WhoamiIn{})
	c.diagnoseServer(&d, o, s)
	switch kind := ops.KindOf(err); {
	case err == nil:
		d.pass("connection", "the server answers")
		d.pass("token", "belongs to %s", ops.PersonName(me.User))
	case kind == ops.KindUnauthenticated || kind == ops.KindForbidden:
		// Organization tokens belong to nobody, and may still read.
		d.pass("connection", "the server answers")
		if _, orgErr := o.FindOrganizations(ctx, ops.FindOrganizationsIn{PageIn: ops.PageIn{Limit: 1}}); orgErr != nil {
			d.fail("token", err)
			return d
		}
		d.pass("token", "an organization's own token")
	default:
		d.fail("connection", err)
		return d
	}
	c.diagnoseAccess(ctx, &d, o, s)
	return d
}

// diagnoseAccess tries what everything else needs, and lists what the token's
// scopes allow where the server tells them.
func (c *call) diagnoseAccess(ctx context.Context, d *diagnosis, o *ops.Ops, s config.Settings) {
	orgs, err := o.FindOrganizations(ctx, ops.FindOrganizationsIn{})
	if err != nil {
		d.fail("organizations", err)
	} else {
		var slugs []string
		for _, org := range orgs.Organizations {
			slugs = append(slugs, string(org.Slug))
			if s.Org == string(org.Slug) || s.Org == string(org.ID) || s.Org == "" && len(orgs.Organizations) == 1 {
				d.scopes(o.TokenScopes(ctx, string(org.Slug)))
			}
		}
		d.pass("organizations", "%s", either(strings.Join(slugs, ", "), "none"))
	}
	if projects, err := o.FindProjects(ctx, ops.FindProjectsIn{}); err != nil {
		d.fail("read projects", err)
	} else {
		d.pass("read projects", "%d in %s", len(projects.Projects), projects.Organization)
	}
	all := ""
	if issues, err := o.SearchIssues(ctx, ops.SearchIssuesIn{Query: &all, PageIn: ops.PageIn{Limit: 1}}); err != nil {
		d.fail("read issues", err)
	} else {
		d.pass("read issues", "yes, in %s", issues.Organization)
	}
	if d.exit == ops.ExitOK {
		d.Next = append(d.Next, "vedette issue list", "vedette")
	}
}

// scopes compares the token's scopes with what the operations need.
func (d *diagnosis) scopes(has []string) {
	if len(has) == 0 {
		return
	}
	allowed := "everything vedette does"
	if missing := lacking(has); len(missing) > 0 {
		allowed = "all but " + strings.Join(missing, ", ")
	}
	d.pass("scopes", "%s; allows %s", strings.Join(has, " "), allowed)
}

// Doc is the report for people.
func (d diagnosis) Doc() text.Doc {
	var doc text.Doc
	doc.Heading(1, text.T("vedette "+d.Version))
	var rows [][]text.Inline
	for _, s := range d.Settings {
		from := s.Source
		if len(s.Overrode) > 0 {
			from += ", before " + strings.Join(s.Overrode, ", ")
		}
		rows = append(rows, []text.Inline{text.T(s.Name), text.From(s.Value), text.From(from)})
	}
	doc.Table([]string{"Setting", "Value", "From"}, rows)
	doc.Heading(2, text.T("Checks"))
	for _, ch := range d.Checks {
		mark := "ok"
		if !ch.OK {
			mark = "FAILED"
		}
		doc.Bullet(text.Bold(text.T(mark)), text.T(" "+ch.Name+": "), text.From(ch.Details))
	}
	if len(d.Next) > 0 {
		doc.Heading(2, text.T("Next"))
		for _, n := range d.Next {
			doc.Bullet(text.From(n))
		}
	}
	return doc
}
