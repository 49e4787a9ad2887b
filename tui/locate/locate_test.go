package locate

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// tree makes files in a working tree.
func tree(t testing.TB, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range append(files, ".git/HEAD") {
		file := filepath.Join(root, filepath.FromSlash(f))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func frame(abs, file, module string) ops.Frame {
	return ops.Frame{AbsPath: text.From(abs), Filename: text.From(file), Module: text.From(module)}
}

func TestFiles(t *testing.T) {
	root := tree(t, "shop/cart.py", "admin/cart.py", "src/app/page.tsx", "src/main/java/com/acme/Cart.java", "src/test/java/com/other/Cart.java",
		"cmd/main.go", "tools/main.go", "node_modules/lib/index.js", "mapped/deep/x.go")
	for name, c := range map[string]struct {
		frame ops.Frame
		paths map[string]string
		want  []string
	}{
		"relative":              {frame: frame("", "shop/cart.py", ""), want: []string{"shop/cart.py"}},
		"built in a container":  {frame: frame("/usr/src/app/shop/cart.py", "cart.py", ""), want: []string{"shop/cart.py"}},
		"webpack":               {frame: frame("webpack:///./src/app/page.tsx?1a2b", "./src/app/page.tsx", ""), want: []string{"src/app/page.tsx"}},
		"served":                {frame: frame("https://shop.example.com/_next/src/app/page.tsx", "", ""), want: []string{"src/app/page.tsx"}},
		"app scheme":            {frame: frame("app:///src/app/page.tsx", "", ""), want: []string{"src/app/page.tsx"}},
		"windows":               {frame: frame(`C:\build\shop\cart.py`, "", ""), want: []string{"shop/cart.py"}},
		"java":                  {frame: frame("", "Cart.java", "com.acme.Cart"), want: []string{"src/main/java/com/acme/Cart.java"}},
		"several are as likely": {frame: frame("/go/main.go", "", ""), want: []string{"cmd/main.go", "tools/main.go"}},
		"by the settings":       {frame: frame("/srv/app/deep/x.go", "", ""), paths: map[string]string{"/srv": "admin", "/srv/app/": "mapped"}, want: []string{"mapped/deep/x.go"}},
		"a prefix is whole":     {frame: frame("/srv/application/shop/cart.py", "", ""), paths: map[string]string{"/srv/app": "admin"}, want: []string{"shop/cart.py"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := Finder{Dir: filepath.Join(root, "src"), Paths: map[string]string{}}
			for k, v := range c.paths {
				f.Paths[k] = filepath.Join(root, v)
			}
			got, err := f.Files(t.Context(), c.frame)
			if err != nil {
				t.Fatal(err)
			}
			for n := range got {
				below, _ := filepath.Rel(root, got[n])
				got[n] = filepath.ToSlash(below)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// TestNothingOutsideIsFound: an event names whatever its sender likes.
func TestNothingOutsideIsFound(t *testing.T) {
	outside := tree(t, "secret.txt")
	root := tree(t, "shop/cart.py")
	if err := os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(root, "link.txt")); err != nil {
		t.Skip(err)
	}
	f := Finder{Dir: root, Paths: map[string]string{"/srv": root}}
	for _, name := range []string{filepath.Join(outside, "secret.txt"), "../../etc/passwd", "/etc/passwd", "link.txt", "/srv/../../etc/passwd", "shop/\x00cart.py",
		"file:///etc/passwd", ".git/HEAD", "node_modules/../..", "<anonymous>", "", "/", ".."} {
		got, err := f.Files(t.Context(), frame(name, name, ""))
		if err == nil && !strings.HasPrefix(got[0], root+string(filepath.Separator)) || slices.Contains(got, filepath.Join(root, "link.txt")) {
			t.Errorf("%q found %q", name, got)
		}
	}
}

func TestFilesSaysWhatToDo(t *testing.T) {
	root := tree(t, "a.go")
	_, err := Finder{Dir: root}.Files(t.Context(), frame("/app/b.go", "", ""))
	if err == nil || !strings.Contains(err.Error(), "[tui.paths]") || !strings.Contains(err.Error(), "/app/b.go") {
		t.Errorf("error %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := (Finder{Dir: root}).Files(ctx, frame("/app/b.go", "", "")); !errors.Is(err, context.Canceled) {
		t.Errorf("a search that was given up ends with %v", err)
	}
}

// FuzzFiles: whatever an event says, what is found lies in the tree.
func FuzzFiles(f *testing.F) {
	root := tree(f, "shop/cart.py", "a/b/c.go")
	for _, s := range []string{"shop/cart.py", "../x", "webpack:///./a/b/c.go?x", `C:\a\b\c.go`, "~/shop/cart.py", "://", "a//b/../b/c.go"} {
		f.Add(s, s, "a.b.c")
	}
	f.Fuzz(func(t *testing.T, abs, file, module string) {
		got, err := Finder{Dir: root, Paths: map[string]string{"/app": root, abs: root}}.Files(context.Background(), frame(abs, file, module))
		for _, g := range got {
			if below, relErr := filepath.Rel(root, g); relErr != nil || !filepath.IsLocal(below) || err != nil {
				t.Errorf("%q, %q, %q found %q (%v)", abs, file, module, g, err)
			}
		}
	})
}
