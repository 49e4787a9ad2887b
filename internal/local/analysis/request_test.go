package analysis

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestRequestRules(t *testing.T) {
	tests := []struct {
		body   string
		detail string // part of the refusal; empty = accepted
		want   plan
	}{
		{`{}`, "", plan{step: stepRootCause}},
		{`{"step":"root_cause","referrer":"api","enable_bash_tools":true,"unknown":[1]}`, "", plan{step: stepRootCause}},
		{`{"step":"solution"}`, "", plan{step: stepSolution, wantsFix: true}},
		{`{"step":"code_changes","run_id":"7"}`, "", plan{step: stepCodeChanges, wantsFix: true, resume: true}},
		{`{"step":"open_pr","stopping_point":"root_cause"}`, "", plan{step: stepRootCause}},
		{`{"stopping_point":"open_pr","run_id":7}`, "", plan{step: stepRootCause, wantsFix: true, resume: true}},
		{`{"sentry_run_id":"u","run_id":null,"user_context":null}`, "", plan{step: stepRootCause, resume: true}},
		{`{"step":"open_pr"}`, "run_id is required for open_pr", plan{}},
		{`{"step":"open_pr","run_id":7}`, "Step open_pr is not available here", plan{}},
		{`{"step":"pr_iteration","sentry_run_id":"u"}`, "Step pr_iteration is not available here", plan{}},
		{`{"step":"coding_agent_handoff","run_id":7}`, "Step coding_agent_handoff is not available here", plan{}},
		{`{"insert_index":-1}`, "insert_index", plan{}},
		{`{"step":"dance"}`, `"dance" is not a valid choice`, plan{}},
		{`{"stopping_point":"dance"}`, `"dance" is not a valid choice`, plan{}},
		{`{"run_id":"00000000-0000-4000-8000-000000000001"}`, "send a UUID as sentry_run_id", plan{}},
		{`{"run_id":-1}`, "positive number", plan{}},
		{`{"run_id":{}}`, "positive number", plan{}},
		{`{"step":3}`, "not a valid autofix request", plan{}},
		{`[]`, "not a valid autofix request", plan{}},
		{`{"user_context":"` + strings.Repeat("ä", maxUserContext) + `"}`, "", plan{step: stepRootCause}},
		{`{"user_context":"` + strings.Repeat("ä", maxUserContext+1) + `"}`, "no more than 1000 characters", plan{}},
	}
	for _, tt := range tests {
		var req Request
		err := json.Unmarshal([]byte(tt.body), &req)
		var got plan
		if err == nil {
			got, err = req.check()
		}
		if tt.detail != "" {
			expectStatus(t, err, 400, tt.detail)
			continue
		}
		if err != nil || got != tt.want {
			t.Errorf("%.60s: %+v, %v; want %+v", tt.body, got, err, tt.want)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add([]byte(`{"step":"solution","run_id":"7","user_context":"x"}`))
	f.Add([]byte(`{"run_id":[1]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var req Request
		if json.Unmarshal(body, &req) != nil {
			return
		}
		if p, err := req.check(); err == nil && p.resume != (req.RunID != 0 || req.SentryRunID != "") {
			t.Errorf("%q gives %+v", body, p)
		}
	})
}
