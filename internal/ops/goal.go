package ops

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"vedette/internal/text"
)

// GoalIn is part of the input of reads whose answers are long.
type GoalIn struct {
	Goal string `json:"goal,omitempty" jsonschema:"What you want to find out; the answer leads with it."`
}

func (g GoalIn) goalText() string { return g.Goal }

// aimed is a result whose document leads with what matters for a goal.
type aimed struct {
	Result
	goal string
}

// Doc is the result's own, in the order of the goal.
func (a aimed) Doc() text.Doc { return Lead(a.Result.Doc(), a.goal) }

// MarshalJSON is the result alone: a goal chooses what is read first, not what
// there is.
func (a aimed) MarshalJSON() ([]byte, error) { return json.Marshal(a.Result) }

// aim makes a result lead with the goal of its input, if it has one.
func aim(in any, r Result) Result {
	if g, ok := in.(interface{ goalText() string }); ok && strings.TrimSpace(g.goalText()) != "" {
		return aimed{r, g.goalText()}
	}
	return r
}

const (
	leadLines   = 8    // of the answer, repeated at its top
	lineWidth   = 240  // of such a line, in cells
	goalWidth   = 300  // of the goal where it is repeated
	longAnswer  = 1500 // tokens, from which on the goal is repeated at the end
	relevantRow = 0.5  // of the best line's score, from which on a line is worth its place
)

// Lead puts first what matters for a goal: the lines of the document that share
// its words, then the document with the sections that hold them moved up.
// Nothing is left out.
func Lead(d text.Doc, goal string) text.Doc {
	passages := d.Passages()
	lines := relevant(passages, goal)
	title, _ := d.Title()
	out := title
	section, block := "", []text.Untrusted{}
	flush := func() {
		out.CodeBlock("", block...)
		block = nil
	}
	if len(lines) > 0 {
		out.Para(text.Bold(text.T("For the goal:")), text.T(" "), text.From(shortGoal(goal)))
		out.DataNote("event")
	} else {
		out.Para(text.T("No line below shares a word with the goal: "), text.From(shortGoal(goal)))
	}
	for _, at := range lines {
		p := passages[at]
		if p.Section != section {
			flush()
			section = p.Section
			out.Para(text.T("From "), text.Bold(text.From(p.Section)), text.T(":"))
		}
		block = append(block, text.From(text.From(p.Text).Cut(lineWidth)))
	}
	flush()
	for i, part := range byGoal(d.Sections(), goal) {
		if i == 0 {
			_, part = part.Title()
		}
		out.Append(part)
	}
	if text.Tokens(d.Markdown()) > longAnswer {
		GoalNote(&out, goal)
	}
	return out
}

// GoalNote repeats a goal at the end of a long answer, where a reader has
// forgotten it.
func GoalNote(d *text.Doc, goal string) {
	d.Para(text.Bold(text.T("The goal was:")), text.T(" "), text.From(shortGoal(goal)))
}

func shortGoal(goal string) string { return text.From(goal).Cut(goalWidth) }

// relevant are the indexes of the lines that matter for a goal, in the order of
// the document. It goes by rule: a word of the goal counts the more the fewer
// lines have it. It is the one place that decides this.
func relevant(passages []text.Passage, goal string) []int {
	scores := overlap(passages, goal)
	best := 0.0
	var found []int
	for i, s := range scores {
		best = max(best, s)
		if s > 0 {
			found = append(found, i)
		}
	}
	found = slices.DeleteFunc(found, func(i int) bool { return scores[i] < best*relevantRow })
	slices.SortStableFunc(found, func(a, b int) int { return -cmp.Compare(scores[a], scores[b]) })
	found = found[:min(len(found), leadLines)]
	slices.Sort(found)
	return found
}

// overlap scores each line by the words that it and its heading share with the
// goal.
func overlap(passages []text.Passage, goal string) []float64 {
	asked := slices.Compact(slices.Sorted(slices.Values(text.Terms(goal))))
	spread := map[string]int{}
	has := make([]map[string]bool, len(passages))
	for i, p := range passages {
		has[i] = map[string]bool{}
		for _, t := range text.Terms(text.From(p.Section).Cut(goalWidth) + " " + text.From(p.Text).Cut(goalWidth)) {
			if _, wanted := slices.BinarySearch(asked, t); wanted && !has[i][t] {
				has[i][t] = true
				spread[t]++
			}
		}
	}
	scores := make([]float64, len(passages))
	for i := range passages {
		for t := range has[i] {
			scores[i] += math.Log(1 + float64(len(passages))/float64(spread[t]))
		}
	}
	return scores
}

// byGoal moves the sections up that share most with the goal; what stands above
// the first stays.
func byGoal(sections []text.Doc, goal string) []text.Doc {
	if len(sections) < 3 {
		return sections
	}
	best := make(map[int]float64, len(sections))
	var order []int
	for i, s := range sections[1:] {
		best[i] = slices.Max(append(overlap(s.Passages(), goal), 0))
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return -cmp.Compare(best[a], best[b]) })
	out := sections[:1:1]
	for _, i := range order {
		out = append(out, sections[i+1])
	}
	return out
}

// fits is a test whether a text shares a word with a goal; nil for none.
func fits(goal string) func(...string) bool {
	asked := text.Terms(goal)
	if len(asked) == 0 {
		return nil
	}
	return func(words ...string) bool {
		return slices.ContainsFunc(text.Terms(strings.Join(words, " ")), func(t string) bool { return slices.Contains(asked, t) })
	}
}
