package linear

import (
	"context"
	"strings"

	"vedette/internal/ops"
)

// fix shows the run there is, or asks and starts one, and tells what it does
// line by line until it stops. What follows the word answers its question.
func (t *talk) fix(ctx context.Context, target ops.IssueTarget, answer string) (string, error) {
	now, err := t.opt.Ops.GetSeerRun(ctx, ops.GetSeerRunIn{IssueTarget: target})
	if err != nil {
		return "", err
	}
	if now.Run != nil && now.Outcome != ops.SeerRunning && answer == "" {
		return said(now.Doc(), nil)
	}
	if now.Run == nil && !t.agrees(ctx, "Start a fix run? It may be billed. Type yes to start it, anything else to leave it.") {
		return "Nothing was started.", nil
	}
	events := t.opt.Ops.FollowAnalysis(ctx, ops.AnalyzeIssueIn{IssueTarget: target, Instruction: answer})
	if now.Outcome == ops.SeerRunning {
		events = t.opt.Ops.FollowSeerRun(ctx, ops.FollowSeerRunIn{GetSeerRunIn: ops.GetSeerRunIn{IssueTarget: target}})
	}
	last := ""
	for e, err := range events {
		if err != nil {
			return "", err
		}
		if e.Result != nil {
			return said(e.Result.Doc(), nil)
		}
		if said := strings.Join(e.Message.Lines(), "\n  "); said != "" && said != last { // Markdown of the run's own, line by line
			t.say("%s", said)
			last = said
		}
	}
	return "The run stopped without a result.", nil
}

// agrees asks a question that only yes agrees to: a line that was sent ahead
// for something else starts nothing.
func (t *talk) agrees(ctx context.Context, question string) bool {
	t.say("%s", question)
	select {
	case <-ctx.Done():
		return false
	case line, more := <-t.lines:
		return more && strings.EqualFold(line, "yes")
	}
}
