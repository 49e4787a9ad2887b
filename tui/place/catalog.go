package place

import (
	"fmt"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
)

// Catalog lists every kind of place, in the order in which they are offered.
func Catalog() []Kind {
	return slices.Concat(issueKinds(), homeKinds(), exploreKinds(), dataKinds())
}

func issueKinds() []Kind {
	return []Kind{
		of[screen.ToIssues]{
			Kind:  Kind{Name: "issues", Aliases: []string{"i"}, Key: "i", Title: "the issue stream", Args: "[PROJECT] [QUERY]", Of: screen.Project},
			Parse: parseIssues, Page: issuesOfPage, Here: func(to screen.ToIssues) At { return At{to.Org, to.Project} },
		}.kind(),
		of[screen.ToIssue]{
			Kind:  Kind{Name: "issue", Title: "one issue", Args: "ID", Of: screen.Issue},
			Parse: issueNamed,
			Page: func(here At, p ops.Page) (screen.ToIssue, bool) {
				to, err := issueNamed(here, p.Args["issueId"])
				return to, err == nil && (p.Kind == "issue" || p.Kind == "event")
			},
			Here: func(to screen.ToIssue) At { return At{Org: to.Org, Project: string(to.Issue.Project.Slug)} },
			Keep: func(to screen.ToIssue) screen.ToIssue { // no fix run is started by coming back
				return screen.ToIssue{Org: to.Org, Issue: ops.Issue{ID: to.Issue.ID, ShortID: to.Issue.ShortID}}
			},
		}.kind(),
	}
}

func homeKinds() []Kind {
	return []Kind{
		of[screen.ToIssues]{
			Kind:  Kind{Name: "project", Aliases: []string{"p"}, Title: "the issues of a project", Args: "PROJECT", Of: screen.Project},
			Parse: parseProject, Here: func(to screen.ToIssues) At { return At{to.Org, to.Project} },
		}.kind(),
		of[screen.ToProjects]{
			Kind: Kind{Name: "projects", Aliases: []string{"org"}, Title: "the projects of an organization", Args: "[ORGANIZATION]", Of: screen.Org},
			Parse: func(here At, args string) (screen.ToProjects, error) {
				org, err := orgOr(here, args)
				return screen.ToProjects{Org: org}, err
			},
			Here: func(to screen.ToProjects) At { return At{Org: to.Org} },
		}.kind(),
		of[screen.ToViews]{
			Kind: Kind{Name: "views", Aliases: []string{"saved", "searches"}, Title: "the saved searches", Args: "[ORGANIZATION]", Of: screen.Org},
			Parse: func(here At, args string) (screen.ToViews, error) {
				org, err := orgOr(here, args)
				return screen.ToViews{Org: org}, err
			},
			Here: func(to screen.ToViews) At { return At{Org: to.Org} },
		}.kind(),
		of[screen.ToRuns]{
			Kind: Kind{Name: "runs", Aliases: []string{"seer", "fixes"}, Title: "the fix runs", Args: "[ORGANIZATION]", Of: screen.Org},
			Parse: func(here At, args string) (screen.ToRuns, error) {
				org, err := orgOr(here, args)
				return screen.ToRuns{Org: org}, err
			},
			Here: func(to screen.ToRuns) At { return At{Org: to.Org} },
		}.kind(),
		of[screen.ToOrgs]{
			Kind:  Kind{Name: "organizations", Aliases: []string{"orgs", "home"}, Title: "the organizations"},
			Parse: func(At, string) (screen.ToOrgs, error) { return screen.ToOrgs{}, nil },
			Here:  func(screen.ToOrgs) At { return At{} },
		}.kind(),
	}
}

// issuesOfPage is the stream as an address shows it.
func issuesOfPage(here At, p ops.Page) (screen.ToIssues, bool) {
	to := screen.ToIssues{Org: here.Org, Project: p.Args["project"], Environment: p.Args["environment"]}
	if to.Project == "-1" {
		to.Project = ""
	}
	if query, given := p.Args["query"]; given {
		to.Query, to.Sort, to.Period, to.Start, to.End = &query, p.Args["sort"], p.Args["statsPeriod"], p.Args["start"], p.Args["end"]
	}
	return to, p.Kind == "issues"
}

// parseIssues reads "[[ORG/]PROJECT] [QUERY]"; "-" stands for all projects.
func parseIssues(here At, args string) (screen.ToIssues, error) {
	first, rest, _ := strings.Cut(args, " ")
	query := strings.TrimSpace(rest)
	if strings.ContainsAny(first, `:"!*`) {
		first, query = "", args
	}
	at, err := projectOr(here, first)
	to := screen.ToIssues{Org: at.Org, Project: at.Project}
	if query != "" {
		to.Query = &query
	}
	return to, err
}

func parseProject(here At, args string) (screen.ToIssues, error) {
	if args == "" {
		return screen.ToIssues{}, fmt.Errorf("which project? Type its slug, or - for all of them")
	}
	at, err := projectOr(here, args)
	return screen.ToIssues{Org: at.Org, Project: at.Project}, err
}

// projectOr is the project that a word names ("web", "acme/web", "-" for all),
// or the one where somebody is.
func projectOr(here At, word string) (At, error) {
	switch org, project, both := strings.Cut(word, "/"); {
	case word == "-" || word == "all":
		here.Project = ""
	case both:
		here = At{Org: org, Project: project}
	case word != "":
		here.Project = word
	}
	return here, needOrg(here, word)
}

func orgOr(here At, word string) (string, error) {
	if word != "" {
		return word, nil
	}
	return here.Org, needOrg(here, word)
}

// issueNamed is an issue of the organization where somebody is.
func issueNamed(here At, id string) (screen.ToIssue, error) {
	if !isIssueID(id) {
		return screen.ToIssue{}, fmt.Errorf("%q is not an issue; type an id such as SHOP-1A", id)
	}
	i := ops.Issue{ID: text.Word(id)}
	if strings.Contains(id, "-") {
		i.ShortID = text.Word(strings.ToUpper(id))
		i.ID = i.ShortID
	}
	return screen.ToIssue{Org: here.Org, Issue: i}, needOrg(here, id)
}

// isIssueID is true for a short id such as SHOP-1A and for a number.
func isIssueID(s string) bool {
	digits := strings.Trim(s, "0123456789") == ""
	dash := strings.LastIndexByte(s, '-')
	plain := strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
	return s != "" && plain && (digits || dash > 0 && dash < len(s)-1)
}

func needOrg(here At, what string) error {
	if here.Org == "" {
		return errNoOrg(what)
	}
	return nil
}

func errNoOrg(what string) error {
	return fmt.Errorf("%q belongs to an organization: choose one first (:organizations)", what)
}
