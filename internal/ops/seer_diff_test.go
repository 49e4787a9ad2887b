package ops

import (
	"strings"
	"testing"

	"vedette/internal/sentryapi"
	"vedette/internal/text"
)

func patch(path, kind, diff string) FilePatch {
	return FilePatch{Repo: text.From("acme/shop"), Path: text.From(path), Type: text.Word(kind), Diff: text.From(diff)}
}

func TestPatches(t *testing.T) {
	const hunk = "@@ -1,2 +1,2 @@ def f\n a\n-b\n+c\n"
	for name, c := range map[string]struct {
		patch FilePatch
		want  string // the diff, or part of the error after "! "
	}{
		"modified":            {patch("a.py", "M", "--- a/a.py\n+++ b/a.py\n"+hunk), "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n" + hunk},
		"no prefixes":         {patch("a.py", "", "--- a.py\n+++ a.py\n"+hunk), "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n" + hunk},
		"no last newline":     {patch("a.py", "M", strings.TrimSuffix(hunk, "\n")), "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n" + hunk},
		"added":               {patch("d/a.py", "A", "@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n"), "diff --git a/d/a.py b/d/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/d/a.py\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n"},
		"added empty":         {patch("a", "A", ""), "diff --git a/a b/a\nnew file mode 100644\n"},
		"deleted":             {patch("a", "D", "@@ -1 +0,0 @@\n-x\n"), "diff --git a/a b/a\ndeleted file mode 100644\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"},
		"lines like headers":  {patch("a", "M", "@@ -1,2 +1,2 @@\n--- x\n-- y\n+++ z\n+@@ -9 +9 @@\n"), "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n--- x\n-- y\n+++ z\n+@@ -9 +9 @@\n"},
		"empty context":       {patch("a", "M", "@@ -1,3 +1,2 @@\n a\n\n-b\n"), "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,3 +1,2 @@\n a\n \n-b\n"},
		"CRLF":                {patch("a", "M", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"), "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"},
		"quotes":              {patch(`a"b`, "M", hunk), "diff --git \"a/a\\\"b\" \"b/a\\\"b\"\n--- \"a/a\\\"b\"\n+++ \"b/a\\\"b\"\n" + hunk},
		"another file behind": {patch("a", "M", hunk+"diff --git a/x b/x\n--- a/x\n+++ b/x\n"+hunk), "! more behind its last hunk"},
		"another file inside": {patch("a", "M", "@@ -1,9 +1,9 @@\n a\ndiff --git a/x b/x\n"), "! ends before the lines"},
		"cut":                 {patch("a", "M", "@@ -1,2 +1,2 @@\n a\n"), "! ends before the lines"},
		"no numbers":          {patch("a", "M", "@@ ... @@\n a\n"), "! no line numbers"},
		"nothing":             {patch("a", "M", "--- a/a\n+++ b/a\n"), "! no hunks"},
		"odd type":            {patch("a", "R", hunk), "! type is R"},
		"absolute":            {patch("/etc/passwd", "M", hunk), "! no file inside"},
		"above":               {patch("a/../../b", "M", hunk), "! no file inside"},
		"git's own":           {patch(".git/config", "M", hunk), "! no file inside"},
		"git's own, disguise": {patch("sub/.GIT. /hooks/x", "M", hunk), "! no file inside"},
		"a drive":             {patch("C:/x", "M", hunk), "! no file inside"},
		"two lines":           {patch("a\nb", "M", hunk), "! no file inside"},
		"no name":             {patch("", "M", hunk), "! names no file"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := PatchesOf(&SeerRun{Patches: []FilePatch{c.patch}}, "ACME/shop")
			if says, bad := strings.CutPrefix(c.want, "! "); bad {
				if err == nil || !strings.Contains(err.Error(), says) {
					t.Errorf("%v, want %q in it", err, says)
				}
				return
			}
			if err != nil || len(got) != 1 || got[0].Diff.Raw() != c.want {
				t.Errorf("%v\ngot  %v\nwant %q", err, got, c.want)
			}
		})
	}
	if got, err := PatchesOf(&SeerRun{Patches: []FilePatch{patch("a", "M", hunk)}}, "acme/web"); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := PatchesOf(nil, ""); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

// Whatever a model writes, a patch names one file, and nothing follows its hunks.
func FuzzPatch(f *testing.F) {
	f.Add("a.py", "M", "@@ -1,2 +1,2 @@ def f\n a\n-b\n+c\n")
	f.Add("a", "A", "@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\ndiff --git a/x b/x\n")
	f.Add(".git/x", "D", "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n")
	f.Fuzz(func(t *testing.T, path, kind, diff string) {
		got, err := patchOf(sentryapi.FilePatch{Path: text.From(path), Type: text.Word(kind), Diff: text.From(diff)})
		if err != nil {
			return
		}
		head, hunks, _ := strings.Cut(got.Diff.Raw(), "@@ ")
		if strings.Count(head, "\n") > 4 || strings.Contains("/"+path+"/", "/../") {
			t.Fatalf("%q: head %q", path, head)
		}
		for line := range strings.Lines(hunks) {
			if line[0] != ' ' && line[0] != '+' && line[0] != '-' && line[0] != '\\' && !strings.HasPrefix(line, "@@ ") && !strings.HasPrefix(hunks, line) {
				t.Fatalf("%q behind the header", line)
			}
		}
	})
}
