package ops

import (
	"vedette/internal/text"
)

// SeerFindings are the artifacts of a run: what it asks, the cause, the plan,
// pull requests and agents. Its code changes are not among them.
func SeerFindings(r SeerRun) text.Doc {
	var d text.Doc
	findings(&d, r)
	return d
}

func findings(d *text.Doc, r SeerRun) {
	if q := r.Pending; q != nil {
		d.Heading(2, text.T("A question for you"))
		d.CodeBlock("", q.Text)
	}
	for _, pr := range r.PRs {
		d.Field("Pull request", pr.Repo, text.T(" "+string(pr.Status)+" "), text.Code(pr.URL), text.T(" "), pr.Error)
	}
	for _, a := range r.Agents {
		d.Field("Handed to", a.Name, text.T(" "+string(a.Status)+" "), text.Code(a.URL))
		for _, made := range a.Results {
			d.Field("Made", made.Repo, text.T(" "), text.Code(firstOf(made.URL, made.Branch)), text.T(" "), text.Prose(made.Description))
		}
	}
	for _, w := range r.Warnings {
		d.Field("Warning", text.T("the GitHub app lacks permissions in "), text.Code(w.Repo), text.T("; grant them in its installation settings"))
	}
	if root := r.Root; root != nil {
		d.Heading(2, text.T("Root cause"))
		d.Para(text.Prose(root.Summary))
		for _, why := range root.Whys {
			d.Bullet(text.Prose(why))
		}
		if len(root.Reproduction) > 0 {
			d.Heading(3, text.T("Reproduction"))
			for _, step := range root.Reproduction {
				d.Bullet(text.Prose(step))
			}
		}
	}
	if plan := r.Plan; plan != nil {
		d.Heading(2, text.T("Solution"))
		d.Para(text.Prose(plan.Summary))
		for _, s := range plan.Steps {
			d.Bullet(text.Bold(s.Title), text.T(" "), text.Prose(s.Description))
		}
	}
}

func firstOf(texts ...text.Untrusted) text.Untrusted {
	for _, t := range texts {
		if !t.IsZero() {
			return t
		}
	}
	return text.Untrusted{}
}
