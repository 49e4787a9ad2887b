package profile

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Graph is many profiles together, in the shape of Speedscope that Sentry answers.
type Graph struct {
	Active      int      `json:"activeProfileIndex"`
	Platform    string   `json:"platform"`
	Project     int64    `json:"projectID"`
	Transaction string   `json:"transactionName"`
	Profiles    []Merged `json:"profiles"`
	Shared      Shared   `json:"shared"`
}

// Merged are all samples of all profiles by their stack.
type Merged struct {
	Type       string  `json:"type"` // sampled
	Unit       string  `json:"unit"` // count
	Name       string  `json:"name"`
	ThreadID   int     `json:"threadID"`
	Main       bool    `json:"isMainThread"`
	StartValue int64   `json:"startValue"`
	EndValue   int64   `json:"endValue"`
	Samples    [][]int `json:"samples"` // frames, the outermost call first
	Weights    []int64 `json:"weights"`
	Counts     []int64 `json:"sample_counts"`
	Durations  []int64 `json:"sample_durations_ns"`
	Of         [][]int `json:"samples_profiles"` // which profiles have the stack
}

// Shared is what the samples refer to.
type Shared struct {
	Frames   []Frame     `json:"frames"`
	Infos    []FrameInfo `json:"frame_infos"`
	Profiles []Reference `json:"profiles"`
}

// Frame is one function.
type Frame struct {
	Name   string `json:"name"`
	File   string `json:"file,omitempty"`
	Path   string `json:"path,omitempty"`
	Line   int    `json:"line,omitempty"`
	Module string `json:"image,omitempty"`
	InApp  bool   `json:"is_application"`
}

// FrameInfo is how much was measured below a function, recursion counted once.
type FrameInfo struct {
	Count  int64 `json:"count"`
	Weight int64 `json:"weight"`      // samples
	Sum    int64 `json:"sumDuration"` // nanoseconds
	Self   int64 `json:"sumSelfTime"` // nanoseconds, in the function itself
}

// Reference names a profile.
type Reference struct {
	ProjectID  int64   `json:"project_id"`
	ProfileID  string  `json:"profile_id"`
	ProfilerID string  `json:"profiler_id,omitempty"`
	Start      float64 `json:"start"` // unix seconds
}

// wireFrame is a frame as SDKs send it.
type wireFrame struct {
	Function string `json:"function"`
	Filename string `json:"filename"`
	AbsPath  string `json:"abs_path"`
	Module   string `json:"module"`
	Line     int    `json:"lineno"`
	InApp    *bool  `json:"in_app"`
}

// builder adds samples up.
type builder struct {
	graph  *Graph
	merged *Merged
	frames map[Frame]int
	stacks map[string]int
}

// Flamegraph puts profiles together. Shared.Profiles has one empty entry for each of them.
func Flamegraph(bodies [][]byte) Graph {
	g := Graph{
		Profiles: []Merged{{Type: "sampled", Unit: "count", Name: "all", Main: true, Samples: [][]int{}, Weights: []int64{}, Counts: []int64{}, Durations: []int64{}, Of: [][]int{}}},
		Shared:   Shared{Frames: []Frame{}, Infos: []FrameInfo{}, Profiles: make([]Reference, len(bodies))},
	}
	b := builder{graph: &g, merged: &g.Profiles[0], frames: map[Frame]int{}, stacks: map[string]int{}}
	for i, body := range bodies {
		p := decode(body)
		if g.Platform == "" {
			g.Platform = p.Platform
		}
		b.add(i, &p)
	}
	for _, n := range b.merged.Weights {
		b.merged.EndValue += n
	}
	return g
}

// add takes the samples of one profile. A sample lasts until the next one of its thread.
func (b *builder) add(profile int, p *sampled) {
	frames := make([]int, len(p.Profile.Frames))
	for i, raw := range p.Profile.Frames {
		frames[i] = b.frame(raw)
	}
	threads := map[string][]sample{}
	for _, s := range p.Profile.Samples {
		threads[s.thread()] = append(threads[s.thread()], s)
	}
	for _, id := range slices.Sorted(maps.Keys(threads)) {
		list := threads[id]
		slices.SortStableFunc(list, func(a, b sample) int { return cmp.Compare(a.at(), b.at()) })
		for i, s := range list {
			stack := p.stack(s.StackID)
			if len(stack) == 0 {
				continue
			}
			var lasts int64
			if i+1 < len(list) {
				lasts = max(0, list[i+1].at()-s.at())
			}
			path := make([]int, 0, len(stack))
			for _, f := range slices.Backward(stack) {
				path = append(path, frames[f])
			}
			b.sample(profile, path, lasts)
		}
	}
}

func (b *builder) sample(profile int, path []int, lasts int64) {
	text, err := json.Marshal(path)
	if err != nil {
		return // numbers can always be written
	}
	m := b.merged
	at, known := b.stacks[string(text)]
	if !known {
		at = len(m.Samples)
		b.stacks[string(text)] = at
		m.Samples, m.Weights, m.Counts = append(m.Samples, path), append(m.Weights, 0), append(m.Counts, 0)
		m.Durations, m.Of = append(m.Durations, 0), append(m.Of, []int{})
	}
	m.Weights[at]++
	m.Counts[at]++
	m.Durations[at] += lasts
	if !slices.Contains(m.Of[at], profile) {
		m.Of[at] = append(m.Of[at], profile)
	}
	for i, f := range path {
		info := &b.graph.Shared.Infos[f]
		if i == len(path)-1 {
			info.Self += lasts
		}
		if !slices.Contains(path[:i], f) {
			info.Count++
			info.Weight++
			info.Sum += lasts
		}
	}
}

// frame finds the number of a function.
func (b *builder) frame(raw json.RawMessage) int {
	var w wireFrame
	if json.Unmarshal(raw, &w) != nil {
		w = wireFrame{Function: "<unknown>"}
	}
	f := Frame{Name: w.Function, File: w.Filename, Path: w.AbsPath, Line: w.Line, Module: w.Module, InApp: w.InApp != nil && *w.InApp}
	if f.File == "" {
		f.File = f.Path[strings.LastIndexAny(f.Path, `/\`)+1:]
	}
	if i, ok := b.frames[f]; ok {
		return i
	}
	i := len(b.graph.Shared.Frames)
	b.frames[f] = i
	b.graph.Shared.Frames = append(b.graph.Shared.Frames, f)
	b.graph.Shared.Infos = append(b.graph.Shared.Infos, FrameInfo{})
	return i
}
