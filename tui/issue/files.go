package issue

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/themes"
	"vedette/tui/screen"
	"vedette/tui/widget"
)

// filesSection is what was attached to the event.
type filesSection struct {
	page  *Page
	list  remote[ops.GetEventAttachmentIn, ops.GetEventAttachmentOut]
	one   remote[ops.GetEventAttachmentIn, ops.GetEventAttachmentOut]
	shown string   // the key of the file that is read; "" = the list
	lines []string // of that file
}

func newFiles(s *Page) *filesSection {
	return &filesSection{page: s, list: newRemote(s.env, "attachments", s.env.Ops.GetEventAttachment), one: newRemote(s.env, "the attachment", s.env.Ops.GetEventAttachment)}
}

// input asks for the files of the event shown, or for one of them.
func (f *filesSection) input(id string) ops.GetEventAttachmentIn {
	return ops.GetEventAttachmentIn{
		EventTarget:  ops.EventTarget{IssueTarget: ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: f.page.to.Org}}, Project: string(f.page.issue.Project.Slug), EventID: f.page.eventKey()},
		AttachmentID: id, PageIn: ops.PageIn{Limit: 100},
	}
}

func (f *filesSection) load() tea.Cmd {
	if f.page.event() == nil {
		return nil
	}
	return f.list.want(f.page.eventKey(), f.input(""))
}

func (f *filesSection) take(msg tea.Msg) (tea.Cmd, bool) {
	if _, mine := f.list.take(msg); mine {
		return nil, true
	}
	if saved, ok := msg.(screen.Loaded[savedFile]); ok {
		return f.takeSaved(saved), true
	}
	answered, mine := f.one.take(msg)
	if answered {
		return f.read(f.one.kept[f.one.asked]), true
	}
	if mine && f.one.err != nil {
		return screen.Complain(f.one.err.Error()), true
	}
	return nil, mine
}

func (f *filesSection) forget() { f.list.forget() }

func (f *filesSection) waiting() bool { return f.list.waiting() || f.one.waiting() }

func (f *filesSection) inner() bool { return f.shown != "" }

func (f *filesSection) close() { f.shown, f.lines = "", nil }

func (f *filesSection) draw(r *rows) {
	key := f.page.eventKey()
	switch {
	case f.page.details == nil && f.page.err == nil:
		r.note("loading the event...")
		return
	case key == "":
		r.note("there is no event to show the files of")
		return
	case f.shown != "" && strings.HasPrefix(f.shown, key):
		f.text(r)
		return
	}
	out, ok := f.list.get(key, r)
	if !ok {
		return
	}
	if len(out.Attachments) == 0 {
		r.note("nothing is attached to this event")
	}
	for _, a := range out.Attachments {
		r.Row(func(p widget.Paint, edge string) string {
			size := text.Bytes(int64(a.Size))
			line := p.In(themes.Text, edge+" "+widget.Fit(a.Name.Cut(60), max(min(r.Width-32, 60), 8)))
			return widget.Cut(line+p.In(themes.Muted, widget.FitRight(size, 10)+"  "+string(a.MimeType)), r.Width)
		}, func() tea.Cmd { return f.open(a) })
	}
}

// text shows a file that is read.
func (f *filesSection) text(r *rows) {
	r.Add(r.Paint.In(themes.Muted, widget.Cut(" esc back to the files", r.Width)), "")
	for _, l := range f.lines {
		r.Draw(func(bool) string { return r.Paint.In(themes.Text, widget.Cut(" "+l, r.Width)) })
	}
}

// open offers what can be done with a file; what is a picture or a dump can only
// be saved.
func (f *filesSection) open(a ops.Attachment) tea.Cmd {
	if isBinary(a) {
		return f.save(a)
	}
	id := string(a.ID)
	return screen.Send(screen.Ask{Dialog: &widget.Menu{Title: a.Name.Cut(60), Choices: []widget.Choice{
		{Key: "v", Title: "view as text", Run: func() tea.Cmd { return f.view(id) }},
		{Key: "s", Title: "save to a file", Run: func() tea.Cmd { return f.save(a) }},
	}}})
}

func isBinary(a ops.Attachment) bool {
	kind, _, _ := strings.Cut(string(a.MimeType), "/")
	return kind == "image" && a.MimeType != "image/svg+xml" || kind == "audio" || kind == "video" || string(a.MimeType) == "application/x-dmp" ||
		strings.HasSuffix(strings.ToLower(a.Name.Raw()), ".dmp")
}

func (f *filesSection) view(id string) tea.Cmd {
	key := f.page.eventKey() + " " + id
	if out, ok := f.one.kept[key]; ok {
		f.one.asked = key
		return f.read(out)
	}
	f.one.forget()
	return f.one.want(key, f.input(id))
}

// maxLines bounds what is shown of a file; all of it can be saved.
const maxLines = 20_000

// read shows the file that was asked for last.
func (f *filesSection) read(out ops.GetEventAttachmentOut) tea.Cmd {
	if out.Text.IsZero() && len(out.Content) > 0 {
		return screen.Complain("this file is not text; it can be saved")
	}
	f.shown, f.lines = f.one.asked, out.Text.Lines()
	if len(f.lines) > maxLines {
		f.lines = append(f.lines[:maxLines:maxLines], "... the rest is not shown; saving the file saves all of it")
	}
	f.page.views[files].Home()
	f.page.redraw()
	return nil
}

// savedFile says where a file was put.
type savedFile struct {
	Path  string
	Bytes int
}

const saveTask = "save the attachment"

func (f *filesSection) save(a ops.Attachment) tea.Cmd {
	in, dir := f.input(string(a.ID)), f.page.env.Here.Dir
	o := f.page.env.Ops
	return screen.Send(screen.Ask{Dialog: &widget.Prompt{
		Title: "Save " + a.Name.Cut(60), Note: "A file that is there is not written over.", Editor: widget.NewEditor(filepath.Join(dir, fileName(a.Name))),
		Submit: func(path string) tea.Cmd {
			return screen.Run(f.page.env.Tasks, saveTask, func(ctx context.Context, in ops.GetEventAttachmentIn) (savedFile, error) {
				out, err := o.GetEventAttachment(ctx, in)
				if err != nil {
					return savedFile{}, err
				}
				return savedFile{path, len(out.Content)}, writeNew(path, out.Content)
			}, in)
		},
	}})
}

func (f *filesSection) takeSaved(msg screen.Loaded[savedFile]) tea.Cmd {
	switch {
	case !f.page.env.Tasks.Done(msg.Ticket):
		return nil
	case msg.Err != nil:
		return screen.Complain(msg.Err.Error())
	}
	return screen.Say("saved " + text.Bytes(int64(msg.Out.Bytes)) + " as " + msg.Out.Path)
}

// writeNew writes a file that was not there.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("save the file: %w", err)
	}
	_, err = file.Write(content)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("save the file: %w", err)
	}
	return nil
}

// fileName makes a stranger's name one for a file of this folder: no path, no
// leading dot, nothing that only looks like a name.
func fileName(u text.Untrusted) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, u.Cut(100))
	if name = strings.TrimLeft(strings.TrimSpace(name), ".-"); name == "" {
		return "attachment"
	}
	return name
}
