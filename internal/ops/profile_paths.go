package ops

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

// ProfileFunction is how much of a profile was spent in one function.
type ProfileFunction struct {
	Function text.Untrusted `json:"function"`
	Location text.Untrusted `json:"location,omitzero"` // file:line, or module
	InApp    bool           `json:"inApp"`
	Self     float64        `json:"self"`            // share of the profile, 0 to 1, in the function itself
	Total    float64        `json:"total"`           // with what it calls
	Before   *float64       `json:"before,omitzero"` // total share in the period compared with
}

// ProfilePath is a chain of calls and its share of the profile.
type ProfilePath struct {
	Share  float64          `json:"share"` // 0 to 1
	Time   float64          `json:"timeMs,omitempty"`
	Frames []text.Untrusted `json:"frames"` // outermost call first
}

// ProfileSummary is what a profile says: where the time goes.
type ProfileSummary struct {
	Samples   int64             `json:"samples"`
	TimeMs    float64           `json:"timeMs,omitempty"`
	Profiles  int               `json:"profiles,omitempty"` // put together
	Threads   []text.Untrusted  `json:"threads,omitempty"`
	HotPaths  []ProfilePath     `json:"hotPaths"`
	Functions []ProfileFunction `json:"functions"` // most of the time in themselves first
}

// summarize finds the hot paths and functions. With userCode, only the
// application's own frames are shown, and a stack counts for the innermost of
// them.
func summarize(p sentryapi.StackProfile, userCode bool, most int) ProfileSummary {
	s := ProfileSummary{Profiles: p.Profiles, HotPaths: []ProfilePath{}}
	userCode = userCode && slices.ContainsFunc(p.Frames, func(f sentryapi.CodeFrame) bool { return f.InApp })
	var all float64
	timed := slices.ContainsFunc(p.Stacks, func(stack sentryapi.Stack) bool { return stack.Time > 0 })
	self, total := make([]float64, len(p.Frames)), make([]float64, len(p.Frames))
	paths := map[string]*ProfilePath{}
	threads := map[string]bool{}
	for _, stack := range p.Stacks {
		weight := float64(stack.Samples)
		if timed {
			weight = float64(stack.Time)
		}
		all += weight
		s.Samples += stack.Samples
		s.TimeMs += float64(stack.Time) / float64(time.Millisecond)
		if stack.Thread != "" && !threads[stack.Thread] {
			threads[stack.Thread] = true
			s.Threads = append(s.Threads, text.From(stack.Thread))
		}
		shown := visible(p.Frames, stack.Frames, userCode)
		if len(shown) == 0 {
			continue
		}
		self[shown[len(shown)-1]] += weight
		counted := map[int]bool{}
		for _, frame := range shown {
			if !counted[frame] { // recursion counts once
				counted[frame] = true
				total[frame] += weight
			}
		}
		key := fmt.Sprint(shown)
		if paths[key] == nil {
			paths[key] = &ProfilePath{Frames: frameNames(p.Frames, shown)}
		}
		paths[key].Share += weight
		paths[key].Time += float64(stack.Time) / float64(time.Millisecond)
	}
	if all == 0 {
		s.Functions = []ProfileFunction{}
		return s
	}
	for _, path := range paths {
		path.Share /= all
		s.HotPaths = append(s.HotPaths, *path)
	}
	slices.SortFunc(s.HotPaths, func(a, b ProfilePath) int {
		return cmp.Or(-cmp.Compare(a.Share, b.Share), cmp.Compare(fmt.Sprint(a.Frames), fmt.Sprint(b.Frames)))
	})
	s.HotPaths = s.HotPaths[:min(len(s.HotPaths), most)]
	s.Functions = hotFunctions(p.Frames, self, total, all, 2*most)
	return s
}

// visible are the frames of a stack that are shown.
func visible(frames []sentryapi.CodeFrame, stack []int, userCode bool) []int {
	if !userCode {
		return stack
	}
	var own []int
	for _, frame := range stack {
		if frames[frame].InApp {
			own = append(own, frame)
		}
	}
	return own
}

// deepest is how many frames of one path are named: the innermost.
const deepest = 12

func frameNames(frames []sentryapi.CodeFrame, stack []int) []text.Untrusted {
	var names []text.Untrusted
	for _, frame := range stack[max(0, len(stack)-deepest):] {
		names = append(names, firstOf(frames[frame].Function, text.From("?")))
	}
	return names
}

func hotFunctions(frames []sentryapi.CodeFrame, self, total []float64, all float64, most int) []ProfileFunction {
	found := []ProfileFunction{}
	for i, f := range frames {
		if total[i] > 0 {
			found = append(found, ProfileFunction{Function: firstOf(f.Function, text.From("?")), Location: frameLocation(f), InApp: f.InApp, Self: self[i] / all, Total: total[i] / all})
		}
	}
	slices.SortStableFunc(found, func(a, b ProfileFunction) int {
		return cmp.Or(-cmp.Compare(a.Self, b.Self), -cmp.Compare(a.Total, b.Total))
	})
	return found[:min(len(found), most)]
}

func frameLocation(f sentryapi.CodeFrame) text.Untrusted {
	where := firstOf(f.File, f.Module)
	if f.Line > 0 && !f.File.IsZero() {
		return text.From(fmt.Sprintf("%s:%d", where.Raw(), int64(f.Line)))
	}
	return where
}

// compare adds to each function its share in another profile.
func (s *ProfileSummary) compare(before ProfileSummary) {
	shares := map[string]float64{}
	for _, f := range before.Functions {
		shares[f.Function.Raw()] += f.Total
	}
	for i := range s.Functions {
		share := shares[s.Functions[i].Function.Raw()]
		s.Functions[i].Before = &share
	}
}

// doc shows paths and functions.
func (s ProfileSummary) doc(d *text.Doc) {
	if s.Samples == 0 {
		d.Para(text.T("There are no samples."))
		return
	}
	line := counted(s.Samples, "sample")
	if s.TimeMs > 0 {
		line += ", " + millis(s.TimeMs)
	}
	if s.Profiles > 0 {
		line += ", " + counted(int64(s.Profiles), "profile")
	}
	d.Para(text.T(line))
	d.DataNote("profile")
	d.Heading(3, text.T("Hot paths"))
	var b strings.Builder
	for _, path := range s.HotPaths {
		names := make([]string, len(path.Frames))
		for i, name := range path.Frames {
			names[i] = name.Cut(60)
		}
		b.WriteString(fmt.Sprintf("%5s%%  ", decimal(path.Share*100)) + strings.Join(names, " > ") + "\n")
	}
	d.CodeBlock("", text.From(b.String()))
	d.Heading(3, text.T("Functions"))
	header := []string{"function", "self", "total", "where"}
	compared := slices.ContainsFunc(s.Functions, func(f ProfileFunction) bool { return f.Before != nil })
	if compared {
		header = []string{"function", "self", "total", "before", "where"}
	}
	var rows [][]text.Inline
	for _, f := range s.Functions {
		row := []text.Inline{text.From(f.Function.Cut(60)), text.T(decimal(f.Self*100) + "%"), text.T(decimal(f.Total*100) + "%")}
		if compared && f.Before != nil {
			row = append(row, text.T(decimal(*f.Before*100)+"%"))
		}
		rows = append(rows, append(row, text.From(f.Location.Cut(60))))
	}
	d.Table(header, rows)
}
