package ops

import (
	"context"
	"iter"
	"strings"
	"time"

	"vedette/internal/sentryapi"
)

// AnswerSeerQuestionIn answers what an issue's newest run waits for.
type AnswerSeerQuestionIn struct {
	IssueTarget
	Answer  string `json:"answer" jsonschema:"1000 characters at most."`
	Until   string `json:"until,omitempty" enum:"root_cause,solution,code_changes,open_pr" jsonschema:"Default: what the step at work makes."`
	NoWait  bool   `json:"noWait,omitempty"`
	Timeout int    `json:"timeoutSeconds,omitempty" max:"3600" default:"360"`
}

// AnswerSeerQuestion answers a run that waits for input and follows it.
func (o *Ops) AnswerSeerQuestion(ctx context.Context, in AnswerSeerQuestionIn) (GetSeerRunOut, error) {
	return resultOf(ctx, o.FollowSeerAnswer(ctx, in))
}

// FollowSeerAnswer is AnswerSeerQuestion as a sequence.
func (o *Ops) FollowSeerAnswer(ctx context.Context, in AnswerSeerQuestionIn) iter.Seq2[SeerEvent, error] {
	return followed(ctx, o, in, answerTask)
}

func answerTask(in AnswerSeerQuestionIn) (seerTask, error) {
	const op = "answer_seer_question"
	t := seerTask{op: op, target: in.IssueTarget, goal: goal{artifact: in.Until}, noWait: in.NoWait, timeout: time.Duration(in.Timeout) * time.Second}
	t.next = func(run *SeerRun) (*sentryapi.SeerStart, error) {
		switch {
		case run == nil:
			return nil, noRun(op, in.Issue)
		case run.Status != sentryapi.SeerAwaiting:
			return nil, invalid(op, "guidance for the next step: vedette fix "+in.Issue+" --context '...'", "the run does not wait for an answer, it is %s", string(run.Status))
		}
		step := stepAt(*run, len(run.Blocks)-1)
		if choosesCause(run) {
			step = UntilSolution // the cause is there: what is chosen is what to go on with
		}
		s := resume(run, step)
		s.UserContext = in.Answer
		return &s, nil
	}
	if strings.TrimSpace(in.Answer) == "" {
		return t, invalid(op, "say what the run asked for", "the answer is empty")
	}
	return t, checkGuidance(op, in.Answer)
}

// choosesCause is true for a run that waits for one of its causes to be chosen.
func choosesCause(run *SeerRun) bool {
	return run.Pending != nil && run.Pending.InputType == sentryapi.ChooseCause
}
