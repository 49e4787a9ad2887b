package config

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRegionsSurviveTheProcess(t *testing.T) {
	p := Paths{Cache: filepath.Join(t.TempDir(), "new", "cache")}
	OpenRegions(p).SetRegion("acme", "https://de.sentry.io")
	if url, ok := OpenRegions(p).Region("acme"); !ok || url != "https://de.sentry.io" {
		t.Errorf("got %q, %v", url, ok)
	}
	OpenRegions(p).SetRegion("acme", "")
	if url, ok := OpenRegions(p).Region("acme"); ok {
		t.Errorf("forgotten, but still %q", url)
	}
}

func TestRegionsForgiveABrokenFile(t *testing.T) {
	for _, content := range []string{"", "null", "{", `{"acme":7}`} {
		p := Paths{Cache: t.TempDir()}
		if err := os.WriteFile(filepath.Join(p.Cache, "regions.json"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		r := OpenRegions(p)
		if _, ok := r.Region("acme"); ok {
			t.Errorf("%q gave a region", content)
		}
		r.SetRegion("acme", "https://us.sentry.io")
		if url, _ := OpenRegions(p).Region("acme"); url != "https://us.sentry.io" {
			t.Errorf("after %q: %q", content, url)
		}
	}
}
