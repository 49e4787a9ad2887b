package text

import "unicode"

// class says what the safe forms do with a character.
type class uint8

const (
	classPlain   class = iota // kept
	classMark                 // sits on the character before it; kept in small numbers
	classJoiner               // a mark that also joins the next consonant to the same character
	classBlank                // a space by another name; becomes a space
	classUnseen               // invisible or controlling; removed for everybody
	classPrivate              // means something only to the font in use; removed for models
	classFlag                 // regional indicator: two of them are a flag, or not, depending on the terminal; a letter on screens
	classTone                 // skin tone: one or two more cells, depending on the terminal; removed on screens
	classNew                  // terminals in use do not agree on its width, or do not know it; U+FFFD on screens
)

const (
	flagA = 0x1F1E6
	flagZ = 0x1F1FF
	toneA = 0x1F3FB
	toneZ = 0x1F3FF
)

// classify is written as a cascade from common to rare: most text leaves it in the first cases.
func classify(r rune) class {
	switch {
	case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xad:
		return classUnseen
	case r == 0xa0:
		return classBlank
	case r < 0x300 || inCommonBlock(r):
		return classPlain
	case unicode.In(r, unicode.Cf, unicode.Noncharacter_Code_Point, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return classUnseen
	case unicode.Is(unicode.Zs, r) || r == brailleBlank:
		return classBlank
	case unicode.Is(joiners, r):
		return classJoiner
	case unicode.Is(unicode.M, r) || unicode.Is(trailing, r):
		return classMark
	case r >= flagA && r <= flagZ:
		return classFlag
	case r >= toneA && r <= toneZ:
		return classTone
	case unicode.Is(unicode.Co, r):
		return classPrivate
	case unicode.Is(disputedWidth, r) || !unicode.IsPrint(r):
		return classNew
	}
	return classPlain
}

// inCommonBlock spares the table look-ups below for most text: Cyrillic, punctuation, kana, Han, Hangul, faces.
func inCommonBlock(r rune) bool {
	return r >= 0x400 && r <= 0x482 || r >= 0x2010 && r <= 0x2027 ||
		r >= 0x3041 && r <= 0x3096 || r >= 0x30a1 && r <= 0x30fa ||
		r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 || r >= 0x1f600 && r <= 0x1f64f
}

// brailleBlank is the Braille pattern without dots, which looks like a space.
const brailleBlank = 0x2800

// joiners are the viramas that join two consonants into one character (InCB=Linker of Unicode 15.1 and 16).
var joiners = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x094d, 0x094d, 1}, {0x09cd, 0x09cd, 1}, {0x0acd, 0x0acd, 1}, {0x0b4d, 0x0b4d, 1}, {0x0c4d, 0x0c4d, 1},
		{0x0d4d, 0x0d4d, 1}, {0x1039, 0x1039, 1}, {0x17d2, 0x17d2, 1}, {0x1a60, 0x1a60, 1}, {0xa9c0, 0xa9c0, 1},
		{0xaaf6, 0xaaf6, 1},
	},
}

// trailing are letters that join the character before them: the am vowels of Thai and Lao, voicing signs of halfwidth kana.
var trailing = &unicode.RangeTable{R16: []unicode.Range16{{0x0e33, 0x0e33, 1}, {0x0eb3, 0x0eb3, 1}, {0xff9e, 0xff9f, 1}}}

// disputedWidth holds emoji newer than Emoji 13 (2020), which terminals and multiplexers in use draw with another
// width than the tables say, or drop; letters that join whatever follows them into one character; and Hangul letters
// that were not part of a syllable.
var disputedWidth = &unicode.RangeTable{
	R16: []unicode.Range16{{0x0d4e, 0x0d4e, 1}, {0x1100, 0x11ff, 1}, {0xa960, 0xa97c, 1}, {0xd7b0, 0xd7fb, 1}},
	R32: []unicode.Range32{
		{0x111c2, 0x111c3, 1}, {0x113d1, 0x113d1, 1}, {0x1193f, 0x1193f, 1}, {0x11941, 0x11941, 1},
		{0x11a84, 0x11a89, 1}, {0x11d46, 0x11d46, 1}, {0x11f02, 0x11f02, 1},
		{0x1f6d8, 0x1f6df, 1}, {0x1f7f0, 0x1f7f0, 1},
		{0x1fa75, 0x1fa77, 1}, {0x1fa7b, 0x1fa7f, 1}, {0x1fa87, 0x1fa8f, 1}, {0x1faa9, 0x1faaf, 1},
		{0x1fab7, 0x1fabf, 1}, {0x1fac3, 0x1facf, 1}, {0x1fad7, 0x1faff, 1},
	},
}
