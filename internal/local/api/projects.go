package api

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"vedette/internal/local/store"
)

// projectFlags says which kinds of data a project has ever received.
type projectFlags struct {
	FirstTransactionEvent bool `json:"firstTransactionEvent"`
	HasFeedbacks          bool `json:"hasFeedbacks"`
	HasNewFeedbacks       bool `json:"hasNewFeedbacks"`
	HasUserReports        bool `json:"hasUserReports"`
	HasMonitors           bool `json:"hasMonitors"`
	HasProfiles           bool `json:"hasProfiles"`
	HasReplays            bool `json:"hasReplays"`
	HasSessions           bool `json:"hasSessions"`
	HasLogs               bool `json:"hasLogs"`
	HasTraceMetrics       bool `json:"hasTraceMetrics"`
}

// absentFeatures are facts about a project that need a service which the local backend does not have.
type absentFeatures struct {
	HasFlags                   bool `json:"hasFlags"`
	HasMinifiedStackTrace      bool `json:"hasMinifiedStackTrace"`
	HasInsightsHTTP            bool `json:"hasInsightsHttp"`
	HasInsightsDB              bool `json:"hasInsightsDb"`
	HasInsightsAssets          bool `json:"hasInsightsAssets"`
	HasInsightsAppStart        bool `json:"hasInsightsAppStart"`
	HasInsightsScreenLoad      bool `json:"hasInsightsScreenLoad"`
	HasInsightsVitals          bool `json:"hasInsightsVitals"`
	HasInsightsCaches          bool `json:"hasInsightsCaches"`
	HasInsightsQueues          bool `json:"hasInsightsQueues"`
	HasInsightsAgentMonitoring bool `json:"hasInsightsAgentMonitoring"`
	HasInsightsMCP             bool `json:"hasInsightsMCP"`
}

// projectBase is what every form of a project has.
type projectBase struct {
	ID           string   `json:"id"`
	Slug         string   `json:"slug"`
	Name         string   `json:"name"`
	Platform     *string  `json:"platform"`
	DateCreated  date     `json:"dateCreated"`
	IsBookmarked bool     `json:"isBookmarked"`
	IsMember     bool     `json:"isMember"`
	Features     []string `json:"features"`
	FirstEvent   date     `json:"firstEvent"`
	Access       []string `json:"access"`
	HasAccess    bool     `json:"hasAccess"`
	projectFlags
	absentFeatures
}

// teamRef names a team inside other objects.
type teamRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

type versionRef struct {
	Version string `json:"version"`
}

// projectLinks is what a project points to.
type projectLinks struct {
	Team          *teamRef    `json:"team"`
	Teams         []teamRef   `json:"teams"`
	Platforms     []string    `json:"platforms"`
	LatestRelease *versionRef `json:"latestRelease"`
}

// projectRow is a project in the list of the organization.
type projectRow struct {
	projectBase
	projectLinks
	Environments []string `json:"environments"`
}

// projectLook is how a project is shown.
type projectLook struct {
	IsInternal bool   `json:"isInternal"`
	IsPublic   bool   `json:"isPublic"`
	Avatar     avatar `json:"avatar"`
	Color      string `json:"color"`
	Status     string `json:"status"`
}

// projectCard is a project inside a team.
type projectCard struct {
	projectBase
	projectLook
}

func (a *api) baseOf(p store.Project, flags map[int64]projectFlags) projectBase {
	return projectBase{
		ID: strconv.FormatInt(p.ID, 10), Slug: p.Slug, Name: p.Name, Platform: orNull(p.Platform),
		DateCreated: date(p.Created), IsMember: true, Features: []string{}, FirstEvent: date(p.FirstEvent),
		Access: scopes(), HasAccess: true, projectFlags: flags[p.ID],
	}
}

func lookOf(p store.Project) projectLook {
	h := fnv.New32a()
	h.Write([]byte(p.Slug)) // never fails
	return projectLook{Avatar: letterAvatar(), Color: fmt.Sprintf("#%06x", h.Sum32()&0x7f7f7f|0x404040), Status: "active"}
}

// flags reads from the intake counters what each project has received.
func (a *api) flags(ctx context.Context) (map[int64]projectFlags, error) {
	counters, err := a.store.Counters(ctx)
	if err != nil {
		return nil, err
	}
	flags := map[int64]projectFlags{}
	for _, c := range counters {
		if c.N == 0 || c.Outcome != store.Digested && c.Outcome != store.Kept {
			continue
		}
		f := flags[c.Project]
		switch c.ItemType {
		case "transaction", "span":
			f.FirstTransactionEvent = true
		case "feedback":
			f.HasFeedbacks, f.HasNewFeedbacks = true, true
		case "user_report":
			f.HasUserReports = true
		case "check_in":
			f.HasMonitors = true
		case "profile", "profile_chunk":
			f.HasProfiles = true
		case "replay_event", "replay_recording", "replay_video":
			f.HasReplays = true
		case "session", "sessions":
			f.HasSessions = true
		case "log":
			f.HasLogs = true
		case "trace_metric":
			f.HasTraceMetrics = true
		}
		flags[c.Project] = f
	}
	return flags, nil
}

func (a *api) linksOf(ctx context.Context, p store.Project, teams []store.Team) (projectLinks, error) {
	l := projectLinks{Teams: []teamRef{}, Platforms: []string{}}
	for _, t := range teamsOf(p.ID, teams) {
		l.Teams = append(l.Teams, teamRef{ID: strconv.FormatInt(t.ID, 10), Name: t.Name, Slug: t.Slug})
	}
	if len(l.Teams) > 0 {
		l.Team = &l.Teams[0]
	}
	if p.Platform != "" {
		l.Platforms = append(l.Platforms, p.Platform)
	}
	releases, _, err := a.store.Releases(ctx, store.ReleaseFilter{Projects: []int64{p.ID}, Limit: 1})
	if err != nil {
		return l, err
	}
	if len(releases) > 0 {
		l.LatestRelease = &versionRef{releases[0].Version}
	}
	return l, nil
}

func (a *api) projectRows(ctx context.Context) ([]projectRow, error) {
	projects, err := a.store.Projects(ctx)
	if err != nil {
		return nil, err
	}
	return a.listed(ctx, projects)
}

// listed are projects as lists show them.
func (a *api) listed(ctx context.Context, projects []store.Project) ([]projectRow, error) {
	flags, err := a.flags(ctx)
	if err != nil {
		return nil, err
	}
	teams, err := a.store.Teams(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]projectRow, 0, len(projects))
	for _, p := range projects {
		row := projectRow{projectBase: a.baseOf(p, flags), Environments: []string{}}
		if row.projectLinks, err = a.linksOf(ctx, p, teams); err != nil {
			return nil, err
		}
		envs, err := a.store.Environments(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		for _, e := range envs {
			if !e.Hidden {
				row.Environments = append(row.Environments, e.Name)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// cardsOf are the projects of a team.
func (a *api) cardsOf(ctx context.Context, t store.Team) ([]projectCard, error) {
	flags, err := a.flags(ctx)
	if err != nil {
		return nil, err
	}
	cards := make([]projectCard, 0, len(t.Projects))
	for _, id := range t.Projects {
		p, err := a.store.Project(ctx, strconv.FormatInt(id, 10))
		if err != nil {
			return nil, err
		}
		cards = append(cards, projectCard{a.baseOf(p, flags), lookOf(p)})
	}
	return cards, nil
}

// projects lists the projects; query takes text, slug:, id: and name:.
func (a *api) projects(w http.ResponseWriter, r *http.Request) error {
	rows, err := a.projectRows(r.Context())
	if err != nil {
		return err
	}
	wanted := rows[:0]
	for _, row := range rows {
		if projectMatches(row, r.URL.Query().Get("query")) {
			wanted = append(wanted, row)
		}
	}
	return writePage(a, w, r, wanted)
}

func projectMatches(p projectRow, search string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		key, value, found := strings.Cut(word, ":")
		ok := true
		switch {
		case !found:
			ok = strings.Contains(strings.ToLower(p.Slug), word) || strings.Contains(strings.ToLower(p.Name), word)
		case key == "slug":
			ok = p.Slug == value
		case key == "id":
			ok = p.ID == value
		case key == "name":
			ok = strings.Contains(strings.ToLower(p.Name), value)
		case key == "platform":
			ok = p.Platform != nil && *p.Platform == value
		case key == "is_member":
			ok = truthy(value)
		}
		if !ok {
			return false
		}
	}
	return true
}
