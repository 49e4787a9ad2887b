package seer

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
)

// Standing is how a run stands, in words.
func Standing(f *screen.FixRun, following bool) (themes.Role, string) {
	switch {
	case f.State == nil && following:
		return themes.Info, "starting"
	case f.State == nil && f.Err != nil:
		return themes.Error, "did not start"
	case f.State == nil:
		return themes.Muted, "no run"
	case following && f.Waiting != "":
		return themes.Warning, f.Waiting
	}
	r := *f.State
	switch r.Status {
	case "error":
		return themes.Error, strings.TrimSuffix("failed: "+r.FailureReason.Cut(80), ": ")
	case "canceled":
		return themes.Warning, "was stopped"
	case "awaiting_user_input":
		return themes.Warning, "waits for your answer"
	case "processing":
		if !following {
			return themes.Warning, "at work, but not followed"
		}
		return themes.Info, ops.SeerProgress(r).String()
	}
	if following {
		return themes.Info, "has played a step; looking whether it goes on"
	}
	return result(r, f.Outcome)
}

// result is what a run that has stopped found.
func result(r ops.SeerRun, outcome ops.SeerOutcome) (themes.Role, string) {
	switch {
	case len(r.PRs) > 0:
		return themes.Success, pullRequests(r)
	case len(r.Patches) > 0:
		return themes.Success, "found a solution and changed " + files(len(r.Patches))
	case r.Plan != nil:
		return themes.Success, "found a solution"
	case r.Root != nil && outcome == ops.SeerFound:
		return themes.Success, "found the cause"
	case r.Root != nil:
		return themes.Warning, "found the cause, but no solution"
	}
	return themes.Warning, "finished without a solution"
}

func files(n int) string {
	if n == 1 {
		return "1 file"
	}
	return strconv.Itoa(n) + " files"
}

// pullRequests says what became of each.
func pullRequests(r ops.SeerRun) string {
	var words []string
	for _, pr := range r.PRs {
		word := pr.Repo.Cut(40)
		if pr.Number > 0 {
			word += " #" + strconv.FormatInt(int64(pr.Number), 10)
		}
		switch {
		case pr.Number > 0 || !pr.URL.IsZero():
			word += " opened"
		case pr.Status == "error":
			word += " failed"
		default:
			word += " being opened"
		}
		words = append(words, word)
	}
	return "pull requests: " + strings.Join(words, ", ")
}

// AtWork is which step a run plays, and for how long it has.
func AtWork(f *screen.FixRun, now time.Time) string {
	step, since := "", f.Begun
	if f.State != nil {
		for _, b := range slices.Backward(f.State.Blocks) {
			if b.Step == "" {
				continue
			}
			step = stepName(b.Step) + " "
			if at := b.Timestamp.Time; !at.IsZero() && at.Before(now) {
				since = at
			}
			break
		}
	}
	return step + text.Duration(max(now.Sub(since), time.Second).Truncate(time.Second))
}

// Clock is AtWork while the run is followed, for the frame, which is drawn more
// often than there is news; "" else.
func (p *Panel) Clock() string {
	if !p.following() {
		return ""
	}
	return AtWork(p.Known(), p.env.Now())
}

func stepName(step text.Word) string { return strings.ReplaceAll(string(step), "_", " ") }

// stage is one of the things that a run makes, in their order.
type stage struct {
	name string
	made bool
}

func stages(r ops.SeerRun) []stage {
	return []stage{{"root cause", r.Root != nil}, {"solution", r.Plan != nil}, {"code changes", len(r.Patches) > 0}, {"pull request", len(r.PRs) > 0}}
}

// Next is what can be done with the run as it stands, and how the footer says it.
func (p *Panel) Next() ([]command.ID, map[command.ID]string) {
	f, run := p.Known(), p.Run()
	words := map[command.ID]string{command.FixMenu: "run menu"}
	first := command.Fix
	switch {
	case p.err != nil:
		first = command.FixMenu
	case p.following():
		first, words[command.FixMenu] = command.FixMenu, "stop, leave"
	case run == nil && f != nil && f.Err != nil:
		words[first] = "try again"
	case run == nil:
		words[first] = "start a run"
	case run.Status == "awaiting_user_input":
		first, words[command.AnswerFix] = command.AnswerFix, "answer"
	case over(*run):
		first, words[command.NewFix] = command.NewFix, "new run"
	case run.Status == "processing":
		words[first] = "follow"
	case len(run.PRs) > 0:
		first, words[command.FixMenu] = command.FixMenu, "link, feedback, more"
	case len(run.Patches) > 0:
		words[first] = "apply, pull request"
	default:
		words[first] = "go on"
	}
	return []command.ID{first, command.FixMenu, command.NextTab}, words
}
