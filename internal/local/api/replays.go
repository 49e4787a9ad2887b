package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vedette/internal/local/protocol"
	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

// replay is one recorded session of a user.
type replay struct {
	ID            string              `json:"id"`
	ProjectID     string              `json:"project_id"`
	TraceIDs      []string            `json:"trace_ids"`
	ErrorIDs      []string            `json:"error_ids"`
	Environment   *string             `json:"environment"`
	Tags          map[string][]string `json:"tags"`
	User          replayUser          `json:"user"`
	SDK           namedVersion        `json:"sdk"`
	OS            namedVersion        `json:"os"`
	Browser       namedVersion        `json:"browser"`
	Device        replayDevice        `json:"device"`
	IsArchived    *bool               `json:"is_archived"`
	URLs          []string            `json:"urls"`
	Clicks        []replayClick       `json:"clicks"`
	DeadClicks    int                 `json:"count_dead_clicks"`
	RageClicks    int                 `json:"count_rage_clicks"`
	CountErrors   int                 `json:"count_errors"`
	Duration      int64               `json:"duration"` // seconds
	FinishedAt    date                `json:"finished_at"`
	StartedAt     date                `json:"started_at"`
	Activity      int                 `json:"activity"` // 0 to 10
	CountURLs     int                 `json:"count_urls"`
	ReplayType    string              `json:"replay_type"`
	CountSegments int                 `json:"count_segments"`
	Platform      *string             `json:"platform"`
	Releases      []string            `json:"releases"`
	Dist          *string             `json:"dist"`
	CountWarnings int                 `json:"count_warnings"`
	CountInfos    int                 `json:"count_infos"`
	HasViewed     bool                `json:"has_viewed"`
}

type replayUser struct {
	ID          *string `json:"id"`
	Username    *string `json:"username"`
	Email       *string `json:"email"`
	IP          *string `json:"ip"`
	DisplayName *string `json:"display_name"`
}

type namedVersion struct {
	Name    *string `json:"name"`
	Version *string `json:"version"`
}

type replayDevice struct {
	Name   *string `json:"name"`
	Brand  *string `json:"brand"`
	Model  *string `json:"model"`
	Family *string `json:"family"`
}

// replayClick is a click that nothing happened after.
type replayClick struct {
	Selector string `json:"selector"`
	IsRage   bool   `json:"is_rage"`
	At       date   `json:"timestamp"`
}

func (a *api) replayRoutes(org, project string, all map[string]methods) {
	all[org+"/replays/"] = a.get(a.replays)
	all[org+"/replays/{replay}/"] = a.get(a.replay)
	all[org+"/replay-count/"] = a.get(a.replayCount)
	all[org+"/replay-selectors/"] = a.get(a.replaySelectors)
	all[project+"/replays/{replay}/"] = a.get(a.replay)
	all[project+"/replays/{replay}/recording-segments/"] = a.get(a.recordingSegments)
}

// replayContext reads a context as SDKs send it; what is of another type stays empty.
func replayContext[T any](raw json.RawMessage) (v T) {
	if json.Unmarshal(raw, &v) != nil {
		var none T
		return none
	}
	return v
}

func replayOf(r store.Replay) replay {
	out := replay{
		ID: r.ID, ProjectID: formatID(r.Project.ID), TraceIDs: listOf(r.TraceIDs), ErrorIDs: listOf(r.ErrorIDs), Environment: orNull(r.Environment),
		Tags: r.Tags, SDK: namedVersion{orNull(r.SDK.Name), orNull(r.SDK.Version)}, OS: replayContext[namedVersion](r.Contexts["os"]),
		Browser: replayContext[namedVersion](r.Contexts["browser"]), Device: replayContext[replayDevice](r.Contexts["device"]), URLs: listOf(r.URLs),
		Clicks: []replayClick{}, DeadClicks: r.Dead, RageClicks: r.Rage, CountErrors: len(r.ErrorIDs),
		Duration: int64(r.Finished.Sub(r.Started).Seconds()), FinishedAt: date(r.Finished), StartedAt: date(r.Started),
		Activity: min(10, len(r.URLs)+2*len(r.ErrorIDs)+r.Rage), CountURLs: len(r.URLs), ReplayType: cmp.Or(r.Type, "session"),
		CountSegments: r.Segments, Platform: orNull(r.Platform), Releases: listOf(r.Releases), Dist: orNull(r.Dist),
		User: replayUser{
			ID: orNull(r.User.ID), Username: orNull(r.User.Username), Email: orNull(r.User.Email), IP: orNull(r.User.IPAddress),
			DisplayName: orNull(cmp.Or(r.User.Name, r.User.Email, r.User.Username, r.User.ID, r.User.IPAddress)),
		},
	}
	if out.Tags == nil {
		out.Tags = map[string][]string{}
	}
	for _, c := range r.Clicks {
		out.Clicks = append(out.Clicks, replayClick{c.Selector, c.Rage, date(c.At)})
	}
	return out
}

// findReplays reads the replays that a request asks for.
func (a *api) findReplays(ctx context.Context, q url.Values) ([]store.Replay, error) {
	span, err := rangeOf(q, just(a.now()), defaultPeriod)
	if err != nil {
		return nil, err
	}
	f := store.ReplayFilter{Environments: environmentsOf(q), Since: span.since, Until: span.until}
	if f.Projects, err = a.projectsOf(ctx, q); err != nil {
		return nil, err
	}
	parsed, err := query.Parse(q.Get("query"), a.now())
	if err != nil {
		return nil, err
	}
	found, err := a.store.Replays(ctx, f)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(r store.Replay) bool {
		return slices.ContainsFunc(parsed.Terms, func(t query.Term) bool { return !replayMatches(r, t) })
	}), nil
}

// replayMatches tells whether a replay satisfies a term of a search.
func replayMatches(r store.Replay, t query.Term) bool {
	if t.FreeText {
		return slices.ContainsFunc(append([]string{r.ID, r.User.Email, r.User.Username, r.User.ID}, r.URLs...), t.MatchText)
	}
	numbers := map[string]int{
		"count_errors": len(r.ErrorIDs), "count_urls": len(r.URLs), "count_segments": r.Segments, "count_dead_clicks": r.Dead, "count_rage_clicks": r.Rage,
		"duration": int(r.Finished.Sub(r.Started).Seconds()),
	}
	if n, ok := numbers[t.Key]; ok {
		return numberMatches(n, t)
	}
	values := replayValues(r, t.Key)
	if t.Negated || t.Has || len(values) == 0 {
		return matchesAll(values, t)
	}
	return slices.ContainsFunc(values, t.MatchText)
}

// matchesAll is for negated terms: none of the values may be the unwanted one.
func matchesAll(values []string, t query.Term) bool {
	if len(values) == 0 {
		return t.MatchText("")
	}
	return !slices.ContainsFunc(values, func(v string) bool { return !t.MatchText(v) })
}

// numberMatches compares as the value says: >2, <=5, 3.
func numberMatches(n int, t query.Term) bool {
	for _, v := range t.Values {
		text := v.Raw
		digits := strings.TrimLeft(text, "<>=")
		want, err := strconv.Atoi(digits)
		if err != nil {
			continue
		}
		ok := false
		switch text[:len(text)-len(digits)] {
		case ">":
			ok = n > want
		case ">=":
			ok = n >= want
		case "<":
			ok = n < want
		case "<=":
			ok = n <= want
		default:
			ok = n == want
		}
		if ok != t.Negated {
			return true
		}
	}
	return false
}

// replayValues are what a key of a search is looked for in; unknown keys are tags.
func replayValues(r store.Replay, key string) []string {
	one := func(s *string) []string {
		if s == nil {
			return nil
		}
		return []string{*s}
	}
	wire := replayOf(r)
	switch strings.TrimSuffix(key, "s") {
	case "id", "replay_id", "replayId":
		return []string{r.ID}
	case "url", "screen":
		return r.URLs
	case "error_id":
		return r.ErrorIDs
	case "trace_id", "trace":
		return r.TraceIDs
	case "release":
		return r.Releases
	case "environment":
		return one(wire.Environment)
	case "platform":
		return one(wire.Platform)
	case "user.id":
		return one(wire.User.ID)
	case "user.email":
		return one(wire.User.Email)
	case "user.username":
		return one(wire.User.Username)
	case "user.ip":
		return one(wire.User.IP)
	case "browser.name":
		return one(wire.Browser.Name)
	case "os.name":
		return one(wire.OS.Name)
	case "device.name":
		return one(wire.Device.Name)
	case "sdk.name":
		return one(wire.SDK.Name)
	case "project":
		return []string{r.Project.Slug}
	}
	return r.Tags[key]
}

// replays lists recorded sessions.
func (a *api) replays(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	found, err := a.findReplays(r.Context(), q)
	if err != nil {
		return err
	}
	all := make([]replay, 0, len(found))
	for _, f := range found {
		all = append(all, replayOf(f))
	}
	if err := sortReplays(all, cmp.Or(q.Get("sort"), q.Get("orderBy"))); err != nil {
		return err
	}
	p, err := pageOf(q, "per_page", maxPage)
	if err != nil {
		return err
	}
	a.link(w, r, p, int64(len(all)))
	writeJSON(w, http.StatusOK, map[string][]replay{"data": cut(all, p)})
	return nil
}

// sortReplays orders by one of the numbers or times; they come in with the latest first.
func sortReplays(all []replay, by string) error {
	name, descending := strings.CutPrefix(by, "-")
	keys := map[string]func(replay) int64{
		"": func(r replay) int64 { return 0 }, "duration": func(r replay) int64 { return r.Duration },
		"started_at":   func(r replay) int64 { return r.StartedAt.unix() },
		"finished_at":  func(r replay) int64 { return r.FinishedAt.unix() },
		"count_errors": func(r replay) int64 { return int64(r.CountErrors) }, "activity": func(r replay) int64 { return int64(r.Activity) },
		"count_urls": func(r replay) int64 { return int64(r.CountURLs) }, "count_segments": func(r replay) int64 { return int64(r.CountSegments) },
		"count_dead_clicks": func(r replay) int64 { return int64(r.DeadClicks) }, "count_rage_clicks": func(r replay) int64 { return int64(r.RageClicks) },
	}
	key, ok := keys[name]
	if !ok {
		return badRequest("Invalid sort: %q", by)
	}
	slices.SortStableFunc(all, func(a, b replay) int {
		if descending {
			a, b = b, a
		}
		return cmp.Compare(key(a), key(b))
	})
	return nil
}

func (a *api) replay(w http.ResponseWriter, r *http.Request) error {
	found, err := a.replayAt(r)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, map[string]replay{"data": replayOf(found)})
	return nil
}

// replayAt finds the replay of the path, in its project if it names one.
func (a *api) replayAt(r *http.Request) (store.Replay, error) {
	found, err := a.store.Replay(r.Context(), protocol.CleanID(r.PathValue("replay")))
	if err != nil || r.PathValue("project") == "" {
		return found, err
	}
	p, err := a.projectOf(r)
	if err == nil && p.ID != found.Project.ID {
		err = store.ErrNotFound
	}
	return found, err
}

// recordingSegments answers what happened on the screen: a list of rrweb events for every segment.
func (a *api) recordingSegments(w http.ResponseWriter, r *http.Request) error {
	found, err := a.replayAt(r)
	if err != nil {
		return err
	}
	p, err := pageOf(r.URL.Query(), "per_page", maxPage)
	if err != nil {
		return err
	}
	segments, total, err := a.store.Recording(r.Context(), found.Project.ID, found.ID, p.limit, p.offset)
	if err != nil {
		return err
	}
	a.link(w, r, p, total)
	writeJSON(w, http.StatusOK, append([]json.RawMessage{}, segments...))
	return nil
}

// listOf is the wire form of a list that may be nil.
func listOf(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
