package sentryapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"slices"
	"strings"
)

const (
	htmlMessage    = "an HTML page instead of JSON (a login proxy or a wrong URL?)"
	maxMessage     = 2000 // bytes of an error's message
	maxErrorDepth  = 6    // levels of an error body that are looked into
	maxErrorFields = 20   // members per level
)

// errorBody is what the many shapes of a failed answer say.
type errorBody struct {
	message  string
	code     string // "sso-required", ...
	loginURL string
}

// decodeErrorBody reads {detail: text}, {detail: {code, message, extra}}, field
// errors {field: [text]}, [text], a bare JSON string, {error: text}, and short
// plain text. What it cannot read gives an empty errorBody.
func decodeErrorBody(data []byte) errorBody {
	data = bytes.TrimSpace(data)
	var v any
	if len(data) == 0 || json.Unmarshal(data, &v) != nil {
		if len(data) > 0 && data[0] != '<' && len(data) <= 300 {
			return errorBody{message: string(data)}
		}
		return errorBody{}
	}
	object, ok := v.(map[string]any)
	if !ok {
		return errorBody{message: shorten(flatten(v, maxErrorDepth))}
	}
	var body errorBody
	switch detail := object["detail"].(type) {
	case map[string]any:
		body.code, _ = detail["code"].(string)
		if extra, ok := detail["extra"].(map[string]any); ok {
			body.loginURL, _ = extra["loginUrl"].(string)
		}
		body.message = flatten(firstOf(detail, "message", "code"), maxErrorDepth)
	case nil:
		body.message = flatten(v, maxErrorDepth)
	default:
		body.message = flatten(detail, maxErrorDepth)
	}
	if id, ok := object["errorId"].(string); ok && id != "" {
		body.message = strings.TrimSpace(body.message + " (error id " + id + ")")
	}
	body.message = shorten(body.message)
	return body
}

func firstOf(object map[string]any, keys ...string) any {
	for _, key := range keys {
		if v := object[key]; v != nil && v != "" {
			return v
		}
	}
	return object
}

// flatten makes one line of any JSON value: "field: text, text; field: text".
func flatten(v any, depth int) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		parts := make([]string, 0, len(v))
		for _, item := range v[:min(len(v), maxErrorFields)] {
			parts = appendText(parts, "", item, depth)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		parts := make([]string, 0, len(keys))
		for _, key := range keys[:min(len(keys), maxErrorFields)] {
			label := key + ": "
			switch key {
			case "nonFieldErrors", "non_field_errors", "detail", "error", "message":
				label = ""
			case "errorId":
				continue
			}
			parts = appendText(parts, label, v[key], depth)
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprint(v)
}

func appendText(parts []string, label string, v any, depth int) []string {
	if depth <= 1 {
		return parts
	}
	if s := flatten(v, depth-1); s != "" {
		return append(parts, label+s)
	}
	return parts
}

func shorten(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	return strings.ToValidUTF8(s[:maxMessage], "") + "…"
}

// messageOf is what the answer's body says, or fallback.
func messageOf(ans answer, fallback string) string {
	if m := strings.TrimSpace(decodeErrorBody(ans.body).message); m != "" {
		return m
	}
	return fallback
}

// isHTML looks at the body first: Sentry labels some JSON as text/html.
func isHTML(ans answer) bool {
	switch firstByte(ans.body) {
	case '<':
		return true
	case 0, '{', '[', '"':
		return false
	}
	kind, _, _ := mime.ParseMediaType(ans.header.Get("Content-Type"))
	return kind == "text/html"
}

func firstByte(body []byte) byte {
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(body) == 0 {
		return 0
	}
	return body[0]
}
