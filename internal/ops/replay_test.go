package ops

import (
	"fmt"
	"strings"
	"testing"
)

const replayIDForTest = "7e07485f12f9416b8b1426260799b51f"

// replayRecording is a session with one of each kind of step, out of order.
const replayRecording = `[[
 {"type":5,"timestamp":1700000005,"data":{"tag":"performanceSpan","payload":{"op":"resource.fetch","description":"https://shop/api?token=x","startTimestamp":1700000005,"data":{"method":"POST","statusCode":500}}}},
 {"type":5,"timestamp":1700000006,"data":{"tag":"performanceSpan","payload":{"op":"resource.fetch","description":"/ok","startTimestamp":1700000006,"data":{"method":"GET","statusCode":200}}}},
 {"type":4,"timestamp":1700000000000,"data":{"href":"https://shop/cart"}},
 {"type":5,"timestamp":1700000000,"data":{"tag":"performanceSpan","payload":{"op":"navigation.navigate","description":"https://shop/cart","startTimestamp":1700000000}}},
 {"type":5,"timestamp":1700000001,"data":{"tag":"breadcrumb","payload":{"timestamp":1700000001,"category":"ui.click","message":"a.help"}}},
 {"type":5,"timestamp":1700000002,"data":{"tag":"breadcrumb","payload":{"timestamp":1700000002,"category":"ui.slowClickDetected","message":"button#pay","data":{"endReason":"timeout","timeAfterClickMs":7000,"clickCount":6}}}},
 {"type":5,"timestamp":1700000003,"data":{"tag":"breadcrumb","payload":{"timestamp":1700000003,"category":"ui.slowClickDetected","message":"button#x","data":{"endReason":"timeout","timeAfterClickMs":7500,"clickCount":1}}}},
 {"type":5,"timestamp":1700000003.5,"data":{"tag":"breadcrumb","payload":{"timestamp":1700000003.5,"category":"ui.slowClickDetected","message":"quick","data":{"endReason":"mutation","timeAfterClickMs":3000}}}},
 {"type":5,"timestamp":1700000004,"data":{"tag":"breadcrumb","payload":{"timestamp":1700000004,"category":"console","level":"error","message":"boom \u001b[31m"}}}
]]`

func replayAnswers() map[string][]string {
	return map[string][]string{
		"GET /organizations/acme/replays/" + replayIDForTest + "/":                 {`{"data":{"id":"` + replayIDForTest + `","project_id":"5","started_at":"2023-11-14T22:13:20Z","duration":9,"count_errors":1,"user":{"email":"ada@example.com"},"trace_ids":["t1"],"tags":[]}}`},
		"GET /projects/acme/5/replays/" + replayIDForTest + "/recording-segments/": {replayRecording},
	}
}

func TestReplayTimeline(t *testing.T) {
	o, fake := start(t, replayAnswers())
	out, err := o.GetReplayDetails(t.Context(), GetReplayDetailsIn{URL: "https://acme.sentry.io/replays/" + replayIDForTest + "/?x=1"})
	if err != nil || len(fake.asked) != 2 {
		t.Fatalf("%v, asked %v", err, fake.asked)
	}
	var got []string
	for _, s := range out.Steps {
		got = append(got, fmt.Sprintf("%d %s", s.OffsetMs, s.Kind))
	}
	if want := "[0 navigation 1000 click 2000 rage_click 3000 dead_click 4000 console_error 5000 failed_request]"; fmt.Sprint(got) != want {
		t.Errorf("%v", got)
	}
	doc := out.Doc().Markdown()
	for _, want := range []string{`ada\@example.com`, "button#pay", "500", "rage click", "`t1`"} {
		if !strings.Contains(doc, want) || strings.Contains(doc, "\x1b") {
			t.Errorf("%q is not in\n%s", want, doc)
		}
	}
	short, err := o.GetReplayDetails(t.Context(), GetReplayDetailsIn{ReplayID: replayIDForTest, Limit: 4})
	if err != nil || len(short.Steps) != 4 || short.Omitted != 2 || short.Steps[0].Kind != "rage_click" || short.Counts["click"] != 1 {
		t.Errorf("%+v, %v", short, err)
	}
}

func TestReplayWithoutItsRecording(t *testing.T) {
	answers := replayAnswers()
	delete(answers, "GET /projects/acme/5/replays/"+replayIDForTest+"/recording-segments/")
	o, _ := start(t, answers)
	out, err := o.GetReplayDetails(t.Context(), GetReplayDetailsIn{ReplayID: replayIDForTest})
	if err != nil || out.Partial == "" || out.Steps == nil {
		t.Errorf("%+v, %v", out, err)
	}
	for _, id := range []string{"", "abc", "../../x"} {
		if _, err := o.GetReplayDetails(t.Context(), GetReplayDetailsIn{ReplayID: id}); KindOf(err) != KindInvalid {
			t.Errorf("%q: %v", id, err)
		}
	}
	if _, err := o.GetReplayDetails(t.Context(), GetReplayDetailsIn{ReplayID: strings.Repeat("0", 32)}); KindOf(err) != KindNotFound {
		t.Error(err)
	}
}

const conversationSpans = `{"data":[
 {"span_id":"a","trace":"t","precise.start_ts":1763640000.5,"gen_ai.operation.type":"invoke_agent","gen_ai.agent.name":"Helper"},
 {"span_id":"b","precise.start_ts":1763640001,"span.duration":1200,"gen_ai.operation.type":"ai_client","gen_ai.request.model":"m-1","gen_ai.usage.total_tokens":42,
  "gen_ai.input.messages":"[{\"role\":\"system\",\"content\":\"be kind\"},{\"role\":\"user\",\"content\":\"where is my order?\"}]","gen_ai.response.text":"let me look"},
 {"span_id":"c","gen_ai.operation.type":"tool","gen_ai.tool.name":"find_order","gen_ai.tool.call.arguments":"{\"id\":7}","span.status":"internal_error"},
 {"span_id":"d","gen_ai.operation.type":"ai_client","gen_ai.response.model":"m-2",
  "gen_ai.request.messages":[{"role":"user","content":[{"type":"text","text":"where is my order?"}]},{"role":"user","parts":[{"content":"and when?"}]}],
  "gen_ai.output.messages":"[{\"role\":\"assistant\",\"content\":\"tomorrow\"}]"},
 {"span_id":"e","span.op":"http"}]}`

func TestConversation(t *testing.T) {
	o, _ := start(t, map[string][]string{
		"GET /organizations/acme/ai-conversations/":    {`[{"conversationId":"c1","timestamp":1763640000000,"duration":1500,"llmCalls":2,"toolCalls":1,"totalTokens":12345,"errors":1,"firstInput":"where?","traceIds":["t"]}]`},
		"GET /organizations/acme/ai-conversations/c1/": {conversationSpans},
		"GET /organizations/acme/ai-conversations/c2/": {`{"data":[]}`},
	})
	list, err := o.SearchAIConversations(t.Context(), SearchAIConversationsIn{})
	if err != nil || len(list.Conversations) != 1 || !strings.Contains(list.Doc().Markdown(), "12k tokens") {
		t.Fatalf("%+v, %v", list, err)
	}
	out, err := o.GetAIConversationDetails(t.Context(), GetAIConversationDetailsIn{ConversationID: "c1"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, turn := range out.Turns {
		got = append(got, turn.Who+":"+firstOf(turn.Text, turn.Input, turn.Name).Raw())
	}
	if want := `agent:Helper|user:where is my order?|assistant:let me look|tool:{"id":7}|user:and when?|assistant:tomorrow`; strings.Join(got, "|") != want {
		t.Errorf("%s", strings.Join(got, "|"))
	}
	if tool := out.Turns[3]; tool.Status != "internal_error" || tool.Name.Raw() != "find_order" {
		t.Errorf("tool %+v", tool)
	}
	for id, want := range map[string]Kind{"c2": KindNotFound, "c3": KindNotFound, "": KindInvalid} {
		if _, err := o.GetAIConversationDetails(t.Context(), GetAIConversationDetailsIn{ConversationID: id}); KindOf(err) != want {
			t.Errorf("%q: %v", id, err)
		}
	}
}
