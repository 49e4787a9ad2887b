package bluemonday

import (
	"strings"
	"testing"
)

func TestNoMarkupIsLeft(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " \n": " \n", "plain": "plain", "a & b": "a &amp; b", "a &amp; b &lt;i&gt;": "a &amp; b &lt;i&gt;",
		"<b>bold</b> and <a href=\"javascript:x\" onclick=y>link</a>": "bold and link",
		"x<script>alert(1)</script>y":                                 "xy", "x<style>p{}</style>y": "xy", "<!-- c -->z<!doctype html>": "z",
		"<object>a<object>b</object>c</object>d": "d", "</object>e": "e", "<title>t": "", "<br/>n": "n", "a < b": "a &lt; b", "<SCRIPT>x</SCRIPT>v": "v",
	} {
		if got := StrictPolicy().Sanitize(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzSanitize(f *testing.F) {
	f.Add("<b>x</b><script>")
	f.Fuzz(func(t *testing.T, s string) {
		if got := StrictPolicy().Sanitize(s); strings.TrimSpace(s) != "" && strings.ContainsAny(got, "<>") {
			t.Errorf("%q leaves %q", s, got)
		}
	})
}
