package ingest

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

// spotlightProject is where envelopes of Spotlight's protocol go when they name
// no DSN.
const spotlightProject = "spotlight"

// Handler serves the endpoints that SDKs send to: the envelope endpoint, the
// store endpoint of older SDKs, and Spotlight's.
func (in *Ingest) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, end := range []string{"", "/{$}"} {
		mux.HandleFunc("/api/{project}/envelope"+end, in.endpoint(in.envelope))
		mux.HandleFunc("/api/{project}/store"+end, in.endpoint(in.event))
		mux.HandleFunc("/stream"+end, in.endpoint(in.envelope))
	}
	return mux
}

// request is what came in, checked far enough to be accepted.
type request struct {
	project string // name or number; empty: nothing named one
	key     string // public key; empty: nothing named one
	intake  store.Intake
	event   string // id of the event to answer with; empty without one
}

// endpoint makes a handler of a function that reads the request.
func (in *Ingest) endpoint(read func(*http.Request) (request, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		allowBrowsers(w.Header())
		switch r.Method {
		case http.MethodOptions:
			w.WriteHeader(http.StatusNoContent)
			return
		case http.MethodPost:
		default:
			w.Header().Set("Allow", "POST, OPTIONS")
			writeError(w, http.StatusMethodNotAllowed, "SDKs send with POST", nil)
			return
		}
		in.pacer.enter()
		defer in.pacer.leave()
		req, err := read(r)
		if err == nil {
			err = in.accept(r.Context(), &req)
		}
		if err != nil {
			in.refuse(w, r, err)
			return
		}
		writeAccepted(w, req.event)
	}
}

// allowBrowsers sets what a page of any origin needs: whoever knows a DSN may
// send, and SDKs read back why something was refused.
func allowBrowsers(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "POST, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "X-Sentry-Auth, X-Requested-With, Origin, Accept, Content-Type, Content-Encoding, Authentication, Authorization, sentry-trace, baggage, traceparent")
	h.Set("Access-Control-Expose-Headers", "X-Sentry-Error, X-Sentry-Rate-Limits, Retry-After")
	h.Set("Access-Control-Max-Age", "3600")
}

// accept stores the request durably.
func (in *Ingest) accept(ctx context.Context, req *request) error {
	now := in.opts.Now().UTC()
	if err := in.keys.check(in.store, req.key, req.intake.Items, now); err != nil {
		return err
	}
	project, err := in.store.EnsureProject(ctx, req.project)
	if err != nil {
		return err
	}
	req.intake.Project, req.intake.Received, req.intake.EventID = project, now, req.event
	return in.store.Enqueue(ctx, req.intake)
}

// body reads the request body, as sent and expanded (the same bytes when it is
// not compressed).
func (in *Ingest) body(r *http.Request) (sent, expanded []byte, encoding string, err error) {
	if sent, err = readBody(r, in.opts.MaxBody); err != nil {
		return nil, nil, "", err
	}
	encoding = r.Header.Get("Content-Encoding")
	if encoding == "" || encoding == "identity" {
		if int64(len(sent)) > in.opts.MaxEnvelope {
			return nil, nil, "", &protocol.Error{Kind: protocol.TooLarge, Reason: fmt.Sprintf("envelope of %d bytes", len(sent))}
		}
		return sent, sent, "", nil
	}
	expanded, err = in.expand.Decompress(encoding, bytes.NewReader(sent), in.opts.MaxEnvelope)
	return sent, expanded, encoding, err
}

// readBody reads at most max bytes; the length that the client claims is only
// believed up to a usual size.
func readBody(r *http.Request, max int64) ([]byte, error) {
	if r.ContentLength > max {
		return nil, &protocol.Error{Kind: protocol.TooLarge, Reason: fmt.Sprintf("body of %d bytes, the limit is %d", r.ContentLength, max)}
	}
	const usual = 64 << 10
	buf := bytes.NewBuffer(make([]byte, 0, bytes.MinRead+int(min(usual, r.ContentLength+1))))
	n, err := buf.ReadFrom(io.LimitReader(r.Body, max+1))
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	if n > max {
		return nil, &protocol.Error{Kind: protocol.TooLarge, Reason: fmt.Sprintf("body above the limit of %d bytes", max)}
	}
	return buf.Bytes(), nil
}

// envelope reads a request to the envelope endpoint or Spotlight's.
func (in *Ingest) envelope(r *http.Request) (request, error) {
	sent, expanded, encoding, err := in.body(r)
	if err != nil {
		return request{}, err
	}
	env, err := protocol.ParseEnvelope(expanded, in.limits)
	if err != nil {
		return request{}, err
	}
	sender, err := protocol.Auth(r.Header, r.URL.Query(), env.Header.DSN)
	if err != nil {
		return request{}, err
	}
	req := request{project: r.PathValue("project"), key: sender.Key, event: env.Header.EventID}
	if req.project == "" {
		req.project = projectOf(env.Header.DSN)
	}
	req.intake = store.Intake{Encoding: encoding, Body: sent, Items: countItems(env)}
	if req.event == "" {
		req.event, err = in.eventID(env)
	}
	return req, err
}

// projectOf is the project that a DSN names, or Spotlight's.
func projectOf(dsn string) string {
	if d, err := protocol.ParseDSN(dsn); err == nil {
		return d.ProjectID
	}
	return spotlightProject
}

// eventID finds or makes the id of the event in an envelope whose header has
// none; empty when there is no event.
func (in *Ingest) eventID(env protocol.Envelope) (string, error) {
	for i := range env.Items {
		switch env.Items[i].Type {
		case "event", "transaction", "feedback":
			return in.idOf(env.Items[i].Payload)
		}
	}
	return "", nil
}

// idOf is the id in an event's payload, or a new one.
func (in *Ingest) idOf(payload []byte) (string, error) {
	if e, err := protocol.DecodeEvent(payload); err == nil && e.ID != "" {
		return e.ID, nil
	}
	id := make([]byte, 16)
	if _, err := io.ReadFull(in.opts.Rand, id); err != nil {
		return "", fmt.Errorf("make an event id: %w", err)
	}
	return hex.EncodeToString(id), nil
}

// event reads a request to the store endpoint, whose body is one event; it goes
// on as an envelope.
func (in *Ingest) event(r *http.Request) (request, error) {
	_, expanded, _, err := in.body(r)
	if err != nil {
		return request{}, err
	}
	sender, err := protocol.Auth(r.Header, r.URL.Query(), "")
	if err != nil {
		return request{}, err
	}
	e, err := protocol.DecodeEvent(expanded)
	if err != nil {
		return request{}, err
	}
	kind := "event"
	if e.Type == protocol.TypeTransaction {
		kind = "transaction"
	}
	body := fmt.Appendf(nil, "{}\n{\"type\":%q,\"length\":%d}\n", kind, len(expanded))
	body = append(append(body, expanded...), '\n')
	env, err := protocol.ParseEnvelope(body, in.limits)
	if err != nil {
		return request{}, err
	}
	id, err := in.idOf(expanded)
	return request{
		project: r.PathValue("project"), key: sender.Key, event: id,
		intake: store.Intake{Body: body, Items: countItems(env)},
	}, err
}

// countItems counts the items of each type, those above a limit included.
func countItems(env protocol.Envelope) []store.ItemCount {
	var counts []store.ItemCount
	add := func(kind string) {
		for i := range counts {
			if counts[i].Type == kind {
				counts[i].N++
				return
			}
		}
		counts = append(counts, store.ItemCount{Type: kind, N: 1})
	}
	for i := range env.Items {
		add(env.Items[i].Type)
	}
	for _, d := range env.Dropped {
		add(d.Type)
	}
	return counts
}

// refuse answers an error.
func (in *Ingest) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var bad *protocol.Error
	var file *store.Error
	var barred *refusal
	switch {
	case errors.As(err, &barred):
		barred.write(w)
	case errors.As(err, &bad):
		writeError(w, statusOf(bad.Kind), "bad request: "+bad.Reason, causes(bad))
	case errors.As(err, &file):
		in.opts.Logger.ErrorContext(r.Context(), "cannot keep an envelope", "error", err)
		w.Header().Set("Retry-After", retryAfter)
		writeError(w, http.StatusServiceUnavailable, file.Error(), nil)
	case r.Context().Err() != nil:
		// Nobody reads an answer any more.
	default:
		writeError(w, http.StatusBadRequest, "bad request: "+err.Error(), nil)
	}
}
