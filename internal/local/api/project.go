package api

import (
	"net/http"

	"vedette/internal/local/store"
)

// groupingConfig names the grouping algorithm that the local grouping follows.
const groupingConfig = "newstyle:2026-01-20"

// projectSettings are the switches of a project. The local backend has none of them to turn: it stores what it gets, unscrubbed, forever.
type projectSettings struct {
	Options                     map[string]any  `json:"options"`
	DigestsMinDelay             int             `json:"digestsMinDelay"`
	DigestsMaxDelay             int             `json:"digestsMaxDelay"`
	SubjectPrefix               string          `json:"subjectPrefix"`
	AllowedDomains              []string        `json:"allowedDomains"`
	ResolveAge                  int             `json:"resolveAge"`
	DataScrubber                bool            `json:"dataScrubber"`
	DataScrubberDefaults        bool            `json:"dataScrubberDefaults"`
	SafeFields                  []string        `json:"safeFields"`
	StoreCrashReports           *int            `json:"storeCrashReports"`
	SensitiveFields             []string        `json:"sensitiveFields"`
	SubjectTemplate             string          `json:"subjectTemplate"`
	SecurityToken               string          `json:"securityToken"`
	SecurityTokenHeader         *string         `json:"securityTokenHeader"`
	VerifySSL                   bool            `json:"verifySSL"`
	ScrubIPAddresses            bool            `json:"scrubIPAddresses"`
	ScrapeJavaScript            bool            `json:"scrapeJavaScript"`
	EnableAutoReleaseCreation   bool            `json:"enableAutoReleaseCreation"`
	HighlightTags               []string        `json:"highlightTags"`
	HighlightContext            map[string]any  `json:"highlightContext"`
	HighlightPreset             highlightPreset `json:"highlightPreset"`
	GroupingConfig              string          `json:"groupingConfig"`
	DerivedGroupingEnhancements string          `json:"derivedGroupingEnhancements"`
	GroupingEnhancements        string          `json:"groupingEnhancements"`
	SecondaryGroupingExpiry     int             `json:"secondaryGroupingExpiry"`
	SecondaryGroupingConfig     *string         `json:"secondaryGroupingConfig"`
	FingerprintingRules         string          `json:"fingerprintingRules"`
	ProcessingIssues            int             `json:"processingIssues"`
	DefaultEnvironment          *string         `json:"defaultEnvironment"`
	RelayPiiConfig              *string         `json:"relayPiiConfig"`
	BuiltinSymbolSources        []string        `json:"builtinSymbolSources"`
	DynamicSamplingBiases       []string        `json:"dynamicSamplingBiases"`
	SymbolSources               string          `json:"symbolSources"`
	IsDynamicallySampled        bool            `json:"isDynamicallySampled"`
	TempestFetchScreenshots     bool            `json:"tempestFetchScreenshots"`
	AutofixAutomationTuning     string          `json:"autofixAutomationTuning"`
	SeerScannerAutomation       bool            `json:"seerScannerAutomation"`
	SeerNightshiftTweaks        *string         `json:"seerNightshiftTweaks"`
	ScmSourceContextEnabled     bool            `json:"scmSourceContextEnabled"`
	DebugFilesRole              *string         `json:"debugFilesRole"`
}

type highlightPreset struct {
	Tags    []string            `json:"tags"`
	Context map[string][]string `json:"context"`
}

// projectDetail is a project on its own page.
type projectDetail struct {
	projectBase
	projectLook
	projectLinks
	projectSettings
	Organization *organization `json:"organization,omitempty"` // left out with collapse=organization
}

func settings() projectSettings {
	none := []string{}
	return projectSettings{
		Options: map[string]any{}, AllowedDomains: []string{"*"}, SafeFields: none, SensitiveFields: none,
		EnableAutoReleaseCreation: true, HighlightTags: none, HighlightContext: map[string]any{},
		HighlightPreset: highlightPreset{Tags: none, Context: map[string][]string{}},
		GroupingConfig:  groupingConfig, BuiltinSymbolSources: none, DynamicSamplingBiases: none,
		SymbolSources: "[]", AutofixAutomationTuning: "off", SubjectTemplate: "$shortID - $title",
	}
}

func (a *api) project(w http.ResponseWriter, r *http.Request) error {
	p, err := a.projectOf(r)
	if err != nil {
		return err
	}
	flags, err := a.flags(r.Context())
	if err != nil {
		return err
	}
	d := projectDetail{projectBase: a.baseOf(p, flags), projectLook: lookOf(p), projectSettings: settings()}
	if d.projectLinks, err = a.linksOf(r.Context(), p); err != nil {
		return err
	}
	if !words(r.URL.Query(), "collapse")["organization"] {
		org, err := a.theOrganization(r)
		if err != nil {
			return err
		}
		d.Organization = &org
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

// projectKey is the client key of a project: there is one, it is always active and has no rate limit.
type projectKey struct {
	ID                      string          `json:"id"`
	Name                    string          `json:"name"`
	Label                   string          `json:"label"`
	Public                  string          `json:"public"`
	Secret                  *string         `json:"secret"`
	ProjectID               int64           `json:"projectId"`
	IsActive                bool            `json:"isActive"`
	RateLimit               *string         `json:"rateLimit"`
	DSN                     dsn             `json:"dsn"`
	BrowserSDKVersion       string          `json:"browserSdkVersion"`
	BrowserSDK              browserSDK      `json:"browserSdk"`
	DateCreated             date            `json:"dateCreated"`
	DynamicSDKLoaderOptions map[string]bool `json:"dynamicSdkLoaderOptions"`
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

func (a *api) keyOf(r *http.Request, p store.Project) projectKey {
	address := DSN(a.opts.BaseURL(r), p)
	return projectKey{
		ID: p.PublicKey, Name: "Default", Label: "Default", Public: p.PublicKey, ProjectID: p.ID, IsActive: true,
		DSN: dsn{Public: address, Secret: address}, BrowserSDK: browserSDK{Choices: [][]string{}}, DateCreated: date(p.Created),
		DynamicSDKLoaderOptions: map[string]bool{
			"hasReplay": false, "hasPerformance": false, "hasDebug": false, "hasFeedback": false, "hasLogsAndMetrics": false,
		},
	}
}

func keysByStatus[T any](status string, active []T) []T {
	if status == "inactive" {
		return []T{}
	}
	return active
}

func (a *api) keys(w http.ResponseWriter, r *http.Request) error {
	p, err := a.projectOf(r)
	if err != nil {
		return err
	}
	return writePage(a, w, r, keysByStatus(r.URL.Query().Get("status"), []projectKey{a.keyOf(r, p)}))
}

func (a *api) key(w http.ResponseWriter, r *http.Request) error {
	p, err := a.projectOf(r)
	if err != nil {
		return err
	}
	if r.PathValue("key") != p.PublicKey {
		return notFound()
	}
	writeJSON(w, http.StatusOK, a.keyOf(r, p))
	return nil
}

func (a *api) organizationKeys(w http.ResponseWriter, r *http.Request) error {
	projects, err := a.store.Projects(r.Context())
	if err != nil {
		return err
	}
	all := make([]projectKey, 0, len(projects))
	for _, p := range projects {
		all = append(all, a.keyOf(r, p))
	}
	return writePage(a, w, r, keysByStatus(r.URL.Query().Get("status"), all))
}
