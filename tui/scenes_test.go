package tui

import (
	"fmt"
	"reflect"
	"testing"

	"vedette/tui/command"
	"vedette/tui/place"
)

// TestEveryPlaceHasAScene: each screen that can be gone to is among those that
// the golden files show, and that everything else is tried on.
func TestEveryPlaceHasAScene(t *testing.T) {
	has := map[reflect.Type]bool{}
	for _, to := range places() {
		has[reflect.TypeOf(to)] = true
	}
	for _, k := range place.Catalog() {
		if to, ok := (place.Kept{Kind: k.Name, To: []byte("{}")}).Place(); !ok || !has[reflect.TypeOf(to)] {
			t.Errorf("no scene shows %T, to which %q leads", to, k.Name)
		}
	}
}

// TestEveryKindOfDialogHasAScene: whatever a command puts over a screen is one of
// the kinds of boxes that are among the golden files.
func TestEveryKindOfDialogHasAScene(t *testing.T) {
	t.Parallel()
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
