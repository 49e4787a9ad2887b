package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
)

// eventArg is how events are named everywhere.
const eventArg = "An EVENT is an event id (32 hexadecimal digits), the URL of an event, or an issue (SHOP-1A, @latest), which means its latest event;\n" +
	"--event picks another one of an issue."

func (s *session) eventGroup() *ucli.Command {
	return s.group("event", "Single events: details, stack, breadcrumbs, files",
		s.command(eventView()), s.command(eventList()), s.command(eventStack()), s.command(eventBreadcrumbs()), s.command(eventAttachments()))
}

func whichFlag() ucli.Flag {
	return &ucli.StringFlag{Name: "event", Usage: "of an issue: latest, oldest, recommended or an event `ID` (default latest)"}
}

// event is the event that the first argument names.
func (c *call) event() (ops.EventTarget, error) {
	if id, ok := ops.EventIDOf(c.args[0]); ok {
		if which := c.cmd.String("event"); which != "" {
			return ops.EventTarget{}, usage("leave --event out", "%s names an event already, and --event %s another one", id, which)
		}
		return ops.EventTarget{EventID: id, Project: c.cmd.String("project")}, nil
	}
	return ops.EventTarget{IssueTarget: target(c.args[0]), EventID: c.cmd.String("event")}, nil
}

func eventView() leaf {
	return leaf{
		name: "view", summary: "show an event", op: []string{"get_event_details"}, details: eventArg, args: "EVENT", min: 1, max: 1,
		examples: []string{
			"vedette event view 0123456789abcdef0123456789abcdef", "vedette event view SHOP-1A --event oldest", "vedette event view @latest --include stack,vars --json=event.user",
		},
		flags: []ucli.Flag{whichFlag(),
			&ucli.StringSliceFlag{Name: "include", Usage: "`SECTIONS`: stack, tags, breadcrumbs, request, contexts, vars, extra, threads, all (default stack,request,tags)"}},
		run: func(ctx context.Context, c *call) error {
			whole, err := mainly[ops.GetEventDetailsOut, ops.Event](c)
			if err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).GetEventDetails, func(c *call, _ config.Settings) (ops.GetEventDetailsIn, error) {
				t, err := c.event()
				return ops.GetEventDetailsIn{EventTarget: t, Include: c.cmd.StringSlice("include")}, err
			})
			if err != nil {
				return err
			}
			if whole {
				return c.object(ctx, out)
			}
			return c.out.Object(ctx, c.format, out.Event, out.Doc())
		},
	}
}

// eventList is `issue events` under the noun that people look for it.
func eventList() leaf {
	l := issueEvents()
	l.name, l.examples = "list", []string{"vedette event list SHOP-1A", "vedette event list SHOP-1A -q 'release:2.1' --period 24h"}
	return l
}

func eventStack() leaf {
	return view(leaf{
		name: "stack", summary: "show every frame of an event's stack", op: []string{"get_event_stacktrace"}, details: eventArg, args: "EVENT", min: 1, max: 1,
		examples: []string{"vedette event stack SHOP-1A", "vedette event stack 0123456789abcdef0123456789abcdef --vars", "vedette event stack SHOP-1A --thread main"},
		flags: []ucli.Flag{whichFlag(),
			&ucli.StringFlag{Name: "thread", Usage: "the stack of this thread, by `ID` or name"},
			&ucli.BoolFlag{Name: "vars", Usage: "with local variables"}},
	}, (*ops.Ops).GetEventStacktrace, func(c *call, _ config.Settings) (ops.GetEventStacktraceIn, error) {
		t, err := c.event()
		return ops.GetEventStacktraceIn{EventTarget: t, Thread: c.cmd.String("thread"), Vars: c.cmd.Bool("vars")}, err
	})
}

func eventBreadcrumbs() leaf {
	return view(leaf{
		name: "breadcrumbs", summary: "show what happened before an event", op: []string{"get_issue_breadcrumbs"}, details: eventArg, args: "EVENT", min: 1, max: 1,
		examples: []string{"vedette event breadcrumbs SHOP-1A", "vedette event breadcrumbs SHOP-1A --jq '.breadcrumbs[].message'"},
		flags:    []ucli.Flag{whichFlag()},
	}, (*ops.Ops).GetIssueBreadcrumbs, func(c *call, _ config.Settings) (ops.GetIssueBreadcrumbsIn, error) {
		t, err := c.event()
		return ops.GetIssueBreadcrumbsIn{EventTarget: t}, err
	})
}

func eventAttachments() leaf {
	return leaf{
		name: "attachments", summary: "list or save the files of an event", op: []string{"get_event_attachment"}, args: "EVENT [FILE]", min: 1, max: 2,
		details: eventArg + "\nWith a FILE, the id of one, its content is printed, or saved with --output.",
		examples: []string{
			"vedette event attachments SHOP-1A", "vedette event attachments SHOP-1A 12", "vedette event attachments SHOP-1A 12 --output crash.dmp",
		},
		flags: []ucli.Flag{whichFlag(), &ucli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "save the content as `PATH`, which must not exist"}},
		run: func(ctx context.Context, c *call) error {
			if err := check[ops.Attachment](c); err != nil {
				return err
			}
			out, err := ask(ctx, c, (*ops.Ops).GetEventAttachment, func(c *call, _ config.Settings) (ops.GetEventAttachmentIn, error) {
				t, err := c.event()
				in := ops.GetEventAttachmentIn{EventTarget: t, PageIn: ops.PageIn{Limit: pageSize}}
				if len(c.args) == 2 {
					in.AttachmentID = c.args[1]
				} else if c.cmd.String("output") != "" {
					return in, usage("vedette event attachments "+c.args[0]+" lists them", "--output needs the FILE to save")
				}
				return in, err
			})
			if err != nil {
				return err
			}
			if out.Content != nil && !c.format.JSON {
				return c.deliver(out)
			}
			rows := out.Attachments
			return wholeOr(ctx, c, "attachments", rows, attachmentColumns(), "The event has no attachments.", func() any { out.Attachments = []ops.Attachment{}; return out })
		},
	}
}

// deliver saves a file, or prints it: as it is to a pipe, made safe to a
// terminal, and what is not text to no terminal at all.
func (c *call) deliver(out ops.GetEventAttachmentOut) error {
	name := out.Attachments[0].Name.String()
	if path := c.cmd.String("output"); path != "" {
		if !filepath.IsAbs(path) {
			path = filepath.Join(c.app.Dir, path)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // a stranger's file, for its reader alone
		if err != nil {
			return fmt.Errorf("save the attachment: %w", err)
		}
		_, err = f.Write(out.Content)
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return fmt.Errorf("save the attachment: %w", err)
		}
		c.notes.Say(fmt.Sprintf("%s saved as %s, %d bytes", name, path, len(out.Content)))
		return nil
	}
	if !c.out.OutTTY {
		_, err := c.out.Out.Write(out.Content)
		return err
	}
	if out.Text.IsZero() && len(out.Content) > 0 {
		return usage(fmt.Sprintf("--output %q saves it", filepath.Base(name)), "%s is not text (%d bytes), and a terminal cannot show it", name, len(out.Content))
	}
	for _, line := range out.Text.Lines() {
		if _, err := fmt.Fprintln(c.out.Out, line); err != nil {
			return err
		}
	}
	return nil
}

func attachmentColumns() []render.Column[ops.Attachment] {
	return []render.Column[ops.Attachment]{
		{Title: "file", Value: func(a ops.Attachment) string { return string(a.ID) }, Style: always[ops.Attachment](render.Bold)},
		{Title: "name", Value: func(a ops.Attachment) string { return a.Name.String() }, Flex: true},
		count("bytes", func(a ops.Attachment) int64 { return int64(a.Size) }),
		{Title: "type", Value: func(a ops.Attachment) string { return either(string(a.MimeType), string(a.Type)) }},
	}
}

func (s *session) sourcemapGroup() *ucli.Command {
	return s.group("sourcemap", "Source maps", s.command(sourcemapDebug()))
}

func sourcemapDebug() leaf {
	return view(leaf{
		name: "debug", summary: "explain why a JavaScript stack is not mapped to its sources", op: []string{"debug_source_maps"}, details: eventArg, args: "EVENT", min: 1, max: 1,
		examples: []string{"vedette sourcemap debug WEB-1A", "vedette sourcemap debug WEB-1A --jq '.problems[]'"},
		flags:    []ucli.Flag{whichFlag()},
	}, (*ops.Ops).DebugSourceMaps, func(c *call, _ config.Settings) (ops.DebugSourceMapsIn, error) {
		t, err := c.event()
		return ops.DebugSourceMapsIn{EventTarget: t}, err
	})
}
