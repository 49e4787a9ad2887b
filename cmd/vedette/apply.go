package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"vedette/internal/checkout"
	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/tui/screen"
)

// workingTree is the checkout around a directory, for the terminal interface.
type workingTree struct {
	dir     string
	environ []string
}

// look says which of the changes of a run belong to the tree, once it is known
// that they fit. It changes nothing.
func (w workingTree) look(ctx context.Context, patches []ops.Patch) (screen.Fit, error) {
	tree, err := checkout.Open(ctx, w.dir, w.environ)
	if err != nil {
		return screen.Fit{}, untouched(err)
	}
	mine, elsewhere, err := tree.Mine(ctx, changesOf(patches))
	if err != nil {
		return screen.Fit{}, untouched(err)
	}
	if err := tree.Check(ctx, mine, checkout.Way{}); err != nil {
		return screen.Fit{}, untouched(err)
	}
	fit := screen.Fit{Root: tree.Root, Branch: tree.Branch(ctx), Elsewhere: elsewhere}
	for _, p := range patches {
		if !slices.Contains(elsewhere, p.Repo.Raw()) {
			fit.Changes = append(fit.Changes, p)
		}
	}
	return fit, nil
}

// apply makes the changes, all or none, and says what was changed.
func (w workingTree) apply(ctx context.Context, patches []ops.Patch) (string, error) {
	fit, err := w.look(ctx, patches)
	if err != nil {
		return "", err
	}
	tree, err := checkout.Open(ctx, w.dir, w.environ)
	if err != nil {
		return "", untouched(err)
	}
	if err := tree.Apply(ctx, changesOf(fit.Changes), checkout.Way{}); err != nil {
		return "", untouched(err)
	}
	return fmt.Sprintf("changed %d of %d files in %s; git diff shows it, nothing is committed", len(fit.Changes), len(patches), text.From(tree.Root)), nil
}

func changesOf(patches []ops.Patch) []checkout.Change {
	out := make([]checkout.Change, len(patches))
	for n, p := range patches {
		out[n] = checkout.Change{Repo: p.Repo.Raw(), Path: p.Path.Raw(), Diff: p.Diff.Raw()}
	}
	return out
}

// untouched says that the tree is as it was, and what would help.
func untouched(err error) error {
	what := err.Error()
	var e *checkout.Error
	if errors.As(err, &e) {
		switch e.Reason {
		case checkout.NoTree, checkout.Foreign:
			what += "; start vedette in a checkout of it"
		case checkout.Dirty:
			what += "; commit or stash them first"
		case checkout.Conflict:
			what += "; the files have moved on since the run"
		}
	}
	return errors.New("nothing was changed: " + text.From(what).String())
}
