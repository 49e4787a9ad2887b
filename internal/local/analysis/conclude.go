package analysis

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"vedette/internal/text"
)

// conclude weighs the evidence and writes the root_cause artifact.
func (q *inquiry) conclude(context.Context) (finding, error) {
	class, noFix := q.classify()
	cause := rootCause{
		OneLine:        q.oneLine(),
		FiveWhys:       q.whys(),
		Reproduction:   q.reproduction(),
		RelevantRepo:   q.repo,
		Classification: class,
		NoFixReason:    noFix,
	}
	data, err := json.Marshal(cause)
	if err != nil {
		return finding{}, fmt.Errorf("write the root cause: %w", err)
	}
	if len(cause.Reproduction) == 0 {
		q.gaps = append(q.gaps, "the event has no request, breadcrumbs or transaction, so steps to reproduce cannot be derived")
	}
	var gaps string
	if len(q.gaps) > 0 {
		gaps = paragraphs("**Missing evidence:**", bullets(q.gaps))
	}
	facts := []string{
		"Kind: " + q.match.name + ". Confidence: " + q.confidence() + ".",
		"What it means: " + q.match.means + ".",
		"The usual reason: " + q.match.why + ".",
		"Look at first: " + q.match.check + ".",
	}
	if noFix != "" {
		facts = append(facts, "No code change is proposed: "+noFix)
	}
	return finding{
		text:      paragraphs("**"+cause.OneLine+"**", bullets(facts), gaps),
		artifacts: []artifact{{Key: artifactRootCause, Data: data, Reason: "Concluded from the evidence of this run, by rules."}},
	}, nil
}

// classify takes the kind's class unless the evidence does not carry it.
func (q *inquiry) classify() (class, noFix string) {
	f := q.crash.frame
	switch {
	case q.match.class != classCodeFix:
		return q.match.class, q.match.noFix
	case f == nil:
		return classOnlyRoot, "The event has no stack trace, so the place to change is unknown."
	case f.InApp != nil && !*f.InApp:
		return classOnlyRoot, "No frame is marked as the application's own code, so the place to change is unknown."
	}
	return classCodeFix, ""
}

// oneLine says kind, place and culprit in one sentence.
func (q *inquiry) oneLine() string {
	s := strings.ToUpper(q.match.name[:1]) + q.match.name[1:]
	switch {
	case q.crash.frame != nil:
		s += " in " + place(q.crash.frame)
	case q.facts.Culprit != "":
		s += " in " + code(q.facts.Culprit)
	}
	errorType, value := q.facts.Type, q.facts.Value
	if o := q.crash.origin; o != nil {
		errorType, value = o.Type, o.Value
	}
	if value == "" {
		value = q.facts.Title
	}
	s += ": "
	if errorType != "" {
		s += code(errorType) + " "
	}
	s += code(value)
	if culprit := q.culprit(); culprit != "" {
		s += "; " + culprit
	}
	if l, ok := q.tags.most(); ok {
		s += fmt.Sprintf("; mostly with %s %s", code(l.key), code(l.value))
	}
	return s + "."
}

// culprit names the value that made the crash line fail, as far as line and variables show it; else it is empty.
func (q *inquiry) culprit() string {
	if found := q.suspects(); len(found) > 0 {
		return strings.Join(found, " and ")
	}
	if q.crash.reader != "" {
		return "the line reads " + code(lastQuoted(q.crash.origin.Value)) + " from " + code(q.crash.reader)
	}
	return ""
}

// suspects are the variables of the crash line whose values fit the kind of error.
func (q *inquiry) suspects() []string {
	var found []string
	for _, v := range q.crash.vars {
		if q.match.suspects != nil && v.onLine && q.match.suspects(v.value) {
			found = append(found, code(v.name)+" was "+code(v.value))
		}
	}
	return found
}

// confidence says in words how sure the recognition is, variables included.
func (q *inquiry) confidence() string {
	if len(q.suspects()) > 0 {
		return "high: a variable on the crash line has the value that the error speaks of"
	}
	return q.match.confidence()
}

// whys is the chain from the failure towards its cause, at most five links. Each link is a reading of evidence and names it; where evidence
// ends, so does the chain.
func (q *inquiry) whys() []string {
	var chain []string
	add := func(question, answer, evidence string) {
		if answer != "" {
			chain = append(chain, fmt.Sprintf("%s Because %s. (Evidence: %s.)", question, answer, evidence))
		}
	}
	add("Why did it fail?", q.whyRaised(), "the newest event "+code(q.event.ID))
	add("Why on that line?", q.whyLine(), "the source line and the frame's variables")
	add("Why at that moment?", q.trace.strongest(), "trace "+code(q.event.TraceID))
	if len(q.tags.lifts) > 0 {
		add("Why these events?", "they share something that others do not: "+q.tags.lifts[0].String(), "tag counts of this issue and of its project")
	}
	answer, evidence := q.whyThen()
	add("Why since "+stamp(q.facts.FirstSeen)+"?", answer, evidence)
	return chain
}

func (q *inquiry) whyRaised() string {
	c := q.crash
	if c.raised == nil {
		return ""
	}
	s := fmt.Sprintf("%s was raised: %s", code(c.origin.Type), code(c.origin.Value))
	if c.frame != nil {
		s += ", at " + place(c.frame)
	}
	if c.origin != c.raised {
		s += ", and was passed on as " + code(c.raised.Type)
	}
	return s
}

func (q *inquiry) whyLine() string {
	f := q.crash.frame
	if f == nil {
		return ""
	}
	var parts []string
	if line := strings.TrimSpace(f.ContextLine); line != "" {
		parts = append(parts, "it runs "+code(line))
	}
	if culprit := q.culprit(); culprit != "" {
		parts = append(parts, culprit)
	} else if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", where ")
}

// whyThen relates the first event to a commit or a release.
func (q *inquiry) whyThen() (answer, evidence string) {
	first := q.facts.FirstRelease
	if c := q.commit; c != nil && !c.grafted && !q.facts.FirstSeen.IsZero() {
		age := q.facts.FirstSeen.Sub(c.when)
		if age >= 0 && age.Hours() <= 24*recentDays {
			answer = fmt.Sprintf("the line was last changed %s before, in %s", text.Duration(age), *c)
			if first != "" {
				answer += "; the first release with the error is " + code(first)
			}
			return answer, "git blame and the first event"
		}
	}
	if first == "" {
		return "", ""
	}
	return "release " + code(first) + " is the first that reported it", "the first event's release"
}
