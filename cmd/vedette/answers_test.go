package main

import (
	"testing"

	"vedette/internal/config"
)

func TestWhoAsksIsTokenLoginAndHeaders(t *testing.T) {
	seen := map[string]config.Settings{}
	for _, s := range []config.Settings{
		{Profile: "a", Token: "x"}, {Profile: "b", Token: "x"}, {Profile: "a", Token: "y"}, {Profile: "a", Login: "x"},
		{Profile: "a", Token: "x", Headers: map[string]string{"X-User": "jane"}}, {Profile: "a", Token: "x", Headers: map[string]string{"X-User": "joe"}},
	} {
		who := identity(s)
		if other, taken := seen[who]; taken {
			t.Errorf("%+v and %+v share their answers", s, other)
		}
		if identity(s) != who {
			t.Errorf("%+v is not the same twice", s)
		}
		seen[who] = s
	}
}
