package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vedette/internal/local/profile"
	"vedette/internal/local/protocol"
	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

func (a *api) profileRoutes(org, project string, all map[string]methods) {
	all[org+"/profiling/flamegraph/"] = a.get(a.flamegraph)
	all[org+"/profiling/chunks/"] = a.get(a.profileChunks)
	all[project+"/profiling/profiles/{profile}/"] = a.get(a.onProject(a.profile))
}

// profile answers one profile in the sample format, as its SDK sent it.
func (a *api) profile(w http.ResponseWriter, r *http.Request, p store.Project) error {
	id, ok := eventID(r.PathValue("profile"))
	if !ok {
		return badRequest("Invalid profile id: %q", r.PathValue("profile"))
	}
	found, err := a.store.Profiles(r.Context(), store.ProfileFilter{Projects: []int64{p.ID}, ID: id, Limit: 1})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return notFound()
	}
	writeJSON(w, http.StatusOK, json.RawMessage(found[0].Body))
	return nil
}

// maxProfiles bounds how many profiles are put together, as Sentry does.
const maxProfiles = 100

// profileFilter reads what profiles are asked for. The search knows transactions, environments and profile ids.
func (a *api) profileFilter(r *http.Request) (store.ProfileFilter, error) {
	q := r.URL.Query()
	span, err := rangeOf(q, just(a.now()), defaultPeriod)
	if err != nil {
		return store.ProfileFilter{}, err
	}
	f := store.ProfileFilter{Environments: environmentsOf(q), Since: span.since, Until: span.until, Limit: maxProfiles}
	if f.Projects, err = a.projectsOf(r.Context(), q); err != nil {
		return f, err
	}
	return f, a.profileQuery(q, &f)
}

func (a *api) profileQuery(q url.Values, f *store.ProfileFilter) error {
	parsed, err := query.Parse(q.Get("query"), a.now())
	if err != nil {
		return err
	}
	for _, t := range parsed.Terms {
		if t.Negated || t.Has || t.FreeText || len(t.Values) != 1 || t.Values[0].Wildcard {
			return badRequest("Profiles are searched by plain terms: transaction:\"GET /cart\", environment:production, profile.id:...")
		}
		value := t.Values[0].Literal()
		switch t.Key {
		case "transaction":
			f.Transaction = value
		case "environment":
			f.Environments = append(f.Environments, value)
		case "profile.id", "id":
			f.ID = protocol.CleanID(value)
		case "profiler.id":
			f.ProfilerID = protocol.CleanID(value)
		default:
			return badRequest("Invalid query field: %q. Profiles know transaction, environment, profile.id and profiler.id.", t.Key)
		}
	}
	return nil
}

// profileChunks answers the chunks of a continuous profile as one.
func (a *api) profileChunks(w http.ResponseWriter, r *http.Request) error {
	f, err := a.profileFilter(r)
	if err != nil {
		return err
	}
	id, ok := eventID(strings.TrimSpace(r.URL.Query().Get("profiler_id")))
	if !ok {
		return badRequest("profiler_id is required: 32 hexadecimal digits")
	}
	f.ProfilerID = id
	found, err := a.store.Profiles(r.Context(), f)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return notFound()
	}
	slices.Reverse(found) // the oldest first
	writeJSON(w, http.StatusOK, map[string]any{"chunk": profile.Join(bodies(found), f.Since, f.Until)})
	return nil
}

func bodies(found []store.Profile) [][]byte {
	list := make([][]byte, 0, len(found))
	for _, p := range found {
		list = append(list, p.Body)
	}
	return list
}

// flamegraph answers the profiles of a period put together.
func (a *api) flamegraph(w http.ResponseWriter, r *http.Request) error {
	f, err := a.profileFilter(r)
	if err != nil {
		return err
	}
	found, err := a.store.Profiles(r.Context(), f)
	if err != nil {
		return err
	}
	graph := profile.Flamegraph(bodies(found))
	graph.Transaction = f.Transaction
	for i, p := range found {
		if graph.Project == 0 {
			graph.Project = p.Project.ID
		}
		graph.Shared.Profiles[i] = profile.Reference{ProjectID: p.Project.ID, ProfileID: p.ID, ProfilerID: p.ProfilerID, Start: float64(p.Started.UnixMicro()) / 1e6}
	}
	writeJSON(w, http.StatusOK, graph)
	return nil
}
