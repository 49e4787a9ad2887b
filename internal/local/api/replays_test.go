package api_test

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"
)

const (
	replayID   = "aaaaaaaaaaaa4aaaaaaaaaaaaaaaaaaa"
	profileID  = "bbbbbbbbbbbb4bbbbbbbbbbbbbbbbbbb"
	profilerID = "cccccccccccc4ccccccccccccccccccc"
)

// recordingPayload is a recording as SDKs send it: a line with the number of the segment, then compressed events.
func recordingPayload(t *testing.T, segment, events string) string {
	t.Helper()
	var buffer bytes.Buffer
	z := zlib.NewWriter(&buffer)
	if _, err := z.Write([]byte(events)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return `{"segment_id":` + segment + "}\n" + buffer.String()
}

// seedReplay sends two segments of a replay, the second one first, as browsers may.
func (b *backend) seedReplay() {
	b.t.Helper()
	const head = `{"type":"replay_event","replay_id":"` + replayID + `","replay_type":"session","platform":"javascript","release":"shop@1.3.0","environment":"production",
		"user":{"id":"u-1","email":"ann@example.com"},"sdk":{"name":"sentry.javascript.browser","version":"11.0.0"},"tags":{"plan":"pro"},
		"contexts":{"browser":{"name":"Firefox","version":"140"},"os":{"name":"Linux"},"device":"odd"},`
	send := func(event, recording string) {
		b.sendAs("shop", replayID, `{"type":"replay_event"}`, event, `{"type":"replay_recording"}`, recording)
	}
	send(head+`"segment_id":1,"timestamp":1795002000,"urls":["http://shop.test/pay"],"error_ids":["`+lastEvent+`"],"trace_ids":["`+traceID+`"]}`,
		recordingPayload(b.t, "1", `[{"type":5,"timestamp":1795001990000,"data":{"tag":"breadcrumb","payload":{"timestamp":1795001990,"type":"default",
		"category":"ui.slowClickDetected","message":"div.cart > button#pay.primary","data":{"endReason":"timeout","timeAfterClickMs":7000,"clickCount":5}}}},{"type":3,"data":7}]`))
	send(head+`"segment_id":0,"replay_start_timestamp":1795001900,"timestamp":1795001950,"urls":["http://shop.test/","http://shop.test/pay"],"error_ids":[],"trace_ids":[]}`,
		`{"segment_id":0}`+"\n"+`[{"type":4,"data":{"href":"http://shop.test/"}}]`)
}

func TestReplays(t *testing.T) {
	b := seed(t)
	b.seedReplay()
	b.seedReplay() // again: segments do not count twice
	type wireReplay struct {
		ID                  string
		Duration            int64
		URLs                []string `json:"urls"`
		ErrorIDs            []string `json:"error_ids"`
		DeadClicks          int      `json:"count_dead_clicks"`
		RageClicks          int      `json:"count_rage_clicks"`
		CountSegments       int      `json:"count_segments"`
		Releases            []string
		Tags                map[string][]string
		Browser, OS, Device struct{ Name, Version *string }
		User                struct{ Email, DisplayName *string }
	}
	var one struct{ Data wireReplay }
	b.get("/api/0/organizations/local/replays/"+replayID+"/", &one)
	r := one.Data
	if r.Duration != 100 || !slices.Equal(r.URLs, []string{"http://shop.test/pay", "http://shop.test/"}) || !slices.Equal(r.ErrorIDs, []string{lastEvent}) ||
		r.DeadClicks != 1 || r.RageClicks != 1 || r.CountSegments != 2 || *r.Browser.Name != "Firefox" || r.Device.Name != nil || r.Tags["plan"][0] != "pro" {
		t.Errorf("%+v", r)
	}
	for query, n := range map[string]int{
		"": 1, "user.email:ann*": 1, "user.email:bob*": 0, "count_errors:>0": 1, "count_errors:>1": 0, "url:*pay*": 1, "!url:*pay*": 0, "plan:pro": 1,
		"plan:free": 0, "has:plan": 1, "!has:plan": 0, "error_ids:" + lastEvent: 1, "os.name:Linux browser.name:Chrome": 0, "releases:shop@1.3.0": 1,
	} {
		var found struct{ Data []wireReplay }
		b.get("/api/0/organizations/local/replays/?query="+url.QueryEscape(query), &found)
		if len(found.Data) != n {
			t.Errorf("%q: %d replays, want %d", query, len(found.Data), n)
		}
	}
	var segments []json.RawMessage
	b.get("/api/0/projects/local/shop/replays/"+replayID+"/recording-segments/", &segments)
	if len(segments) != 2 || !bytes.Contains(segments[0], []byte("href")) || !bytes.Contains(segments[1], []byte("slowClick")) {
		t.Errorf("segments %s", segments)
	}
	issue := b.find("EmptyCart")
	counts := map[string]int{}
	b.get("/api/0/organizations/local/replay-count/?query=issue.id:["+issue.ID+",999]", &counts)
	ids := map[string][]string{}
	b.get("/api/0/organizations/local/replay-count/?returnIds=true&query=issue.id:["+issue.ID+"]", &ids)
	if counts[issue.ID] != 1 || counts["999"] != 0 || len(counts) != 2 || !slices.Equal(ids[issue.ID], []string{replayID}) {
		t.Errorf("counts %v, ids %v", counts, ids)
	}
	var selectors struct {
		Data []struct {
			DOMElement string `json:"dom_element"`
			DeadClicks int    `json:"count_dead_clicks"`
			Element    struct {
				Tag, ID string
				Class   []string
			}
		}
	}
	b.get("/api/0/organizations/local/replay-selectors/", &selectors)
	if len(selectors.Data) != 1 || selectors.Data[0].Element.Tag != "button" || selectors.Data[0].Element.ID != "pay" || selectors.Data[0].Element.Class[0] != "primary" {
		t.Errorf("selectors %+v", selectors)
	}
	for path, status := range map[string]int{
		"organizations/local/replays/" + profileID + "/":                     http.StatusNotFound,
		"projects/local/worker/replays/" + replayID + "/recording-segments/": http.StatusNotFound,
		"organizations/local/replays/?sort=shoe_size":                        http.StatusBadRequest,
		"organizations/local/replay-count/?query=level:error":                http.StatusBadRequest,
	} {
		if resp := b.call(http.MethodGet, "/api/0/"+path, ""); resp.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, status)
		}
	}
}

// seedProfiles sends a profile of a transaction and two chunks of a continuous one.
func (b *backend) seedProfiles() {
	b.t.Helper()
	const frames = `"frames":[{"function":"main","module":"shop","filename":"main.py","lineno":1,"in_app":true},{"function":"pay","module":"shop","filename":"pay.py","lineno":7,"in_app":true},{"function":"read","module":"socket"}],`
	b.send("shop", `{"type":"profile"}`, `{"version":"1","event_id":"`+profileID+`","platform":"python","timestamp":"2026-11-20T11:00:00Z","environment":"production",
		"transaction":{"name":"checkout","id":"`+txEvent+`","trace_id":"`+traceID+`"},"profile":{`+frames+`"stacks":[[1,0],[2,1,0],[99]],
		"samples":[{"elapsed_since_start_ns":0,"stack_id":0,"thread_id":"1"},{"elapsed_since_start_ns":"10000000","stack_id":1,"thread_id":"1"},{"elapsed_since_start_ns":30000000,"stack_id":1,"thread_id":"1"},
		{"elapsed_since_start_ns":1,"stack_id":2,"thread_id":2}],"thread_metadata":{"1":{"name":"main"}}}}`)
	for i, at := range []string{"1795001000.0", "1795001001.0"} {
		id := string('d'+rune(i)) + profileID[1:]
		b.send("shop", `{"type":"profile_chunk"}`, `{"version":"2","chunk_id":"`+id+`","profiler_id":"`+profilerID+`","platform":"python","profile":{`+frames+`
			"stacks":[[0],[2,0]],"samples":[{"timestamp":`+at+`,"stack_id":1,"thread_id":"1"}],"thread_metadata":{"1":{"name":"main"}}}}`)
	}
}

func TestProfiles(t *testing.T) {
	b := seed(t)
	b.seedProfiles()
	var one struct{ Transaction struct{ Name string } }
	b.get("/api/0/projects/local/shop/profiling/profiles/"+profileID+"/", &one)
	if one.Transaction.Name != "checkout" {
		t.Errorf("%+v", one)
	}
	var graph struct {
		Profiles []struct {
			Samples   [][]int
			Weights   []int64
			Durations []int64 `json:"sample_durations_ns"`
		}
		Shared struct {
			Frames   []struct{ Name string }
			Infos    []struct{ SumDuration, SumSelfTime int64 } `json:"frame_infos"`
			Profiles []struct {
				ID string `json:"profile_id"`
			}
		}
	}
	b.get("/api/0/organizations/local/profiling/flamegraph/?query=transaction:checkout", &graph)
	text, err := json.Marshal(graph)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Profiles":[{"Samples":[[0,1],[0,1,2]],"Weights":[1,2],"sample_durations_ns":[10000000,20000000]}],` +
		`"Shared":{"Frames":[{"Name":"main"},{"Name":"pay"},{"Name":"read"}],` +
		`"frame_infos":[{"SumDuration":30000000,"SumSelfTime":0},{"SumDuration":30000000,"SumSelfTime":10000000},{"SumDuration":20000000,"SumSelfTime":20000000}],` +
		`"Profiles":[{"profile_id":"` + profileID + `"}]}}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	var chunk struct {
		Chunk struct {
			Profile struct {
				Frames  []json.RawMessage
				Stacks  [][]int
				Samples []struct {
					StackID int `json:"stack_id"`
				}
			}
		}
	}
	b.get("/api/0/organizations/local/profiling/chunks/?project=1&profiler_id="+profilerID, &chunk)
	if p := chunk.Chunk.Profile; len(p.Frames) != 6 || len(p.Samples) != 2 || p.Samples[1].StackID != 3 || !slices.Equal(p.Stacks[3], []int{5, 3}) {
		t.Errorf("%+v", p)
	}
	for path, status := range map[string]int{
		"projects/local/shop/profiling/profiles/" + replayID + "/":             http.StatusNotFound,
		"projects/local/shop/profiling/profiles/x/":                            http.StatusBadRequest,
		"organizations/local/profiling/chunks/":                                http.StatusBadRequest,
		"organizations/local/profiling/chunks/?profiler_id=" + replayID:        http.StatusNotFound,
		"organizations/local/profiling/flamegraph/?query=function.duration:>1": http.StatusBadRequest,
	} {
		if resp := b.call(http.MethodGet, "/api/0/"+path, ""); resp.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, status)
		}
	}
}

// TestFeedbackIsAReport sends feedback of today's SDKs about an event: it is an issue, and a report on that event.
func TestFeedbackIsAReport(t *testing.T) {
	b := seed(t)
	b.send("shop", `{"type":"feedback"}`, `{"event_id":"dddddddddddddddddddddddddddddddd","contexts":{"feedback":{"message":"It is slow","name":"Bob",
		"contact_email":"bob@example.com","associated_event_id":"`+otherEvent+`"}}}`)
	var reports []struct{ EventID, Comments, Email string }
	b.get("/api/0/organizations/local/issues/"+b.find("ValueError").ID+"/user-reports/", &reports)
	if len(reports) != 1 || reports[0].Comments != "It is slow" || reports[0].EventID != otherEvent || reports[0].Email != "bob@example.com" {
		t.Errorf("%+v", reports)
	}
}
