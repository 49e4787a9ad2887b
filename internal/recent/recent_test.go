package recent

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func values(names []Name) string {
	s := ""
	for _, n := range names {
		s += n.Value + " "
	}
	return s
}

func TestRemember(t *testing.T) {
	f := File{Path: filepath.Join(t.TempDir(), "new", "recent.json")}
	if got := f.Names(Issue, "a"); len(got) != 0 {
		t.Errorf("%v", got)
	}
	for _, seen := range [][]Name{
		{{Value: "SHOP-1", Note: "first"}, {Value: "SHOP-2"}, {Value: "SHOP-1"}},
		{{Value: "SHOP-2", Note: "again"}, {Value: "$(reboot)"}, {Value: "-f"}, {Value: "a b"}, {Value: "`x`"}, {Value: ""}},
	} {
		if err := f.Remember(Issue, "a", seen); err != nil {
			t.Fatal(err)
		}
	}
	if got := values(f.Names(Issue, "a")); got != "SHOP-2 SHOP-1 " {
		t.Errorf("%s", got)
	}
	if f.Names(Issue, "a")[0].Note != "again" {
		t.Error("the note is the old one")
	}
	if got := values(f.Names(Issue, "elsewhere")); got != "SHOP-2 SHOP-1 " {
		t.Errorf("without names of that server: %s", got)
	}
	if err := f.Remember(Issue, "b", []Name{{Value: "API-1"}}); err != nil {
		t.Fatal(err)
	}
	if got := values(f.Names(Issue, "b")); got != "API-1 " {
		t.Errorf("%s", got)
	}
	if info, err := os.Stat(f.Path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestRememberIsBoundedAndMendsItself(t *testing.T) {
	f := File{Path: filepath.Join(t.TempDir(), "recent.json")}
	for _, content := range []string{"", "null", "{", `{"issue":7}`} {
		if err := os.WriteFile(f.Path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var many []Name
		for i := range 3 * Limit {
			many = append(many, Name{Value: fmt.Sprintf("X-%d", i)})
		}
		if err := f.Remember(Issue, "a", many); err != nil {
			t.Fatal(err)
		}
		if got := f.Names(Issue, "a"); len(got) != Limit || got[0].Value != "X-0" {
			t.Errorf("after %q: %d names", content, len(got))
		}
	}
}
