package sentryapi

import (
	"context"
	"net/url"
	"time"

	"vedette/internal/text"
)

// CodeFrame is one function in a profile. Aggregated and single profiles name
// its members differently; both are read.
type CodeFrame struct {
	Function text.Untrusted `json:"function"`
	Module   text.Untrusted `json:"module,omitzero"`
	File     text.Untrusted `json:"file,omitzero"`
	Line     Int            `json:"line,omitempty"`
	InApp    bool           `json:"inApp"`
}

type codeFrameWire struct {
	Name          text.Untrusted `json:"name"`
	Function      text.Untrusted `json:"function"`
	Module        text.Untrusted `json:"module"`
	Package       text.Untrusted `json:"package"`
	File          text.Untrusted `json:"file"`
	Filename      text.Untrusted `json:"filename"`
	AbsPath       text.Untrusted `json:"abs_path"`
	Line          Int            `json:"line"`
	LineNo        Int            `json:"lineno"`
	InApp         bool           `json:"in_app"`
	IsApplication bool           `json:"is_application"`
}

func (w codeFrameWire) frame() CodeFrame {
	return CodeFrame{
		Function: firstText(w.Function, w.Name), Module: firstText(w.Module, w.Package), File: firstText(w.File, w.Filename, w.AbsPath),
		Line: max(w.Line, w.LineNo), InApp: w.InApp || w.IsApplication,
	}
}

// Stack is one distinct stack of a profile and how much was measured on it.
type Stack struct {
	Frames  []int         // indices into the frames, outermost call first
	Samples int64         // how often the profiler saw it
	Time    time.Duration // 0 = the server does not say
	Thread  string        // its name or id
}

// StackProfile is what a profiler measured: of one run, or of many together.
type StackProfile struct {
	Platform    text.Word
	Project     text.Word      // numeric id
	Transaction text.Untrusted // empty = of several
	Release     text.Untrusted
	Environment text.Word
	TraceID     text.Word
	Timestamp   Time
	Frames      []CodeFrame
	Stacks      []Stack
	Profiles    int // how many profiles were put together; 0 = this is one
}

// FlamegraphQuery selects the profiles to put together.
type FlamegraphQuery struct {
	Project     string
	Query       string // e.g. transaction:"GET /cart"
	DataSource  string // functions profiles spans transactions; "" = the server's default
	StatsPeriod string
	Start, End  time.Time
}

// Flamegraph puts the profiles of a period together.
func (c *Client) Flamegraph(ctx context.Context, org string, q FlamegraphQuery) (StackProfile, error) {
	const op = "read flamegraph"
	path, err := orgPath(op, org, "profiling", "flamegraph")
	if err != nil {
		return StackProfile{}, err
	}
	v := url.Values{}
	if err := setPeriod(v, op, q.StatsPeriod, q.Start, q.End); err != nil {
		return StackProfile{}, err
	}
	setString(v, "project", q.Project)
	setString(v, "query", q.Query)
	setString(v, "dataSource", q.DataSource)
	wire, err := get[flamegraphWire](ctx, c, call{op: op, path: path, query: v, org: org})
	return wire.profile(), err
}

type flamegraphWire struct {
	Platform    text.Word      `json:"platform"`
	ProjectID   text.Word      `json:"projectID"`
	Transaction text.Untrusted `json:"transactionName"`
	Shared      struct {
		Frames   []codeFrameWire `json:"frames"`
		Profiles []struct {
			ID text.Word `json:"profile_id"`
		} `json:"profiles"`
	} `json:"shared"`
	Profiles []struct {
		Name      text.Untrusted `json:"name"`
		Samples   [][]int        `json:"samples"`
		Weights   []Float        `json:"weights"`
		Counts    []Int          `json:"sample_counts"`
		Durations []Float        `json:"sample_durations_ns"`
	} `json:"profiles"`
}

func (w flamegraphWire) profile() StackProfile {
	p := StackProfile{Platform: w.Platform, Project: w.ProjectID, Transaction: w.Transaction, Profiles: len(w.Shared.Profiles)}
	for _, f := range w.Shared.Frames {
		p.Frames = append(p.Frames, f.frame())
	}
	for _, thread := range w.Profiles {
		for i, frames := range thread.Samples {
			s := Stack{Frames: p.known(frames), Samples: 1, Thread: thread.Name.String()}
			switch {
			case i < len(thread.Counts):
				s.Samples = int64(thread.Counts[i])
			case i < len(thread.Weights):
				s.Samples = int64(thread.Weights[i])
			}
			if i < len(thread.Durations) {
				s.Time = time.Duration(thread.Durations[i])
			}
			p.add(s)
		}
	}
	return p
}

// known leaves out of a stack what points to no frame.
func (p *StackProfile) known(frames []int) []int {
	kept := make([]int, 0, len(frames))
	for _, f := range frames {
		if f >= 0 && f < len(p.Frames) {
			kept = append(kept, f)
		}
	}
	return kept
}

func (p *StackProfile) add(s Stack) {
	if len(s.Frames) > 0 && s.Samples > 0 && s.Time >= 0 {
		p.Stacks = append(p.Stacks, s)
	}
}

// Profile reads the profile of one transaction; id is 32 hexadecimal digits.
func (c *Client) Profile(ctx context.Context, org, project, id string) (StackProfile, error) {
	const op = "read profile"
	path, err := projectPath(op, org, project, "profiling", "profiles", id)
	if err != nil {
		return StackProfile{}, err
	}
	wire, err := get[profileWire](ctx, c, call{op: op, path: path, query: url.Values{}, org: org})
	return wire.stacks(), err
}

// ProfileChunks puts together what a continuous profiler measured between two
// instants.
func (c *Client) ProfileChunks(ctx context.Context, org, project, profilerID string, start, end time.Time) (StackProfile, error) {
	const op = "read profile chunks"
	path, err := orgPath(op, org, "profiling", "chunks")
	if err != nil {
		return StackProfile{}, err
	}
	v := url.Values{"project": {project}, "profiler_id": {profilerID}}
	if err := setPeriod(v, op, "", start, end); err != nil {
		return StackProfile{}, err
	}
	answer, err := get[struct {
		Chunk profileWire `json:"chunk"`
	}](ctx, c, call{op: op, path: path, query: v, org: org})
	return answer.Chunk.stacks(), err
}
