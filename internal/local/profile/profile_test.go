package profile

import (
	"encoding/json"
	"testing"
	"time"
)

const twoThreads = `{"platform":"go","profile":{"frames":[{"function":"main","in_app":true},{"function":"work"},{"function":"main","in_app":true}],
"stacks":[[1,0],[1,1,2],[7],[-1]],"samples":[{"timestamp":3,"stack_id":0,"thread_id":"b"},{"timestamp":1,"stack_id":0,"thread_id":"b"},
{"timestamp":2,"stack_id":1,"thread_id":2},{"timestamp":2,"stack_id":2},{"timestamp":2,"stack_id":9}],"thread_metadata":{"b":{"name":"B"}}}}`

// TestFlamegraph puts two equal profiles together: functions that are the same are one, recursion counts once, broken samples are left out.
func TestFlamegraph(t *testing.T) {
	g := Flamegraph([][]byte{[]byte(twoThreads), []byte(twoThreads), []byte("no profile")})
	m := g.Profiles[0]
	got, err := json.Marshal([]any{g.Shared.Frames, g.Shared.Infos, m.Samples, m.Weights, m.Durations, m.Of, m.EndValue})
	want := `[[{"name":"main","is_application":true},{"name":"work","is_application":false}],` +
		`[{"count":6,"weight":6,"sumDuration":4000000000,"sumSelfTime":0},{"count":6,"weight":6,"sumDuration":4000000000,"sumSelfTime":4000000000}],` +
		`[[0,1,1],[0,1]],[2,4],[0,4000000000],[[0,1],[0,1]],6]`
	if err != nil || string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestJoin(t *testing.T) {
	c := Join([][]byte{[]byte(twoThreads), []byte(twoThreads)}, time.Unix(2, 0), time.Unix(4, 0))
	var stacks []int
	for _, s := range c.Profile.Samples {
		stacks = append(stacks, s.StackID)
	}
	if len(stacks) != 4 || stacks[0] != 1 || stacks[1] != 5 || len(c.Profile.Frames) != 6 || c.Profile.Stacks[5][2] != 5 || len(c.Profile.Threads) != 1 {
		t.Errorf("stacks %v in %+v", stacks, c)
	}
}

// FuzzProfiles checks for any profile that every number in the results points to something.
func FuzzProfiles(f *testing.F) {
	f.Add([]byte(twoThreads))
	f.Add([]byte(`{"profile":{"frames":[null,7],"stacks":[[0,1,0]],"samples":[{"stack_id":0,"elapsed_since_start_ns":"9223372036854775807"},{"stack_id":0,"thread_id":{}}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		g := Flamegraph([][]byte{data, data})
		for i, path := range g.Profiles[0].Samples {
			if g.Profiles[0].Weights[i] < 2 || g.Profiles[0].Durations[i] < 0 {
				t.Errorf("stack %d: weight %d, duration %d", i, g.Profiles[0].Weights[i], g.Profiles[0].Durations[i])
			}
			for _, frame := range path {
				if frame < 0 || frame >= len(g.Shared.Frames) {
					t.Fatalf("frame %d of %d", frame, len(g.Shared.Frames))
				}
			}
		}
		c := Join([][]byte{data, data}, time.Time{}, time.Time{})
		for _, s := range c.Profile.Samples {
			for _, frame := range c.Profile.Stacks[s.StackID] {
				if frame < 0 || frame >= len(c.Profile.Frames) {
					t.Fatalf("frame %d of %d", frame, len(c.Profile.Frames))
				}
			}
		}
		if _, err := json.Marshal([]any{g, c}); err != nil {
			t.Error(err)
		}
	})
}
