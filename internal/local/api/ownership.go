package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"vedette/internal/local/ownership"
	"vedette/internal/local/store"
)

// The choices of autoAssignment. Assigning by commit needs repositories, which the local backend does not know.
const (
	assignByRule   = "Auto Assign to Issue Owner"
	assignByCommit = "Auto Assign to Suspect Commits"
	assignNever    = "Turn off Auto-Assignment"
)

// ownershipRules are the ownership settings of a project.
type ownershipRules struct {
	Raw            string           `json:"raw"`
	Fallthrough    bool             `json:"fallthrough"`
	DateCreated    date             `json:"dateCreated"`
	LastUpdated    date             `json:"lastUpdated"`
	IsActive       bool             `json:"isActive"`
	AutoAssignment string           `json:"autoAssignment"`
	AutoSync       bool             `json:"codeownersAutoSync"`
	Schema         *ownershipSchema `json:"schema"`
}

type ownershipSchema struct {
	Version int              `json:"$version"`
	Rules   []ownership.Rule `json:"rules"`
}

// ownershipOf is how issues of a project are owned; before the first change, it is all to everybody.
func (a *api) ownershipOf(p store.Project) store.Ownership {
	o := a.store.Ownership(p.ID)
	if o.Created.IsZero() {
		o.Fallthrough = true
	}
	return o
}

func writeOwnership(w http.ResponseWriter, p store.Project, o store.Ownership) {
	out := ownershipRules{
		Raw: o.Raw, Fallthrough: o.Fallthrough, DateCreated: date(o.Created), LastUpdated: date(o.Updated), IsActive: true,
		AutoAssignment: assignNever, AutoSync: o.AutoSync,
	}
	if o.Created.IsZero() {
		out.DateCreated, out.LastUpdated = date(p.Created), date(p.Created)
	}
	if o.AutoAssign {
		out.AutoAssignment = assignByRule
	}
	if len(o.Rules) > 0 {
		out.Schema = &ownershipSchema{Version: 1, Rules: o.Rules}
	}
	writeJSON(w, http.StatusOK, out)
}

func (a *api) ownership(w http.ResponseWriter, r *http.Request, p store.Project) error {
	writeOwnership(w, p, a.ownershipOf(p))
	return nil
}

// updateOwnership replaces what the body names. Rules are refused as a whole when one cannot be read or names somebody unknown.
func (a *api) updateOwnership(w http.ResponseWriter, r *http.Request, p store.Project) error {
	var body struct {
		Raw            *string `json:"raw"`
		Fallthrough    *bool   `json:"fallthrough"`
		AutoAssignment *string `json:"autoAssignment"`
		AutoSync       *bool   `json:"codeownersAutoSync"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	o := a.ownershipOf(p)
	if body.Raw != nil {
		rules, err := a.readRules(r.Context(), *body.Raw)
		if err != nil {
			return err
		}
		o.Raw, o.Rules = *body.Raw, rules
	}
	if body.Fallthrough != nil {
		o.Fallthrough = *body.Fallthrough
	}
	if body.AutoSync != nil {
		o.AutoSync = *body.AutoSync
	}
	if body.AutoAssignment != nil {
		switch *body.AutoAssignment {
		case assignByRule, assignNever:
			o.AutoAssign = *body.AutoAssignment == assignByRule
		case assignByCommit:
			return badField("autoAssignment", "The local backend assigns by rules only: it knows no commits of yours.")
		default:
			return badField("autoAssignment", "Invalid selection.")
		}
	}
	o, err := a.store.SetOwnership(r.Context(), p.ID, o)
	if err != nil {
		return err
	}
	writeOwnership(w, p, o)
	return nil
}

// readRules reads rules and looks up whom they name.
func (a *api) readRules(ctx context.Context, raw string) ([]ownership.Rule, error) {
	const maxRaw = 100_000
	if len(raw) > maxRaw {
		return nil, badField("raw", "Raw needs to be <= %d characters in length", maxRaw)
	}
	rules, err := ownership.Parse(raw)
	if err != nil {
		return nil, badField("raw", "%s", err)
	}
	var unknown []string
	for _, rule := range rules {
		for i := range rule.Owners {
			o := &rule.Owners[i]
			if o.Type == ownership.User && isUser(o.Name) {
				o.ID = userID
				continue
			}
			t, err := a.team(ctx, o.Name)
			if o.Type == ownership.User || isNotFound(err) {
				unknown = append(unknown, o.String())
				continue
			}
			if err != nil {
				return nil, err
			}
			o.ID = strconv.FormatInt(t.ID, 10)
		}
	}
	if len(unknown) > 0 {
		return nil, badField("raw", "Invalid rule owners: %s", strings.Join(unknown, ", "))
	}
	return rules, nil
}

// ownersOf are the suggested owners of an issue, never none: whom the rules of its project named, else its teams, else the only user.
func (a *api) ownersOf(ctx context.Context, i store.Issue, teams []store.Team) ([]owner, error) {
	var all []owner
	if len(a.store.Ownership(i.Project.ID).Rules) > 0 {
		named, err := a.store.IssueOwners(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range named {
			all = append(all, owner{Type: "ownershipRule", Owner: o.Kind + ":" + o.ID, DateAdded: date(o.At)})
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	for _, t := range teamsOf(i.Project.ID, teams) {
		all = append(all, owner{Type: "ownershipRule", Owner: "team:" + strconv.FormatInt(t.ID, 10), DateAdded: date(i.Project.Created)})
	}
	if len(all) == 0 {
		all = append(all, owner{Type: "ownershipRule", Owner: "user:" + userID, DateAdded: date(i.Project.Created)})
	}
	return all, nil
}
