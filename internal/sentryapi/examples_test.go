package sentryapi

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// openAPI is the part of Sentry's public API document that holds examples.
type openAPI struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct {
				Examples map[string]struct{ Value json.RawMessage }
			}
		}
	}
}

// example is the first example of a response; the document lies next to the
// repository and is not part of it.
func (d openAPI) example(t *testing.T, method, path, status string) []byte {
	t.Helper()
	for _, content := range d.Paths[path][method].Responses[status].Content {
		for _, example := range content.Examples {
			return example.Value
		}
	}
	t.Fatalf("the document has no example for %s %s", method, path)
	return nil
}

func loadOpenAPI(t *testing.T) openAPI {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, "..", "shared", "api", "sentry-openapi-subset.json"))
		if err == nil {
			var d openAPI
			if err := json.Unmarshal(data, &d); err != nil {
				t.Fatal(err)
			}
			return d
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Skip("Sentry's API document is not next to the repository")
	}
}

func TestOfficialExamples(t *testing.T) {
	const org = "/api/0/organizations/{organization_id_or_slug}/"
	document := loadOpenAPI(t)
	listed := func(path string, decode func([]byte) (int, []error, error)) {
		raw := document.example(t, "get", org+path, "200")
		if n, skipped, err := decode(raw); err != nil || n == 0 || len(skipped) > 0 {
			t.Errorf("%s: %d items, skipped %v, %v", path, n, skipped, err)
		}
	}
	listed("projects/", counted[Project])
	listed("teams/", counted[Team])
	listed("releases/", counted[Release])
	listed("issues/", counted[Issue])
	listed("issues/{issue_id}/events/", counted[EventSummary])

	organization, missing, err := decodeLoose[Organization](document.example(t, "get", org, "200"))
	if err != nil || len(missing) > 0 || organization.Slug == "" {
		t.Errorf("organization %+v, %v, %v", organization, missing, err)
	}
	issue, missing, err := decodeLoose[Issue](document.example(t, "get", org+"issues/{issue_id}/", "200"))
	if err != nil || len(missing) > 0 || issue.ID == "" || issue.Title.IsZero() {
		t.Errorf("issue %+v, %v, %v", issue, missing, err)
	}
	event, err := DecodeEvent(document.example(t, "get", org+"issues/{issue_id}/events/{event_id}/", "200"))
	if err != nil || len(event.Skipped) > 0 || len(event.Exceptions) == 0 || len(event.Exceptions[0].Frames) == 0 || event.Type != "error" {
		t.Errorf("event %+v, %v", event, err)
	}
	run, err := DecodeSeerRun(document.example(t, "get", org+"issues/{issue_id}/autofix/", "200"))
	if err != nil || run.Root == nil || run.Status != SeerCompleted {
		t.Errorf("run %+v, %v", run, err)
	}
	tag, missing, err := decodeLoose[tagWire](document.example(t, "get", org+"issues/{issue_id}/tags/{key}/", "200"))
	if err != nil || len(missing) > 0 || tag.TotalValues != 3 {
		t.Errorf("tag %+v, %v, %v", tag, missing, err)
	}
}

func counted[T any](raw []byte) (int, []error, error) {
	items, skipped, err := decodeList[T](raw)
	return len(items), skipped, err
}
