package ask

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func newDesk(t *testing.T, now *time.Time, caller *string) *Desk {
	t.Helper()
	sealer, err := NewSealer(nil)
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{Sealer: sealer, Now: func() time.Time { return *now }, Caller: func(context.Context) string { return *caller }})
}

// modern is the context of a request whose client declares caps.
func modern(ctx context.Context, caps string) (context.Context, *mcp.Meta) {
	meta := &mcp.Meta{AdditionalFields: map[string]any{
		mcp.MetaKeyProtocolVersion: mcp.ProtocolVersion20260728, mcp.MetaKeyClientCapabilities: json.RawMessage(caps),
	}}
	return server.WithRequestProtocolInfo(ctx, &server.RequestProtocolInfo{Modern: true, ProtocolVersion: mcp.ProtocolVersion20260728}), meta
}

func request(meta *mcp.Meta, args map[string]any) mcp.CallToolRequest {
	return mcp.CallToolRequest{Params: mcp.CallToolParams{Name: "delete_issues", Arguments: args, Meta: meta}}
}

// said is call as the client repeats it with an answer.
func said(t *testing.T, call mcp.CallToolRequest, pending *mcp.CallToolResult, key, response string) mcp.CallToolRequest {
	t.Helper()
	if pending == nil || !pending.NeedsInput() || pending.InputRequests[key].Elicitation == nil {
		t.Fatalf("%q was not asked: %+v", key, pending)
	}
	call.Params.RequestState = pending.RequestState
	if err := json.Unmarshal([]byte(`{"`+key+`":`+response+`}`), &call.Params.InputResponses); err != nil {
		t.Fatal(err)
	}
	return call
}

func TestTwoQuestionsOfOneCall(t *testing.T) {
	now, caller := time.Unix(1e9, 0), "ann"
	d := newDesk(t, &now, &caller)
	ctx, meta := modern(t.Context(), `{"elicitation":{}}`)
	call := request(meta, map[string]any{"issueIds": []any{"SHOP-1A"}})
	answers := func(call mcp.CallToolRequest) (confirmed, chosen Answer, pending *mcp.CallToolResult) {
		t.Helper()
		talk, refused := d.Open(ctx, call)
		if refused != nil || !talk.Possible() {
			t.Fatalf("%v", refused)
		}
		var err error
		if confirmed, pending, err = talk.Confirm("confirm", "Sure?"); pending != nil || err != nil {
			return
		}
		chosen, pending, err = talk.Choose("organizationSlug", "Which?", []string{"acme", "zeta"})
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	_, _, pending := answers(call)
	call = said(t, call, pending, "confirm", `{"action":"accept","content":{"confirm":true}}`)
	_, _, pending = answers(call)
	call = said(t, call, pending, "organizationSlug", `{"action":"accept","content":{"organizationSlug":"zeta"}}`)
	confirmed, chosen, pending := answers(call)
	if pending != nil || !confirmed.Accepted() || chosen.Value != "zeta" {
		t.Errorf("%+v %+v %+v", confirmed, chosen, pending)
	}
	if strings.Contains(call.Params.RequestState, "confirm") {
		t.Error("the state can be read")
	}
}

func TestAnAnswerConfirmsOnlyItsOwnCall(t *testing.T) {
	now, caller := time.Unix(1e9, 0), "ann"
	d := newDesk(t, &now, &caller)
	ctx, meta := modern(t.Context(), `{"elicitation":{}}`)
	open := func(call mcp.CallToolRequest) string {
		talk, refused := d.Open(ctx, call)
		if refused != nil {
			return refused.Message
		}
		if a, _, _ := talk.Confirm("confirm", "Sure?"); a.Accepted() {
			return "confirmed"
		}
		return "asked"
	}
	first := request(meta, map[string]any{"issueIds": []any{"SHOP-1A"}})
	talk, _ := d.Open(ctx, first)
	_, pending, err := talk.Confirm("confirm", "Sure?")
	if err != nil {
		t.Fatal(err)
	}
	const yes = `{"action":"accept","content":{"confirm":true}}`
	good := said(t, first, pending, "confirm", yes)
	if got := open(good); got != "confirmed" {
		t.Fatal(got)
	}
	for name, c := range map[string]struct {
		change func(*mcp.CallToolRequest)
		want   string
	}{
		"other arguments": {func(c *mcp.CallToolRequest) { c.Params.Arguments = map[string]any{"issueIds": []any{"SHOP-2B"}} }, "another call"},
		"another tool":    {func(c *mcp.CallToolRequest) { c.Params.Name = "delete_project" }, "another call"},
		"another caller":  {func(*mcp.CallToolRequest) { caller = "bob" }, "another call"},
		"too late":        {func(*mcp.CallToolRequest) { now = now.Add(31 * time.Minute) }, "too late"},
		"cut":             {func(c *mcp.CallToolRequest) { c.Params.RequestState = c.Params.RequestState[:20] }, "not one that this server gave"},
		"tampered":        {func(c *mcp.CallToolRequest) { c.Params.RequestState += "A" }, "not one that this server gave"},
		"no state":        {func(c *mcp.CallToolRequest) { c.Params.RequestState = "" }, "asked"},
	} {
		call := good
		c.change(&call)
		if got := open(call); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
		now, caller = time.Unix(1e9, 0), "ann"
	}
	for _, no := range []string{`{"action":"decline"}`, `{"action":"cancel"}`, `{"action":"accept","content":{"confirm":false}}`, `{"action":"accept"}`, `7`, `null`} {
		if got := open(said(t, first, pending, "confirm", no)); got == "confirmed" {
			t.Errorf("%s confirmed", no)
		}
	}
}

func TestWhoCanBeAsked(t *testing.T) {
	now, caller := time.Unix(1e9, 0), ""
	d := newDesk(t, &now, &caller)
	for caps, want := range map[string]bool{
		`{}`: false, `{"sampling":{}}`: false, `{"elicitation":{}}`: true, `{"elicitation":{"form":{}}}`: true,
		`{"elicitation":{"url":{}}}`: false, `{"elicitation":{"form":{},"url":{}}}`: true, `7`: false, `null`: false,
	} {
		ctx, meta := modern(t.Context(), caps)
		talk, refused := d.Open(ctx, request(meta, nil))
		if refused != nil || talk.Possible() != want {
			t.Errorf("%s: %v %v", caps, talk.Possible(), refused)
		}
	}
}

func TestAChoiceIsOneOfTheValues(t *testing.T) {
	now, caller := time.Unix(1e9, 0), ""
	d := newDesk(t, &now, &caller)
	ctx, meta := modern(t.Context(), `{"elicitation":{}}`)
	call := request(meta, nil)
	talk, _ := d.Open(ctx, call)
	_, pending, _ := talk.Choose("org", "Which?", []string{"acme"})
	talk, _ = d.Open(ctx, said(t, call, pending, "org", `{"action":"accept","content":{"org":"../evil"}}`))
	if a, pending, err := talk.Choose("org", "Which?", []string{"acme"}); a.Accepted() || pending != nil || err != nil {
		t.Errorf("%+v %v", a, err)
	}
}

func FuzzState(f *testing.F) {
	sealer, err := NewSealer(make([]byte, 32))
	if err != nil {
		f.Fatal(err)
	}
	sealed := state{Expires: 1, Said: map[string]Answer{"confirm": {Action: "accept", Value: true}}}
	good, err := sealer.Seal(sealed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("")
	f.Add(good[:10])
	f.Add(good + "=")
	f.Fuzz(func(t *testing.T, token string) {
		var s state
		if err := sealer.Open(token, &s); err == nil && !reflect.DeepEqual(s, sealed) {
			t.Errorf("%q was opened: %+v", token, s)
		}
	})
}
