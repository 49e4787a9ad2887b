package api

import (
	"net/http"
	"time"
	"unicode/utf8"

	"vedette/internal/local/store"
)

// projectKey is a client key of a project.
type projectKey struct {
	ID                      string          `json:"id"`
	Name                    string          `json:"name"`
	Label                   string          `json:"label"`
	Public                  string          `json:"public"`
	Secret                  *string         `json:"secret"`
	ProjectID               int64           `json:"projectId"`
	IsActive                bool            `json:"isActive"`
	RateLimit               *rateLimit      `json:"rateLimit"`
	DSN                     dsn             `json:"dsn"`
	BrowserSDKVersion       string          `json:"browserSdkVersion"`
	BrowserSDK              browserSDK      `json:"browserSdk"`
	DateCreated             date            `json:"dateCreated"`
	DynamicSDKLoaderOptions map[string]bool `json:"dynamicSdkLoaderOptions"`
}

// rateLimit is how many errors a key may bring in so many seconds.
type rateLimit struct {
	Window int64 `json:"window"`
	Count  int64 `json:"count"`
}

type browserSDK struct {
	Choices [][]string `json:"choices"`
}

// dsn holds the addresses that data is sent to; empty ones are for kinds of intake that the local backend does not have.
type dsn struct {
	Public      string `json:"public"`
	Secret      string `json:"secret"` // of the oldest SDKs; intake needs no secret, so it is the public one
	CSP         string `json:"csp"`
	Security    string `json:"security"`
	Minidump    string `json:"minidump"`
	NEL         string `json:"nel"`
	Unreal      string `json:"unreal"`
	Crons       string `json:"crons"`
	CDN         string `json:"cdn"`
	Playstation string `json:"playstation"`
	Integration string `json:"integration"`
	OTLPTraces  string `json:"otlp_traces"`
	OTLPLogs    string `json:"otlp_logs"`
}

func (a *api) wireKey(r *http.Request, k store.Key) projectKey {
	address := dsnOf(a.opts.BaseURL(r), k.Public, k.Project)
	out := projectKey{
		ID: k.Public, Name: k.Name, Label: k.Name, Public: k.Public, ProjectID: k.Project, IsActive: k.Active,
		DSN: dsn{Public: address, Secret: address}, BrowserSDK: browserSDK{Choices: [][]string{}}, DateCreated: date(k.Created),
		DynamicSDKLoaderOptions: map[string]bool{
			"hasReplay": false, "hasPerformance": false, "hasDebug": false, "hasFeedback": false, "hasLogsAndMetrics": false,
		},
	}
	if k.Limit.Window > 0 {
		out.RateLimit = &rateLimit{Window: int64(k.Limit.Window / time.Second), Count: k.Limit.Count}
	}
	return out
}

// keysIn are the keys of projects with the status that the request asks for.
func (a *api) keysIn(r *http.Request, projects ...store.Project) ([]projectKey, error) {
	status := r.URL.Query().Get("status")
	switch status {
	case "", "active", "inactive":
	default:
		return nil, badRequest("status must be active or inactive")
	}
	all := []projectKey{}
	for _, p := range projects {
		for _, k := range a.store.Keys(r.Context(), p.ID) {
			if status == "" || k.Active == (status == "active") {
				all = append(all, a.wireKey(r, k))
			}
		}
	}
	return all, nil
}

func (a *api) keys(w http.ResponseWriter, r *http.Request, p store.Project) error {
	all, err := a.keysIn(r, p)
	if err != nil {
		return err
	}
	return writePage(a, w, r, all)
}

func (a *api) organizationKeys(w http.ResponseWriter, r *http.Request) error {
	projects, err := a.store.Projects(r.Context())
	if err != nil {
		return err
	}
	all, err := a.keysIn(r, projects...)
	if err != nil {
		return err
	}
	return writePage(a, w, r, all)
}

func (a *api) key(w http.ResponseWriter, r *http.Request, p store.Project) error {
	for _, k := range a.store.Keys(r.Context(), p.ID) {
		if k.Public == r.PathValue("key") {
			writeJSON(w, http.StatusOK, a.wireKey(r, k))
			return nil
		}
	}
	return notFound()
}

// keyBody is the body of a new or changed key. The options of the JavaScript loader are not taken: the local backend serves no loader.
type keyBody struct {
	Name      *string          `json:"name"`
	IsActive  *bool            `json:"isActive"`
	RateLimit *rateLimitChange `json:"rateLimit"`
}

// rateLimitChange is a limit to be set; no count or no window removes it. Null does too, but only where the body says it: see readKey.
type rateLimitChange struct {
	Window int64 `json:"window"`
	Count  int64 `json:"count"`
}

// readKey reads a change of a key.
func readKey(w http.ResponseWriter, r *http.Request) (store.KeyChange, error) {
	const maxName, maxWindow = 64, 86400
	body := keyBody{RateLimit: &rateLimitChange{Window: -1}} // stays when the body does not name it, and becomes nil by null
	if err := readJSON(w, r, &body); err != nil {
		return store.KeyChange{}, err
	}
	change := store.KeyChange{Name: body.Name, Active: body.IsActive}
	if body.Name != nil && utf8.RuneCountInString(*body.Name) > maxName {
		return change, badField("name", "Ensure this field has no more than %d characters.", maxName)
	}
	limit := body.RateLimit
	switch {
	case limit == nil:
		change.Limit = &store.RateLimit{}
	case *limit == rateLimitChange{Window: -1}:
	case limit.Window < 0 || limit.Window > maxWindow || limit.Count < 0:
		return change, badField("rateLimit", "Ensure that window is between 0 and %d seconds and count is not negative.", maxWindow)
	case limit.Window == 0 || limit.Count == 0:
		change.Limit = &store.RateLimit{}
	default:
		change.Limit = &store.RateLimit{Count: limit.Count, Window: time.Duration(limit.Window) * time.Second}
	}
	return change, nil
}

func (a *api) createKey(w http.ResponseWriter, r *http.Request, p store.Project) error {
	change, err := readKey(w, r)
	if err != nil {
		return err
	}
	name, limit := "Default", store.RateLimit{}
	if change.Name != nil && *change.Name != "" {
		name = *change.Name
	}
	if change.Limit != nil {
		limit = *change.Limit
	}
	k, err := a.store.CreateKey(r.Context(), p.ID, name, limit)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, a.wireKey(r, k))
	return nil
}

func (a *api) updateKey(w http.ResponseWriter, r *http.Request, p store.Project) error {
	change, err := readKey(w, r)
	if err != nil {
		return err
	}
	k, err := a.store.UpdateKey(r.Context(), p.ID, r.PathValue("key"), change)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, a.wireKey(r, k))
	return nil
}

func (a *api) deleteKey(w http.ResponseWriter, r *http.Request, p store.Project) error {
	if err := a.store.DeleteKey(r.Context(), p.ID, r.PathValue("key")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
