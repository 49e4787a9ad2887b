package grouping

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/local/protocol"
)

func TestDescribeExceptions(t *testing.T) {
	with := func(e *protocol.Event, change func(*protocol.Event)) *protocol.Event {
		change(e)
		return e
	}
	long := strings.Repeat("ä", 150)
	checkDescribe(t, []described{
		{
			"exception", errorEvent("python", raised("ValueError", "bad\nworse", appFrame("app.views", "index", 3), libraryFrame("lib", "g"))),
			Summary{
				Type: "error", Title: "ValueError: bad", Culprit: "app.views in index", Level: "error", Location: "app/views.py",
				Metadata:   Metadata{Type: "ValueError", Value: "bad\nworse", Filename: "app/views.py", Function: "index"},
				SearchText: "ValueError bad\nworse app/views.py index app.views in index",
			},
		},
		{
			"transaction and crash", with(errorEvent("python", raised("ValueError", "bad")), func(e *protocol.Event) {
				e.Transaction, e.Level = "/pay", "fatal"
				e.Exceptions[0].Mechanism = &protocol.Mechanism{Handled: ptr(false)}
			}),
			Summary{
				Type: "error", Title: "ValueError: bad", Culprit: "/pay", Level: "fatal", Handled: ptr(false),
				Metadata: Metadata{Type: "ValueError", Value: "bad"}, SearchText: "ValueError bad /pay",
			},
		},
		{
			"long value of the raised exception", errorEvent("node", raised("A", "cause"), raised("B", long)),
			Summary{
				Type: "error", Title: "B: " + strings.Repeat("ä", 97) + "...", Level: "error",
				Metadata: Metadata{Type: "B", Value: long}, SearchText: "B " + long,
			},
		},
		{
			"synthetic", with(errorEvent("javascript", raised("Error", "boom", protocol.Frame{Function: "pay", Filename: "a.js", InApp: ptr(true)})), func(e *protocol.Event) {
				e.Exceptions[0].Mechanism = &protocol.Mechanism{Synthetic: true, Handled: ptr(true)}
			}),
			Summary{
				Type: "error", Title: "pay", Level: "error", Location: "a.js", Handled: ptr(true),
				Metadata: Metadata{Value: "boom", Filename: "a.js", Function: "pay"}, SearchText: "boom a.js pay",
			},
		},
		{
			"javascript culprit", errorEvent("javascript", raised("Error", "", protocol.Frame{Filename: "a.js", InApp: ptr(true)})),
			Summary{
				Type: "error", Title: "Error", Culprit: "?(a.js)", Level: "error", Metadata: Metadata{Type: "Error"}, SearchText: "Error ?(a.js)",
			},
		},
		{
			"request culprit", with(errorEvent("python", raised("", "x")), func(e *protocol.Event) { e.Request = &protocol.Request{URL: "https://a.io/b"} }),
			Summary{
				Type: "error", Title: "Error: x", Culprit: "https://a.io/b", Level: "error",
				Metadata: Metadata{Type: "Error", Value: "x"}, SearchText: "Error x https://a.io/b",
			},
		},
	})
}

func TestDescribeWithoutException(t *testing.T) {
	warning := logEvent("\n user 5 left \nx", "user %s left")
	warning.Level = "warn"
	checkDescribe(t, []described{
		{
			"message", warning,
			Summary{
				Type: "default", Title: "user 5 left", Level: "warning", Metadata: Metadata{Title: "user 5 left"},
				Message: "\n user 5 left \nx", SearchText: "\n user 5 left \nx",
			},
		},
		{
			"nothing", &protocol.Event{},
			Summary{Type: "default", Title: "<unlabeled event>", Level: "error", Metadata: Metadata{Title: "<unlabeled event>"}, SearchText: "<unlabeled event>"},
		},
		{
			"feedback", &protocol.Event{Type: protocol.TypeFeedback, Level: "info", Contexts: map[string]json.RawMessage{"feedback": json.RawMessage(`{"message":"it broke","url":"https://a.io"}`)}},
			Summary{
				Type: "feedback", Title: "User Feedback", Level: "info", Location: "https://a.io", Message: "it broke",
				Metadata: Metadata{Title: "User Feedback", Value: "it broke"}, SearchText: "it broke User Feedback",
			},
		},
		{
			"transaction event", &protocol.Event{Type: protocol.TypeTransaction, Transaction: "/pay", Level: "info"},
			Summary{Type: "transaction", Title: "/pay", Culprit: "/pay", Level: "info", Metadata: Metadata{Title: "/pay"}, SearchText: "/pay"},
		},
	})
}

// described is an event and how it has to be shown.
type described struct {
	name  string
	event *protocol.Event
	want  Summary
}

func checkDescribe(t *testing.T, tests []described) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Describe(tt.event)); diff != "" {
				t.Errorf("summary differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInitialPriority(t *testing.T) {
	want := map[string]string{
		"debug": PriorityLow, "info": PriorityLow, "warning": PriorityMedium, "error": PriorityHigh, "fatal": PriorityHigh,
		"": PriorityHigh, "odd": PriorityHigh, "warn": PriorityMedium, "critical": PriorityHigh,
	}
	for level, priority := range want {
		if got := InitialPriority(level); got != priority {
			t.Errorf("priority of %q is %s, want %s", level, got, priority)
		}
	}
}

func TestNativeFunction(t *testing.T) {
	tests := []struct{ in, want string }{
		{"main", "main"},
		{"void shop::Cart<int>::pay(std::string const&, int) const", "shop::Cart<T>::pay"},
		{"(anonymous namespace)::pay(int)", "(anonymous namespace)::pay"},
		{"shop::pay::h0123456789abcdef", "shop::pay"},
		{"<shop::Cart as core::Drop>::drop", "shop::Cart::drop"},
		{"-[Cart pay:]", "-[Cart pay:]"},
		{"memcpy@@GLIBC_2.14", "memcpy"},
		{"_pay@12", "_pay"},
		{"main::$_0::operator()", "main::lambda::operator()"},
		{"pay [clone .cold]", "pay"},
		{"<unknown>", ""},
		{"((", "(("},
		{"<", "<"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := nativeFunction(tt.in); got != tt.want {
			t.Errorf("nativeFunction(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestModuleOfURL(t *testing.T) {
	tests := []struct{ in, want string }{
		{"https://a.io/static/js/main.0a1b2c3d.js?x#y", "main"},
		{"https://a.io/v1.2/shop/cart.min.js", "shop/cart"},
		{"https://a.io/x/0123456789abcdef0123456789abcdef/cart.js", "cart"},
		{"https://a.io/_next/static/chunks/pages/cart-0123456789abcdef.js", "chunks/pages/cart"},
		{"https://a.io/", ""},
		{"https://a.io", ""},
		{"blob:x", ""},
	}
	for _, tt := range tests {
		if got := moduleOfURL(tt.in); got != tt.want {
			t.Errorf("moduleOfURL(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// FuzzEvent feeds hostile text into every field that grouping looks at.
func FuzzEvent(f *testing.F) {
	f.Add("native", "<<>>(", "a::b<c>(d) const", "http://x/?#", "{{ default }}")
	f.Add("javascript", "x\n\ny", "Object.<anonymous>", "blob:http://a/b.min.js", "{{")
	f.Add("java", "$$CGLIB$$1", "lambda$", "\xff", "{{tags.}}")
	f.Fuzz(func(t *testing.T, platform, value, function, path, fingerprint string) {
		frame := protocol.Frame{Function: function, AbsPath: path, Filename: path, Module: value, InApp: ptr(true), Package: path}
		e := errorEvent(platform, raised(value, function, frame), raised(function, value, frame, frame))
		e.Fingerprint = []string{fingerprint, value}
		e.CSP = json.RawMessage(value)
		for range 2 {
			r, s := Group(e), Describe(e)
			if len(r.Hashes) == 0 || !isHash(r.Hashes[0].Value) || s.Title == "" {
				t.Fatalf("no hash or title: %+v %+v", r, s)
			}
			e.Exceptions, e.Fingerprint = nil, nil // then only the report
		}
	})
}
