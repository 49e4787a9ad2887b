package sentryapi

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"vedette/internal/text"
)

// profileWire is Sentry's sample format, as a transaction's profile and as a
// chunk of a continuous one.
type profileWire struct {
	Platform    text.Word      `json:"platform"`
	Environment text.Word      `json:"environment"`
	ProjectID   text.Word      `json:"project_id"`
	Timestamp   Time           `json:"timestamp"`
	Release     profileRelease `json:"release"`
	Transaction struct {
		Name    text.Untrusted `json:"name"`
		TraceID text.Word      `json:"trace_id"`
	} `json:"transaction"`
	Profile struct {
		Samples []profileSample  `json:"samples"`
		Stacks  [][]int          `json:"stacks"`
		Frames  []codeFrameWire  `json:"frames"`
		Threads profileThreadMap `json:"thread_metadata"`
	} `json:"profile"`
}

type profileSample struct {
	Stack     Int       `json:"stack_id"`
	Thread    text.Word `json:"thread_id"`
	ElapsedNS Int       `json:"elapsed_since_start_ns"`
	Timestamp Float     `json:"timestamp"` // unix seconds, of continuous profiles
}

// at is when the sample was taken, in nanoseconds from any fixed instant.
func (s profileSample) at() int64 {
	if s.ElapsedNS > 0 || s.Timestamp == 0 {
		return int64(s.ElapsedNS)
	}
	return int64(float64(s.Timestamp) * float64(time.Second))
}

type profileThreadMap map[string]struct {
	Name text.Untrusted `json:"name"`
}

// profileRelease is a release object, or only its version.
type profileRelease struct{ version text.Untrusted }

// UnmarshalJSON reads both forms.
func (r *profileRelease) UnmarshalJSON(data []byte) error {
	object, _, err := decodeLoose[struct {
		Version text.Untrusted `json:"version"`
	}](data)
	if err == nil {
		r.version = object.Version
		return nil
	}
	return r.version.UnmarshalJSON(data)
}

// longestGap is how long a sample can stand for: a profiler samples about a
// hundred times a second, and a longer silence is a pause, not work.
const longestGap = time.Second

// stacks counts the samples of each stack and gives it the time until the next
// sample of its thread.
func (w profileWire) stacks() StackProfile {
	p := StackProfile{
		Platform: w.Platform, Project: w.ProjectID, Transaction: w.Transaction.Name, Release: w.Release.version,
		Environment: w.Environment, TraceID: w.Transaction.TraceID, Timestamp: w.Timestamp,
	}
	for _, f := range w.Profile.Frames {
		p.Frames = append(p.Frames, f.frame())
	}
	samples := slices.Clone(w.Profile.Samples)
	slices.SortStableFunc(samples, func(a, b profileSample) int {
		return cmp.Or(cmp.Compare(a.Thread, b.Thread), cmp.Compare(a.at(), b.at()))
	})
	type key struct {
		thread text.Word
		stack  Int
	}
	index := map[key]int{}
	for i, s := range samples {
		if s.Stack < 0 || int(s.Stack) >= len(w.Profile.Stacks) {
			continue
		}
		k := key{s.Thread, s.Stack}
		at, seen := index[k]
		if !seen {
			frames := p.known(w.Profile.Stacks[s.Stack])
			slices.Reverse(frames) // the wire has the innermost call first
			if len(frames) == 0 {
				continue
			}
			at = len(p.Stacks)
			index[k] = at
			p.Stacks = append(p.Stacks, Stack{Frames: frames, Thread: w.threadName(s.Thread)})
		}
		p.Stacks[at].Samples++
		if next := i + 1; next < len(samples) && samples[next].Thread == s.Thread {
			gap := time.Duration(samples[next].at() - s.at())
			p.Stacks[at].Time += min(max(gap, 0), longestGap)
		}
	}
	return p
}

func (w profileWire) threadName(id text.Word) string {
	if name := w.Profile.Threads[string(id)].Name; !name.IsZero() {
		return name.String()
	}
	if _, err := strconv.Atoi(string(id)); err == nil {
		return "thread " + string(id)
	}
	return string(id)
}
