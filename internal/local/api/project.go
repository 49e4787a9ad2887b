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

func (a *api) project(w http.ResponseWriter, r *http.Request, p store.Project) error {
	return a.writeProject(w, r, p, http.StatusOK)
}

// writeProject answers with the page of a project.
func (a *api) writeProject(w http.ResponseWriter, r *http.Request, p store.Project, status int) error {
	flags, err := a.flags(r.Context())
	if err != nil {
		return err
	}
	d := projectDetail{projectBase: a.baseOf(p, flags), projectLook: lookOf(p), projectSettings: settings()}
	teams, err := a.store.Teams(r.Context())
	if err != nil {
		return err
	}
	if d.projectLinks, err = a.linksOf(r.Context(), p, teams); err != nil {
		return err
	}
	if !words(r.URL.Query(), "collapse")["organization"] {
		org, err := a.theOrganization(r)
		if err != nil {
			return err
		}
		d.Organization = &org
	}
	writeJSON(w, status, d)
	return nil
}
