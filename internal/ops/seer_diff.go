package ops

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"vedette/internal/text"
)

// Patch is one changed file of a run in git's own form of a diff.
type Patch struct {
	Repo    text.Untrusted `json:"repo,omitzero"` // owner/name
	Path    text.Untrusted `json:"path"`          // relative to the repository, with slashes
	Type    string         `json:"type"`          // A M D
	Added   int            `json:"added"`
	Removed int            `json:"removed"`
	Diff    text.Untrusted `json:"diff"` // for git apply -p1
}

// PatchesOf are the code changes of a run, of one repository (owner/name) or of
// all (""). A model wrote them: what is no diff of exactly the file it names is
// an error and not passed on.
func PatchesOf(run *SeerRun, repo string) ([]Patch, error) {
	if run == nil {
		return nil, nil
	}
	var out []Patch
	for _, p := range run.Patches {
		if repo != "" && !strings.EqualFold(p.Repo.Raw(), repo) {
			continue
		}
		patch, err := patchOf(p)
		if err != nil {
			return nil, &Error{Kind: KindInternal, Op: "read code changes", Err: err,
				Message: text.From("the run's change of " + p.Path.Cut(200) + " is not a usable diff: " + err.Error()),
				Hint:    "have it written again: vedette fix --step code_changes"}
		}
		out = append(out, patch)
	}
	return out, nil
}

// noChanges is the error where code changes are needed.
func noChanges(op, issue, repo string) error {
	what := "the run has no code changes"
	if repo != "" {
		what += " for " + text.From(repo).Cut(100)
	}
	return &Error{Kind: KindNotFound, Op: op, Message: text.From(what), Hint: "have them written: vedette fix " + issue + " --until code_changes"}
}

func patchOf(p FilePatch) (Patch, error) {
	out := Patch{Repo: p.Repo, Path: p.Path, Type: string(p.Type)}
	if err := checkPath(p.Path.Raw()); err != nil {
		return out, err
	}
	switch out.Type {
	case "A", "M", "D":
	case "":
		out.Type = "M"
	default:
		return out, fmt.Errorf("its type is %s, not A, M or D", text.From(out.Type).Cut(20))
	}
	hunks, err := out.hunks(p.Diff.Raw())
	if err != nil {
		return out, err
	}
	if hunks == "" && out.Type == "M" {
		return out, fmt.Errorf("it has no hunks")
	}
	out.Diff = text.From(out.header(hunks != "") + hunks)
	return out, nil
}

// checkPath refuses what is no path inside a repository, before anything looks
// at the file system.
func checkPath(path string) error {
	if path == "" {
		return fmt.Errorf("it names no file")
	}
	if strings.HasPrefix(path, "/") || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' || r == '\ufffd' }) || len(path) > 1000 {
		return fmt.Errorf("it names no file inside a repository")
	}
	for part := range strings.SplitSeq(path, "/") {
		low := strings.TrimRight(strings.ToLower(part), ". ")
		if part == "" || low == "" || low == ".git" || low == "git~1" || strings.Contains(part, ":") {
			return fmt.Errorf("it names no file inside a repository")
		}
	}
	return nil
}

// header is git's header of the file. It is ours and not the model's, so that a
// diff touches the file that its path says and no other.
func (p Patch) header(hunks bool) string {
	from, to := quoted("a/"+p.Path.Raw()), quoted("b/"+p.Path.Raw())
	head := "diff --git " + from + " " + to + "\n"
	switch p.Type {
	case "A":
		head += "new file mode 100644\n"
		from = "/dev/null"
	case "D":
		head += "deleted file mode 100644\n"
		to = "/dev/null"
	}
	if !hunks {
		return head
	}
	return head + "--- " + from + "\n+++ " + to + "\n"
}

// quoted writes a name as git does: in quotes where it has quotes of its own.
func quoted(name string) string {
	if strings.Contains(name, `"`) {
		return `"` + strings.ReplaceAll(name, `"`, `\"`) + `"`
	}
	return name
}

// hunkHead begins a hunk; a count that is left out is 1.
const hunkHead = `^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@`

// hunks takes the hunks out of a diff of one file and counts their lines: after
// its counts are used up, a hunk ends, whatever the next line looks like.
func (p *Patch) hunks(diff string) (string, error) {
	head := regexp.MustCompile(hunkHead)
	var b strings.Builder
	var old, added int // lines that the hunk still has
	inside := false
	for line := range strings.Lines(diff) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case old > 0 || added > 0:
			if line == "" || line == "\r" {
				line = " " + line // some writers leave the space of an empty context line out
			}
			switch {
			case line[0] == ' ' && old > 0 && added > 0:
				old, added = old-1, added-1
			case line[0] == '-' && old > 0:
				old, p.Removed = old-1, p.Removed+1
			case line[0] == '+' && added > 0:
				added, p.Added = added-1, p.Added+1
			case strings.HasPrefix(line, `\ No newline`):
			default:
				return "", fmt.Errorf("a hunk ends before the lines that it announces")
			}
		case strings.HasPrefix(line, "@@ "):
			m := head.FindStringSubmatch(line)
			if m == nil {
				return "", fmt.Errorf("a hunk has no line numbers")
			}
			inside, old, added = true, lineCount(m[2]), lineCount(m[4])
		case strings.HasPrefix(line, `\ No newline`) && inside:
		case !inside, strings.TrimSpace(line) == "": // the header, which is ours
			continue
		default:
			return "", fmt.Errorf("there is more behind its last hunk")
		}
		b.WriteString(line + "\n")
	}
	if old > 0 || added > 0 {
		return "", fmt.Errorf("a hunk ends before the lines that it announces")
	}
	return b.String(), nil
}

func lineCount(s string) int {
	if s == "" {
		return 1
	}
	n, _ := strconv.Atoi(s) // at most nine digits
	return n
}
