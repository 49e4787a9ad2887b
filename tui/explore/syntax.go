package explore

import (
	"context"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/page"
	"vedette/tui/screen"
)

// NewSyntax is the guide to searching a dataset.
func NewSyntax(env screen.Env, to screen.ToSyntax) screen.Screen {
	return page.New(env, page.Kind{Crumb: "search syntax of " + text.From(to.Dataset).Cut(20), What: "guide",
		Load: func(ctx context.Context, _ string) (page.Content, error) {
			out, err := env.Ops.GetSearchSyntax(ctx, ops.GetSearchSyntaxIn{Dataset: to.Dataset})
			return page.Content{Doc: out.Doc()}, err
		},
	})
}
