package tui

import (
	"fmt"
	"testing"

	"vedette/tui/command"
	"vedette/tui/place"
)

// TestEveryPlaceHasAScene: each screen that can be gone to is among the golden
// files. Several kinds of place may lead to one screen.
func TestEveryPlaceHasAScene(t *testing.T) {
	missing := map[string][]string{}
	for _, k := range place.Catalog() {
		to, ok := place.Kept{Kind: k.Name, To: []byte("{}")}.Place()
		if !ok {
			t.Fatalf("the place %q cannot be made", k.Name)
		}
		screen := fmt.Sprintf("%T", to)
		missing[screen] = append(missing[screen], k.Name)
	}
	for _, s := range scenes() {
		d := drive(t, s.opt(t), 80, 24)
		s.reach(d)
		delete(missing, fmt.Sprintf("%T", d.m.top().place()))
	}
	for screen, names := range missing {
		t.Errorf("no scene shows %s, to which these places lead: %q", screen, names)
	}
}

// TestEveryKindOfDialogHasAScene: whatever a command puts over a screen is one of
// the kinds of boxes that are among the golden files.
func TestEveryKindOfDialogHasAScene(t *testing.T) {
	kind := func(d *driver) string {
		if d.m.help != nil {
			return "help"
		}
		return fmt.Sprintf("%T", d.m.dialog)
	}
	shown := map[string]bool{}
	for _, s := range scenes() {
		d := drive(t, s.opt(t), 80, 24)
		s.reach(d)
		shown[kind(d)] = true
	}
	for _, name := range []string{"stream", "stack", "spans"} {
		for _, c := range command.Catalog() {
			d := drive(t, scenes()[name].opt(t), 80, 24)
			scenes()[name].reach(d)
			if d.send(invoke{c.ID}); !shown[kind(d)] {
				t.Errorf("%s on %s opens a %s, which no scene shows", c.ID, name, kind(d))
			}
		}
	}
}
