package cli_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// runState is the answer for a fix run.
func runState(status, blocks string) string {
	return `{"autofix":{"run_id":5,"status":"` + status + `","updated_at":"2026-11-20T12:00:00Z","blocks":[` + blocks + `]}}`
}

const (
	causeBlock = `{"id":"1","message":{"role":"assistant","content":"Found","metadata":{"step":"root_cause"}},"artifacts":[{"key":"root_cause","data":{"one_line_description":"price is missing","five_whys":["no default"]},"reason":"r"}]}`
	planBlock  = `{"id":"2","message":{"role":"assistant","content":"Planned"},"artifacts":[{"key":"solution","data":{"one_line_summary":"add a default","steps":[]},"reason":"r"}]}`
	noPlan     = `{"id":"2","message":{"role":"assistant","content":"No plan"},"artifacts":[{"key":"solution","data":null,"reason":"no model is configured"}]}`
)

// seer answers every read with one state and counts the starts.
func seer(state string, starts *int) transport {
	return func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			*starts++
			return answer(202, "application/json", `{"run_id":5}`)(r)
		}
		return answer(200, "application/json", state)(r)
	}
}

func TestSeerExitCodes(t *testing.T) {
	done := runState("completed", causeBlock+","+planBlock)
	for _, c := range []struct {
		name, args, state string
		exit, starts      int
		out, err          string
	}{
		{"found", "fix X-1", done, 0, 0, "add a default", ""},
		{"no result", "fix X-1", runState("completed", causeBlock+","+noPlan), 10, 0, "no model is configured", "vedette fix X-1 --new"},
		{"asks", "fix X-1", runState("awaiting_user_input", causeBlock), 9, 0, "price is missing", "vedette seer answer X-1"},
		{"still running", "fix X-1 --timeout 1s", runState("processing", causeBlock), 8, 0, "running", "vedette seer watch X-1"},
		{"not waited for", "fix X-1 --no-wait --new", runState("processing", ""), 0, 1, "running", "vedette seer watch X-1"},
		{"answered", "fix X-1 --no-wait --instruction yes", runState("awaiting_user_input", causeBlock), 9, 1, "", ""},
		{"bad until", "fix X-1 --until never", done, 2, 0, "", "one of: root_cause"},
		{"bad timeout", "fix X-1 --timeout 2h", done, 2, 0, "", "--timeout"},
		{"status found", "seer status X-1", done, 0, 0, "price is missing", ""},
		{"status running", "seer status X-1", runState("processing", ""), 8, 0, "running", ""},
		{"status none", "seer status X-1", `{"autofix":null}`, 10, 0, "No fix run", "vedette fix X-1"},
		{"status failed", "seer status X-1", runState("error", ""), 1, 0, "failed", "--new"},
		{"watch", "seer watch X-1", runState("completed", causeBlock+","+noPlan), 0, 0, "price is missing", ""},
		{"watch with status", "seer watch X-1 --exit-status", runState("completed", causeBlock+","+noPlan), 10, 0, "price is missing", ""},
		{"watch quiet end", "seer watch X-1 --exit-status --interval 1ms", runState("completed", causeBlock), 10, 0, "price is missing", ""},
		{"watch gives up", "seer watch X-1 --interval 1h --timeout 1ms", runState("processing", ""), 8, 0, "running", ""},
		{"watch nothing", "seer watch X-1 --exit-status", `{"autofix":null}`, 10, 0, "", "vedette fix X-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			starts := 0
			got := run(t, seer(c.state, &starts), nil, strings.Fields(c.args)...)
			if got.exit != c.exit || starts != c.starts || !strings.Contains(got.out, c.out) || !strings.Contains(got.err, c.err) {
				t.Errorf("exit %d, %d starts\nstdout: %s\nstderr: %s", got.exit, starts, got.out, got.err)
			}
		})
	}
}

func TestFixSpeaksLinesOfJSON(t *testing.T) {
	starts := 0
	got := run(t, seer(runState("completed", causeBlock+","+planBlock), &starts), nil, "fix", "X-1", "--json")
	lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
	var last struct {
		Type   string
		Result struct{ Outcome string }
	}
	for _, line := range lines {
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
	}
	if got.exit != 0 || got.err != "" || len(lines) < 4 || last.Type != "result" || last.Result.Outcome != "found" {
		t.Errorf("exit %d, %d lines, last %+v: %s", got.exit, len(lines), last, got.err)
	}
	got = run(t, seer(runState("completed", causeBlock+","+planBlock), &starts), nil, "fix", "X-1", "--jq", `select(.type=="artifact").message`)
	if got.out != "price is missing\nadd a default\n" {
		t.Errorf("%q", got.out)
	}
}
