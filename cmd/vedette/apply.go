package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"vedette/internal/checkout"
	"vedette/internal/ops"
	"vedette/internal/text"
)

// applyChanges puts the code changes of a run into the working tree around dir:
// all that belong to it, or none. It says what was changed.
func applyChanges(ctx context.Context, dir string, environ []string, patches []ops.Patch) (string, error) {
	tree, err := checkout.Open(ctx, dir, environ)
	if err != nil {
		return "", untouched(err)
	}
	names, err := tree.Repositories(ctx)
	if err != nil {
		return "", untouched(err)
	}
	var changes []checkout.Change
	var elsewhere []string
	for _, p := range patches {
		if !p.Repo.IsZero() && !checkout.Is(names, p.Repo.Raw()) {
			elsewhere = append(elsewhere, p.Repo.Cut(100))
			continue
		}
		changes = append(changes, checkout.Change{Path: p.Path.Raw(), Diff: p.Diff.Raw()})
	}
	if len(changes) == 0 {
		return "", untouched(fmt.Errorf("the changes are for %s; start vedette in a checkout of it", strings.Join(elsewhere, ", ")))
	}
	if err := tree.Check(ctx, changes, false); err != nil {
		return "", untouched(err)
	}
	if err := tree.Apply(ctx, changes, ""); err != nil {
		return "", untouched(err)
	}
	done := fmt.Sprintf("changed %d of %d files in %s; git diff shows it, nothing is committed", len(changes), len(patches), text.From(tree.Root))
	return done, nil
}

// untouched says that the tree is as it was, and what would help.
func untouched(err error) error {
	what := err.Error()
	var e *checkout.Error
	if errors.As(err, &e) {
		switch e.Reason {
		case checkout.NoTree:
			what += "; start vedette in a checkout"
		case checkout.Dirty:
			what += "; commit or stash them first"
		case checkout.Conflict:
			what += "; the files have moved on since the run"
		}
	}
	return errors.New("nothing was changed: " + text.From(what).String())
}
