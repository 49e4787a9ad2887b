package mcpserve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/ask"
	"vedette/mcpserve/reply"
)

// question is the error of a call that waits for a person's answer.
type question struct{ form *mcp.CallToolResult }

func (*question) Error() string { return "a question is open" }

// confirmed is the argument by which a call says that the person agreed in the
// conversation. It is for clients that declare forms and show them to nobody.
const confirmed = "confirm"

// withPerson asks the person behind the client, where there is one, for what
// the call leaves open: whether data shall be lost, and which organization is
// meant. Clients that cannot ask get run alone.
func (s *Server) withPerson(op ops.Operation, run toolFunc) toolFunc {
	return func(ctx context.Context, call mcp.CallToolRequest, raw json.RawMessage) (ops.Result, error) {
		agreed := false
		if losesData(op) {
			raw, agreed = withoutConfirmed(raw)
		}
		talk, refused := s.desk.Open(ctx, call)
		if refused != nil {
			return nil, &question{form: reply.Refuse(ctx, refused)}
		}
		if !talk.Possible() {
			return run(ctx, call, raw)
		}
		if losesData(op) && !agreed {
			if err := confirm(talk, op, raw); err != nil {
				return nil, err
			}
		}
		result, err := run(ctx, call, raw)
		choice := (*ops.Choice)(nil)
		if !errors.As(err, &choice) || !choice.Complete {
			return result, err
		}
		answer, form, asking := talk.Choose(choice.Argument, "Which "+argumentNoun(choice.Argument)+" is meant? ("+op.Title+")", choice.Values)
		switch {
		case asking != nil:
			return nil, asking
		case form != nil:
			return nil, &question{form: form}
		case !answer.Accepted():
			return nil, err // it names the values
		}
		if raw, err = withArgument(raw, choice.Argument, answer.Value); err != nil {
			return nil, err
		}
		return run(ctx, call, raw)
	}
}

// losesData is true for what cannot be undone: hosts ask before destructive
// tools anyway, so that only these ask a second time.
func losesData(op ops.Operation) bool {
	return op.Effect == ops.Destructive && (strings.HasPrefix(op.Name, "delete_") || op.Name == "merge_issues")
}

// confirm returns nil when the person agrees.
func confirm(talk *ask.Talk, op ops.Operation, raw json.RawMessage) error {
	var args map[string]any
	_ = json.Unmarshal(raw, &args) // the operation refuses what is malformed
	if args["dryRun"] == true {
		return nil
	}
	lines := []string{op.Title + "? This cannot be undone."}
	for _, name := range slices.Sorted(maps.Keys(args)) {
		value, err := json.Marshal(args[name])
		if err != nil {
			return fmt.Errorf("argument %s: %w", name, err)
		}
		lines = append(lines, text.From(name).Cut(60)+": "+text.From(strings.Trim(string(value), `"`)).Cut(300))
	}
	answer, form, err := talk.Confirm(confirmed, strings.Join(lines, "\n"))
	switch {
	case err != nil:
		return err
	case form != nil:
		return &question{form: form}
	case answer.Accepted():
		return nil
	case answer.Action == mcp.ElicitationResponseActionDecline:
		return &ops.Error{Kind: ops.KindForbidden, Op: op.Name, Message: text.From("the person said no; nothing was changed"), Hint: "do not repeat this call"}
	}
	return &ops.Error{Kind: ops.KindForbidden, Op: op.Name, Message: text.From("the person did not answer the confirmation; nothing was changed"),
		Hint: "ask in the conversation; once they agree, repeat the call with " + confirmed + ": true"}
}

// argumentNoun is what an argument names, in words.
func argumentNoun(argument string) string {
	return strings.ToLower(strings.TrimSuffix(argument, "Slug"))
}

// withArgument adds an argument to those of a call.
func withArgument(raw json.RawMessage, name string, value any) (json.RawMessage, error) {
	args := map[string]any{}
	if len(raw) > 0 && json.Unmarshal(raw, &args) != nil {
		return raw, nil
	}
	args[name] = value
	out, err := json.Marshal(args)
	if err != nil {
		return nil, fmt.Errorf("argument %s: %w", name, err)
	}
	return out, nil
}

// withoutConfirmed takes the word that the person agreed out of the arguments.
func withoutConfirmed(raw json.RawMessage) (rest json.RawMessage, agreed bool) {
	var args map[string]json.RawMessage
	if json.Unmarshal(raw, &args) != nil || args[confirmed] == nil {
		return raw, false
	}
	agreed = string(args[confirmed]) == "true"
	delete(args, confirmed)
	out, err := json.Marshal(args)
	if err != nil {
		return raw, false
	}
	return out, agreed
}
