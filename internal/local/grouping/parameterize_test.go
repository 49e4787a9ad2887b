package grouping

import (
	"strings"
	"testing"
)

func TestParameterizeIdentifiers(t *testing.T) {
	checkParameterize(t, []replacement{
		{"nothing", "nothing to see", "nothing to see"},
		{"email", "mail to test@email.com bounced", "mail to <email> bounced"},
		{"email with plus", "a.b+c@x-y.co.uk,", "<email>,"},
		{"email without host", "user@ and @user", "user@ and @user"},
		{"url", "GET https://example.com/a?b=1 failed", "GET <url> failed"},
		{"url websocket", "ws://localhost:8000/x", "<url>"},
		{"url other scheme", "gopher://x", "gopher://x"},
		{"hostname", "no route to api.example.com!", "no route to <hostname>!"},
		{"hostname with an early top-level domain", "db-1.eu.example.org", "<hostname>.<hostname>"},
		{"hostname in capitals", "EXAMPLE.COM", "<hostname>"},
		{"hostname of mixed case domain", "example.Com", "example.Com"},
		{"no hostname", "module.function and obj.attr", "module.function and obj.attr"},
		{"ipv4", "connect 10.0.255.1:8080", "connect <ip>:<int>"},
		{"no ipv4", "version 1.2.3.256", "version <float>.<float>"},
		{"ipv6", "from 2001:db8:85a3:8d3:1319:8a2e:370:7348 in", "from <ip> in"},
		{"ipv6 short", "from fe80::1 and ::1", "from <ip> and <ip>"},
		{"no ipv6 in scopes", "Beef::method and Foo::Bar", "Beef::method and Foo::Bar"},
		{"traceparent", "tp 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tp <traceparent>"},
		{"traceparent of aws", "root 1-67891233-abcdef012345678912345678", "root <traceparent>"},
		{"uuid", "order 7c1811ed-e98f-4c9c-a9f9-58c757ff494f", "order <uuid>"},
		{"sha1", "commit 5fc35719b9cf96ec602dbc748ff31c587a46961d", "commit <sha1>"},
		{"md5", "sum 0751007cd28df267e8e051b51f918c60", "sum <md5>"},
	})
}

func TestParameterizeDatesAndNumbers(t *testing.T) {
	checkParameterize(t, []replacement{
		{"rfc 1123", "on Mon, 02 Jan 2006 15:04:05 GMT it", "on <date> it"},
		{"rfc 850", "Monday, 02-Jan-06 15:04:05 MST", "<date>"},
		{"rfc 3339", "at 2006-01-02T15:04:05Z", "at <date>"},
		{"rfc 3339 nano", "at 2006-01-02T15:04:05.999999999+01:00", "at <date>"},
		{"javascript date", "Mon Jan 02 2006 15:04:05 GMT-0700 (MST)", "<date>"},
		{"python date", "x datetime.datetime(2026, 1, 2, 3) y", "x <date> y"},
		{"old date", "Mon Jan  2 15:04:05 2006", "<date>"},
		{"month and day", "since Jan 02, 1999", "since <date>"},
		{"day", "on 2006-01-02.", "on <date>."},
		{"compact", "20060102T1504", "<date>"},
		{"kitchen", "at 9:41 PM and 9:41", "at <date> and <date>"},
		{"kitchen of 24 hours", "at 21:05:07", "at <date>"},
		{"no clock", "ratio 9:415", "ratio <int>:<int>"},
		{"duration", "took 15ms, then 2.5s", "took <duration>, then <duration>"},
		{"no duration", "3 seconds", "<int> seconds"},
		{"swift transaction", "txn tx274a77a8975c4a66aeb24-0052d95365-dfw", "txn <swift_txn_id>"},
		{"hex with prefix", "at 0x7fff5fbff8a0", "at <hex>"},
		{"hex", "id deadbeef01", "id <hex>"},
		{"hex in capitals", "id DEADBEEF01", "id <hex>"},
		{"hex of mixed case", "id DeadBeef01", "id DeadBeef01"},
		{"letters are no hex", "id deadbeef", "id deadbeef"},
		{"long number is hex", "id 123456789", "id <hex>"},
		{"git", "commit 2a15c9f", "commit <git_sha>"},
		{"letters are no git", "the defaced wall", "the defaced wall"},
		{"float", "got -1.5 of 20.25", "got <float> of <float>"},
		{"int", "user 17, not -3", "user <int>, not <int>"},
		{"joined by a dash", "item-3 and 4-5", "item-<int> and <int>-<int>"},
		{"number in a word", "utf8 and x86_64", "utf8 and x86_64"},
		{"quoted", `name='Ann' other="x y" 'kept'`, `name=<quoted_str> other=<quoted_str> 'kept'`},
		{"bool", "ok=true all=False true", "ok=<bool> all=<bool> true"},
		{"letters of other scripts", "größe12 zähler 12", "größe12 zähler <int>"},
		{"next to a replacement", "2024-01-015", "<date><int>"},
	})
}

// replacement is a message and what has to be left of it.
type replacement struct{ name, in, want string }

func checkParameterize(t *testing.T, tests []replacement) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Parameterize(tt.in)
			if got != tt.want {
				t.Errorf("Parameterize(%q)\n got %q\nwant %q", tt.in, got, tt.want)
			}
			if again := Parameterize(got); again != got {
				t.Errorf("a second time gives %q", again)
			}
		})
	}
}

func TestNormalizeMessage(t *testing.T) {
	tests := []struct{ in, want string }{
		{"one 1", "one <int>"},
		{"a\n\n  \nb\nc", "a\nb..."},
		{"a\r\nb", "a\nb..."},
		{"\n \n", ""},
		{strings.Repeat("ab ", 4000), strings.Repeat("ab ", maxMessage/3) + "ab"},
	}
	for _, tt := range tests {
		if got := normalizeMessage(tt.in); got != tt.want {
			t.Errorf("normalizeMessage(%.40q) = %.40q (%d bytes), want %.40q (%d bytes)", tt.in, got, len(got), tt.want, len(tt.want))
		}
	}
}

func FuzzParameterize(f *testing.F) {
	for _, s := range []string{
		"user 17 at 10.0.0.1 mailed a@b.c on 2024-01-015 5ms5ms =true='1' ::1 1.2Mon Jan 02, 1999",
		"1.2x@y.z 0x 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 http://", "=\"=true\" ='<int>'", "fe80:%x 1:2:3::4 9:41pm", "\xff1 ß1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Parameterize(s)
		if twice := Parameterize(once); twice != once {
			t.Fatalf("%q\nonce  %q\ntwice %q", s, once, twice)
		}
		for _, line := range strings.Split(normalizeMessage(s), "\n")[1:] {
			if strings.TrimSpace(line) == "" {
				t.Fatalf("%q keeps a blank line", s)
			}
		}
	})
}

func BenchmarkParameterize(b *testing.B) {
	const s = "Order 7c1811ed-e98f-4c9c-a9f9-58c757ff494f of user 4711 (ann@example.com) failed at 2026-03-01T10:11:12Z after 350ms: dial tcp 10.1.2.3:5432: connection refused"
	b.ReportAllocs()
	for b.Loop() {
		Parameterize(s)
	}
}
