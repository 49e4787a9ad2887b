package grouping

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"vedette/internal/local/protocol"
)

func ptr[T any](v T) *T { return &v }

func appFrame(module, function string, line int) protocol.Frame {
	return protocol.Frame{
		Module: module, Function: function, Line: line, InApp: ptr(true),
		Filename: strings.ReplaceAll(module, ".", "/") + ".py", AbsPath: "/srv/" + strings.ReplaceAll(module, ".", "/") + ".py",
	}
}

func libraryFrame(module, function string) protocol.Frame {
	f := appFrame(module, function, 9)
	f.InApp = ptr(false)
	return f
}

func raised(typ, value string, frames ...protocol.Frame) protocol.Exception {
	x := protocol.Exception{Type: typ, Value: value}
	if frames != nil {
		x.Stacktrace = &protocol.Stacktrace{Frames: frames}
	}
	return x
}

func errorEvent(platform string, exceptions ...protocol.Exception) *protocol.Event {
	return &protocol.Event{Type: protocol.TypeError, Platform: platform, Exceptions: exceptions}
}

func logEvent(formatted, template string) *protocol.Event {
	return &protocol.Event{Platform: "python", Message: protocol.Message{Formatted: formatted, Template: template}}
}

// joins reports whether b would land in the issue that a made.
func joins(a, b *protocol.Event) bool {
	for _, x := range Group(a).Hashes {
		for _, y := range Group(b).Hashes {
			if x.Value == y.Value {
				return true
			}
		}
	}
	return false
}

func TestStrategies(t *testing.T) {
	stack := &protocol.Stacktrace{Frames: []protocol.Frame{appFrame("app.jobs", "run", 3)}}
	withStack := logEvent("x", "")
	withStack.Stacktrace = stack
	crashed := logEvent("x", "")
	crashed.Threads = []protocol.Thread{{ID: "1", Stacktrace: stack}, {ID: "2", Crashed: true, Stacktrace: stack}, {ID: "3", Current: true}}
	unclear := logEvent("job 7", "")
	unclear.Threads = []protocol.Thread{{ID: "1", Stacktrace: stack}, {ID: "2", Stacktrace: stack}}
	checkGroup(t, []grouping{
		{"checksum", &protocol.Event{Checksum: "0123456789abcdef0123456789abcdef"}, "checksum", []string{VariantChecksum}, ""},
		{"other checksum", &protocol.Event{Checksum: "order"}, "checksum", []string{VariantHashed}, "order"},
		{"exception", errorEvent("python", raised("ValueError", "bad", libraryFrame("lib", "g"), appFrame("app", "f", 1))), "exception", []string{VariantApp, VariantSystem}, "ValueErrorappf"},
		{"no in-app frame", errorEvent("python", raised("ValueError", "bad", libraryFrame("lib", "g"))), "exception", []string{VariantSystem}, "ValueErrorlibg"},
		{"no stack", errorEvent("python", raised("ValueError", "bad 12")), "exception", []string{VariantApp}, "ValueErrorbad <int>"},
		{"chain", errorEvent("python", raised("KeyError", "a", appFrame("app", "g", 1)), raised("ValueError", "b", appFrame("app", "f", 1))), "chained-exception", []string{VariantApp}, "KeyErrorappgValueErrorappf"},
		{"exception before message", func() *protocol.Event {
			e := errorEvent("python", raised("ValueError", "x", appFrame("app", "f", 1)))
			e.Message.Formatted = "y"
			return e
		}(), "exception", []string{VariantApp}, "ValueErrorappf"},
		{"crashed thread", crashed, "threads", []string{VariantApp}, "app.jobsrun"},
		{"unclear threads", unclear, "message", []string{VariantDefault}, "job <int>"},
		{"stack of the event", withStack, "stacktrace", []string{VariantApp}, "app.jobsrun"},
		{"message template", logEvent("user 5 left", "user %s left"), "message", []string{VariantDefault}, "user %s left"},
		{"message", logEvent("user 5 left", ""), "message", []string{VariantDefault}, "user <int> left"},
		{"nothing", &protocol.Event{}, "fallback", []string{VariantFallback}, ""},
	})
}

func TestFingerprints(t *testing.T) {
	fingerprinted := func(values ...string) *protocol.Event {
		e := errorEvent("python", raised("ValueError", "bad 1", appFrame("app", "f", 1)))
		e.Fingerprint, e.Transaction, e.Tags = values, "/pay", []protocol.Tag{{Key: "shop", Value: "eu"}}
		return e
	}
	checkGroup(t, []grouping{
		{"custom fingerprint", fingerprinted("a", "b"), "fingerprint", []string{VariantCustom}, "ab"},
		{"variables", fingerprinted("{{ transaction }}", "{{type}}", "{{ message }}", "{{ tags.shop }}", "{{ nope }}"), "fingerprint", []string{VariantCustom}, "/payValueErrorbad 1eu<unrecognized-variable-nope>"},
		{"frame variables", fingerprinted("{{ function }}", "{{ module }}", "{{ stack.abs_path }}", "{{ level }}", "{{ tags.x }}"), "fingerprint", []string{VariantCustom}, "fapp/srv/app.py<no-level><no-value-for-tag-x>"},
		{"default fingerprint", fingerprinted("{{ default }}"), "exception", []string{VariantApp}, "ValueErrorappf"},
		{"hybrid fingerprint", fingerprinted("{{default}}", "eu"), "exception", []string{VariantApp}, "ValueErrorappfeu"},
	})
}

// grouping is an event and what it has to be grouped by.
type grouping struct {
	name     string
	event    *protocol.Event
	strategy string
	variants []string
	input    string // of the MD5 of the first variant
}

func checkGroup(t *testing.T, tests []grouping) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Group(tt.event)
			var variants []string
			for _, h := range r.Hashes {
				variants = append(variants, h.Variant)
				if !isHash(h.Value) {
					t.Errorf("hash %q is not 32 hexadecimal digits", h.Value)
				}
			}
			if r.Strategy != tt.strategy || strings.Join(variants, " ") != strings.Join(tt.variants, " ") {
				t.Errorf("strategy %s, variants %v; want %s, %v", r.Strategy, variants, tt.strategy, tt.variants)
			}
			if want := sum([]byte(tt.input)); tt.event.Checksum != r.Hashes[0].Value && r.Hashes[0].Value != want {
				t.Errorf("first hash is not the MD5 of %q", tt.input)
			}
			if r.Explanation == "" {
				t.Error("no explanation")
			}
		})
	}
}

// pair is two events and whether they belong to one issue.
type pair struct {
	name string
	a, b *protocol.Event
	want bool
}

func checkSameIssue(t *testing.T, tests []pair) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := joins(tt.a, tt.b); got != tt.want {
				t.Errorf("same issue: %v, want %v\n%+v\n%+v", got, tt.want, Group(tt.a), Group(tt.b))
			}
		})
	}
}

func TestSameIssue(t *testing.T) {
	python := func(value string, frames ...protocol.Frame) *protocol.Event {
		return errorEvent("python", raised("ValueError", value, frames...))
	}
	line := func(source string) *protocol.Event {
		f := appFrame("app", "f", 3)
		f.ContextLine = source
		return python("x", f)
	}
	repeated := appFrame("app", "loop", 3)
	tests := []pair{
		{"other line", python("x", appFrame("app", "f", 3)), python("x", appFrame("app", "f", 70)), true},
		{"other value with stack", python("x", appFrame("app", "f", 3)), python("y", appFrame("app", "f", 3)), true},
		{"other function", python("x", appFrame("app", "f", 3)), python("x", appFrame("app", "g", 3)), false},
		{"other type", python("x", appFrame("app", "f", 3)), errorEvent("python", raised("KeyError", "x", appFrame("app", "f", 3))), false},
		{"other library version", python("x", libraryFrame("lib.old", "g"), appFrame("app", "f", 3)), python("x", libraryFrame("lib.new", "h"), appFrame("app", "f", 3)), true},
		{"other source line", line("return a[0]"), line("return b[0]"), false},
		{"other indentation", line("  return  a[0]"), line("return a[0]"), true},
		{"recursion depth", python("x", repeated, repeated), python("x", repeated, repeated, repeated), true},
		{"numbers in values", python("order 17 of a@b.com"), python("order 18 of c@d.org"), true},
		{"other words in values", python("order lost"), python("order found"), false},
		{"more lines in values", python("a\nb\nc"), python("a\nb\nd"), true},
		{"template", logEvent("user 5", "user %d"), logEvent("user nobody", "user %d"), true},
		{"other message", logEvent("user left", ""), logEvent("user came", ""), false},
		{"cause", python("x", appFrame("app", "f", 3)), errorEvent("python", raised("KeyError", "k", appFrame("app", "load", 8)), raised("ValueError", "x", appFrame("app", "f", 3))), false},
	}
	checkSameIssue(t, tests)
}

func TestSameIssueByPlatform(t *testing.T) {
	js := func(frame protocol.Frame) *protocol.Event {
		frame.InApp = ptr(true)
		return errorEvent("javascript", raised("TypeError", "x is undefined", frame))
	}
	java := func(module, function string) *protocol.Event {
		return errorEvent("java", raised("NPE", "", protocol.Frame{Module: module, Function: function, InApp: ptr(true)}))
	}
	on := func(platform, filename, function string) *protocol.Event {
		return errorEvent(platform, raised("E", "", protocol.Frame{Filename: filename, Function: function, InApp: ptr(true)}))
	}
	checkSameIssue(t, []pair{
		{
			"hashed bundles", js(protocol.Frame{Filename: "/static/js/main.0a1b2c3d.js", AbsPath: "https://a.io/static/js/main.0a1b2c3d.js?v=1", Function: "pay"}),
			js(protocol.Frame{Filename: "/static/js/main.ffffffff.js", AbsPath: "https://cdn.b.io/static/js/main.ffffffff.js?v=2", Function: "Shop.pay"}), true,
		},
		{
			"other bundle", js(protocol.Frame{AbsPath: "https://a.io/cart.js", Function: "pay"}),
			js(protocol.Frame{AbsPath: "https://a.io/login.js", Function: "pay"}), false,
		},
		{
			"query in file names", js(protocol.Frame{Filename: "app:///main.js?1", AbsPath: "app:///main.js?1", Function: "pay"}),
			js(protocol.Frame{Filename: "app:///main.js?2", AbsPath: "app:///main.js?2", Function: "pay"}), true,
		},
		{
			"blob", js(protocol.Frame{AbsPath: "blob:http://a.io/7f7aaadf-a006-4217-9ed5-5fbf8585c6c0", Function: "pay"}),
			js(protocol.Frame{AbsPath: "blob:http://a.io/8f7aaadf-a006-4217-9ed5-5fbf8585c6c0", Function: "pay"}), false,
		},
		{"java proxies", java("shop.Cart$$EnhancerBySpringCGLIB$$1a2b", "pay"), java("shop.Cart$$EnhancerBySpringCGLIB$$ff00", "pay"), true},
		{"java reflection", java("sun.reflect.GeneratedMethodAccessor12", "invoke"), java("sun.reflect.GeneratedMethodAccessor99", "invoke"), true},
		{"java hibernate", java("shop.User$HibernateProxy$oRWxjAWT", "id"), java("shop.User$HibernateProxy$abcd1234", "id"), true},
		{"java lambda", java("shop.Cart", "lambda$pay$1"), java("shop.Cart", "lambda$pay$2"), true},
		{"ruby template", on("ruby", "a.erb", "_app_views__123456_98765"), on("ruby", "a.erb", "_app_views__222222_11111"), true},
		{"ruby block", on("ruby", "a.rb", "block in pay"), on("ruby", "a.rb", "block (2 levels) in pay"), true},
		{"php closure", on("php", "a.php", "class@anonymous\x00/a.php:3$0::pay"), on("php", "a.php", "class@anonymous\x00/b.php:9$1::pay"), true},
		{"rust hash", on("rust", "a.rs", "shop::pay::h0123456789abcdef"), on("rust", "a.rs", "shop::pay::hfedcba9876543210"), true},
		{"c++ arguments", on("native", "a.cc", "int shop::pay(int) const"), on("native", "a.cc", "int shop::pay(long, int)"), true},
		{"c# arguments", on("csharp", "a.cs", "Pay (int x)"), on("csharp", "a.cs", "Pay (long x)"), true},
		{"directory", on("go", "/home/a/main.go", "main.pay"), on("go", "/home/b/MAIN.go", "main.pay"), true},
	})
}

func TestInstalledCodeIsNotInApp(t *testing.T) {
	for _, path := range []string{
		"/app/node_modules/express/lib/router.js", "/venv/lib/python3.13/site-packages/django/core.py", "vendor/autoload.php",
		"/root/go/pkg/mod/example.org/x@v1/x.go", "/usr/local/lib/python3/json.py", "https://unpkg.com/react.js",
	} {
		if enhance(&protocol.Frame{AbsPath: path, Function: "f", InApp: ptr(true)}, "other").inApp {
			t.Errorf("%s counts as in-app", path)
		}
	}
	if !enhance(&protocol.Frame{AbsPath: "/srv/shop/vendors.py", InApp: ptr(true)}, "python").inApp {
		t.Error("the application's own file does not count as in-app")
	}
	if enhance(&protocol.Frame{AbsPath: "/srv/shop/a.py"}, "python").inApp {
		t.Error("a frame that the SDK did not mark counts as in-app")
	}
}

// grouped makes an exception with ids, as SDKs send exception groups.
func grouped(id int, parent *int, isGroup bool, typ string) protocol.Exception {
	x := raised(typ, "v", appFrame("app", "f_"+typ, 1))
	x.Mechanism = &protocol.Mechanism{ExceptionID: ptr(id), ParentID: parent, IsExceptionGroup: isGroup}
	return x
}

func TestExceptionGroups(t *testing.T) {
	alike := errorEvent("python", grouped(2, ptr(0), false, "Da"), grouped(1, ptr(0), false, "Da"), grouped(0, nil, true, "ExceptionGroup"))
	single := errorEvent("python", raised("Da", "v", appFrame("app", "f_Da", 1)))
	mixed := errorEvent("python", grouped(3, ptr(0), false, "Nyet"), grouped(2, ptr(0), false, "Da"), grouped(1, ptr(0), false, "Da"), grouped(0, nil, true, "ExceptionGroup"))
	nested := errorEvent("python", grouped(3, ptr(1), false, "Nyet"), grouped(2, ptr(1), false, "Da"), grouped(1, ptr(0), true, "ExceptionGroup"), grouped(0, nil, true, "ExceptionGroup"))
	cyclic := errorEvent("python", grouped(1, ptr(0), true, "ExceptionGroup"), grouped(0, ptr(1), true, "ExceptionGroup"))
	if !joins(alike, single) || Describe(alike).Title != "Da: v" {
		t.Errorf("a group of equal exceptions is titled %q and grouped as %+v", Describe(alike).Title, Group(alike))
	}
	if joins(mixed, single) || Describe(mixed).Title != "ExceptionGroup: v" {
		t.Errorf("a group of different exceptions is titled %q", Describe(mixed).Title)
	}
	if !joins(mixed, nested) {
		t.Error("nesting the exceptions of a group makes another issue")
	}
	if r := Group(cyclic); r.Strategy != "chained-exception" {
		t.Errorf("a cyclic group gives %+v", r)
	}
}

func TestCSP(t *testing.T) {
	report := func(directive, violated, blocked string) *protocol.Event {
		raw, err := json.Marshal(map[string]any{"csp-report": map[string]string{
			"effective-directive": directive, "violated-directive": violated, "blocked-uri": blocked, "document-uri": "https://shop.io/cart",
		}})
		if err != nil {
			t.Fatal(err)
		}
		return &protocol.Event{Type: protocol.TypeCSP, CSP: raw}
	}
	tests := []struct {
		directive, violated, blocked, title, input string
	}{
		{"img-src", "img-src 'self'", "https://cdn.io/a.png", "Blocked 'img' from 'cdn.io'", "img-srccdn.io"},
		{"", "font-src 'self'", "data:x", "Blocked 'font' from 'data:'", "font-srcdata:"},
		{"script-src", "script-src 'unsafe-inline'", "self", "Blocked unsafe inline 'script'", "script-src'unsafe-inline'"},
		{"script-src", "script-src", "https://shop.io/x.js", "Blocked inline 'script'", "script-src'self'"},
	}
	for _, tt := range tests {
		e := report(tt.directive, tt.violated, tt.blocked)
		if r := Group(e); r.Strategy != "csp" || r.Hashes[0] != (Hash{VariantDefault, sum([]byte(tt.input))}) {
			t.Errorf("%s: %+v is not the hash of %q", tt.title, r, tt.input)
		}
		if got := Describe(e).Title; got != tt.title {
			t.Errorf("title %q, want %q", got, tt.title)
		}
	}
	broken := &protocol.Event{Type: protocol.TypeCSP, CSP: json.RawMessage(`[1]`)}
	if r := Group(broken); r.Strategy != "fallback" || Describe(broken).Title != unlabeledEvent {
		t.Errorf("an unreadable report gives %+v", r)
	}
}

func TestGroupLeavesTheEventAlone(t *testing.T) {
	e := errorEvent("python", raised("A", "1", appFrame("app", "f", 1)), raised("B", "2", libraryFrame("lib", "g"), appFrame("app", "h", 1)))
	before := fmt.Sprintf("%+v", *e.Exceptions[1].Stacktrace)
	first := Group(e)
	if second := Group(e); fmt.Sprint(first) != fmt.Sprint(second) || before != fmt.Sprintf("%+v", *e.Exceptions[1].Stacktrace) {
		t.Errorf("grouping twice gives %v, then %v", first, second)
	}
}

func BenchmarkDescribeAndGroup(b *testing.B) {
	frames := make([]protocol.Frame, 30)
	for i := range frames {
		frames[i] = libraryFrame(fmt.Sprintf("django.core.handlers.base%d", i), "inner")
		if i%3 == 0 {
			frames[i] = appFrame(fmt.Sprintf("shop.orders.views%d", i), "create_order", 40+i)
		}
		frames[i].ContextLine = "        response = get_response(request, *args, **kwargs)"
	}
	e := errorEvent("python", raised("OrderError", "", frames...))
	e.Exceptions[0].Value = "Order 7c1811ed-e98f-4c9c-a9f9-58c757ff494f of user 4711 (ann@example.com) failed at 2026-03-01T10:11:12Z"
	e.Message.Formatted = e.Exceptions[0].Value
	b.ReportAllocs()
	for b.Loop() {
		Describe(e)
		Group(e)
	}
}
