package text

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/text/hostile"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestAgo(t *testing.T) {
	for _, tt := range []struct {
		age         time.Duration
		long, short string
	}{
		{0, "just now", "now"},
		{9 * time.Second, "just now", "now"},
		{-9 * time.Second, "just now", "now"},
		{42 * time.Second, "42s ago", "42s"},
		{time.Minute, "1m ago", "1m"},
		{59*time.Minute + 59*time.Second, "59m ago", "59m"},
		{time.Hour, "1h ago", "1h"},
		{23 * time.Hour, "23h ago", "23h"},
		{2 * day, "2d ago", "2d"},
		{13 * day, "13d ago", "13d"},
		{14 * day, "2w ago", "2w"},
		{59 * day, "8w ago", "8w"},
		{60 * day, "2mo ago", "2mo"},
		{364 * day, "12mo ago", "12mo"},
		{365 * day, "1y ago", "1y"},
		{-5 * time.Minute, "in 5m", "+5m"},
		{-3 * day, "in 3d", "+3d"},
	} {
		at := noon.Add(-tt.age)
		if got := Ago(at, noon); got != tt.long {
			t.Errorf("Ago %v = %q, want %q", tt.age, got, tt.long)
		}
		if got := AgoShort(at, noon); got != tt.short {
			t.Errorf("AgoShort %v = %q, want %q", tt.age, got, tt.short)
		}
	}
	if Ago(time.Time{}, noon) != "" || AgoShort(time.Time{}, noon) != "" || RFC3339(time.Time{}) != "" {
		t.Error("the zero time is not empty")
	}
	if got := RFC3339(noon.Add(1500 * time.Millisecond).In(time.FixedZone("x", 3600))); got != "2026-03-01T12:00:01Z" {
		t.Errorf("RFC3339 = %q", got)
	}
}

func TestDuration(t *testing.T) {
	for _, tt := range []struct {
		in   time.Duration
		want string
	}{
		{0, "0ns"},
		{999, "999ns"},
		{850 * time.Microsecond, "850µs"},
		{350 * time.Millisecond, "350ms"},
		{1250 * time.Millisecond, "1.2s"},
		{2 * time.Second, "2s"},
		{59999 * time.Millisecond, "59s"},
		{2*time.Minute + 5*time.Second, "2m5s"},
		{3 * time.Hour, "3h"},
		{3*time.Hour + 12*time.Minute + 59*time.Second, "3h12m"},
		{4*day + 6*time.Hour, "4d6h"},
		{-1500 * time.Millisecond, "-1.5s"},
		{math.MinInt64, "-106751d23h"},
	} {
		if got := Duration(tt.in); got != tt.want {
			t.Errorf("Duration(%d) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		n            int64
		count, bytes string
	}{
		{0, "0", "0 B"},
		{999, "999", "999 B"},
		{1000, "1k", "1000 B"},
		{1234, "1.2k", "1.2 KiB"},
		{1999, "1.9k", "1.9 KiB"},
		{34_567, "34k", "33 KiB"},
		{999_999, "999k", "976 KiB"},
		{3_400_000, "3.4m", "3.2 MiB"},
		{5_000_000_000, "5b", "4.6 GiB"},
		{-1500, "-1.5k", "-1.4 KiB"},
		{math.MaxInt64, "9223372036b", "8589934591 GiB"},
		{math.MinInt64, "-9223372036b", "-8589934591 GiB"},
	} {
		if got := Count(tt.n); got != tt.count {
			t.Errorf("Count(%d) = %q, want %q", tt.n, got, tt.count)
		}
		if got := Bytes(tt.n); got != tt.bytes {
			t.Errorf("Bytes(%d) = %q, want %q", tt.n, got, tt.bytes)
		}
	}
}

func TestSparkline(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []int64
		width  int
		ascii  bool
		want   string
	}{
		{"none", nil, 10, false, ""},
		{"no room", []int64{1, 2}, 0, false, ""},
		{"all zero", []int64{0, 0, 0}, 10, false, "▁▁▁"},
		{"ramp", []int64{0, 1, 2, 3, 4, 5, 6, 7}, 8, false, "▁▂▃▄▅▆▇█"},
		{"ascii", []int64{0, 1, 2, 3, 4, 5, 6, 7}, 8, true, "_.:-=+*#"},
		{"little is not nothing", []int64{1, 1000}, 2, false, "▂█"},
		{"shared bars", []int64{1, 1, 0, 0, 3, 4}, 3, false, "▃▁█"},
		{"uneven sharing", []int64{1, 1, 1, 1, 1}, 2, true, "+#"},
		{"negative", []int64{-5, 5}, 2, false, "▁█"},
		{"large", []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, 1, false, "█"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Sparkline(tt.values, tt.width, tt.ascii); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestJSONForTerminal(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"clean", `{"a":"é 漢 😀"}` + "\n\t", `{"a":"é 漢 😀"}` + "\n\t"},
		{"del and c1", "\"a\x7fb\u0080c\u009fd\"", `"a\u007fb\u0080c\u009fd"`},
		{"bidi", "\"\u202e\u2066\u200f\"", `"\u202e\u2066\u200f"`},
		{"tag", "\"x\U000E0041\"", `"x\udb40\udc41"`},
		{"separators", "\"\u2028\u2029\"", `"\u2028\u2029"`},
		{"not utf-8", "\"a\x9b31m\"", `"a\ufffd31m"`},
		{"carriage return between values", "[1,\r\n2]", "[1, \n2]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(JSONForTerminal([]byte(tt.in))); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	clean := []byte(`{"a":1}`)
	if &JSONForTerminal(clean)[0] != &clean[0] {
		t.Error("clean input was copied")
	}
}

// checkTerminalJSON checks that JSON for a terminal is harmless and means the same.
func checkTerminalJSON(t *testing.T, s string) {
	t.Helper()
	data, err := json.MarshalIndent(map[string]Untrusted{"k": From(s)}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	safe := JSONForTerminal(data)
	for _, r := range string(safe) {
		if r != '\n' && classify(r) == classUnseen {
			t.Fatalf("%U is left in %q", r, safe)
		}
	}
	var before, after map[string]string
	if json.Unmarshal(data, &before) != nil || json.Unmarshal(safe, &after) != nil {
		t.Fatalf("%q became %q", data, safe)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the value changed:\n%s", diff)
	}
}

func TestJSONForTerminalCorpus(t *testing.T) {
	for _, c := range hostile.Corpus() {
		t.Run(c.Name, func(t *testing.T) { checkTerminalJSON(t, c.Text) })
	}
}

func FuzzJSONForTerminal(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add(c.Text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkTerminalJSON(t, s)
		JSONForTerminal([]byte(s))
	})
}

func TestMaskSecrets(t *testing.T) {
	hex := strings.Repeat("0123456789abcdef", 4)
	for _, tt := range []struct{ name, in, want string }{
		{"bearer", "curl -H 'Authorization: Bearer abc.def' x", "curl -H 'Authorization: Bearer [masked]' x"},
		{"basic", `{"Authorization":"Basic dXNlcjpwdw=="}`, `{"Authorization":"Basic [masked]"}`},
		{"authorization alone", "authorization=s3cret; next", "authorization=[masked]; next"},
		{"bearer in prose", "the bearer of bad news", "the bearer of bad news"},
		{"bearer token", "got bearer " + hex, "got bearer [masked]"},
		{"user token", "token sntryu_" + hex + ".", "token [masked]."},
		{"org token", "sntrys_eyJpYXQiOjE3MDB9_Ab12+/=", "[masked]"},
		{"aws key", "key AKIAIOSFODNN7EXAMPLE used", "key [masked] used"},
		{"aws secret", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG", "AWS_SECRET_ACCESS_KEY=[masked]"},
		{"github", "ghp_abcdefghijklmnopqrstuvwxyz012345", "[masked]"},
		{"slack", "xoxb-123456789012-abcdef", "[masked]"},
		{"jwt", "t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln end", "t=[masked] end"},
		{"password assigned", "mysql --password=hunter2 -h db", "mysql --password=[masked] -h db"},
		{"password in json", `{"password": "hunter 2", "user":"x"}`, `{"password": "[masked]", "user":"x"}`},
		{"password in yaml", "user: x\npassword: hunter2\nhost: y", "user: x\npassword: [masked]\nhost: y"},
		{"password in prose", "password: is required here", "password: is required here"},
		{"password in code", "password = None", "password = None"},
		{"query", "/login?api_key=abc123&page=2", "/login?api_key=[masked]&page=2"},
		{"address", "postgres://app:s3cret@db:5432/x", "postgres://app:[masked]@db:5432/x"},
		{"address without password", "https://db:5432/x@y", "https://db:5432/x@y"},
		{"dsn stays", "https://abc123@o1.ingest.sentry.io/42", "https://abc123@o1.ingest.sentry.io/42"},
		{
			"private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK==\n-----END RSA PRIVATE KEY-----\nafter",
			"-----BEGIN RSA PRIVATE KEY-----[masked]-----END RSA PRIVATE KEY-----\nafter",
		},
		{
			"private key cut off", "-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEA",
			"-----BEGIN PRIVATE KEY-----[masked]",
		},
		{"certificate stays", "-----BEGIN CERTIFICATE-----\nMIIE", "-----BEGIN CERTIFICATE-----\nMIIE"},
		{"cookie header", "Cookie: sid=abc123; theme=dark\nHost: x", "Cookie: [masked]\nHost: x"},
		{"cookie set", `"set-cookie": "sid=abc123; Path=/"`, `"set-cookie": "[masked]"`},
		{"cookie in prose", "the cookie: it was eaten", "the cookie: it was eaten"},
		{"token in an address", "GET /cb?access_token=abc123&page=2", "GET /cb?access_token=[masked]&page=2"},
		{"signature in an address", "https://b.s3.example/x?X-Amz-Signature=ab12&part=1", "https://b.s3.example/x?X-Amz-Signature=[masked]&part=1"},
		{"session in an address", "/pay?sessionid=abc123#top", "/pay?sessionid=[masked]"},
		{"page in an address stays", "/list?page=2&author=jane&significance=3", "/list?page=2&author=jane&significance=3"},
		{"trace id stays", "trace_id=" + hex[:32], "trace_id=" + hex[:32]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := MaskSecrets(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzMaskSecrets(f *testing.F) {
	for _, c := range hostile.Small() {
		f.Add(c.Text)
	}
	f.Add("password=password=x Authorization: Bearer Bearer y ://a:b:c@d@e")
	f.Add(`"secret":"a" "secret":'b' secret: c`)
	f.Fuzz(func(t *testing.T, s string) {
		const secret = "sntryu_0123456789abcdef0123456789abcdef"
		if got := MaskSecrets(s + " " + secret); strings.Contains(got, secret) {
			t.Errorf("the token is left in %q", got)
		}
		if once := MaskSecrets(s); !strings.Contains(once, masked) && once != s {
			t.Errorf("%q lost text without a mark: %q", s, once)
		}
	})
}

func BenchmarkMaskSecrets(b *testing.B) {
	clean := strings.Repeat("GET /api/0/projects/acme/shop/ took 12ms for user 42; ", 20)
	for name, s := range map[string]string{"nothing": clean, "password": clean + "password=hunter2"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				_ = MaskSecrets(s)
			}
		})
	}
}

// TestTimesByTheReader: people have their own clock, everything else has UTC.
func TestTimesByTheReader(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 4, 5, 0, time.FixedZone("X", -3*3600))
	var d Doc
	d.Para(T("at "), At(at))
	for got, want := range map[string]string{d.Markdown(): "at 2026-11-21T12:04:05Z\n", d.Plain(): "at 2026-11-21T12:04:05Z\n", d.Spoken(): "at " + LocalTime(at) + "\n"} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := strings.NewReplacer("&#58;", ":", "&colon;", ":", "\\", "").Replace(d.Terminal()); got != "at "+LocalTime(at)+"\n" {
		t.Errorf("%q", got)
	}
	if got := LocalTime(at.UTC()); got != at.Local().Format("2006-01-02 15:04:05 MST") || LocalTime(time.Time{}) != "" {
		t.Errorf("%q", got)
	}
}
