package issue

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/text"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// TestAttachments: a stranger's name is no path, and nothing is written over.
func TestAttachments(t *testing.T) {
	srv := screentest.Serve(answers())
	content := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("download") != "" {
			_, _ = w.Write([]byte("line one\x1b[31m\nline two\n"))
			return
		}
		srv.ServeHTTP(w, r)
	})
	dir := t.TempDir()
	d := open(t, content, screen.Env{Here: screen.Here{Dir: dir}}, screen.ToIssue{})
	d.Do(command.TabFiles)
	d.Has("../log.txt", "text/plain", "text/plain")
	d.Do(command.Open)
	d.Choose('v')
	d.Has("line one", "line two", "esc back")
	if !d.Screen.Info().Inner {
		t.Error("back would leave the screen")
	}
	d.Do(command.Back)
	d.Has("../log.txt")
	for n, want := range []string{"saved 23 B", "exists"} {
		d.Told = nil
		d.Do(command.Open)
		d.Choose('s')
		dialog, _ := d.Asked()
		cmd, _ := dialog.Key(tea.KeyPressMsg{Code: tea.KeyEnter})
		d.Send(cmd())
		said := fmt.Sprint(d.Told)
		if !strings.Contains(said, want) {
			t.Errorf("save %d: %s, want %q", n, said, want)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, "_log.txt"))
	if err != nil || string(got) != "line one\x1b[31m\nline two\n" {
		t.Errorf("saved %q, %v", got, err)
	}
}

// TestPicturesAreSaved: what is no text is not fetched to be shown.
func TestPicturesAreSaved(t *testing.T) {
	for name, mime := range map[string]string{"screen.png": "image/png", "crash.DMP": "application/octet-stream"} {
		a := answers()
		a["GET /projects/acme/shop/events/"+newest+"/attachments/"] = `[{"id":"3","name":"` + name + `","mimetype":"` + mime + `","size":2048}]`
		srv := screentest.Serve(a)
		d := open(t, srv, screen.Env{}, screen.ToIssue{})
		d.Do(command.TabFiles, command.Open)
		if _, shown := d.Asked(); !strings.Contains(shown, "Save "+name) {
			t.Errorf("asked:\n%s", shown)
		}
		if srv.Requests("/attachments/3/") != 0 {
			t.Errorf("%s was fetched", name)
		}
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{"../../etc/passwd": "_.._etc_passwd", "a\x00b\n.txt": "a?b .txt", ".bashrc": "bashrc", "-rf": "rf", "": "attachment", "...": "attachment", `C:\x`: "C__x"} {
		got := fileName(text.From(name))
		if strings.ContainsAny(got, "/\\\x00\n") || strings.HasPrefix(got, ".") || strings.HasPrefix(got, "-") || got == "" {
			t.Errorf("%q becomes %q", name, got)
		}
		if !strings.ContainsAny(name, "\x00\n") && got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// editor notes what it is asked to open.
type editor struct {
	asked    *[]string
	program  string
	windowed bool
}

func (e *editor) Command(file string, line int) []string {
	*e.asked = append(*e.asked, fmt.Sprintf("%s:%d", file, line))
	return []string{e.program, file}
}

func (e *editor) Wait(file string) []string { return e.Command(file, 0) }

func (e *editor) Windowed() bool { return e.windowed }

// TestWindowedEditorTakesNoTerminal, and is not waited for.
func TestWindowedEditorTakesNoTerminal(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "cart.py"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for program, want := range map[string]string{"tail": "opened ", filepath.Join(root, "none"): "the editor "} {
		var asked []string
		d := open(t, screentest.Serve(answers()), screen.Env{Here: screen.Here{Dir: root, Editor: &editor{&asked, program, true}}}, screen.ToIssue{})
		d.Do(command.OpenEditor)
		for _, msg := range d.Told {
			if _, lent := msg.(screen.Lend); lent {
				t.Error("it has the terminal")
			}
		}
		if said := fmt.Sprint(d.Told); len(asked) != 1 || !strings.Contains(said, want) {
			t.Errorf("%s: opened %q, said %s", program, asked, said)
		}
	}
}

// TestEditor opens the frame under the cursor at its line.
func TestEditor(t *testing.T) {
	root := t.TempDir()
	for _, f := range []string{".git/HEAD", "shop/cart.py", "old/shop/views.py", "new/shop/views.py"} {
		file := filepath.Join(root, f)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var asked []string
	here := screen.Here{Dir: root, Editor: &editor{asked: &asked, program: "true"}}
	d := open(t, screentest.Serve(answers()), screen.Env{Here: here}, screen.ToIssue{})
	d.Do(command.OpenEditor)
	if want := filepath.Join(root, "shop/cart.py") + ":12"; len(asked) != 1 || asked[0] != want {
		t.Fatalf("opened %q, want %q", asked, want)
	}
	d.Do(command.TabStack, command.Down, command.OpenEditor)
	_, menu := d.Asked()
	if !strings.Contains(menu, "old/shop/views.py") || !strings.Contains(menu, "new/shop/views.py") {
		t.Errorf("asked:\n%s", menu)
	}
	d.Choose('1')
	if len(asked) != 2 || !strings.HasSuffix(asked[1], "views.py:30") {
		t.Errorf("opened %q", asked)
	}
	d.Told = nil
	d.Do(command.InApp, command.Bottom, command.Up, command.OpenEditor)
	if said := fmt.Sprint(d.Told); !strings.Contains(said, "[tui.paths]") {
		t.Errorf("a file that is not here: %s", said)
	}
}
