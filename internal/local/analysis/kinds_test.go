package analysis

import (
	"strings"
	"testing"
)

func TestRecognise(t *testing.T) {
	tests := []struct {
		errorType, message string
		kind, class        string
	}{
		{"TypeError", "Cannot read properties of undefined (reading 'total')", "missing value", classCodeFix},
		{"TypeError", "undefined is not an object (evaluating 'a.b')", "missing value", classCodeFix},
		{"AttributeError", "'NoneType' object has no attribute 'total'", "missing value", classCodeFix},
		{"NoMethodError", "undefined method `total' for nil:NilClass", "missing value", classCodeFix},
		{"runtime.errorString", "runtime error: invalid memory address or nil pointer dereference", "missing value", classCodeFix},
		{"java.lang.NullPointerException", "", "missing value", classCodeFix},
		{"System.NullReferenceException", "Object reference not set to an instance of an object.", "missing value", classCodeFix},
		{"Error", "Call to a member function total() on null", "missing value", classCodeFix},
		{"KeyError", "'coupon'", "index or key", classCodeFix},
		{"IndexError", "list index out of range", "index or key", classCodeFix},
		{"runtime.boundsError", "runtime error: index out of range [3] with length 3", "index or key", classCodeFix},
		{"java.lang.ArrayIndexOutOfBoundsException", "Index 5 out of bounds for length 5", "index or key", classCodeFix},
		{"ErrorException", "Undefined array key \"coupon\"", "index or key", classCodeFix},
		{"ZeroDivisionError", "division by zero", "division by zero", classCodeFix},
		{"java.lang.ArithmeticException", "/ by zero", "division by zero", classCodeFix},
		{"TypeError", "cart.sum is not a function", "wrong type", classCodeFix},
		{"AttributeError", "'str' object has no attribute 'total'", "wrong type", classCodeFix},
		{"ClassCastException", "class A cannot be cast to class B", "wrong type", classCodeFix},
		{"ReadTimeout", "HTTPSConnectionPool(host='api', port=443): Read timed out.", "timeout", classAction},
		{"context.deadlineExceededError", "context deadline exceeded", "timeout", classAction},
		{"AxiosError", "timeout of 1000ms exceeded", "timeout", classAction},
		{"ConnectionRefusedError", "[Errno 111] Connection refused", "connection failed", classAction},
		{"psycopg2.OperationalError", "connection to server at \"db\" failed: Connection refused", "connection failed", classAction},
		{"Error", "connect ECONNREFUSED 127.0.0.1:6379", "connection failed", classAction},
		{"TypeError", "Failed to fetch", "connection failed", classAction},
		{"IntegrityError", "UNIQUE constraint failed: users.email", "constraint", classCodeFix},
		{"QueryFailedError", "duplicate key value violates unique constraint \"users_pkey\"", "constraint", classCodeFix},
		{"OperationalError", "deadlock detected", "deadlock", classCodeFix},
		{"OperationalError", "FATAL: sorry, too many clients already", "too many database connections", classAction},
		{"ProgrammingError", "relation \"users\" does not exist", "database error", classCodeFix},
		{"HTTPError", "404 Client Error: Not Found for url: https://api/x", "rejected the request", classCodeFix},
		{"AxiosError", "Request failed with status code 422", "rejected the request", classCodeFix},
		{"HTTPError", "503 Server Error: Service Unavailable for url: https://api/x", "5xx", classAction},
		{"AxiosError", "Request failed with status code 500", "5xx", classAction},
		{"AxiosError", "Request failed with status code 429", "rate limit", classAction},
		{"JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", "cannot be parsed", classCodeFix},
		{"SyntaxError", "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON", "cannot be parsed", classCodeFix},
		{"PermissionError", "[Errno 13] Permission denied: '/var/x'", "permission", classAction},
		{"java.lang.OutOfMemoryError", "Java heap space", "out of memory", classAction},
		{"RangeError", "Maximum call stack size exceeded", "recursion", classCodeFix},
		{"UnhandledRejection", "Non-Error promise rejection captured with value: 3", "promise rejected", classCodeFix},
		{"AssertionError", "", "assertion", classCodeFix},
		{"ValueError", "too many values to unpack", "argument", classCodeFix},
		{"PaymentDeclined", "card 3", "no known kind", classCodeFix},
		{"", "payment declined", "message", classOnlyRoot},
	}
	for _, tt := range tests {
		m := recognise(tt.errorType, tt.message)
		if !strings.Contains(m.name, tt.kind) || m.class != tt.class {
			t.Errorf("recognise(%q, %q) = %q, %s; want %q, %s", tt.errorType, tt.message, m.name, m.class, tt.kind, tt.class)
		}
	}
}

func TestConfidenceGrowsWithEvidence(t *testing.T) {
	for want, args := range map[string][2]string{
		"high": {"ZeroDivisionError", "division by zero"},
		"good": {"ZeroDivisionError", "oops"},
		"fair": {"Error", "division by zero"},
		"low":  {"Oops", "oops"},
	} {
		if got := recognise(args[0], args[1]).confidence(); !strings.HasPrefix(got, want+":") {
			t.Errorf("%v: confidence %q, want %s", args, got, want)
		}
	}
}

func TestKindsAreComplete(t *testing.T) {
	seen := map[string]string{}
	for _, k := range append(kinds(), customKind(), messageKind()) {
		if k.name == "" || k.means == "" || k.why == "" || k.check == "" {
			t.Errorf("kind %q lacks a text", k.name)
		}
		if (k.class == classCodeFix) != (k.noFix == "") {
			t.Errorf("kind %q: class %s and reason %q do not fit", k.name, k.class, k.noFix)
		}
		for _, typ := range k.types {
			if typ != strings.ToLower(typ) || seen[typ] != "" {
				t.Errorf("kind %q: type %q is not lower case, or belongs to %q already", k.name, typ, seen[typ])
			}
			seen[typ] = k.name
		}
		for _, p := range k.phrases {
			if p != strings.ToLower(p) {
				t.Errorf("kind %q: phrase %q is not lower case and can never match", k.name, p)
			}
		}
	}
}
