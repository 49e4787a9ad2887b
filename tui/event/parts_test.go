package event

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/internal/text/hostile"
)

func pairOf(name, value string) [2]text.Untrusted {
	return [2]text.Untrusted{text.From(name), text.From(value)}
}

// words are the arguments that a shell makes of a command.
func words(t testing.TB, command string) []string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	out, err := exec.Command(sh, "-c", `curl() { printf '%s\0' "$@"; }; `+command).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, command)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestCurl(t *testing.T) {
	r := &ops.Request{Method: "POST", URL: text.From("https://shop.example.com/checkout"), Query: [][2]text.Untrusted{pairOf("step", "pay now"), pairOf("a&b", "1")},
		Headers: [][2]text.Untrusted{pairOf("Accept", "*/*"), pairOf("Host", "x"), pairOf("Content-Length", "9"), pairOf("@/etc/passwd", "x"), pairOf("X-Say", "it's $HOME `id`")},
		Data:    text.From(`@{"gift":"it's"}`)}
	want := []string{"--globoff", "--request", "POST", "--header", "Accept: */*", "--header", "X-Say: it's $HOME `id`", "--data-raw", `@{"gift":"it's"}`,
		"--url", "https://shop.example.com/checkout?step=pay%20now&a%26b=1"}
	if got := words(t, Curl(r)); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, address := range []string{"", "file:///etc/passwd", "-o/tmp/x", "shop"} {
		if got := Curl(&ops.Request{URL: text.From(address)}); got != "" {
			t.Errorf("%q became %q", address, got)
		}
	}
	if Curl(nil) != "" {
		t.Error("no request became a command")
	}
}

// FuzzCurl: whatever was sent, a shell sees curl with data, never another
// command or option.
func FuzzCurl(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add(c.Text, c.Text, c.Text)
	}
	f.Add("it's", "'; rm -rf /; '", "$(id)\n`id`")
	f.Fuzz(func(t *testing.T, path, header, body string) {
		r := &ops.Request{Method: text.WordOf(header), URL: text.From("https://x/" + path), Headers: [][2]text.Untrusted{pairOf(header, body), pairOf("X", header)}, Data: text.From(body)}
		got := words(t, Curl(r))
		for n := 0; n < len(got); n++ {
			switch got[n] {
			case "--globoff":
			case "--request", "--header", "--data-raw", "--url":
				n++
			default:
				t.Fatalf("word %d is %q of %q", n, got[n], got)
			}
		}
		if got[len(got)-2] != "--url" || !strings.HasPrefix(got[len(got)-1], "https://x/") {
			t.Errorf("the address is %q", got[len(got)-2:])
		}
	})
}

func TestFlags(t *testing.T) {
	for name, c := range map[string]struct{ values, want string }{
		"as SDKs send them": {`[{"flag":"a","result":true},{"flag":"b","result":"x"}]`, "a=true b=x"},
		"one is bad":        {`[7,{"flag":"a","result":false},{"result":true},null]`, "a=false"},
		"no list":           {`{"flag":"a"}`, ""},
		"cut off":           {`[{"flag":"a"`, ""},
	} {
		e := &ops.Event{Contexts: map[string]map[string]text.Untrusted{"flags": {"values": text.From(c.values)}}}
		var got []string
		for _, f := range Flags(e) {
			got = append(got, f.Name.String()+"="+f.Result.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

func TestHighlightsTakeTheBetterSource(t *testing.T) {
	e := &ops.Event{Contexts: map[string]map[string]text.Untrusted{"browser": {"name": text.From("Chrome"), "version": text.From("130")}}}
	e.Tags = append(e.Tags, jsonTag(t, `{"key":"environment","value":"production"}`))
	if got := Highlights(e); len(got) != 2 || got[0] != [2]string{"environment", "production"} || got[1] != [2]string{"browser", "Chrome 130"} {
		t.Errorf("highlights %v", got)
	}
	e.Tags = append(e.Tags, jsonTag(t, `{"key":"browser","value":"Chrome 130.0"}`))
	if got := Highlights(e); got[1][1] != "Chrome 130.0" {
		t.Errorf("highlights %v", got)
	}
}

func jsonTag(t *testing.T, s string) (tag struct {
	Key   text.Untrusted `json:"key"`
	Value text.Untrusted `json:"value"`
}) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &tag); err != nil {
		t.Fatal(err)
	}
	return tag
}

func TestTagRowsSearch(t *testing.T) {
	tags := []ops.TagKey{{Key: text.From("browser.name"), TotalValues: 10, TopValues: []ops.TagValue{
		{Value: text.From(`say "hi" \ *`), Count: 6}, {Value: text.From(""), Count: 1}}}, {Key: text.From("my tag"), TopValues: []ops.TagValue{{Value: text.From("x"), Count: 1}}}}
	var got []string
	for _, r := range TagRows(tags, "") {
		got = append(got, r.Search())
	}
	want := []string{"", `browser.name:"say \"hi\" \\ \*"`, "!has:browser.name", "", `"my tag":"x"`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	first := ansi.Strip(TagRows(tags, "")[0].Line(paint(t), " ", 60))
	if !strings.Contains(first, "3 events with other values") {
		t.Errorf("the tag's line is %q", first)
	}
	if rows := TagRows(tags, "HI"); len(rows) != 2 {
		t.Errorf("%d rows with the text", len(rows))
	}
}

// TestCrumbsSayHowLongBefore, and mask what logs somebody in.
func TestCrumbsSayHowLongBefore(t *testing.T) {
	e := &ops.Event{Breadcrumbs: []ops.Breadcrumb{
		{Category: text.From("http"), Level: "error", Message: text.From("GET /?token=abcdefghijklmnop password=hunter22")},
		{Category: text.From("ui"), Data: map[string]text.Untrusted{"target": text.From("button")}},
	}}
	e.DateCreated.Time = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	e.Breadcrumbs[0].Timestamp.Time = e.DateCreated.Add(-90 * time.Second)
	sheet := Crumbs{Event: e, Open: map[int]bool{0: true, 1: true}}.Sheet(paint(t), 70)
	got := ansi.Strip(drawn(sheet))
	for _, want := range []string{"-1m30s", "http", "target", "button"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
	if strings.Contains(got, "hunter22") || len(sheet.Marks) != 2 {
		t.Errorf("%d marks:\n%s", len(sheet.Marks), got)
	}
}

// TestPartsFitAndAreInert in every width, whatever is in them.
func TestPartsFitAndAreInert(t *testing.T) {
	for _, c := range hostile.Small() {
		u := text.From(c.Text)
		e := &ops.Event{Extra: map[string]text.Untrusted{c.Text: u}, Contexts: map[string]map[string]text.Untrusted{c.Text: {c.Text: u}},
			Breadcrumbs: []ops.Breadcrumb{{Category: u, Message: u, Data: map[string]text.Untrusted{c.Text: u}}},
			Request:     &ops.Request{Method: text.WordOf(c.Text), URL: u, Data: u, Headers: [][2]text.Untrusted{{u, u}}, Query: [][2]text.Untrusted{{u, u}}}}
		tags := []ops.TagKey{{Key: u, TopValues: []ops.TagValue{{Value: u, Count: 1 << 62}}}}
		for _, width := range []int{20, 47, 120} {
			p := paint(t)
			sheet := Crumbs{Event: e, Open: map[int]bool{0: true}}.Sheet(p, width)
			lines := sheet.Strings(len(sheet.Lines))
			for _, open := range []bool{false, true} {
				sheet = Details{Event: e, Open: map[string]bool{"Extra " + c.Text: open, "Request body": open}}.Sheet(p, width)
				lines = append(lines, sheet.Strings(len(sheet.Lines))...)
			}
			for _, r := range TagRows(tags, "") {
				lines = append(lines, r.Line(p, " ", width))
			}
			for _, l := range lines {
				if w := ansi.StringWidth(l); w > width {
					t.Errorf("%s: %d cells in %d: %q", c.Name, w, width, l)
				}
			}
			if err := hostile.AssertTerminalSafe(strings.Join(lines, "\n"), hostile.Lines, hostile.Colours); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
		}
	}
}
