package cli

import (
	"context"
	"fmt"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/text"
)

// Answers is the file of the API's stored answers, as functions.
type Answers struct {
	Status func(ctx context.Context) (AnswersStatus, error)
	Clear  func() error
}

// AnswersStatus is what the file holds.
type AnswersStatus struct {
	Path    string    `json:"path"`
	Bytes   int64     `json:"bytes"` // of the file
	Answers int64     `json:"answers"`
	Oldest  time.Time `json:"oldest,omitzero"`
}

// Doc shows it.
func (s AnswersStatus) Doc() text.Doc {
	var d text.Doc
	d.Field("File", text.From(s.Path))
	d.Field("Answers", text.T(fmt.Sprintf("%d in %s", s.Answers, text.Bytes(s.Bytes))))
	if !s.Oldest.IsZero() {
		d.Field("Oldest", text.T(text.RFC3339(s.Oldest)))
	}
	return d
}

func (s *session) cacheGroup() *ucli.Command {
	return s.group("cache", "Answers kept from earlier commands", s.command(cacheStatus()), s.command(cacheClear()))
}

func cacheStatus() leaf {
	return leaf{
		name: "status", summary: "show how much is kept, and where", examples: []string{"vedette cache status", "vedette cache status --json=bytes"},
		details: "Organizations, projects, teams and people are asked for again after 5 minutes, events after a day, the rest each time.\n" +
			"--fresh uses no kept answer; --offline uses nothing else.",
		run: func(ctx context.Context, c *call) error {
			if err := check[AnswersStatus](c); err != nil {
				return err
			}
			st, err := c.app.Answers.Status(ctx)
			if err != nil {
				return err
			}
			return c.object(ctx, st)
		},
	}
}

func cacheClear() leaf {
	return leaf{
		name: "clear", summary: "delete every kept answer", examples: []string{"vedette cache clear"},
		run: func(_ context.Context, c *call) error {
			if err := c.app.Answers.Clear(); err != nil {
				return err
			}
			c.notes.Say("kept answers deleted")
			return nil
		},
	}
}
