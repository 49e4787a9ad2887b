package text

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// fragments are the pieces that mean something to a terminal, a Markdown reader or the filters.
var fragments = strings.Split("\x1b|\x1b[|31m|\x1b]0;|\x07|\u009b|\u009c|\x9b|\r|\n|\t| |  |a|B|9|0.|1)|é|漢|😀|👩|\u200d|\ufe0f|🏽|🇩|"+
	"\u0301|\u0301\u0301\u0301|क|\u094d|\u0903|\u1100|\u1161|\u11a8|\u0e33|\u200b|\u202e|\U000E0041|\ue000|\uffff|\xff|\xe2\x80|"+
	"*|**|_|__|~|~~|`|``|```|[|]|(|)|](http://e.example)|![|<|>|<b>|</|<!--|-->|&|&amp;|&#27;|#x3c;|lt;|\\|\\\\|#|##|+|-|---|=|===|:|::|"+
	"http|https://e.example|://|www|www.e.example|.|@|me@e.example|mailto:|xmpp:|/|!|\"|'|{|}|$|^|%|;|,|?", "|")

// TestMixtures puts fragments together at random, always the same way, and adds the pipe that splits the list above.
func TestMixtures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		var b strings.Builder
		for range 1 + random.IntN(12) {
			if random.IntN(20) == 0 {
				b.WriteByte('|')
			}
			b.WriteString(fragments[random.IntN(len(fragments))])
		}
		s := b.String()
		checkForms(t, s)
		checkInert(t, s)
		checkData(t, s)
		checkTerminalJSON(t, s)
		if t.Failed() {
			t.Fatalf("the text was %q", s)
		}
	}
}
