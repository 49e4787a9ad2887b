package screen

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"
)

func TestRecentKeepsTheNewestOnce(t *testing.T) {
	var r Recent[string]
	for _, s := range []string{"a", "b", "c", "a"} {
		r.Add(s)
	}
	if got := r.All(); !slices.Equal(got, []string{"a", "c", "b"}) {
		t.Errorf("kept %q", got)
	}
	for n := range 2 * maxRecent {
		r.Add(strconv.Itoa(n))
	}
	if got := r.All(); len(got) != maxRecent || got[0] != strconv.Itoa(2*maxRecent-1) {
		t.Errorf("%d are kept, the first is %q", len(got), got[0])
	}
}

// TestRecentIsKeptWhileMoreComes: a session is written to its file while the
// person goes on choosing.
func TestRecentIsKeptWhileMoreComes(t *testing.T) {
	var r Recent[string]
	r.Add("a")
	r.Add("b")
	onItsWay := r
	r.Add("a")
	got, err := json.Marshal(onItsWay)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != `["b","a"]` {
		t.Errorf("the copy became %s", got)
	}
}
