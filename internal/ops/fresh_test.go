package ops

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"vedette/internal/sentryapi"
)

// full is a cache that knows everything, and counts who looks into it.
type full struct{ looks int }

func (f *full) Answer(string) (sentryapi.Stored, bool) {
	f.looks++
	return sentryapi.Stored{At: time.Now(), Body: []byte("[]")}, true
}
func (*full) SetAnswer(string, string, sentryapi.Stored) {}
func (*full) Forget(string)                              {}

// Gates, changes and what is followed are about now: a kept answer decides
// nothing there, not even when the server is gone and a person looks.
func TestNoKeptAnswerDecides(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	for name, c := range map[string]struct {
		do   func(context.Context, *Ops) error
		kept bool
	}{
		"a list": {func(ctx context.Context, o *Ops) error { _, err := o.FindProjects(ctx, FindProjectsIn{}); return err }, true},
		"a gate": {func(ctx context.Context, o *Ops) error { _, err := o.CheckGate(ctx, CheckGateIn{}); return err }, false},
		"a change": {func(ctx context.Context, o *Ops) error {
			_, err := o.UpdateIssue(ctx, UpdateIssueIn{IssueTarget: IssueTarget{Issue: "SHOP-1"}, IssueEdit: IssueEdit{Status: "resolved"}})
			return err
		}, false},
		"issues followed": {func(ctx context.Context, o *Ops) error { return firstError(o.FollowIssues(ctx, SearchIssuesIn{})) }, false},
		"events followed": {func(ctx context.Context, o *Ops) error { return firstError(o.FollowEvents(ctx, SearchEventsIn{})) }, false},
		"Seer": {func(ctx context.Context, o *Ops) error {
			return firstError(o.FollowAnalysis(ctx, AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "SHOP-1"}}))
		}, false},
	} {
		for _, freshness := range []sentryapi.Freshness{sentryapi.Usual, sentryapi.Offline} {
			cache := &full{}
			instant := func(context.Context, time.Duration) error { return nil }
			client, err := sentryapi.New(sentryapi.Config{BaseURL: server.URL, Answers: cache, ShowStale: true, Freshness: freshness, Sleep: instant})
			if err != nil {
				t.Fatal(err)
			}
			o := New(Config{Client: client, BaseURL: server.URL, Defaults: Defaults{Org: "acme"}, Sleep: instant})
			if err := c.do(t.Context(), o); (err == nil) != c.kept || (cache.looks > 0 && freshness == sentryapi.Offline) != (c.kept && freshness == sentryapi.Offline) {
				t.Errorf("%s, freshness %d: %v after %d looks at what is kept", name, freshness, err, cache.looks)
			}
		}
	}
}

// firstError is the first error of a sequence, which ends there.
func firstError[T any](seq func(func(T, error) bool)) (first error) {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}
