package cli

import (
	"context"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

func (s *session) searchGroup() *ucli.Command {
	return s.group("search", "What searches understand", s.command(searchFields()), s.command(searchSyntax()))
}

const searchable = "issues, " + datasets

// datasetFlag chooses what is asked about.
func datasetFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "dataset", Aliases: []string{"d"}, Value: "errors", Usage: "`NAME`: " + searchable}
}

func searchFields() leaf {
	return list(leaf{
		name: "fields", summary: "list the fields, tags and attributes to search by", op: []string{"find_event_fields"},
		examples: []string{"vedette search fields --dataset spans", "vedette search fields -d logs --query user"},
		flags: []ucli.Flag{datasetFlag(), queryFlag("a name"),
			&ucli.StringFlag{Name: "period", Aliases: []string{"t"}, Value: "14d", Usage: "seen in this `PERIOD`: 24h, 14d"}},
	}, lister[ops.FindEventFieldsIn, ops.FindEventFieldsOut, ops.EventField]{
		limit: 100, run: (*ops.Ops).FindEventFields, key: "fields", empty: "No field matches.",
		rows: func(out *ops.FindEventFieldsOut) *[]ops.EventField { return &out.Fields },
		id:   func(f ops.EventField) string { return f.Key.Raw() + string(f.Type) },
		in: func(c *call, _ config.Settings) (ops.FindEventFieldsIn, error) {
			return ops.FindEventFieldsIn{Dataset: c.cmd.String("dataset"), Query: c.cmd.String("query"), Period: c.cmd.String("period")}, nil
		},
		columns: func(time.Time) []render.Column[ops.EventField] {
			return []render.Column[ops.EventField]{
				{Title: "field", Value: func(f ops.EventField) string { return f.Key.String() }, Style: always[ops.EventField](render.Bold), Flex: true},
				{Title: "type", Value: func(f ops.EventField) string { return string(f.Type) }},
				{Title: "from", Value: func(f ops.EventField) string { return f.Source }},
			}
		},
	})
}

func searchSyntax() leaf {
	return leaf{
		name: "syntax", summary: "explain how to search a dataset", op: []string{"get_search_syntax"},
		examples: []string{"vedette search syntax", "vedette search syntax --dataset spans"},
		flags:    []ucli.Flag{datasetFlag()},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.GetSearchSyntaxOut](c); err != nil {
				return err
			}
			// The language is the same everywhere, so no server is needed.
			out, err := ops.New(ops.Config{}).GetSearchSyntax(ctx, ops.GetSearchSyntaxIn{Dataset: c.cmd.String("dataset")})
			if err != nil {
				return err
			}
			return c.object(ctx, out)
		},
	}
}
