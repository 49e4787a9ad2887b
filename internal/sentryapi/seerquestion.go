package sentryapi

import (
	"encoding/json"
	"strconv"
	"strings"

	"vedette/internal/text"
)

// pendingWire is what a run waits for. The keys of its data depend on the type.
type pendingWire struct {
	ID        text.Word       `json:"id"`
	InputType text.Word       `json:"input_type"`
	Data      json.RawMessage `json:"data"`
}

// question finds what to show in the data.
func (p *pendingWire) question() *SeerQuestion {
	if p == nil {
		return nil
	}
	q := &SeerQuestion{ID: p.ID, InputType: p.InputType}
	if asked, _, err := decodeLoose[struct {
		Questions []SeerAsked `json:"questions"` // of ask_user_question
	}](p.Data); err == nil && len(asked.Questions) > 0 {
		q.ask(asked.Questions...)
		return q
	}
	var fields map[string]text.Untrusted
	if json.Unmarshal(p.Data, &fields) == nil {
		for _, key := range []string{"question", "text", "message", "prompt"} {
			if v := fields[key]; !v.IsZero() {
				q.Text = v
				return q
			}
		}
	}
	if len(p.Data) > 0 {
		// Any JSON value is text: strings as they are, the rest compact.
		if err := q.Text.UnmarshalJSON(p.Data); err != nil {
			q.Text = text.From(string(p.Data))
		}
	}
	return q
}

// ask sets the questions, and their text for those who only read.
func (q *SeerQuestion) ask(questions ...SeerAsked) {
	q.Questions = questions
	var b strings.Builder
	for n, asked := range questions {
		if len(questions) > 1 {
			b.WriteString(strconv.Itoa(n+1) + ". ")
		}
		b.WriteString(asked.Question.Raw() + "\n")
		for _, o := range asked.Options {
			b.WriteString("  - " + o.Label.Raw())
			if !o.Description.IsZero() {
				b.WriteString(": " + o.Description.Raw())
			}
			b.WriteString("\n")
		}
	}
	q.Text = text.From(strings.TrimSuffix(b.String(), "\n"))
}

// askCause makes a question of the causes of a run of the steps format, which
// waits for one to be chosen and does not say so in words.
func (run *SeerRun) askCause(causes []*causeWire) {
	var asked SeerAsked
	asked.Question = text.From("With which root cause should the run go on?")
	for _, c := range causes {
		if c != nil {
			id := int64(c.ID)
			asked.Options = append(asked.Options, SeerOption{Label: c.Description, Cause: &id})
		}
	}
	run.Pending = &SeerQuestion{InputType: ChooseCause}
	run.Pending.ask(asked)
}

// Cause is the root cause that an answer chooses, and what the answer says
// beside that: a text of its own guides the run on its way from the first one.
func (q *SeerQuestion) Cause(answer string) (cause *int64, guidance string) {
	if len(q.Questions) == 0 || len(q.Questions[0].Options) == 0 {
		return nil, answer
	}
	options := q.Questions[0].Options
	for n, o := range options {
		if answer == o.Label.Raw() || answer == strconv.Itoa(n+1) {
			return o.Cause, ""
		}
	}
	return options[0].Cause, answer
}
