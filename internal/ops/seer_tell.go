package ops

import (
	"time"

	"vedette/internal/text"
)

// told is what of a run its follower has told already.
type told struct {
	blocks    int // those told completely
	todo      string
	status    SeerStatus
	artifacts map[string]bool
	at        time.Time // when the run had changed last
	lost      bool      // that the server does not answer
}

// tell yields what is new in a state: status, steps, messages, tasks, artifacts.
func (f *follower) tell(run *SeerRun) error {
	t := &f.told
	news := 0
	say := func(e SeerEvent) error {
		news++
		e.Run = run
		return f.emit(e)
	}
	if run.Status != t.status || t.lost {
		t.status, t.lost = run.Status, false
		if err := say(standing(run)); err != nil {
			return err
		}
	}
	for ; t.blocks < len(run.Blocks) && !run.Blocks[t.blocks].Loading; t.blocks++ {
		b := run.Blocks[t.blocks]
		e := SeerEvent{Type: "message", Step: b.Step, Block: &b, Message: b.Content}
		if b.Step != "" {
			e.Type = "step"
		}
		if err := say(e); err != nil {
			return err
		}
		t.todo = firstLine(b.Content).Raw() // already told as a message
	}
	if now := SeerProgress(*run); now.Raw() != t.todo {
		t.todo = now.Raw()
		if err := say(SeerEvent{Type: "todo", Message: now}); err != nil {
			return err
		}
	}
	for _, a := range seerSteps() {
		if t.artifacts[a] || !hasArtifact(*run, a, "") {
			continue
		}
		if t.artifacts == nil {
			t.artifacts = map[string]bool{}
		}
		t.artifacts[a] = true
		if err := say(SeerEvent{Type: "artifact", Step: text.Word(a), Message: artifactLine(*run, a)}); err != nil {
			return err
		}
	}
	if changed := !run.UpdatedAt.Equal(t.at); changed && news == 0 { // for those who show the whole state
		if err := say(standing(run)); err != nil {
			return err
		}
	}
	t.at = run.UpdatedAt.Time
	return nil
}

func standing(run *SeerRun) SeerEvent {
	return SeerEvent{Type: "status", Status: run.Status, Message: SeerProgress(*run)}
}

// forget makes the follower tell again what belongs to another run or was cut
// off: kept is how many blocks stay.
func (f *follower) forget(kept int) { f.told = told{blocks: min(f.told.blocks, kept)} }

func artifactLine(r SeerRun, artifact string) text.Untrusted {
	switch artifact {
	case UntilRootCause:
		return r.Root.Summary
	case UntilSolution:
		return r.Plan.Summary
	case UntilCodeChanges:
		return r.Patches[len(r.Patches)-1].Path
	default:
		return r.PRs[0].URL
	}
}
