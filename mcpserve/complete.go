package mcpserve

import (
	"context"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/completion"
	"vedette/mcpserve/prompts"
	"vedette/mcpserve/resources"
)

// completions answer completion/complete for the arguments of prompts and the
// variables of addresses.
type completions struct {
	ops       func(context.Context) *ops.Ops // of the request being answered
	completer completion.Completer
	prompts   []prompts.Prompt
}

// CompletePromptArgument implements server.PromptCompletionProvider.
func (c *completions) CompletePromptArgument(ctx context.Context, name string, arg mcp.CompleteArgument, chosen mcp.CompleteContext) (*mcp.Completion, error) {
	at := slices.IndexFunc(c.prompts, func(p prompts.Prompt) bool { return p.Name == name })
	if at < 0 {
		return nil, unknownReference(ctx, "there is no prompt "+name)
	}
	args := c.prompts[at].Arguments
	n := slices.IndexFunc(args, func(a prompts.Argument) bool { return a.Name == arg.Name })
	if n < 0 {
		return nil, unknownReference(ctx, "the prompt "+name+" has no argument "+arg.Name)
	}
	return c.values(ctx, completion.Query{Kind: args[n].Kind, Typed: arg.Value, Org: chosen.Arguments[prompts.Organization], Project: chosen.Arguments[prompts.Project]}), nil
}

// CompleteResourceArgument implements server.ResourceCompletionProvider.
func (c *completions) CompleteResourceArgument(ctx context.Context, uri string, arg mcp.CompleteArgument, chosen mcp.CompleteContext) (*mcp.Completion, error) {
	all := resources.Templates()
	at := slices.IndexFunc(all, func(t resources.Template) bool { return t.URITemplate() == uri })
	if at < 0 {
		return nil, unknownReference(ctx, "there is no resource template "+uri)
	}
	kind := ""
	switch {
	case arg.Name == "org":
		kind = prompts.Organization
	case arg.Name == "project":
		kind = prompts.Project
	case arg.Name == "version":
		kind = prompts.Release
	case arg.Name == "format":
		kind = completion.Format
	case arg.Name == "id" && all[at].Name == prompts.Issue:
		kind = prompts.Issue
	}
	return c.values(ctx, completion.Query{Kind: kind, Typed: arg.Value, Org: chosen.Arguments["org"], Project: chosen.Arguments["project"]}), nil
}

func (c *completions) values(ctx context.Context, q completion.Query) *mcp.Completion {
	values, total, more := c.completer.Values(ctx, c.ops(ctx), q)
	return &mcp.Completion{Values: values, Total: total, HasMore: more}
}

func unknownReference(ctx context.Context, message string) error {
	return newWording(nil).refuse(ctx, "", &ops.Error{Kind: ops.KindInvalid, Op: "completion/complete", Message: text.From(message)})
}
