package ops

import (
	"testing"
)

// TestFollowSeerRunStartsNothing: whoever comes back to a run sees it to its
// end, and no request of theirs begins or continues one.
func TestFollowSeerRunStartsNothing(t *testing.T) {
	o, fake := seer(t, nil)
	if _, err := o.AnalyzeIssue(t.Context(), AnalyzeIssueIn{IssueTarget: IssueTarget{Issue: "7"}, NoWait: true}); err != nil {
		t.Fatal(err)
	}
	starts := len(fake.Starts())
	var types []string
	var last SeerEvent
	for e, err := range o.FollowSeerRun(t.Context(), GetSeerRunIn{IssueTarget: IssueTarget{Issue: "7"}, Until: UntilOpenPR}) {
		if err != nil {
			t.Fatal(err)
		}
		types, last = append(types, e.Type), e
	}
	if types[0] != "existing" || last.Type != "result" || last.Result.Run == nil || last.Result.Run.Root == nil {
		t.Errorf("events %v, the last is %+v", types, last)
	}
	if n := len(fake.Starts()); n != starts {
		t.Errorf("following posted %d times", n-starts)
	}
}

// TestFollowSeerRunWithoutARun ends at once.
func TestFollowSeerRunWithoutARun(t *testing.T) {
	o, _ := seer(t, nil)
	n := 0
	for e, err := range o.FollowSeerRun(t.Context(), GetSeerRunIn{IssueTarget: IssueTarget{Issue: "7"}}) {
		if n++; err != nil || e.Type != "result" || e.Result.Outcome != SeerNone {
			t.Errorf("event %+v, %v", e, err)
		}
	}
	if n != 1 {
		t.Errorf("%d events", n)
	}
}
