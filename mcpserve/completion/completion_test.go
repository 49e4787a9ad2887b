package completion

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/internal/ops"
	"vedette/internal/sentryapi"
	"vedette/mcpserve/prompts"
)

// caller is one caller of a fake Sentry, which answers a path with its body.
func caller(t *testing.T, answer http.HandlerFunc) *ops.Ops {
	t.Helper()
	api := httptest.NewServer(answer)
	t.Cleanup(api.Close)
	client, err := sentryapi.New(sentryapi.Config{BaseURL: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	return ops.New(ops.Config{Client: client, Defaults: ops.Defaults{Org: "acme"}})
}

func write(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, body)
}

func TestMatching(t *testing.T) {
	names := []string{"workshop", "shop", "Shop-API", "billing"}
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"", names},
		{"  ", names},
		{"shop", []string{"shop", "Shop-API", "workshop"}}, // those that begin with it first
		{" SHOP ", []string{"shop", "Shop-API", "workshop"}},
		{"api", []string{"Shop-API"}},
		{"x", nil},
	} {
		if got := matching(names, c.typed); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.typed, got, c.want)
		}
	}
}

// Whatever is typed, an answer holds names that were there, each once.
func FuzzMatching(f *testing.F) {
	f.Add("shop\nworkshop\nbilling", "SHO")
	f.Add("İstanbul\nSTRASSE\nstraße", "ß")
	f.Add("\xff\n\x00\n", "\xff")
	f.Fuzz(func(t *testing.T, lines, typed string) {
		var names []string
		for _, name := range strings.Split(lines, "\n") {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		got := matching(names, typed)
		for n, name := range got {
			if !slices.Contains(names, name) || slices.Contains(got[n+1:], name) {
				t.Fatalf("%q typed: %q of %q", typed, got, names)
			}
		}
		if strings.TrimSpace(typed) == "" && len(got) != len(names) {
			t.Fatalf("nothing typed: %q of %q", got, names)
		}
	})
}

func TestValuesThatNoServerIsAskedFor(t *testing.T) {
	o := caller(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was asked", r.URL) })
	for _, c := range []struct {
		kind, typed string
		want        []string
	}{
		{prompts.Period, "1", []string{"1h", "14d"}},
		{Format, "j", []string{"json"}},
		{"hint", "x", nil},
	} {
		values, _, more := new(Completer).Values(t.Context(), o, Query{Kind: c.kind, Typed: c.typed})
		if !slices.Equal(values, c.want) || more {
			t.Errorf("%s %q: %q, more=%v", c.kind, c.typed, values, more)
		}
	}
}

// A name that would be changed on its way to a model is no use as an argument.
func TestNamesThatCannotBeSaidAreLeftOut(t *testing.T) {
	o := caller(t, func(w http.ResponseWriter, _ *http.Request) {
		write(w, `[{"id":"1","name":"production"},{"id":"2","name":"pro\u200bduction"},{"id":"3","name":"a\nb"},{"id":"4","name":"\u001b[31mred"},{"id":"5","name":""},{"id":"6","name":"production"}]`)
	})
	values, total, _ := new(Completer).Values(t.Context(), o, Query{Kind: prompts.Environment})
	if !slices.Equal(values, []string{"production"}) || total != 1 {
		t.Errorf("%q of %d", values, total)
	}
}

func TestListsAreKeptForTheirCallerAlone(t *testing.T) {
	asked := map[string]int{}
	named := func(slug string) *ops.Ops {
		return caller(t, func(w http.ResponseWriter, _ *http.Request) {
			asked[slug]++
			write(w, `[{"id":"1","slug":"`+slug+`","name":"x"}]`)
		})
	}
	one, other := named("one"), named("other")
	now := time.Unix(0, 0)
	c := Completer{Now: func() time.Time { return now }}
	project := Query{Kind: prompts.Project}
	for _, wait := range []time.Duration{0, time.Second, fresh} { // the last look is too late
		now = now.Add(wait)
		for slug, o := range map[string]*ops.Ops{"one": one, "other": other} {
			if values, _, _ := c.Values(t.Context(), o, project); !slices.Equal(values, []string{slug}) {
				t.Errorf("%s was offered %q", slug, values)
			}
		}
	}
	if asked["one"] != 2 || asked["other"] != 2 {
		t.Errorf("asked %v, want each twice", asked)
	}
	for n := range 2 * manyKept {
		c.keep(listKey{caller: one, search: fmt.Sprint(n)}, list{until: now.Add(fresh)}, now)
		if len(c.lists) > manyKept {
			t.Fatalf("%d lists are kept", len(c.lists))
		}
	}
}

// A page that is not all there is leads to a search; the answer's own limit holds.
func TestAServerWithManyNames(t *testing.T) {
	var searches []string
	o := caller(t, func(w http.ResponseWriter, r *http.Request) {
		search := r.URL.Query().Get("query")
		searches = append(searches, search)
		if search != "" {
			write(w, `[{"id":"7","slug":"zebra","name":"x"}]`)
			return
		}
		w.Header().Set("Link", `<https://x/?cursor=0:100:0>; rel="next"; results="true"; cursor="0:100:0"`)
		var items []string
		for n := range Limit {
			items = append(items, fmt.Sprintf(`{"id":"%d","slug":"p%d","name":"x"}`, n, n))
		}
		write(w, "["+strings.Join(items, ",")+"]")
	})
	var c Completer
	if values, total, more := c.Values(t.Context(), o, Query{Kind: prompts.Project}); len(values) != Limit || total != 0 || !more {
		t.Errorf("%d values of %d, more=%v", len(values), total, more)
	}
	if values, total, more := c.Values(t.Context(), o, Query{Kind: prompts.Project, Typed: "zeb"}); !slices.Equal(values, []string{"zebra"}) || total != 1 || more {
		t.Errorf("%q of %d, more=%v after %q", values, total, more, searches)
	}
}

// A refusal is no error of the person who types, and is not asked for again at
// every key.
func TestWhatCannotBeReadIsNothing(t *testing.T) {
	asked := 0
	o := caller(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusForbidden)
	})
	var c Completer
	look := func() int {
		if values, _, more := c.Values(t.Context(), o, Query{Kind: prompts.Release}); len(values) != 0 || more {
			t.Errorf("%q, more=%v", values, more)
		}
		return asked
	}
	if first, then := look(), look(); first == 0 || then != first {
		t.Errorf("%d requests, then %d", first, then-first)
	}
}
