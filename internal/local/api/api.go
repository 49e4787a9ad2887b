// Package api answers Sentry's web API over the local store, so that everything that talks to Sentry (vedette's own client, other people's
// scripts, coding agents) works against a laptop without an account and without a second code path.
//
// Paths, shapes, Link headers and error bodies are Sentry's, quirks included, because clients are written against behaviour and not against
// documentation. The objects carry every field that the public OpenAPI document requires, with values that are true here: a feature that the
// local backend does not have is reported as absent, never imitated. Where the document contradicts the hosted service, the document wins,
// as it is what a reader can check.
//
// There is one organization ("local") and one user, and no token is asked for: the server belongs to whoever sits at the machine.
// What a browser could do behind that person's back is refused instead, see guard.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"sort"
	"strings"
	"time"

	"vedette/internal/local/store"
)

// Options are what the API needs besides the store. All fields may be left out.
type Options struct {
	// Now is the clock; default time.Now.
	Now func() time.Time
	// BaseURL is the origin under which the client of a request reaches this server, without a slash at the end, for links and DSNs.
	// Default: http:// and the Host of the request.
	BaseURL func(*http.Request) string
	// Linked says whether an address under BaseURL is answered after this request: only then issues carry a permalink. Default: always.
	Linked func(*http.Request) bool
	// AllowHost admits Host headers besides localhost and loopback addresses. It gets the name in lower case without the port.
	AllowHost func(host string) bool
	// Analyst answers the autofix endpoints; without one they say that the feature is not enabled.
	Analyst Analyst
	// Logger takes what went wrong inside; default slog.Default().
	Logger *slog.Logger
}

// api holds what the handlers share.
type api struct {
	store *store.Store
	opts  Options
	log   *slog.Logger
}

// New returns the handler of everything under /api/0/.
func New(st *store.Store, opts Options) http.Handler {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.BaseURL == nil {
		opts.BaseURL = func(r *http.Request) string { return "http://" + r.Host }
	}
	if opts.Linked == nil {
		opts.Linked = func(*http.Request) bool { return true }
	}
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	a := &api{store: st, opts: opts, log: opts.Logger}
	mux := http.NewServeMux()
	for path, m := range a.routes() {
		mux.Handle("/api/0"+path+"{$}", m)
	}
	mux.HandleFunc("/", writeNotFound)
	return Guard(opts.AllowHost, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/") { // the mux would redirect, which Sentry does not
			writeNotFound(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
}

// handler answers one method of one path, or returns why it cannot.
type handler func(w http.ResponseWriter, r *http.Request) error

// methods are the handlers of one path.
type methods struct {
	api *api
	by  map[string]handler
}

// ServeHTTP picks the handler of the method; HEAD is GET without a body.
func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	h, ok := m.by[method]
	if !ok {
		w.Header().Set("Allow", m.allow())
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusOK)
			return
		}
		writeJSON(w, http.StatusMethodNotAllowed, detail{`Method "` + r.Method + `" not allowed.`})
		return
	}
	if org := r.PathValue("org"); org != "" && org != orgSlug && org != orgID {
		m.api.writeError(w, r, notFound())
		return
	}
	if err := h(w, r); err != nil {
		m.api.writeError(w, r, err)
	}
}

func (m methods) allow() string {
	names := []string{http.MethodHead, http.MethodOptions}
	for name := range m.by {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// routes lists every path below /api/0.
func (a *api) routes() map[string]methods {
	const org, project = "/organizations/{org}", "/projects/{org}/{project}"
	all := map[string]methods{
		org + "/tags/":               a.get(a.organizationTags),
		org + "/trace/{trace}/":      a.get(a.trace),
		org + "/trace-meta/{trace}/": a.get(a.traceMeta),

		project + "/events/":                                  a.get(a.onProject(a.projectEvents)),
		project + "/events/{event}/":                          a.get(a.projectEvent),
		project + "/events/{event}/attachments/":              a.get(a.eventAttachments),
		project + "/events/{event}/attachments/{attachment}/": a.get(a.eventAttachment),
		project + "/tags/{key}/values/":                       a.get(a.onProject(a.projectTagValues)),
		project + "/user-feedback/": methods{a, map[string]handler{
			http.MethodGet: a.onProject(a.projectReports), http.MethodPost: a.onProject(a.addReport),
		}},
	}
	a.peopleRoutes(org, all)
	a.projectRoutes(project, all)
	a.issueRoutes(org, all)
	a.triageRoutes(org, project, all)
	a.exploreRoutes(org, project, all)
	a.releaseRoutes(org, project, all)
	a.monitorRoutes(org, project, all)
	a.usageRoutes(org, project, all)
	a.replayRoutes(org, project, all)
	a.profileRoutes(org, project, all)
	a.absentRoutes(org, project, all)
	return all
}

// peopleRoutes are those of identities, of teams and of the organization as a whole.
func (a *api) peopleRoutes(org string, all map[string]methods) {
	const team = "/teams/{org}/{team}"
	all["/auth/"] = a.get(a.me)
	all["/users/me/"] = a.get(a.me)
	all["/organizations/"] = a.get(a.organizations)
	all[org+"/"] = a.get(a.organization)
	all[org+"/projects/"] = methods{a, map[string]handler{http.MethodGet: a.projects, http.MethodPost: a.createProject}}
	all[org+"/project-keys/"] = a.get(a.organizationKeys)
	all[org+"/teams/"] = methods{a, map[string]handler{http.MethodGet: a.teams, http.MethodPost: a.createTeam}}
	all[org+"/user-teams/"] = a.get(a.teams)
	all[org+"/members/"] = methods{a, map[string]handler{http.MethodGet: a.members, http.MethodPost: a.invite}}
	all[org+"/members/{member}/"] = a.get(a.member)
	all[org+"/environments/"] = a.get(a.organizationEnvironments)
	all[org+"/repos/"] = a.get(a.none)
	all[org+"/code-mappings/"] = a.get(a.none)
	all[org+"/integrations/"] = a.get(a.none)
	all[team+"/"] = a.get(a.oneTeam)
	all[team+"/members/"] = a.get(a.teamMembers)
	all[team+"/projects/"] = methods{a, map[string]handler{http.MethodGet: a.teamProjects, http.MethodPost: a.createProject}}
}

// projectRoutes are those of the settings of a project.
func (a *api) projectRoutes(project string, all map[string]methods) {
	all[project+"/"] = methods{a, map[string]handler{
		http.MethodGet: a.onProject(a.project), http.MethodPut: a.onProject(a.updateProject), http.MethodDelete: a.onProject(a.deleteProject),
	}}
	all[project+"/environments/"] = a.get(a.onProject(a.projectEnvironments))
	all[project+"/environments/{environment}/"] = methods{a, map[string]handler{
		http.MethodGet: a.onProject(a.environment), http.MethodPut: a.onProject(a.updateEnvironment),
	}}
	all[project+"/keys/"] = methods{a, map[string]handler{
		http.MethodGet: a.onProject(a.keys), http.MethodPost: a.onProject(a.createKey),
	}}
	all[project+"/keys/{key}/"] = methods{a, map[string]handler{
		http.MethodGet: a.onProject(a.key), http.MethodPut: a.onProject(a.updateKey), http.MethodDelete: a.onProject(a.deleteKey),
	}}
	all[project+"/teams/"] = a.get(a.onProject(a.projectTeams))
	all[project+"/teams/{team}/"] = methods{a, map[string]handler{http.MethodPost: a.addTeam, http.MethodDelete: a.removeTeam}}
	all[project+"/members/"] = a.get(a.onProject(a.projectMembers))
	all[project+"/ownership/"] = methods{a, map[string]handler{
		http.MethodGet: a.onProject(a.ownership), http.MethodPut: a.onProject(a.updateOwnership),
	}}
}

func (a *api) issueRoutes(org string, all map[string]methods) {
	const issue = "/issues/{issue}"
	all[org+"/issues/"] = methods{a, map[string]handler{
		http.MethodGet: a.issues, http.MethodPut: a.updateIssues, http.MethodDelete: a.deleteIssues,
	}}
	all[org+"/shortids/{issue}/"] = a.get(a.onIssue(a.shortID))
	all[org+"/eventids/{event}/"] = a.get(a.eventID)
	all[org+issue+"/"] = methods{a, map[string]handler{
		http.MethodGet: a.onIssue(a.issue), http.MethodPut: a.onIssue(a.updateIssue), http.MethodDelete: a.onIssue(a.deleteIssue),
	}}
	all[org+issue+"/events/"] = a.get(a.onIssue(a.issueEvents))
	all[org+issue+"/events/{event}/"] = a.get(a.onIssue(a.issueEvent))
	all[org+issue+"/tags/"] = a.get(a.onIssue(a.issueTags))
	all[org+issue+"/tags/{key}/"] = a.get(a.issueTag)
	all[org+issue+"/tags/{key}/values/"] = a.get(a.issueTagValues)
	all[org+issue+"/hashes/"] = a.get(a.onIssue(a.hashes))
	all[org+issue+"/activities/"] = a.get(a.onIssue(a.activities))
	all[org+issue+"/notes/"] = methods{a, map[string]handler{
		http.MethodGet: a.onIssue(a.notes), http.MethodPost: a.onIssue(a.addNote),
	}}
	all[org+issue+"/notes/{note}/"] = methods{a, map[string]handler{
		http.MethodPut: a.onIssue(a.editNote), http.MethodDelete: a.onIssue(a.deleteNote),
	}}
	all[org+issue+"/user-reports/"] = a.get(a.onIssue(a.issueReports))
	all[org+issue+"/external-issues/"] = a.get(a.onIssue(a.externalIssues))
	all[org+issue+"/autofix/"] = methods{a, map[string]handler{http.MethodGet: a.autofix, http.MethodPost: a.startAutofix}}
	all[org+issue+"/autofix/setup/"] = a.get(a.autofixSetup)
	all[org+"/seer/runs/"] = a.get(a.seerRuns)
	all[org+"/seer/explorer-update/{run}/"] = methods{a, map[string]handler{http.MethodPost: a.updateRun}}
}

// triageRoutes are those of sharing, ownership, saved searches and what else is done about issues.
func (a *api) triageRoutes(org, project string, all map[string]methods) {
	const issue, event = "/issues/{issue}", "/events/{event}"
	all["/shared/issues/{share}/"] = a.get(a.sharedIssue)
	all[org+"/shared/issues/{share}/"] = a.get(a.sharedIssue)
	all[org+issue+"/similar-issues/"] = a.get(a.onIssue(a.similarIssues))
	all[org+issue+"/similar-issues-embeddings/"] = a.get(a.onIssue(a.similarIssues))
	all[org+"/group-search-views/"] = methods{a, map[string]handler{http.MethodGet: a.views, http.MethodPost: a.addView}}
	all[org+"/group-search-views/{view}/"] = methods{a, map[string]handler{
		http.MethodGet: a.view, http.MethodPut: a.editView, http.MethodDelete: a.deleteView,
	}}
	all[org+"/group-search-views/{view}/visit/"] = methods{a, map[string]handler{http.MethodPost: a.visitView}}
	all[project+"/issues/"] = methods{a, map[string]handler{
		http.MethodGet: a.projectIssues, http.MethodPut: a.updateProjectIssues, http.MethodDelete: a.deleteProjectIssues,
	}}
	all[project+event+"/committers/"] = a.get(a.committers)
	all[project+event+"/owners/"] = a.get(a.eventOwners)
	all[project+event+"/source-map-debug/"] = a.get(a.sourceMapDebug)
	all[project+event+"/source-map-debug-blue-thunder-edition/"] = a.get(a.sourceMapDebug)
}

func (a *api) get(h handler) methods {
	return methods{a, map[string]handler{http.MethodGet: h}}
}

// none answers the lists of what the local backend can never have: it is connected to nothing.
func (a *api) none(w http.ResponseWriter, r *http.Request) error {
	return writePage(a, w, r, []struct{}{})
}

func (a *api) now() time.Time { return a.opts.Now().UTC() }

// born is when this backend began to exist, as far as it knows: its first project.
func (a *api) born(ctx context.Context) (time.Time, error) {
	projects, err := a.store.Projects(ctx)
	if err != nil {
		return time.Time{}, err
	}
	first := a.now()
	for _, p := range projects {
		if p.Created.Before(first) {
			first = p.Created
		}
	}
	return first, nil
}
