package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// mcpPrompt is a prompt as the server lists it.
type mcpPrompt struct {
	Name        string           `json:"name"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Arguments   []promptArgument `json:"arguments"`
}

type promptArgument struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Required    bool   `json:"required"`
}

// usage is how the arguments are given: issue= [hint=].
func (p mcpPrompt) usage() string {
	var words []string
	for _, a := range p.Arguments {
		if a.Required {
			words = append(words, a.Name+"=")
		} else {
			words = append(words, "["+a.Name+"=]")
		}
	}
	return strings.Join(words, " ")
}

type promptList struct {
	Prompts []mcpPrompt `json:"prompts"`
}

func mcpPrompts() leaf {
	return leaf{
		name: "prompts", summary: "list the prompts of the MCP server, or print one", args: "[PROMPT NAME=VALUE...]", max: -1,
		examples: []string{"vedette mcp prompts", "vedette mcp prompts fix_issue issue=SHOP-1A", "vedette mcp prompts fix_issue issue=SHOP-1A | claude -p"},
		run: func(ctx context.Context, c *call) error {
			if len(c.args) > 0 {
				return c.printPrompt(ctx)
			}
			if err := check[mcpPrompt](c); err != nil {
				return err
			}
			known, err := c.prompts(ctx)
			if err != nil {
				return err
			}
			return whole(ctx, c, "prompts", known, []render.Column[mcpPrompt]{
				{Title: "prompt", Value: func(p mcpPrompt) string { return p.Name }, Style: always[mcpPrompt](render.Bold)},
				{Title: "arguments", Value: mcpPrompt.usage},
				{Title: "what", Value: func(p mcpPrompt) string { return p.Description }, Flex: true},
			}, func() any { return promptList{Prompts: []mcpPrompt{}} })
		},
	}
}

func (c *call) prompts(ctx context.Context) ([]mcpPrompt, error) {
	raw, err := c.app.MCP.Prompts(ctx)
	if err != nil {
		return nil, err
	}
	var list promptList
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("list of prompts: %w", err)
	}
	return list.Prompts, nil
}

// promptAnswer is the protocol's result for one prompt.
type promptAnswer struct {
	Description string `json:"description"`
	Messages    []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
}

// printPrompt prints what an agent is told by a prompt, data included.
func (c *call) printPrompt(ctx context.Context) error {
	if err := check[promptAnswer](c); err != nil {
		return err
	}
	known, err := c.prompts(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, p := range known {
		names = append(names, p.Name)
	}
	name := c.args[0]
	if !slices.Contains(names, name) {
		hint := "prompts: " + strings.Join(names, ", ")
		if best := text.Closest(name, names); best != "" {
			hint = "did you mean " + best + "?"
		}
		return usage(hint, "there is no prompt %q", name)
	}
	args := map[string]string{}
	for _, word := range c.args[1:] {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			return usage("NAME=VALUE", "%q is no argument", word)
		}
		args[key] = value
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	done := c.progress("Reading")
	raw, err := c.app.MCP.Prompt(ctx, o, name, args)
	done()
	if err != nil {
		return hinted(err, "prompts/list", "vedette mcp prompts shows the arguments")
	}
	var prompt promptAnswer
	if err := json.Unmarshal(raw, &prompt); err != nil {
		return fmt.Errorf("prompt %s: %w", name, err)
	}
	if c.format.JSON {
		return c.out.Object(ctx, c.format, prompt, text.Doc{})
	}
	var parts []json.RawMessage
	for _, m := range prompt.Messages {
		parts = append(parts, m.Content)
	}
	return c.showContents(ctx, parts)
}

// hinted puts a hint into this face's words where it speaks of a request.
func hinted(err error, request, hint string) error {
	var e *ops.Error
	if !errors.As(err, &e) || !strings.HasPrefix(e.Hint, request) {
		return err
	}
	again := *e
	again.Hint = hint
	return &again
}
