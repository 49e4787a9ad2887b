package dsn

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	key   = "0123456789abcdef0123456789abcdef"
	real  = "https://" + key + "@o450123.ingest.us.sentry.io/4507"
	other = "https://" + key + "@o450123.ingest.de.sentry.io/4508"
	own   = "https://" + key + "@sentry.corp.internal/sentry/7"
	local = "http://local@127.0.0.1:8969/3"
)

func TestParse(t *testing.T) {
	for raw, want := range map[string][4]string{ // key's begin, host, project, organization
		real:                                 {key, "o450123.ingest.us.sentry.io", "4507", "450123"},
		own:                                  {key, "sentry.corp.internal", "7", ""},
		local:                                {"local", "127.0.0.1:8969", "3", ""},
		"http://a:b@localhost:9000/2/":       {"a", "localhost:9000", "2", ""},
		"https://" + key + "@[::1]:8969/12":  {key, "[::1]:8969", "12", ""},
		"https://" + key + "@O9.Sentry.io/1": {key, "o9.sentry.io", "1", ""}, // the old form has no ingest part
	} {
		d, err := Parse(raw)
		if got := [4]string{d.Key, d.Host, d.Project, d.OrgID()}; err != nil || got != want {
			t.Errorf("%s: %q, %v", raw, got, err)
		}
	}
	for _, raw := range []string{
		"", "https://sentry.io", "https://" + key + "@sentry.io/", "https://" + key + "@sentry.io/shop", "ftp://" + key + "@sentry.io/1",
		"https://examplePublicKey@o0.ingest.sentry.io/0", "https://public@sentry.example.com/1", "https://" + key + "@o0.ingest.sentry.io/1",
		"https://" + key + "@sentry.example.com/1", "https://" + strings.Repeat("0", 32) + "@o1.ingest.sentry.io/1",
		"https://" + strings.Repeat("ab", 16) + "@o1.ingest.sentry.io/1", "https://" + key + "@o1.ingest.sentry.io/0",
		"https://" + key + "@o1.ingest.sentry.io/" + strings.Repeat("9", 300), "https://" + key + "@/1",
	} {
		if d, err := Parse(raw); err == nil {
			t.Errorf("%q was taken: %+v", raw, d)
		}
	}
}

func TestOf(t *testing.T) {
	for _, c := range []struct {
		dsn, server string
		want        bool
	}{
		{real, "https://sentry.io", true},
		{real, "https://us.sentry.io/", true},
		{own, "https://Sentry.corp.internal/sentry", true},
		{own, "https://sentry.io", false},
		{real, "https://evilsentry.io", false},
		{local, "", false},
	} {
		d, err := Parse(c.dsn)
		if err != nil || d.Of(c.server) != c.want {
			t.Errorf("%s of %q: %v, %v", c.dsn, c.server, !c.want, err)
		}
	}
}

func TestScan(t *testing.T) {
	for _, c := range []struct{ file, content, want string }{
		{"a.js", "Sentry.init({\n  dsn: \"" + real + "\",\n})", "2"},
		{"a.ts", "// " + real + "\n/* dsn: '" + real + "'\n" + real + " */ const d = '" + own + "'", "3"},
		{"a.ts", "  dsn: process.env.DSN, // " + real, ""},
		{"a.go", "sentry.Init(sentry.ClientOptions{Dsn: `" + real + "`})", "1"},
		{"a.py", "\"\"\"Use it:\n sentry_sdk.init('" + real + "')\n\"\"\"\nsentry_sdk.init(dsn='" + other + "')  # " + real, "4"},
		{"a.rb", "# " + real + "\nconfig.dsn = '" + real + "'", "2"},
		{"application.properties", "sentry.dsn=" + real, "1"},
		{"application.yml", "sentry:\n  dsn: " + real + " # prod", "2"},
		{"AndroidManifest.xml", "<!-- " + real + "\n-->\n<meta-data android:value=\"" + real + "\" />", "3"},
		{"a.lua", "-- " + real, ""},
		{"a.php", "\\Sentry\\init(['dsn' => '" + real + "?timeout=2' ]);", "1"},
		{"a.json", `{"sentry":{"dsn":"` + real + `"}}`, "1"},
		{"a.js", "\x00" + real, ""},
		{"a.js", "const u = 'https://user:password@host.internal/repo.git'", ""},
		{"README.md", real, ""},
	} {
		var lines []string
		if marks, ok := commentsOf(c.file); ok {
			for _, f := range scan([]byte(c.content), marks) {
				lines = append(lines, fmt.Sprint(f.line))
			}
		}
		if got := strings.Join(lines, ","); got != c.want {
			t.Errorf("%s %q: lines %q, want %q", c.file, c.content, got, c.want)
		}
	}
}

// checkout writes files below a new folder.
func checkout(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		write(t, filepath.Join(dir, name), content)
	}
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func finder(t *testing.T) (Finder, *time.Time) {
	t.Helper()
	now := time.Now()
	return Finder{Cache: t.TempDir(), Now: func() time.Time { return now }}, &now
}

func projects(hits []Hit) string {
	var all []string
	for _, h := range hits {
		all = append(all, h.DSN.Project)
	}
	return strings.Join(all, ",")
}

func TestFind(t *testing.T) {
	code := func(project string) string { return "dsn: 'https://" + key + "@o1.ingest.sentry.io/" + project + "'" }
	for _, c := range []struct {
		name  string
		files map[string]string
		from  string
		want  string
	}{
		{"code", map[string]string{".git/HEAD": "", "src/app/main.ts": code("1")}, ".", "1"},
		{"env first", map[string]string{".git/HEAD": "", "src/main.ts": code("1"), ".env": "SENTRY_DSN=" + strings.TrimPrefix(code("2"), "dsn: ")}, ".", "2,1"},
		{"local env before env", map[string]string{".env": "A=" + code("1"), ".env.local": "A=" + code("2")}, ".", "2,1"},
		{"an ignored env file counts", map[string]string{".gitignore": ".env*", ".env": "A=" + code("1")}, ".", "1"},
		{"nearest package first", map[string]string{".git/HEAD": "", "web/a.js": code("1"), "api/a.js": code("2"), ".env": code("3")}, "api", "2"},
		{"upwards where there is none", map[string]string{".git/HEAD": "", "web/a.js": code("1"), "api/x/README.md": code("2")}, "api/x", "1"},
		{"not above the checkout", map[string]string{"a.js": code("1"), "repo/.git/HEAD": "", "repo/x": ""}, "repo", ""},
		{"not upwards outside of one", map[string]string{"a.js": code("1"), "sub/x": ""}, "sub", ""},
		{"ignored", map[string]string{".gitignore": "gen/\n*.min.js\n", "gen/a.js": code("1"), "x.min.js": code("2"), "a/.gitignore": "b.js", "a/b.js": code("3")}, ".", ""},
		{"tests, fixtures, vendored, hidden", map[string]string{"a_test.go": code("1"), "a.spec.ts": code("2"), "fixtures/a.js": code("3"),
			"node_modules/x/a.js": code("4"), ".cache/a.js": code("5"), "CartTest.java": code("6"), "test_cart.py": code("7"), "docs/a.js": code("8")}, ".", ""},
		{"several", map[string]string{"b.js": code("2"), "a.js": code("1"), "c.js": code("1")}, ".", "1,2"},
		{"too deep", map[string]string{"1/2/3/4/5/6/7/a.js": code("1")}, ".", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, _ := finder(t)
			dir := filepath.Join(checkout(t, c.files), c.from)
			for range 2 { // the second look is from memory
				if got := projects(f.Find(dir, "/nowhere")); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			}
		})
	}
}

func TestFindStaysOutOfHome(t *testing.T) {
	f, _ := finder(t)
	dir := checkout(t, map[string]string{"home/a.js": "'" + real + "'"})
	for _, at := range []string{filepath.Join(dir, "home"), dir, "/"} {
		if got := f.Find(at, filepath.Join(dir, "home")); len(got) != 0 {
			t.Errorf("%s: %v", at, got)
		}
	}
}

func TestFollowsNoLinkAndNoPipe(t *testing.T) {
	dir := checkout(t, map[string]string{"outside/a.js": "'" + real + "'", "repo/.git/HEAD": ""})
	if err := os.Symlink(filepath.Join(dir, "outside", "a.js"), filepath.Join(dir, "repo", ".env")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(filepath.Join(dir, "outside"), filepath.Join(dir, "repo", "src")); err != nil {
		t.Skip(err)
	}
	f, _ := finder(t)
	if got := f.Find(filepath.Join(dir, "repo"), ""); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// What is remembered must give way to what has changed.
func TestMemory(t *testing.T) {
	f, now := finder(t)
	dir := checkout(t, map[string]string{".git/HEAD": "", "src/a.js": "'" + real + "'"})
	first := f.Find(dir, "")
	if projects(first) != "4507" || first[0].Line != 1 {
		t.Fatal(first)
	}
	elsewhere := filepath.Join(dir, "aa.js") // a search would find it, memory does not
	write(t, elsewhere, "'"+other+"'")
	if again := f.Find(dir, ""); !cmp.Equal(again, first) {
		t.Errorf("%v, first %v", again, first)
	}
	if err := os.Remove(elsewhere); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "src", "a.js"), "\n'"+other+"' ")
	if got := f.Find(dir, ""); projects(got) != "4508" || got[0].Line != 2 {
		t.Errorf("after a change of the file: %v", got)
	}
	write(t, filepath.Join(dir, ".env"), "DSN="+real)
	if got := f.Find(dir, ""); projects(got) != "4507,4508" {
		t.Errorf("after a new .env: %v", got)
	}
	if err := os.Remove(filepath.Join(dir, ".env")); err != nil {
		t.Fatal(err)
	}
	if got := f.Find(dir, ""); projects(got) != "4508" {
		t.Errorf("after its removal: %v", got)
	}
	write(t, filepath.Join(dir, "api", "b.js"), "'"+real+"'")
	*now = now.Add(foundFor + time.Second)
	if got := f.Find(dir, ""); projects(got) != "4507,4508" {
		t.Errorf("after a day: %v", got)
	}
}

func TestMemoryOfNothing(t *testing.T) {
	f, now := finder(t)
	dir := checkout(t, map[string]string{".git/HEAD": "", "src/deep/x.txt": ""})
	if got := f.Find(dir, ""); len(got) != 0 {
		t.Fatal(got)
	}
	write(t, filepath.Join(dir, "src", "deep", "a.js"), "'"+real+"'")
	*now = now.Add(nothingFor + time.Second)
	if got := f.Find(dir, ""); projects(got) != "4507" {
		t.Errorf("after ten minutes: %v", got)
	}
}

func TestDamagedMemoryIsNone(t *testing.T) {
	f, _ := finder(t)
	dir := checkout(t, map[string]string{"a.js": "'" + real + "'"})
	for _, content := range []string{"", "null", "{", `{"Dir":"x"}`, `{"Hits":7}`} {
		write(t, f.file(dir), content)
		if got := f.Find(dir, ""); projects(got) != "4507" {
			t.Errorf("%q: %v", content, got)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{real, "// " + real, "/* " + real + " */" + own, "<!-- @://", `"""` + real + `"""`, "a:\x00//@", "://@/1", real + real} {
		f.Add([]byte(s))
	}
	names := []string{"a.js", "a.py", "a.html", "a.json", "a.ini"}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range names {
			c, _ := commentsOf(name)
			for _, hit := range scan(data, c) {
				again, err := Parse(hit.dsn.Raw)
				if err != nil || again != hit.dsn || hit.line < 1 {
					t.Errorf("%s: %+v, %v", name, hit, err)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	dir := b.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o700); err != nil {
		b.Fatal(err)
	}
	filler := strings.Repeat("export const handler = (request) => respond(request, 'https://user@host.internal/x');\n", 100)
	for n := range 2000 {
		folder := filepath.Join(dir, fmt.Sprintf("pkg%02d", n%40))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("f%d.ts", n)), []byte(filler), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "pkg39", "z.ts"), []byte("'"+real+"'"), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Run("cold-2000-files", func(b *testing.B) {
		for b.Loop() {
			if len((Finder{Now: time.Now}).Find(dir, "")) != 1 {
				b.Fatal("not found")
			}
		}
	})
	b.Run("warm", func(b *testing.B) {
		f := Finder{Cache: b.TempDir(), Now: time.Now}
		f.Find(dir, "")
		for b.Loop() {
			if len(f.Find(dir, "")) != 1 {
				b.Fatal("not found")
			}
		}
	})
}
