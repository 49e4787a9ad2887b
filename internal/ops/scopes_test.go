package ops

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vedette/internal/sentryapi"
)

// A refusal names the scope that would have done, and what the token has.
func TestRefusalNamesTheScope(t *testing.T) {
	for name, c := range map[string]struct {
		login       []string // scopes of the stored login
		access      string   // of the organization; "" = it is refused too
		body        string
		want, never string
		requests    int
	}{
		"from the login": {login: []string{"org:read", "event:read"}, body: `{"detail":"You do not have permission to perform this action."}`,
			want: "permission to perform this action; missing scope: event:write or event:admin; the token has event:read, org:read", requests: 1},
		"from the organization": {access: `["event:read"]`, body: `{"detail":"no"}`, want: "missing scope: event:write or event:admin; the token has event:read", requests: 2},
		"the scope is there":    {login: []string{"event:admin"}, body: `{"detail":"no"}`, want: "the token has the scope for it (event:admin)", never: "missing", requests: 1},
		"nobody knows":          {body: `{"detail":"no"}`, want: "it needs the scope event:write or event:admin", never: "has", requests: 2},
		"a proxy's page":        {body: "<html>", want: "HTML", never: "scope", requests: 1},
		"a feature that is off": {login: []string{"event:read"}, body: `{"detail":"AI features are disabled for this organization."}`, want: "AI features", never: "missing scope", requests: 1},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests++
				switch {
				case r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/issues/"):
					_, _ = io.WriteString(w, `[{"id":"1","shortId":"SHOP-1","title":"x","project":{"id":"1","slug":"shop"}}]`)
				case r.Method == http.MethodGet && c.access != "":
					_, _ = io.WriteString(w, `{"id":"1","slug":"acme","access":`+c.access+`}`)
				default:
					w.WriteHeader(http.StatusForbidden)
					_, _ = io.WriteString(w, c.body)
				}
			}))
			defer web.Close()
			client, err := sentryapi.New(sentryapi.Config{BaseURL: web.URL})
			if err != nil {
				t.Fatal(err)
			}
			o := New(Config{Client: client, BaseURL: web.URL, Defaults: Defaults{Org: "acme"}, Scopes: func(context.Context) []string { return c.login }})
			_, err = o.AddIssueNote(t.Context(), AddIssueNoteIn{IssueTarget: IssueTarget{Issue: "1"}, Text: "seen"})
			if err == nil || !strings.Contains(err.Error(), c.want) || c.never != "" && strings.Contains(err.Error(), c.never) {
				t.Errorf("%v, want %q and not %q", err, c.want, c.never)
			}
			if requests != c.requests {
				t.Errorf("%d requests, want %d", requests, c.requests)
			}
		})
	}
}
