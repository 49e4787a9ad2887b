package sentryapi

import (
	"fmt"
	"strings"

	"vedette/internal/text"
)

// filePatchWire is one changed file of one repository.
type filePatchWire struct {
	Repo  text.Untrusted `json:"repo_name"`
	Diff  text.Untrusted `json:"diff"`
	Patch *patchWire     `json:"patch"`
}

// patchWire is the parsed form of a file's diff.
type patchWire struct {
	Path    text.Untrusted `json:"path"`
	Type    text.Word      `json:"type"`
	Added   Int            `json:"added"`
	Removed Int            `json:"removed"`
	Source  text.Untrusted `json:"source_file"`
	Target  text.Untrusted `json:"target_file"`
	Hunks   []*hunkWire    `json:"hunks"`
}

type hunkWire struct {
	SourceStart  Int            `json:"source_start"`
	SourceLength Int            `json:"source_length"`
	TargetStart  Int            `json:"target_start"`
	TargetLength Int            `json:"target_length"`
	Section      text.Untrusted `json:"section_header"`
	Lines        []struct {
		Type  text.Untrusted `json:"line_type"`
		Value text.Untrusted `json:"value"`
	} `json:"lines"`
}

// addPatch lets the last patch of a file in a repository win.
func (run *SeerRun) addPatch(w *filePatchWire) {
	if w == nil || w.Patch == nil && w.Diff.IsZero() {
		return
	}
	if w.Patch == nil {
		run.addDiffText(w.Repo, w.Diff.Raw())
		return
	}
	patch := FilePatch{
		Repo: w.Repo, Path: firstText(w.Patch.Path, w.Patch.Target, w.Patch.Source),
		Type: w.Patch.Type, Added: w.Patch.Added, Removed: w.Patch.Removed, Diff: w.Diff,
	}
	if patch.Diff.IsZero() {
		patch.Diff = text.From(w.Patch.unified())
	}
	run.setPatch(patch)
}

func (run *SeerRun) setPatch(patch FilePatch) {
	for i, old := range run.Patches {
		if old.Repo == patch.Repo && old.Path == patch.Path {
			run.Patches[i] = patch
			return
		}
	}
	run.Patches = append(run.Patches, patch)
}

// unified writes the diff that the hunks came from.
func (p *patchWire) unified() string {
	var b strings.Builder
	source, target := firstText(p.Source, p.Path).Raw(), firstText(p.Target, p.Path).Raw()
	switch p.Type {
	case "A":
		source = "/dev/null"
	case "D":
		target = "/dev/null"
	}
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", diffName("a/", source), diffName("b/", target))
	for _, h := range p.Hunks {
		if h == nil {
			continue
		}
		head := fmt.Sprintf("@@ -%d,%d +%d,%d @@ %s", h.SourceStart, h.SourceLength, h.TargetStart, h.TargetLength, h.Section.Raw())
		b.WriteString(strings.TrimRight(head, " ") + "\n")
		for _, line := range h.Lines {
			b.WriteString(line.Type.Raw() + strings.TrimSuffix(line.Value.Raw(), "\n") + "\n")
		}
	}
	return b.String()
}

func diffName(prefix, name string) string {
	if name == "/dev/null" || strings.HasPrefix(name, prefix) {
		return name
	}
	return prefix + name
}

// addDiffText adds the files of a unified diff that comes without its parsed
// form.
func (run *SeerRun) addDiffText(repo text.Untrusted, diff string) {
	for _, file := range splitDiff(diff) {
		patch := FilePatch{Repo: repo, Type: "M", Diff: text.From(file)}
		for line := range strings.Lines(file) {
			line = strings.TrimRight(line, "\r\n")
			switch {
			case strings.HasPrefix(line, "--- "):
				patch.Path = text.From(strings.TrimPrefix(line[4:], "a/"))
				if line == "--- /dev/null" {
					patch.Type = "A"
				}
			case line == "+++ /dev/null":
				patch.Type = "D"
			case strings.HasPrefix(line, "+++ "):
				patch.Path = text.From(strings.TrimPrefix(line[4:], "b/"))
			case strings.HasPrefix(line, "+"):
				patch.Added++
			case strings.HasPrefix(line, "-"):
				patch.Removed++
			}
		}
		run.setPatch(patch)
	}
}

// splitDiff cuts a unified diff before each "--- " line that a "+++ " line
// follows.
func splitDiff(diff string) []string {
	var files []string
	lines := strings.SplitAfter(diff, "\n")
	start := 0
	for i := 1; i+1 < len(lines); i++ {
		if strings.HasPrefix(lines[i], "--- ") && strings.HasPrefix(lines[i+1], "+++ ") {
			files = append(files, strings.Join(lines[start:i], ""))
			start = i
		}
	}
	return append(files, strings.Join(lines[start:], ""))
}
