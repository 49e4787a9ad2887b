package mcpserve

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/prompts"
	"vedette/mcpserve/resources"
	"vedette/mcpserve/spans"
)

// addPrompts registers the pages that people start work with.
func (s *Server) addPrompts() error {
	all, err := prompts.All()
	if err != nil {
		return err
	}
	for _, p := range all {
		prompt := mcp.Prompt{Name: p.Name, Title: p.Title, Description: p.Description}
		for _, a := range p.Arguments {
			prompt.Arguments = append(prompt.Arguments, mcp.PromptArgument{Name: a.Name, Description: a.Description, Required: a.Required})
		}
		s.mcp.AddPrompt(prompt, s.getPrompt(p))
	}
	s.completions.prompts = all
	return nil
}

// getPrompt answers prompts/get: the page, and what it is about as it is now.
func (s *Server) getPrompt(p prompts.Prompt) server.PromptHandlerFunc {
	return func(ctx context.Context, r mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		values, err := p.Check(r.Params.Arguments)
		if err != nil {
			return nil, s.wording.refuse(ctx, "", &ops.Error{Kind: ops.KindInvalid, Op: "prompts/get", Message: text.From(err.Error()), Hint: "prompts/list describes the arguments"})
		}
		attached, note, err := s.attach(ctx, p, values)
		if err != nil {
			return nil, s.wording.refuse(ctx, "", err)
		}
		page, err := p.Text(values, attached != nil, toolsOf{s.discovery})
		if err != nil {
			return nil, err
		}
		messages := []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(page+note))}
		if attached != nil {
			messages = append(messages, mcp.NewPromptMessage(mcp.RoleUser, mcp.NewEmbeddedResource(*attached)))
		}
		tell(ctx, nil, spans.Prompt(p.Description, len(messages))...)
		return mcp.NewGetPromptResult(p.Description, messages), nil
	}
}

// attach reads what a prompt is about. What is not there, or may not be seen,
// is an error; what cannot be read now is left to the agent, with a note.
func (s *Server) attach(ctx context.Context, p prompts.Prompt, values map[string]string) (*mcp.TextResourceContents, string, error) {
	kind, org := resources.Find(p.Attach), values[prompts.Organization]
	var ids []string
	for _, name := range p.From {
		ids = append(ids, values[name])
	}
	whole := !slices.Contains(ids, "")
	if _, listed := resources.ListedAs(kind.Name); !whole && (!listed || org != "") {
		return nil, "", nil
	}
	op, err := s.discovery.tool("prompts/get", kind.Operation)
	if err != nil { // not offered: the page does without
		return nil, "", nil
	}
	args, err := kind.Arguments(org, ids...)
	if err != nil {
		return nil, "", err
	}
	result, err := op.Call(ctx, s.ops(ctx), args)
	if err != nil && ops.OutcomeOf(ops.KindOf(err)).Retry {
		var d text.Doc
		d.Para(text.T("What this is about could not be read just now: "), text.From(s.wording.failureOf(op.Name, err).Message), text.T(". Call "), text.Code(text.T(op.Name)), text.T(" first."))
		return nil, "\n" + d.Markdown(), nil
	}
	if err != nil {
		return nil, "", err
	}
	contents, err := s.contentsOf(addressOf(kind, result, ids, whole), op, resources.Read{Arguments: args}, result)
	return &contents, "", err
}

// addressOf is the address of what was read.
func addressOf(kind resources.Template, result ops.Result, ids []string, whole bool) string {
	if listed, ok := resources.ListedAs(kind.Name); ok && !whole {
		return listed.URI
	}
	raw, err := json.Marshal(result)
	if err != nil {
		return ""
	}
	var about struct {
		Organization string `json:"organization"`
		Issue        struct {
			ShortID string `json:"shortId"`
		} `json:"issue"`
	}
	_ = json.Unmarshal(raw, &about) // what it does not say stays empty
	if about.Issue.ShortID != "" {  // a person may have given its URL
		ids = []string{about.Issue.ShortID}
	}
	return kind.URI(about.Organization, ids...)
}

// toolsOf are the tools of a connection, for the pages.
type toolsOf struct{ *discovery }

// Listed implements prompts.Tools.
func (t toolsOf) Listed(name string) bool {
	op, err := t.tool("", name)
	return err == nil && t.use(op) == listedUse
}

// Reader implements prompts.Tools.
func (t toolsOf) Reader() string {
	if slices.Contains(t.sel.leads(), callReadTool) {
		return callReadTool
	}
	return ""
}

// Offers implements prompts.Tools.
func (t toolsOf) Offers(name string) bool {
	op, err := t.tool("", name)
	return err == nil && (t.use(op) == listedUse || t.use(op) == callReadTool && t.Reader() != "")
}
