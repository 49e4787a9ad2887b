package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/checkout"
	"vedette/internal/ops"
	"vedette/internal/text"
)

// applied is the result of `seer apply`.
type applied struct {
	IssueID    string         `json:"issueId"`
	Root       string         `json:"root"` // of the working tree
	Branch     string         `json:"branch,omitempty"`
	Repository text.Untrusted `json:"repository,omitzero"`
	DryRun     bool           `json:"dryRun,omitempty"`
	Undo       bool           `json:"undo,omitempty"` // the changes were taken out again
	Files      []ops.Patch    `json:"files"`
	Elsewhere  []string       `json:"elsewhere,omitempty"` // repositories whose changes were left out
}

// Doc lists the files.
func (a applied) Doc() text.Doc {
	var d text.Doc
	verb := "Changed "
	switch {
	case a.DryRun && a.Undo:
		verb = "Would change back "
	case a.DryRun:
		verb = "Would change "
	case a.Undo:
		verb = "Changed back "
	}
	d.Para(text.T(verb+files(len(a.Files))+" in "), text.Code(text.From(a.Root)))
	for _, p := range a.Files {
		d.Bullet(text.T(p.Type+" "), text.Code(p.Path), text.T(" +"+itoa(int64(p.Added))+" -"+itoa(int64(p.Removed))))
	}
	return d
}

func seerApply() leaf {
	return leaf{
		name: "apply", summary: "put the code changes of a run into the working tree", op: []string{"get_seer_run"}, args: "ISSUE", min: 1, max: 1,
		details: issueArg + "\nAll changes are made, or none. Refused are: files with changes that are not committed (--force), a checkout of another\n" +
			"repository than the run's (--any-repo), and paths that lead out of the tree. Nothing is committed.\n" + seerExits,
		examples: []string{"vedette seer apply SHOP-1A", "vedette seer apply --undo SHOP-1A", "vedette seer apply SHOP-1A --branch fix/shop-1a", "vedette seer apply SHOP-1A --dry-run", "vedette seer apply SHOP-1A --repo-dir ../shop"},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "repo", Usage: "only the changes of this repository `OWNER/NAME`"},
			&ucli.StringFlag{Name: "repo-dir", Usage: "the checkout in this `DIRECTORY` instead of the working directory"},
			&ucli.StringFlag{Name: "branch", Aliases: []string{"b"}, Usage: "make the branch `NAME` first and change that"},
			&ucli.BoolFlag{Name: "any-repo", Usage: "whatever repository the checkout is of"},
			&ucli.BoolFlag{Name: "force", Usage: "also files with changes that are not committed"},
			&ucli.BoolFlag{Name: "undo", Usage: "take the changes out again, as far as the files still hold them"},
			&ucli.BoolFlag{Name: "dry-run", Usage: "check that it can be done, change nothing"},
		},
		run: apply,
	}
}

func apply(ctx context.Context, c *call) error {
	if err := check[applied](c); err != nil {
		return err
	}
	changes, err := c.readChanges(ctx)
	switch {
	case err != nil:
		return err
	case changes.Outcome != ops.SeerFound:
		return c.without(changes)
	}
	dir := either(c.cmd.String("repo-dir"), c.app.Dir)
	tree, err := checkout.Open(ctx, dir, c.app.Environ)
	if err != nil {
		return c.refused(err)
	}
	out, err := c.forTree(ctx, tree, changes)
	if err != nil {
		return err
	}
	way := checkout.Way{Force: c.cmd.Bool("force"), Undo: out.Undo, Branch: out.Branch}
	all := changesOf(out.Files)
	if err := tree.Check(ctx, all, way); err != nil {
		return c.refused(err)
	}
	if !out.DryRun {
		if err := tree.Apply(ctx, all, way); err != nil {
			return c.refused(err)
		}
	}
	if err := c.object(ctx, out); err != nil {
		return err
	}
	if len(out.Elsewhere) > 0 {
		c.notes.Say("note: left out, as they belong to other repositories: " + text.From(strings.Join(out.Elsewhere, ", ")).Cut(400))
	}
	if !out.DryRun && !out.Undo {
		c.suggest("next: git diff, run the tests, git commit")
		c.suggest("to undo: vedette seer apply --undo " + c.args[0])
	}
	return nil
}

// forTree picks the changes that belong to the checkout.
func (c *call) forTree(ctx context.Context, tree *checkout.Tree, changes codeChanges) (applied, error) {
	out := applied{IssueID: changes.IssueID, Root: tree.Root, Branch: c.cmd.String("branch"), DryRun: c.cmd.Bool("dry-run"), Undo: c.cmd.Bool("undo"), Files: []ops.Patch{}}
	if c.cmd.Bool("any-repo") {
		if repos := changes.repositories(); len(repos) > 1 {
			return out, usage("name one: --repo "+text.From(repos[0]).Cut(100), "the run changes several repositories: %s", text.From(strings.Join(repos, ", ")).Cut(400))
		}
		out.Files, out.Repository = changes.Patches, changes.Patches[0].Repo
		return out, nil
	}
	_, elsewhere, err := tree.Mine(ctx, changesOf(changes.Patches))
	if err != nil {
		return out, c.refused(err)
	}
	out.Elsewhere = elsewhere
	for _, p := range changes.Patches {
		if !slices.Contains(elsewhere, p.Repo.Raw()) {
			out.Files, out.Repository = append(out.Files, p), p.Repo
		}
	}
	return out, nil
}

func changesOf(patches []ops.Patch) []checkout.Change {
	out := make([]checkout.Change, len(patches))
	for n, p := range patches {
		out[n] = checkout.Change{Repo: p.Repo.Raw(), Path: p.Path.Raw(), Diff: p.Diff.Raw()}
	}
	return out
}

// refused puts the reason why a working tree stays as it is into an error with
// the next command.
func (c *call) refused(err error) error {
	var e *checkout.Error
	if !errors.As(err, &e) {
		return err
	}
	kind, hint := ops.KindInvalid, ""
	switch e.Reason {
	case checkout.NoGit:
		hint = "install git, or take the diff: vedette seer diff " + c.args[0]
	case checkout.NoTree:
		hint = "go to a checkout, or name one: --repo-dir DIRECTORY"
	case checkout.Dirty:
		kind, hint = ops.KindConflict, "commit or stash them first, or use --force"
	case checkout.Conflict:
		kind, hint = ops.KindConflict, "the files have moved on since the run: look with vedette seer diff "+c.args[0]+", or have it written again: vedette fix "+c.args[0]+" --step code_changes"
	case checkout.Unsafe:
		hint = "look at what it wants to write: vedette seer diff " + c.args[0]
	case checkout.Foreign:
		hint = "go to a checkout of it (--repo-dir DIRECTORY), or use --any-repo"
	case checkout.NoBranch:
		hint = "take another name: --branch NAME"
	}
	return &ops.Error{Kind: kind, Op: "seer apply", Message: text.From("nothing was changed: " + e.What), Hint: hint}
}
