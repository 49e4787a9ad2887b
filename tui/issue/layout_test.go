package issue

import (
	"slices"
	"strings"
	"testing"

	"vedette/themes"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

// TestFactsStandBesideEverySection where there is room, and in the overview
// where there is none.
func TestFactsStandBesideEverySection(t *testing.T) {
	facts := []string{"first seen", "Last 24h", "kim@example.com", "Highlights", "suspect", "Lee  Drop the default price", "owner", "payments"}
	d, _ := start(t)
	d.Has(append(facts, "return sum(i['price']", "Last breadcrumbs", "session is old")...)
	d.Do(command.TabCrumbs)
	d.Lacks("first seen")
	d.Resize(200, 60, themes.Dark)
	for _, id := range []command.ID{command.TabOverview, command.TabStack, command.TabTags, command.TabFix, command.TabRelated} {
		d.Do(id)
		d.Has(facts...)
	}
	if n := strings.Count(d.Text(), "first seen"); n != 1 {
		t.Errorf("the facts are there %d times", n)
	}
	d.EverySize()
}

// TestTheFooterSaysWhatIsNext in each section.
func TestTheFooterSaysWhatIsNext(t *testing.T) {
	d, _ := start(t)
	for tab, first := range map[command.ID]command.ID{command.TabStack: command.Open, command.TabActivity: command.Comment, command.TabFix: command.Fix, command.TabOverview: command.NextTab} {
		d.Do(tab)
		if next := d.Screen.Info().Next; len(next) == 0 || next[0] != first {
			t.Errorf("%s proposes %v", tab, next)
		}
	}
	d.Do(command.TabStack)
	if next := d.Screen.Info().Next; !slices.Contains(next, command.OpenEditor) {
		t.Errorf("the stack does not propose the editor: %v", next)
	}
}

// TestLongValuesOpen: what is cut in the context or among the variables can be
// read whole.
func TestLongValuesOpen(t *testing.T) {
	a := answers()
	long := strings.Repeat("word ", 200) + "END"
	event := strings.Replace(eventJSON(newest, oldest, ""), `"user":"kim"`, `"user":"`+long+`","password":"hunter22"`, 1)
	a["GET "+at+"events/recommended/"] = strings.Replace(event, `"cart_id":"c-17"`, `"aaa":"`+long+`","zzz":"{\"deep\":[1,2]}"`, 1)
	d := open(t, screentest.Serve(a), screen.Env{}, screen.ToIssue{})
	d.Do(command.TabStack)
	d.Has("user = word")
	d.Lacks("END", "hunter22")
	d.Do(command.Down, command.Open)
	d.Has("END")
	d.Do(command.Open)
	d.Lacks("END")
	d.Do(command.TabContext, command.Bottom)
	d.Has(`{"deep":[1,2]}`)
	d.Do(command.Open)
	d.Has(`"deep": [`)
	d.Do(command.Up)
	d.Lacks("END")
	d.Do(command.Open, command.Bottom)
	d.Has("END")
	d.EverySize()
}

// TestGroupsAreNoCauses: the exceptions of a group are not said to be causes.
func TestGroupsAreNoCauses(t *testing.T) {
	a := answers()
	a["GET "+at+"events/recommended/"] = `{"id":"` + newest + `","eventID":"` + newest + `","entries":[{"type":"exception","data":{"values":[
	 {"type":"OSError","mechanism":{"exception_id":2,"parent_id":1}},
	 {"type":"ValueError","mechanism":{"exception_id":1,"parent_id":0}},
	 {"type":"ExceptionGroup","mechanism":{"exception_id":0,"is_exception_group":true}}]}}]}`
	d := open(t, screentest.Serve(a), screen.Env{}, screen.ToIssue{})
	d.Do(command.TabStack)
	d.Has("in the group: ValueError", "caused by OSError")
}

// TestMinifiedFramesSayWhy they have no source.
func TestMinifiedFramesSayWhy(t *testing.T) {
	a := answers()
	a["GET "+at+"events/recommended/"] = `{"id":"` + newest + `","eventID":"` + newest + `","platform":"javascript","entries":[{"type":"exception","data":{"values":[
	 {"type":"TypeError","stacktrace":{"frames":[{"filename":"https://cdn.example.com/app.min.js?v=1","function":"n","lineNo":1,"colNo":99231,"inApp":true}]}}]}}]}`
	d := open(t, screentest.Serve(a), screen.Env{}, screen.ToIssue{})
	d.Do(command.TabStack)
	d.Has("app.min.js?v=1:1:99231", "source map was not found")
}

// TestCommentsAreRendered: their Markdown is, away from the frame, and what a
// terminal would obey stays text.
func TestCommentsAreRendered(t *testing.T) {
	a := answers()
	a["GET "+at+"activities/"] = `{"activity":[{"id":"2","type":"note","user":{"id":"1","name":"Jane Doe"},"data":{"text":"**Seen** again:\n\n* one\n* two \u001b]0;x\u0007\n\n` + "```go\\nx := 1\\n```" + `"}}]}`
	d := open(t, screentest.Serve(a), screen.Env{}, screen.ToIssue{})
	d.Do(command.TabActivity)
	d.Has("Seen again:", "one", "x := 1")
	d.Lacks("**", "```", "\x1b]")
	d.Resize(40, 12, themes.Light)
	d.Has("Seen again:")
	d.Lacks("**")
	d.EverySize()
}

// TestTagsThatDifferComeFirst in the overview: one value for all tells little.
func TestTagsThatDifferComeFirst(t *testing.T) {
	a := answers()
	a["GET "+at+"tags/"] = `[{"key":"level","totalValues":9,"topValues":[{"value":"error","count":9}]},{"key":"browser","totalValues":9,"topValues":[{"value":"Chrome","count":5},{"value":"Lynx","count":4}]}]`
	d := open(t, screentest.Serve(a), screen.Env{}, screen.ToIssue{})
	d.Do(command.Bottom)
	if picture := d.Text(); strings.Index(picture, " browser\n") > strings.Index(picture, " level\n") || !strings.Contains(picture, "Lynx") {
		t.Errorf("the order is:\n%s", picture)
	}
}
