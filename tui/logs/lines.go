package logs

import (
	"slices"
	"strings"
	"time"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// line is one entry with its texts made safe once, when it comes.
type line struct {
	at       time.Time
	severity text.Word
	project  string
	message  string
	id       string
	trace    string
	words    string // what the filter looks through
}

const (
	maxLines   = 10_000 // that are kept
	dropAtOnce = 1_000  // of the oldest, when there are more
	maxMessage = 1_000  // cells; wider than any terminal shows
)

func lineOf(row ops.EventRow) line {
	l := line{at: row["timestamp"].Time().Time, severity: text.WordOf(strings.ToLower(row["severity"].String())), project: row["project"].Text().Cut(30),
		message: row["message"].Text().Cut(maxMessage), id: row["id"].Text().Raw(), trace: row["trace"].Text().Raw()}
	l.words = strings.ToLower(l.message + " " + l.project + " " + string(l.severity))
	return l
}

// severities from harmless to fatal, as OpenTelemetry orders them.
func severities() []string { return []string{"trace", "debug", "info", "warn", "error", "fatal"} }

// rank is how bad a severity is; what is not known counts as info.
func rank(s text.Word) int {
	if s == "warning" {
		s = "warn"
	}
	if n := slices.Index(severities(), string(s)); n >= 0 {
		return n
	}
	return 2
}

// lines are what came, the newest last, and which of it is shown. Both are
// bounded.
type lines struct {
	all     []line
	shown   []int  // numbers of lines, counted from the first that ever came
	first   int    // the number of all[0]
	dropped int    // of shown, because they were too old
	find    string // what the shown ones have, in lower case
	least   int    // the rank they have at least
}

// add keeps a line; false when it is not shown.
func (l *lines) add(row ops.EventRow) bool {
	l.all = append(l.all, lineOf(row))
	if len(l.all) > maxLines+dropAtOnce {
		l.all = slices.Clone(l.all[dropAtOnce:])
		l.first += dropAtOnce
		kept, _ := slices.BinarySearch(l.shown, l.first)
		l.dropped += kept
		l.shown = slices.Clone(l.shown[kept:])
	}
	if !l.fits(&l.all[len(l.all)-1]) {
		return false
	}
	l.shown = append(l.shown, l.first+len(l.all)-1)
	return true
}

// addBefore keeps lines that are older than all others, the oldest first, as far
// as there is room, and returns how many of them are shown.
func (l *lines) addBefore(rows []ops.EventRow) int {
	known := map[string]bool{}
	for _, one := range l.all {
		known[one.id] = true
	}
	var older []line
	for _, row := range rows {
		if one := lineOf(row); !known[one.id] {
			older = append(older, one)
		}
	}
	older = older[max(len(older)-max(maxLines-len(l.all), 0), 0):]
	l.all, l.first = slices.Concat(older, l.all), l.first-len(older)
	var shown []int
	for n := range older {
		if l.fits(&older[n]) {
			shown = append(shown, l.first+n)
		}
	}
	l.shown = slices.Concat(shown, l.shown)
	return len(shown)
}

func (l *lines) fits(one *line) bool {
	return rank(one.severity) >= l.least && (l.find == "" || strings.Contains(one.words, l.find))
}

// choose looks through all lines again.
func (l *lines) choose() {
	l.shown = nil
	for n := range l.all {
		if l.fits(&l.all[n]) {
			l.shown = append(l.shown, l.first+n)
		}
	}
}

// at is the line shown at a place.
func (l *lines) at(n int) *line { return &l.all[l.shown[n]-l.first] }

// clear forgets the lines; what is looked for stays.
func (l *lines) clear() { *l = lines{find: l.find, least: l.least} }
