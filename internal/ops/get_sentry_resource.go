package ops

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"vedette/internal/text"
)

// GetSentryResourceIn names anything with a page in Sentry: by the page's URL,
// or by type and id.
type GetSentryResourceIn struct {
	OrgTarget
	URL  string `json:"url,omitempty"`
	Type string `json:"resourceType,omitempty" enum:"issue,event,trace,span,release,replay,profile,monitor,ai_conversation"`
	ID   string `json:"resourceId,omitempty" jsonschema:"With resourceType; spans: TRACE/SPAN, profiles: PROJECT/PROFILE."`
	GoalIn
}

// GetSentryResourceOut is what the operation for the resource answered.
type GetSentryResourceOut struct {
	Type      string `json:"resourceType"`
	Operation string `json:"operation"` // that answered
	Resource  any    `json:"resource"`

	doc text.Doc
}

// GetSentryResource recognises what a URL of Sentry shows and runs the operation
// that reads it. It makes that operation's requests and none of its own.
func (o *Ops) GetSentryResource(ctx context.Context, in GetSentryResourceIn) (GetSentryResourceOut, error) {
	return run(ctx, o, in, o.getSentryResource)
}

func (o *Ops) getSentryResource(ctx context.Context, in GetSentryResourceIn) (GetSentryResourceOut, error) {
	const op = "get_sentry_resource"
	var r resource
	var err error
	switch {
	case in.URL != "" && (in.Type != "" || in.ID != ""):
		err = invalid(op, "leave one of them out", "url and resourceType with resourceId were both given")
	case in.URL != "":
		r, err = o.resourceOfURL(op, in.URL)
	case in.Type == "" || in.ID == "":
		err = invalid(op, "give a url, or resourceType and resourceId", "no resource was named")
	default:
		r = resourceOf(in.Type, strings.Split(in.ID, "/"))
	}
	if err != nil {
		return GetSentryResourceOut{}, err
	}
	if in.Org != "" {
		r.args["organizationSlug"] = in.Org
	}
	args, err := json.Marshal(r.args)
	if err != nil {
		return GetSentryResourceOut{}, err
	}
	for _, entry := range o.entries {
		if entry.Name != r.operation {
			continue
		}
		result, err := entry.Call(ctx, o, args)
		if err != nil {
			return GetSentryResourceOut{}, err
		}
		return GetSentryResourceOut{Type: r.kind, Operation: r.operation, Resource: result, doc: result.Doc()}, nil
	}
	return GetSentryResourceOut{}, invalid(op, "open the page in a browser", "vedette cannot read a %s", r.kind)
}

// resource is something with a page, and how to read it.
type resource struct {
	kind, operation string
	args            map[string]string
}

// resourceOf is the resource of a type with an id of one part or two; a part
// that is missing is left to the operation to complain about.
func resourceOf(kind string, id []string) resource {
	last := id[len(id)-1]
	first := strings.Join(id[:len(id)-1], "/")
	r := resource{kind: kind, operation: "get_" + kind + "_details", args: map[string]string{}}
	set := func(name, value string) {
		if value != "" {
			r.args[name] = value
		}
	}
	switch kind {
	case "issue":
		set("issueId", last)
	case "event":
		set("eventId", last)
		set("issueId", first)
	case "trace":
		set("traceId", last)
	case "span":
		set("traceId", first)
		set("spanId", last)
	case "release": // a version may have a slash in it
		set("releaseVersion", strings.Join(id, "/"))
	case "replay":
		set("replayId", last)
	case "profile":
		set("projectSlugOrId", first)
		set("profileId", last)
	case "monitor":
		set("projectSlugOrId", first)
		set("monitorSlug", last)
	case "ai_conversation":
		set("conversationId", last)
	}
	return r
}

// resourceOfURL reads the address of a page of this server.
func (o *Ops) resourceOfURL(op, raw string) (resource, error) {
	a, err := o.ownAddress(op, raw)
	if err != nil {
		return resource{}, err
	}
	r, ok := resourceOfPath(a.path, a.query)
	if !ok {
		return resource{}, invalid(op, "pages of issues, events, traces, releases, replays, profiles, monitors and AI conversations are known", "%q shows no resource that vedette knows", raw)
	}
	if a.org != "" {
		r.args["organizationSlug"] = a.org
	}
	return r, nil
}

// resourceOfPath recognises a page by the words of its path; the later of two
// wins, as /issues/alerts/... leads elsewhere than /issues/.
func resourceOfPath(parts []string, query url.Values) (resource, bool) {
	after := func(word string, n int) []string {
		at := slices.Index(parts, word)
		if at < 0 || at+n >= len(parts) {
			return nil
		}
		return parts[at+1 : at+1+n]
	}
	for _, page := range []struct {
		word, kind string
		n          int
	}{
		{"crons", "monitor", 2}, {"conversations", "ai_conversation", 1}, {"trace", "trace", 1}, {"replays", "replay", 1},
		{"profile", "profile", 2}, {"releases", "release", 1},
	} {
		id := after(page.word, page.n)
		if id == nil {
			continue
		}
		if span, ok := strings.CutPrefix(query.Get("node"), "span-"); ok && page.kind == "trace" {
			return resourceOf("span", append(slices.Clone(id), span)), true
		}
		return resourceOf(page.kind, id), true
	}
	issue := after("issues", 1)
	if issue == nil || !isIssueWord(issue[0]) {
		return resource{}, false
	}
	if event := after("events", 1); event != nil {
		return resourceOf("event", append(slices.Clone(issue), event[0])), true
	}
	return resourceOf("issue", issue), true
}

// Doc is the resource's own.
func (out GetSentryResourceOut) Doc() text.Doc { return out.doc }
