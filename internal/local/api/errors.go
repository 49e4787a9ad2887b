package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"vedette/internal/local/explore"
	"vedette/internal/local/query"
	"vedette/internal/local/store"
)

// The bodies that Sentry answers with, word for word: clients classify by them.
const (
	detailNotFound  = "The requested resource does not exist"
	detailForbidden = "You do not have permission to perform this action."
	detailTimeout   = "Query timeout. Please try again. If the problem persists try a smaller date range or fewer projects."
)

// apiError is an answer other than 2xx. The body is written as JSON; nil means an empty answer, which Sentry gives in a few places.
type apiError struct {
	status int
	body   any
}

func (e *apiError) Error() string {
	b, err := json.Marshal(e.body)
	if err != nil {
		return http.StatusText(e.status)
	}
	return fmt.Sprintf("%d %s", e.status, b)
}

// detail is the usual error body of Django REST framework.
type detail struct {
	Detail string `json:"detail"`
}

// fields is the error body of a rejected request body: messages by field.
type fields map[string]any

func errorDetail(status int, format string, args ...any) error {
	return &apiError{status: status, body: detail{fmt.Sprintf(format, args...)}}
}

func badRequest(format string, args ...any) error {
	return errorDetail(http.StatusBadRequest, format, args...)
}

func badField(name, format string, args ...any) error {
	return &apiError{status: http.StatusBadRequest, body: fields{name: []string{fmt.Sprintf(format, args...)}}}
}

func notFound() error {
	return errorDetail(http.StatusNotFound, detailNotFound)
}

// writeError answers with the status and body that Sentry has for err.
func (a *api) writeError(w http.ResponseWriter, r *http.Request, err error) {
	var known *apiError
	var syntax *query.SyntaxError
	var question *explore.Error
	if refused := refusal(err); refused != nil {
		err = refused
	}
	switch {
	case errors.As(err, &known) && known.body == nil:
		w.WriteHeader(known.status)
	case errors.As(err, &known):
		writeJSON(w, known.status, known.body)
	case errors.As(err, &syntax):
		writeJSON(w, http.StatusBadRequest, detail{"Error parsing search query: " + syntax.Error()})
	case errors.As(err, &question):
		writeJSON(w, http.StatusBadRequest, detail{question.Msg})
	case errors.Is(err, store.ErrTooLong):
		writeJSON(w, http.StatusBadRequest, detail{detailTimeout})
	case errors.Is(err, store.ErrNotFound):
		writeJSON(w, http.StatusNotFound, detail{detailNotFound})
	case r.Context().Err() != nil:
		// The client left, whatever failed because of that: there is nobody to answer.
	default:
		a.log.LogAttrs(r.Context(), slog.LevelError, "local: request failed",
			slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Any("error", err))
		writeJSON(w, http.StatusInternalServerError, detail{"Internal Error: " + err.Error()})
	}
}

// writeJSON sends v. A value that cannot be encoded becomes a 500, because no
// byte of the answer has left yet.
func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"detail":"Internal Error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return // the client left in the middle of the answer
	}
}

// writeNotFound is the answer for paths that no endpoint has. A missing slash
// at the end is the usual reason, so the answer says so.
func writeNotFound(w http.ResponseWriter, r *http.Request) {
	if p := r.URL.Path; p == "" || p[len(p)-1] != '/' {
		writeJSON(w, http.StatusNotFound, detail{"Route not found, did you forget a trailing slash? try: " + p + "/"})
		return
	}
	writeJSON(w, http.StatusNotFound, detail{detailNotFound})
}
