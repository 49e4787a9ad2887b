package triage

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
)

// edit is a change in the words of the operations.
type edit struct {
	ops.IssueEdit
	ops.IssueMarks
	to string // the new value as people call it; "" = as the operations do
}

// aspect is a part of an issue that triage changes: how a copy gets it back, and
// which edit gives it back to the server.
type aspect struct {
	name    string
	put     func(from ops.Issue, to *ops.Issue)
	same    func(a, b ops.Issue) bool
	restore func(before ops.Issue, now time.Time) edit // nil = cannot be undone
}

// update shows a change of an aspect at once and makes it on the server. set
// gives a copy its new value; doing it twice is doing it once.
func (t Target) update(doing string, e edit, a aspect, set func(*ops.Issue)) tea.Cmd {
	before := map[text.Word]ops.Issue{}
	for _, i := range t.all() {
		before[i.ID] = i
	}
	undo := func(i *ops.Issue) {
		if old, ok := before[i.ID]; ok {
			a.put(old, i)
		}
	}
	w := screen.Write{
		Issues: t.ids(), Doing: doing + " " + t.name(),
		Change: screen.Change{Field: a.name, Now: set, Undo: undo, Stands: func(i ops.Issue) bool {
			changed := i
			set(&changed)
			return a.same(i, changed)
		}},
		Run: batch{org: t.Org, parts: []part{{t.all(), e}}}.run,
	}
	if a.restore != nil {
		now := t.Env.Now()
		w.Reverse = func(changed []text.Word) screen.Write {
			back := batch{org: t.Org}
			for _, id := range changed {
				back.add(before[id], a.restore(before[id], now))
			}
			return screen.Write{Issues: changed, Run: back.run, Change: screen.Change{Field: a.name, Now: undo, Undo: set,
				Stands: func(i ops.Issue) bool { return a.same(i, before[i.ID]) }}}
		}
	}
	return screen.Send(w)
}

// batch is one change of many issues: one request for those that get the same.
type batch struct {
	org   string
	parts []part
}

type part struct {
	issues []ops.Issue
	edit   edit
}

// add puts an issue to those that get the same edit.
func (b *batch) add(i ops.Issue, e edit) {
	for n := range b.parts {
		if alike(b.parts[n].edit, e) {
			b.parts[n].issues = append(b.parts[n].issues, i)
			return
		}
	}
	b.parts = append(b.parts, part{[]ops.Issue{i}, e})
}

func alike(a, b edit) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// run makes the change and says in one line what the server did. Where it
// changed only some of the issues the error is a *screen.Partial.
func (b batch) run(ctx context.Context, o *ops.Ops) (string, error) {
	var said []string
	var refused []text.Word
	var failed error
	for _, p := range b.parts {
		if failed != nil {
			refused = append(refused, idsOf(p.issues)...)
			continue
		}
		line, left, err := p.run(ctx, o, b.org)
		failed, refused = err, append(refused, left...)
		said = append(said, line)
	}
	if failed == nil {
		return strings.Join(said, "; "), nil
	}
	all := 0
	for _, p := range b.parts {
		all += len(p.issues)
	}
	if len(refused) == all {
		return "", failed
	}
	return "", &screen.Partial{Refused: refused, Err: failed}
}

// run changes the issues of one part; refused are those that stayed as they
// were.
func (p part) run(ctx context.Context, o *ops.Ops, org string) (done string, refused []text.Word, err error) {
	if len(p.issues) == 1 && p.edit.IssueMarks == (ops.IssueMarks{}) {
		in := ops.UpdateIssueIn{IssueTarget: ops.IssueTarget{OrgTarget: ops.OrgTarget{Org: org}, Issue: string(p.issues[0].ID)}, IssueEdit: p.edit.IssueEdit}
		out, err := o.UpdateIssue(ctx, in)
		if err != nil {
			return "", idsOf(p.issues), err
		}
		return p.changed(out.Updated, out.Unchanged), nil, nil
	}
	in := ops.UpdateIssuesIn{IssueSelection: ops.IssueSelection{OrgTarget: ops.OrgTarget{Org: org}}, IssueEdit: p.edit.IssueEdit, IssueMarks: p.edit.IssueMarks}
	for _, i := range p.issues {
		in.IDs = append(in.IDs, string(i.ID))
	}
	out, err := o.UpdateIssues(ctx, in)
	if err == nil {
		err = out.Failure()
	}
	if err != nil {
		return "", notIn(p.issues, out), err
	}
	return p.changed(out.Updated, out.Unchanged), nil, nil
}

// notIn are the issues that an answer does not call changed, or so already.
func notIn(issues []ops.Issue, out ops.UpdateIssuesOut) (left []text.Word) {
	well := map[string]bool{}
	for _, u := range out.Updated {
		well[u.ID] = true
	}
	for _, i := range issues {
		if !well[string(i.ID)] && !slices.Contains(out.Unchanged, ops.IssueHandle(i)) {
			left = append(left, i.ID)
		}
	}
	return left
}

func idsOf(issues []ops.Issue) []text.Word { return Target{Marked: issues}.ids() }

// changed puts what the server did into one line.
func (p part) changed(updated []ops.IssueChange, unchanged []string) string {
	var words []string
	if len(updated) > 0 {
		for _, c := range updated[0].Changes {
			from := " " + cmp.Or(text.From(c.From).String(), "none")
			if len(updated) > 1 {
				from = "" // each may have had another one
			}
			words = append(words, c.Field+from+" -> "+text.From(cmp.Or(p.edit.to, c.To)).String())
		}
	}
	switch n := len(unchanged); {
	case n > 0 && n == len(p.issues):
		words = append(words, "nothing to change, it is so already")
	case n > 0:
		words = append(words, fmt.Sprintf("%d of them were so already", n))
	}
	return nameOf(p.issues) + ": " + strings.Join(words, ", ")
}
