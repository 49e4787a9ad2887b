package api_test

import (
	"net/http"
	"testing"
)

// TestReleaseLifecycle follows a release as a pipeline makes it: created, created again, with commits that fix an issue, deployed, archived.
func TestReleaseLifecycle(t *testing.T) {
	b := seed(t)
	const releases = "/api/0/organizations/local/releases/"
	issue := b.find("EmptyCart")
	b.put("/api/0/organizations/local/issues/"+b.find("ValueError").ID+"/", `{"status":"resolved","statusDetails":{"inNextRelease":true}}`, &struct{}{})

	body := `{"version":"shop@3.0.0","projects":["shop"],"commits":[{"id":"abc","message":"Fixes ` + issue.ShortID + `, see nowhere-1","author_name":"Ann"}]}`
	b.post(releases, body, &struct{}{})
	if resp := b.call(http.MethodPost, releases, body); resp.StatusCode != http.StatusAlreadyReported {
		t.Errorf("created again: %d, want 208", resp.StatusCode)
	}
	fixed := b.find("EmptyCart")
	if fixed.Status != "resolved" || fixed.StatusDetails["inRelease"] != "shop@3.0.0" {
		t.Errorf("an issue that a commit fixes is %s %v", fixed.Status, fixed.StatusDetails)
	}
	if next := b.find("ValueError"); next.StatusDetails["inRelease"] != "shop@3.0.0" {
		t.Errorf("resolved in the next release, which came: %v", next.StatusDetails)
	}
	// An error in an older release changes nothing; one in the new release is a regression.
	b.send("shop", `{"type":"event"}`, errorEvent("000000000000000000000000000000a1", "EmptyCart", "shop@1.1.0", "production", noon))
	if i := b.find("EmptyCart"); i.Status != "resolved" {
		t.Errorf("after an error in an older release: %s", i.Status)
	}
	b.send("shop", `{"type":"event"}`, errorEvent("000000000000000000000000000000a2", "EmptyCart", "shop@3.0.0", "production", noon))
	if i := b.find("EmptyCart"); i.Status != "unresolved" || i.Substatus == nil || *i.Substatus != "regressed" {
		t.Errorf("after an error in the release: %+v", i)
	}

	b.post(releases+"shop@3.0.0/deploys/", `{"environment":"canary"}`, &struct{}{})
	var made struct {
		CommitCount, DeployCount int
		LastDeploy               struct{ Environment string }
		Authors                  []struct{ Name string }
		CurrentProjectMeta       map[string]any
		Status                   string
	}
	b.get(releases+"shop@3.0.0/", &made)
	if made.CommitCount != 1 || made.DeployCount != 1 || made.LastDeploy.Environment != "canary" || made.Authors[0].Name != "Ann" ||
		made.CurrentProjectMeta["prevReleaseVersion"] != version || made.CurrentProjectMeta["nextReleaseVersion"] != nil {
		t.Errorf("%+v", made)
	}
	b.post(releases, `{"version":"shop@4.0.0","projects":["shop"]}`, &struct{}{})
	var before struct{ Version string }
	b.get(releases+"shop@4.0.0/previous-with-commits/", &before)
	if before.Version != "shop@3.0.0" {
		t.Errorf("previous with commits: %q", before.Version)
	}
	b.put(releases+"shop@4.0.0/", `{"status":"archived"}`, &made)
	var archived []struct{ Version string }
	b.get(releases+"?status=archived", &archived)
	if made.Status != "archived" || len(archived) != 1 {
		t.Errorf("archived: %+v", archived)
	}
	for path, status := range map[string]int{"shop@3.0.0/": http.StatusForbidden, "shop@4.0.0/": http.StatusNoContent, "nowhere@1/": http.StatusNotFound} {
		if resp := b.call(http.MethodDelete, releases+path, ""); resp.StatusCode != status {
			t.Errorf("DELETE %s: %d, want %d", path, resp.StatusCode, status)
		}
	}
	b.post(releases, `{"version":"shop@4.0.0","projects":["shop"]}`, &struct{}{}) // deleted, so it is new

	for body, field := range map[string]string{
		`{}`:                                    "version",
		`{"version":"a/b","projects":["shop"]}`: "version", `{"version":"latest","projects":["shop"]}`: "version",
		`{"version":"a"}`: "projects", `{"version":"a","projects":["nowhere"]}`: "projects",
		`{"version":"a","projects":["shop"],"url":"javascript:1"}`:       "url",
		`{"version":"a","projects":["shop"],"dateReleased":"yesterday"}`: "dateReleased",
		`{"version":"a","projects":["shop"],"commits":[{}]}`:             "commits",
		`{"version":"a","projects":["shop"],"status":"gone"}`:            "status",
	} {
		var refused map[string]any
		b.decode(b.call(http.MethodPost, releases, body), http.StatusBadRequest, &refused)
		if refused[field] == nil {
			t.Errorf("%s: %v, want a reason for %s", body, refused, field)
		}
	}
}
