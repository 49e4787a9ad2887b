package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"vedette/internal/local/store"
)

// issueSummary is an issue without what only its own page or the stream has.
type issueSummary struct {
	*issueBase
	*issueCounts
	IsUnhandled bool        `json:"isUnhandled"`
	DerivedData derivedData `json:"derivedData"`
}

func (a *api) summary(r *http.Request, i store.Issue) (issueSummary, error) {
	b, err := a.base(r.Context(), r, i)
	if err != nil {
		return issueSummary{}, err
	}
	run, ran, err := a.store.LatestRun(r.Context(), i.ID)
	if err != nil {
		return issueSummary{}, err
	}
	b.ExplorerTriggered = date(run.Updated)
	return issueSummary{issueBase: b, issueCounts: countsOf(i), IsUnhandled: i.Unhandled, DerivedData: derived(i, run, ran)}, nil
}

// releaseRef is a release inside an issue.
type releaseRef struct {
	ID           int64          `json:"id"`
	Version      string         `json:"version"`
	ShortVersion string         `json:"shortVersion"`
	VersionInfo  *versionInfo   `json:"versionInfo"`
	DateCreated  date           `json:"dateCreated"`
	DateReleased date           `json:"dateReleased"`
	FirstEvent   date           `json:"firstEvent"`
	LastEvent    date           `json:"lastEvent"`
	Ref          *string        `json:"ref"`
	URL          *string        `json:"url"`
	CommitCount  int            `json:"commitCount"`
	DeployCount  int            `json:"deployCount"`
	LastCommit   *string        `json:"lastCommit"`
	LastDeploy   *string        `json:"lastDeploy"`
	Status       string         `json:"status"`
	UserAgent    *string        `json:"userAgent"`
	Data         map[string]any `json:"data"`
}

// releaseRefOf looks a release up; nil when the issue or event has none.
func (a *api) releaseRefOf(r *http.Request, version string) (*releaseRef, error) {
	if version == "" {
		return nil, nil
	}
	ref := &releaseRef{
		Version: version, ShortVersion: shortVersion(version), VersionInfo: parseVersion(version), Status: "open", Data: map[string]any{},
	}
	found, err := a.store.Release(r.Context(), version)
	if isNotFound(err) {
		return ref, nil
	}
	if err != nil {
		return nil, err
	}
	ref.ID, ref.Status, ref.Ref, ref.URL = found.ID, found.Status, orNull(found.Ref), orNull(found.URL)
	ref.DateCreated, ref.DateReleased = date(found.Created), date(found.Released)
	ref.CommitCount, ref.DeployCount = found.Commits, found.Deploys
	ref.FirstEvent, ref.LastEvent = date(found.FirstEvent), date(found.LastEvent)
	return ref, nil
}

// issueDetail is an issue on its own page.
type issueDetail struct {
	issueSummary
	FirstRelease      *releaseRef `json:"firstRelease,omitempty"`
	LastRelease       *releaseRef `json:"lastRelease,omitempty"`
	Tags              []tagKey    `json:"tags,omitempty"`
	Stats             stats       `json:"stats,omitempty"`
	Inbox             *inbox      `json:"inbox"`
	Owners            []owner     `json:"owners"`
	IntegrationIssues []string    `json:"integrationIssues"`
	SentryAppIssues   []string    `json:"sentryAppIssues"`
	Activity          []activity  `json:"activity"`
	SeenBy            []user      `json:"seenBy"`
	Participants      []user      `json:"participants"`
	UserReportCount   int64       `json:"userReportCount"`
}

// issue answers one issue with its activity, tags and releases.
func (a *api) issue(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	d, err := a.detailOf(r, i)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

func (a *api) detailOf(r *http.Request, i store.Issue) (issueDetail, error) {
	summary, err := a.summary(r, i)
	if err != nil {
		return issueDetail{}, err
	}
	d := issueDetail{
		issueSummary: summary, IntegrationIssues: []string{}, SentryAppIssues: []string{},
		SeenBy: []user{}, Participants: []user{},
	}
	teams, err := a.store.Teams(r.Context())
	if err != nil {
		return issueDetail{}, err
	}
	if d.Owners, err = a.ownersOf(r.Context(), i, teams); err != nil {
		return issueDetail{}, err
	}
	if i.Inbox {
		in := inboxOf(i)
		d.Inbox = &in
	}
	person := you(i.Project.Created, a.now())
	if i.HasSeen {
		d.SeenBy = append(d.SeenBy, person)
	}
	if i.Subscribed {
		d.Participants = append(d.Participants, person)
	}
	if err := a.fillDetail(r, i, &d); err != nil {
		return issueDetail{}, err
	}
	_, d.UserReportCount, err = a.store.UserReports(r.Context(), store.UserReportFilter{Issue: i.ID, Limit: 1})
	return d, err
}

// fillDetail adds what collapse can leave out, and the activity.
func (a *api) fillDetail(r *http.Request, i store.Issue, d *issueDetail) error {
	q := r.URL.Query()
	collapse := words(q, "collapse")
	var err error
	if !collapse["release"] {
		if d.FirstRelease, err = a.releaseRefOf(r, i.FirstRelease); err != nil {
			return err
		}
		if d.LastRelease, err = a.releaseRefOf(r, i.LastRelease); err != nil {
			return err
		}
	}
	if !collapse["tags"] {
		const top = 4
		tags, err := a.store.IssueTags(r.Context(), i.ID, environmentsOf(q), top)
		if err != nil {
			return err
		}
		d.Tags = tagKeys(tags)
	}
	if !collapse["stats"] {
		d.Stats = stats{}
		for _, name := range []string{"24h", "30d"} {
			from, to, bucket, err := bucketsOf(name, a.now(), timeRange{})
			if err != nil {
				return err
			}
			counts, err := a.store.IssueStats(r.Context(), []int64{i.ID}, from, to, bucket)
			if err != nil {
				return err
			}
			d.Stats[name] = pointsOf(counts[i.ID], from, to, bucket)
		}
	}
	d.Activity, err = a.activityOf(r, i)
	return err
}

// hashRow is one fingerprint hash of an issue.
type hashRow struct {
	ID                string        `json:"id"`
	LatestEvent       *eventSummary `json:"latestEvent"`
	MergedBySeer      bool          `json:"mergedBySeer"`
	SeerMatchDistance *float64      `json:"seerMatchDistance"`
}

// hashes lists the fingerprint hashes whose events make up an issue. The latest event of the issue stands for each of them.
func (a *api) hashes(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	ids, err := a.store.IssueHashes(r.Context(), i.ID)
	if err != nil {
		return err
	}
	latest, _, _, err := a.store.Event(r.Context(), i.ID, store.Latest, nil)
	if err != nil && !isNotFound(err) {
		return err
	}
	var summary *eventSummary
	if err == nil {
		s := a.summaryOf(latest)
		summary = &s
	}
	all := make([]hashRow, 0, len(ids))
	for _, id := range ids {
		all = append(all, hashRow{ID: id, LatestEvent: summary})
	}
	return writePage(a, w, r, all)
}

// externalIssues lists linked issues of other trackers: there is no integration, hence never any.
func (a *api) externalIssues(w http.ResponseWriter, _ *http.Request, _ store.Issue) error {
	writeJSON(w, http.StatusOK, []string{})
	return nil
}

// activity is one step in the life of an issue.
type activity struct {
	ID          string          `json:"id"`
	Type        string          `json:"type"`
	User        *user           `json:"user"`
	SentryApp   *string         `json:"sentry_app"`
	Data        json.RawMessage `json:"data"`
	DateCreated date            `json:"dateCreated"`
}

func (a *api) activityWire(act store.Activity, joined time.Time) activity {
	out := activity{
		ID: strconv.FormatInt(act.ID, 10), Type: act.Type, Data: act.Data, DateCreated: date(act.At),
	}
	if act.UserID != 0 {
		person := you(joined, a.now())
		out.User = &person
	}
	if len(out.Data) == 0 {
		out.Data = json.RawMessage("{}")
	}
	return out
}

func (a *api) activityOf(r *http.Request, i store.Issue) ([]activity, error) {
	found, err := a.store.Activities(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	all := make([]activity, 0, len(found))
	for _, act := range found {
		all = append(all, a.activityWire(act, i.Project.Created))
	}
	return all, nil
}

func (a *api) activities(w http.ResponseWriter, r *http.Request, i store.Issue) error {
	all, err := a.activityOf(r, i)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, struct {
		Activity []activity `json:"activity"`
	}{all})
	return nil
}
