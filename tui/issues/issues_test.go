package issues

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/internal/text/hostile"
	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
	"vedette/tui/widget"
)

func issueJSON(n int, title string) string {
	return fmt.Sprintf(`{"id":"%d","shortId":"SHOP-%d","title":%q,"culprit":"cart in total","level":"error","status":"unresolved","substatus":"ongoing","priority":"high",
		"project":{"id":"1","slug":"shop"},"count":"%d","userCount":3,"numComments":2,"firstSeen":"2026-11-18T12:00:00Z","lastSeen":"%s","stats":{"24h":[[1,1],[2,4]]},"metadata":{"type":"KeyError"}}`,
		n, n, title, 40*n, screentest.Now.Add(-time.Duration(n)*time.Minute).Format(time.RFC3339))
}

func list(numbers ...int) string {
	var all []string
	for _, n := range numbers {
		all = append(all, issueJSON(n, "KeyError: price "+strconv.Itoa(n)))
	}
	return "[" + strings.Join(all, ",") + "]"
}

func stream(t *testing.T, server *screentest.Server, to screen.ToIssues, wishes ...screen.Section) (*screentest.Driver, *Stream) {
	t.Helper()
	var s *Stream
	to.Org = "acme"
	d := screentest.Start(t, screentest.Ops(t, server), 100, 24, func(env screen.Env) screen.Screen {
		env.Wishes.Sections = wishes
		s = New(env, to)
		return s
	})
	return d, s
}

// TestSectionsAreTabs: those of the settings, then the searches saved in Sentry;
// each keeps what it found.
func TestSectionsAreTabs(t *testing.T) {
	server := screentest.Serve(map[string]string{
		"GET /issues/": list(1, 2, 3),
		"GET /group-search-views/": `[{"id":"1","name":"Payments","query":"url:*pay*","querySort":"freq","timeFilters":{"period":"30d"},"environments":["production"],"starred":true},
			{"id":"2","name":"Others","query":"x","starred":false},{"id":"3","name":"Two projects","query":"y","projects":[1,2],"starred":true}]`,
	})
	d, s := stream(t, server, screen.ToIssues{Project: "shop"}, screen.Section{Name: "Fatal", Query: "level:fatal"}, screen.Section{Name: "All", Sort: "new", Period: "24h", Environment: "staging", Project: "web"})
	d.Has("[Fatal]", "All", "Payments", "SHOP-3")
	d.Lacks("Others", "Two projects")
	d.Do(command.Down, command.NextTab)
	d.Has("[All]")
	if server.Requests("environment=staging") != 1 || server.Requests("project=web") != 1 || server.Requests("sort=new") != 1 || server.Requests("statsPeriod=24h") != 1 {
		t.Errorf("asked %q", server.Asked)
	}
	d.Do(command.NextTab)
	if server.Requests("environment=production") != 1 || server.Requests("sort=freq") != 1 {
		t.Errorf("asked %q", server.Asked)
	}
	d.Do(command.NextTab)
	if s.list.Cursor != 1 || s.name != "Fatal" {
		t.Errorf("back in %s the cursor is on %d", s.name, s.list.Cursor)
	}
	d.Do(command.PreviousTab)
	d.Has("[Payments]")
	d.Send(screen.Click{X: 2, Y: 0})
	d.Has("[Fatal]")
	d.Do(command.Search)
	d.Type("x\n")
	d.Has("[Fatal*]")
}

// TestOneSearchHasNoTabs: what was opened by its query stands alone.
func TestOneSearchHasNoTabs(t *testing.T) {
	query := "release:1.0"
	server := screentest.Serve(map[string]string{"GET /issues/": list(1)})
	d, _ := stream(t, server, screen.ToIssues{Query: &query, Sort: "new", Start: "2026-11-01T00:00:00Z", End: "2026-11-02T00:00:00Z"})
	d.Lacks("[")
	if server.Requests("group-search-views") != 0 || server.Requests("start=2026-11-01") != 1 {
		t.Errorf("asked %q", server.Asked)
	}
	if detail := d.Screen.Info().Detail; !strings.Contains(detail, "2026-11-01 to 2026-11-02") {
		t.Errorf("the frame says %q", detail)
	}
}

// TestNewsNeverMoveTheCursor: rows change where they stand, new ones are counted,
// and R shows them with the cursor on the same issue.
func TestNewsNeverMoveTheCursor(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(3, 4, 5)})
	d, s := stream(t, server, screen.ToIssues{})
	d.Do(command.Down, command.Mark) // marks SHOP-4, goes on to SHOP-5
	server.Answer("GET /issues/", strings.Replace(list(5, 1, 2, 3), `"count":"200"`, `"count":"987"`, 1), 0)
	before := s.rowAt(0).issue.ID
	d.Do(command.NextTab, command.PreviousTab)
	d.Has("987", "[Unresolved] +2")
	if s.current().issue.ID != "5" || s.rowAt(0).issue.ID != before || len(s.rows) != 3 {
		t.Errorf("the cursor is on %s of %d rows, the first is %s", s.current().issue.ID, len(s.rows), s.rowAt(0).issue.ID)
	}
	if detail := s.Info().Detail; !strings.HasPrefix(detail, "2 new (R) ·") {
		t.Errorf("the frame says %q", detail)
	}
	server.Answer("GET /issues/", list(1, 2, 3, 4, 5), 0)
	d.Do(command.Refresh)
	if s.current().issue.ID != "5" || s.list.Cursor != 4 || s.marks.count != 1 || !s.rowAt(3).marked {
		t.Errorf("after the refresh the cursor is on %s, %d marks", s.current().issue.ID, s.marks.count)
	}
	d.Lacks("+2")
}

// TestNewsKeepOwnChanges: the index of the server follows its database.
func TestNewsKeepOwnChanges(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(1, 2)})
	d, _ := stream(t, server, screen.ToIssues{})
	d.Send(screen.Edit{Issues: []text.Word{"1"}, Apply: func(i *ops.Issue) { i.Status = "resolved" }})
	d.Do(command.NextTab, command.PreviousTab)
	d.Has("resolved")
}

// TestOlderPagesAreNoNews: what comes behind the last known row was always there.
func TestOlderPagesAreNoNews(t *testing.T) {
	s := &section{next: "0:100:0", news: nil}
	var issues []ops.Issue
	if err := json.Unmarshal([]byte(list(1, 2, 3, 4)), &issues); err != nil {
		t.Fatal(err)
	}
	news := s.newer(issues, map[text.Word]bool{"1": true, "3": true, "4": true})
	if len(news) != 1 || !news["1"] {
		t.Errorf("new are %v", news)
	}
}

// TestPickersAskTheServer: what each choice asks.
func TestPickersAskTheServer(t *testing.T) {
	server := screentest.Serve(map[string]string{
		"GET /issues/": list(1), "GET /environments/": `[{"name":"production"},{"name":"staging"}]`,
		"GET /organizations/acme/projects/": `[{"id":"1","slug":"shop","platform":"go"},{"id":"2","slug":"web"}]`,
	})
	d, s := stream(t, server, screen.ToIssues{})
	d.Do(command.Sort)
	d.Choose('u')
	d.Do(command.Period)
	d.Choose('m')
	d.Do(command.Sort)
	if _, shown := d.Asked(); !strings.Contains(shown, "▌ u  most users (now)") && !strings.Contains(shown, "> u  most users (now)") {
		t.Errorf("the menu begins elsewhere:\n%s", shown)
	}
	d.Choose(tea.KeyEscape)
	if server.Requests("sort=user") == 0 || server.Requests("statsPeriod=30d") == 0 {
		t.Errorf("asked %q", server.Asked)
	}
	d.Do(command.Period)
	d.Choose('o')
	dialog, _ := d.Asked()
	for _, r := range "36h" {
		dialog.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	d.Choose(tea.KeyEnter)
	if server.Requests("statsPeriod=36h") == 0 {
		t.Errorf("asked %q", server.Asked)
	}
	d.Do(command.Environment)
	if _, shown := d.Asked(); !strings.Contains(shown, "staging") {
		t.Errorf("offered:\n%s", shown)
	}
	for _, r := range "stag" {
		d.Choose(r)
	}
	d.Choose(tea.KeyEnter)
	if server.Requests("environment=staging") != 1 || s.sections[2].asked.environment != "staging" {
		t.Errorf("asked %q", server.Asked)
	}
	d.Do(command.PickProject)
	for _, r := range "web" {
		d.Choose(r)
	}
	d.Choose(tea.KeyEnter)
	if to, ok := d.Opened().(screen.ToIssues); !ok || to.Project != "web" || to.Section != "Unresolved" {
		t.Errorf("opened %+v", d.Opened())
	}
}

// TestRefusedSearchIsMended: the server's reason stands at the search, and what
// was there stays.
func TestRefusedSearchIsMended(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(1)})
	d, s := stream(t, server, screen.ToIssues{})
	server.Answer("GET /issues/", `{"detail":"Invalid query. Project web does not exist."}`, 400)
	d.Do(command.Search)
	d.Type("project:web\n")
	d.Has("Project web does not exist", "project:web", "SHOP-1")
	d.Type("\x1b")
	if s.asked.query != "is:unresolved" || s.search.Active() {
		t.Errorf("given up, %q is asked for", s.asked.query)
	}
}

// TestEverySize with titles that mean harm, and everything open.
func TestEverySize(t *testing.T) {
	var all []string
	for n, c := range hostile.Small() {
		title, err := json.Marshal(c.Text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Replace(issueJSON(n+1, "T"), `"T"`, string(title), 1))
	}
	server := screentest.Serve(map[string]string{"GET /issues/": "[" + strings.Join(all, ",") + "]"})
	d, _ := stream(t, server, screen.ToIssues{}, screen.Section{Name: "日本語のセクション", Query: "is:unresolved"}, screen.Section{Name: "b"}, screen.Section{Name: "c"}, screen.Section{Name: "a rather long name of a section"})
	d.EverySize()
	d.Do(command.MarkAll, command.MarkRange, command.Down)
	d.EverySize()
	d.Do(command.Filter)
	d.Type("e")
	d.EverySize()
	d.Type("\n")
	d.Do(command.Search)
	d.Type("level:")
	d.EverySize()
	d.Type("x is:foo \n")
	d.EverySize()
}

// manyIssues are as many issues, decoded once.
func manyIssues(t testing.TB, n int) []ops.Issue {
	t.Helper()
	var some []ops.Issue
	if err := json.Unmarshal([]byte(list(1, 2, 3, 4, 5, 6, 7)), &some); err != nil {
		t.Fatal(err)
	}
	all := make([]ops.Issue, n)
	for i := range all {
		all[i] = some[i%len(some)]
		all[i].ID, all[i].ShortID = text.Word(strconv.Itoa(i)), text.Word("SHOP-"+strconv.Itoa(i))
	}
	return all
}

// TestFilterOfManyRows runs beside the screen: the rows found before stay until
// the new ones come, and only the newest search counts.
func TestFilterOfManyRows(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(1)})
	d, s := stream(t, server, screen.ToIssues{})
	s.replace(manyIssues(t, 100_000))
	d.Do(command.Filter)
	one := s.typed(tea.KeyPressMsg{Code: '9', Text: "9"})
	if s.list.Len() != 100_000 {
		t.Errorf("%d rows are shown before the filter has answered", s.list.Len())
	}
	two := s.typed(tea.KeyPressMsg{Code: '9', Text: "9"})
	for _, cmd := range []tea.Cmd{two, one} { // the older answer comes last
		s.Update(cmd())
	}
	if s.list.Len() == 0 || s.list.Len() >= 100_000 || !strings.Contains(s.rowAt(0).words(), "99") {
		t.Errorf("%d rows are shown", s.list.Len())
	}
	d.Type("999\n")
	d.Has("SHOP-99999")
	d.Do(command.MarkAll)
	if got := len(s.markedIssues()); got != s.list.Len() {
		t.Errorf("%d of %d shown rows are marked", got, s.list.Len())
	}
	d.Do(command.Back, command.Back)
	if s.list.Len() != 100_000 || s.marking() {
		t.Errorf("%d rows and %d marks are left", s.list.Len(), s.marks.count)
	}
}

// TestRowsGoWhileTheFilterLooks: what a filter found among more rows must not be
// taken for the ones that are left.
func TestRowsGoWhileTheFilterLooks(t *testing.T) {
	d, s := stream(t, screentest.Serve(map[string]string{"GET /issues/": list(1)}), screen.ToIssues{})
	all := manyIssues(t, fewRows+500)
	s.replace(all)
	d.Do(command.Filter)
	looks := s.typed(tea.KeyPressMsg{Code: '9', Text: "9"})
	var ids []text.Word
	for _, i := range all[3:] {
		ids = append(ids, i.ID)
	}
	s.Update(screen.Edit{Issues: ids, Apply: func(i *ops.Issue) { i.Status = "pending_deletion" }})
	d.Send(screen.Wrote{Issues: ids})
	s.Update(looks())
	d.Has("no loaded issue matches")
	d.Type("\x1b")
	d.Has("SHOP-0", "SHOP-2")
}

// BenchmarkTyping is one key press of the filter over 100,000 issues and the
// picture after it: what the person waits for. The search itself runs beside it.
func BenchmarkTyping(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			var s *Stream
			server := screentest.Serve(map[string]string{"GET /issues/": list(1)})
			d := screentest.Start(b, screentest.Ops(b, server), 200, 60, func(env screen.Env) screen.Screen {
				s = New(env, screen.ToIssues{Org: "acme"})
				return s
			})
			s.replace(manyIssues(b, n))
			d.Do(command.Filter)
			var took []time.Duration
			keys := "price 9"
			for i := 0; b.Loop(); i++ {
				if i%len(keys) == 0 {
					s.filter.Editor, s.filter.Typing = widget.NewEditor(""), true
				}
				begin := time.Now()
				s.typed(tea.KeyPressMsg{Code: rune(keys[i%len(keys)]), Text: keys[i%len(keys) : i%len(keys)+1]})
				s.View()
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

// TestRefusedSearchIsNotWhatIsShown: the frame tells of the rows that are there.
func TestRefusedSearchIsNotWhatIsShown(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(1)})
	d, s := stream(t, server, screen.ToIssues{})
	server.Answer("GET /issues/", `{"detail":"no"}`, 400)
	d.Do(command.Search)
	d.Type("x\n")
	if detail := s.Info().Detail; !strings.Contains(detail, "1 · is:unresolved ·") {
		t.Errorf("the frame says %q", detail)
	}
}

// TestResolvedInAnotherRelease: one of the project's, or one that is typed.
func TestResolvedInAnotherRelease(t *testing.T) {
	server := screentest.Serve(map[string]string{"GET /issues/": list(1), "GET /releases/": `[{"version":"shop@2.1.0","dateCreated":"2026-11-18T12:00:00Z"},{"version":"shop@2.0.0"}]`})
	d, _ := stream(t, server, screen.ToIssues{})
	for _, c := range []struct{ typed, shown, want string }{{"2.0", "shop@2.0.0", "shop@2.0.0"}, {"", "2d ago", "shop@2.1.0"}, {"shop@9", "as typed", "shop@9"}} {
		d.Do(command.ResolveIn)
		d.Choose('r')
		for _, r := range c.typed {
			d.Choose(r)
		}
		if _, shown := d.Asked(); !strings.Contains(shown, c.shown) {
			t.Errorf("offered:\n%s", shown)
		}
		d.Choose(tea.KeyEnter)
		write, ok := d.Told[len(d.Told)-1].(screen.Write)
		if !ok {
			t.Fatalf("told %v", d.Told)
		}
		var issue ops.Issue
		if write.Now(&issue); issue.StatusDetails.InRelease.Raw() != c.want {
			t.Errorf("resolved in %q, want %q", issue.StatusDetails.InRelease.Raw(), c.want)
		}
	}
}
