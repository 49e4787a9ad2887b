package themes

import (
	"testing"

	"github.com/lucasb-eyer/go-colorful"
)

// deficiencies are the matrices of Machado, Oliveira and Fernandes (2009) for
// the complete lack of one kind of cone, over linear RGB.
func deficiencies() map[string][3][3]float64 {
	return map[string][3][3]float64{
		"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
}

// seen is a colour as eyes with a deficiency see it.
func seen(t *testing.T, hex string, m [3][3]float64) colorful.Color {
	t.Helper()
	c, err := colorful.Hex(hex)
	if err != nil {
		t.Fatal(err)
	}
	r, g, b := c.LinearRgb()
	row := func(n int) float64 { return m[n][0]*r + m[n][1]*g + m[n][2]*b }
	return colorful.LinearRgb(row(0), row(1), row(2)).Clamped()
}

// apart is how far two colours must be from each other: CIEDE2000, where 0.01
// can just be told side by side, and 0.15 at a glance.
const apart = 0.15

// pairs are the roles that must not be taken for each other.
func pairs() [][2]Role {
	return [][2]Role{{Error, Success}, {Error, Warning}, {Warning, Success}, {Fatal, Success}, {Added, Removed}}
}

// TestColourBlindThemesKeepMeaningsApart sees each theme with the eyes it is made
// for.
func TestColourBlindThemesKeepMeaningsApart(t *testing.T) {
	for name, m := range deficiencies() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs() {
			a, b := seen(t, theme.Look(p[0]).FG, m), seen(t, theme.Look(p[1]).FG, m)
			if d := a.DistanceCIEDE2000(b); d < apart {
				t.Errorf("%s: %s %s and %s %s look %.3f apart, want %v", name, p[0], theme.Look(p[0]).FG, p[1], theme.Look(p[1]).FG, d, apart)
			}
		}
	}
}

// TestTheSimulationShowsTheTrouble: red and green of one lightness are the same
// to eyes without one of the two cones, and not to others.
func TestTheSimulationShowsTheTrouble(t *testing.T) {
	red, green := "#c06000", "#7a8200"
	for name, m := range deficiencies() {
		d := seen(t, red, m).DistanceCIEDE2000(seen(t, green, m))
		if (d < apart) != (name != "tritanopia") {
			t.Errorf("%s sees them %.3f apart", name, d)
		}
	}
}
