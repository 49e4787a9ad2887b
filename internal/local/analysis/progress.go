package analysis

import (
	"context"
	"fmt"
	"time"
)

// steps are what a plan has to play on a run. A wanted fix needs a root cause first, unless the run has one.
func (p plan) steps(state *runState) []step {
	var steps []step
	if p.step == stepRootCause || !state.has(artifactRootCause) {
		steps = rootCauseSteps()
	}
	if p.wantsFix {
		steps = append(steps, step{"Look for a fix", (*inquiry).declineFix})
	}
	return append(steps, step{"Say who made this", (*inquiry).sign})
}

// declineFix is the whole of step solution: rules find causes, and a change made up by rules would do harm.
func (q *inquiry) declineFix(context.Context) (finding, error) {
	return finding{text: noModel, artifacts: []artifact{{Key: artifactSolution, Reason: noModel}}}, nil
}

// sign ends every run with its author.
func (q *inquiry) sign(context.Context) (finding, error) {
	s := "Made by vedette's local analysis: fixed rules over the stored events, the checkout and git. No language model and no Seer took part."
	if q.guidance {
		s += " Your guidance is kept with the run, but rules cannot follow it."
	}
	return finding{text: s}, nil
}

// begin appends the user's request and the task list, and marks the run as at work.
func (s *runState) begin(now time.Time, p plan, guidance string, steps []step) {
	s.Status, s.FailureReason = statusProcessing, ""
	todos := make([]todo, len(steps))
	for i, st := range steps {
		todos[i] = todo{Content: st.todo, Status: "pending"}
	}
	todos[0].Status = "in_progress"
	content := guidance
	if content == "" {
		content = "Find the root cause of this issue."
		if p.step != stepRootCause {
			content = "Find a fix for this issue."
		}
	}
	s.add(now, block{Todos: todos, Message: message{Role: "user", Content: content, Metadata: map[string]string{"step": p.step}}})
}

// report appends what a step found and moves the task list on by one.
func (s *runState) report(now time.Time, f finding) {
	var todos []todo
	if len(s.Blocks) > 0 {
		todos = append(todos, s.Blocks[len(s.Blocks)-1].Todos...) // a copy: every block keeps the list of its time
	}
	for i := range todos {
		if todos[i].Status != "in_progress" {
			continue
		}
		if s.Status != statusProcessing { // it ended before this task did
			break
		}
		todos[i].Status = "completed"
		if i+1 < len(todos) {
			todos[i+1].Status = "in_progress"
		}
		break
	}
	b := block{Todos: todos, Artifacts: f.artifacts, Message: message{Role: "assistant", Content: f.text, ToolCalls: f.calls}}
	for i := range b.Message.ToolCalls {
		b.Message.ToolCalls[i].ID = fmt.Sprintf("call-%d-%d", len(s.Blocks)+1, i+1)
	}
	s.add(now, b)
}

func (s *runState) add(now time.Time, b block) {
	b.ID, b.Timestamp = fmt.Sprintf("block-%d", len(s.Blocks)+1), now.UTC()
	if b.Artifacts == nil {
		b.Artifacts = []artifact{}
	}
	if b.Todos == nil {
		b.Todos = []todo{}
	}
	s.Blocks = append(s.Blocks, b)
}

// fail ends the run; reason is one of the failure reasons, or empty.
func (s *runState) fail(reason string) {
	s.Status, s.FailureReason = statusError, reason
}
