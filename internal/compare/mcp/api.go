package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

const (
	traceID = "0af7651916cd43dd8448eb211c80319c"
	eventID = "5c47b9b9c1f84f3f9d1d5d5f5f5f5f5f"
)

// api is a Sentry of one organization that answers at once, or fails as it is
// told to. It counts what it is asked.
type api struct {
	requests atomic.Int64
	status   atomic.Int64 // what every request is answered with; 0 = as usual
}

// ServeHTTP answers one request.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.requests.Add(1)
	w.Header().Set("Content-Type", "application/json")
	switch status := int(a.status.Load()); status {
	case 0:
	case http.StatusTooManyRequests:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"detail":"You are attempting to use this endpoint too frequently. Limit is 5 requests in 1 seconds"}`)
		return
	default:
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"detail":"Service unavailable"}`)
		return
	}
	body := answer(strings.TrimPrefix(r.URL.Path, "/api/0"), "http://"+r.Host, r.URL.Query().Get("limit"))
	if body == nil {
		w.WriteHeader(http.StatusNotFound)
		body = object{"detail": "The requested resource does not exist"}
	}
	_ = json.NewEncoder(w).Encode(body) // a program that left needs no answer
}

type object map[string]any

// answer is the body for a path; nil = there is no such thing.
func answer(path, base, limit string) any {
	const issue = "/organizations/acme/issues/SHOP-1A/"
	switch path {
	case "/", "/auth/", "/users/me/":
		return object{"id": "1", "name": "Ada", "email": "ada@example.com", "username": "ada", "user": nil, "auth": nil}
	case "/organizations/":
		return []any{organization(base)}
	case "/organizations/acme/":
		return organization(base)
	case "/organizations/acme/projects/":
		return []any{project()}
	case "/projects/acme/shop/":
		return project()
	case "/organizations/acme/issues/":
		n := 100
		_, _ = fmt.Sscan(limit, &n)
		return issues(base, min(n, 100))
	case issue, "/organizations/acme/issues/1/":
		return issueOf(base, 0)
	case issue + "events/latest/", issue + "events/recommended/", issue + "events/" + eventID + "/":
		return event()
	case issue + "events/":
		return []any{event()}
	case issue + "tags/":
		return []any{object{"key": "environment", "name": "Environment", "totalValues": 12, "topValues": []any{object{"value": "production", "name": "production", "count": 12, "key": "environment"}}}}
	case issue + "autofix/":
		return object{"autofix": nil}
	case issue + "external-issues/":
		return []any{}
	case "/organizations/acme/replay-count/":
		return object{}
	case "/projects/acme/shop/stacktrace-link/":
		return object{"config": nil, "sourceUrl": nil, "integrations": []any{}}
	case "/organizations/acme/trace-meta/" + traceID + "/":
		return object{"logs": 0, "errors": 0, "performance_issues": 0, "span_count": 200, "transaction_child_count_map": []any{}, "span_count_map": object{"db": 100, "http.client": 99, "http.server": 1}}
	case "/organizations/acme/trace/" + traceID + "/":
		return trace()
	}
	return nil
}

// organization names no region, as a server without regions does.
func organization(base string) object {
	return object{"id": "1", "slug": "acme", "name": "Acme", "links": object{"organizationUrl": base + "/organizations/acme"}, "features": []any{}, "status": object{"id": "active"}}
}

func project() object {
	return object{"id": "1", "slug": "shop", "name": "Shop", "platform": "python", "status": "active", "dateCreated": "2025-11-01T12:00:00Z", "organization": object{"id": "1", "slug": "acme", "name": "Acme"}}
}

func issues(base string, n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = issueOf(base, i)
	}
	return out
}

func issueOf(base string, n int) object {
	return object{
		"id": fmt.Sprint(n + 1), "shortId": fmt.Sprintf("SHOP-%X", 0x1A+n), "title": fmt.Sprintf("KeyError: 'price_%d'", n), "culprit": "shop.cart in total",
		"permalink": fmt.Sprintf("%s/organizations/acme/issues/%d/", base, n+1), "level": "error", "status": "unresolved", "substatus": "ongoing", "priority": "high",
		"project": project(), "platform": "python", "type": "error", "issueType": "error", "issueCategory": "error",
		"metadata":   object{"type": "KeyError", "value": fmt.Sprintf("'price_%d'", n), "filename": "shop/cart.py", "function": "total"},
		"assignedTo": nil, "count": fmt.Sprint(n*7 + 12), "userCount": 5 + n, "firstSeen": "2026-11-01T12:00:00.000000Z", "lastSeen": "2026-11-20T11:57:00.123456Z",
		"isUnhandled": true, "annotations": []any{}, "tags": []any{}, "isBookmarked": false, "isSubscribed": false, "hasSeen": true, "logger": nil, "numComments": 0,
	}
}

// event has 24 frames with source lines, as a web framework's stack does.
func event() object {
	frames := make([]any, 24)
	for n := range frames {
		own := n >= 20
		file := fmt.Sprintf("django/core/handlers/part_%d.py", n)
		if own {
			file = fmt.Sprintf("shop/part_%d.py", n)
		}
		frames[n] = object{
			"filename": file, "absPath": "/srv/app/" + file, "module": strings.TrimSuffix(strings.ReplaceAll(file, "/", "."), ".py"), "function": fmt.Sprintf("step_%d", n),
			"lineNo": 40 + n, "colNo": nil, "inApp": own, "vars": object{"item": "{'sku': 'A-17'}", "n": fmt.Sprint(n)},
			"context": []any{[]any{39 + n, "    for item in items:"}, []any{40 + n, "        sum += item['price']"}, []any{41 + n, "    return sum"}},
		}
	}
	exception := object{"type": "KeyError", "value": "'price_0'", "mechanism": object{"type": "django", "handled": false}, "stacktrace": object{"frames": frames}}
	return object{
		"id": eventID, "eventID": eventID, "groupID": "1", "projectID": "1", "title": "KeyError: 'price_0'", "message": "", "platform": "python", "type": "error", "culprit": "shop.cart in total",
		"dateCreated": "2026-11-20T11:57:00Z", "dateReceived": "2026-11-20T11:57:01Z", "metadata": object{"type": "KeyError", "value": "'price_0'"},
		"tags": []any{object{"key": "environment", "value": "production"}, object{"key": "release", "value": "shop@1.4.2"}}, "user": object{"id": "7"}, "release": nil,
		"contexts": object{"trace": object{"type": "trace", "trace_id": traceID, "span_id": "b7ad6b7169203331"}, "runtime": object{"type": "runtime", "name": "CPython", "version": "3.13.1"}},
		"entries": []any{object{"type": "exception", "data": object{"values": []any{exception}}},
			object{"type": "request", "data": object{"method": "GET", "url": "https://shop.example.com/cart", "query": []any{}, "headers": []any{[]any{"Host", "shop.example.com"}}}}},
	}
}

// trace is a request with 99 calls, of which each but the first asks a database.
func trace() []any {
	span := func(n int, op, what string, children ...any) object {
		if children == nil {
			children = []any{}
		}
		return object{
			"event_id": fmt.Sprintf("%016x", n+1), "transaction_id": eventID, "project_id": 1, "project_slug": "shop", "profile_id": "", "profiler_id": "", "parent_span_id": nil,
			"start_timestamp": 1763640000.0 + float64(n)/100, "end_timestamp": 1763640000.2 + float64(n)/100, "duration": 200.0, "measurements": object{},
			"transaction": "GET /cart", "is_transaction": n == 0, "op": op, "name": op, "description": what, "sdk_name": "sentry.python", "event_type": "span",
			"additional_attributes": object{}, "errors": []any{}, "occurrences": []any{}, "children": children,
		}
	}
	calls := []any{}
	for n := 1; n < 200; n += 2 {
		if n == 199 {
			calls = append(calls, span(n, "db", "SELECT 1"))
			break
		}
		calls = append(calls, span(n, "http.client", fmt.Sprintf("GET https://prices.example.com/items/%d", n), span(n+1, "db", "SELECT price FROM item WHERE sku = %s")))
	}
	return []any{span(0, "http.server", "GET /cart", calls...)}
}
