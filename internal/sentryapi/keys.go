package sentryapi

import (
	"context"
	"net/http"
	"net/url"

	"vedette/internal/text"
)

// ClientKey is what SDKs send with: a DSN with its switch and its limit.
type ClientKey struct {
	ID          text.Word      `json:"id"` // the public key
	Name        text.Untrusted `json:"name,omitzero"`
	IsActive    bool           `json:"isActive"`
	DSN         DSN            `json:"dsn"`
	RateLimit   *RateLimit     `json:"rateLimit,omitempty"` // nil = none
	ProjectID   text.Word      `json:"projectId,omitempty"`
	DateCreated Time           `json:"dateCreated,omitzero"`
}

// DSN holds the addresses of a key that vedette has a use for.
type DSN struct {
	Public     text.Word `json:"public"`
	Security   text.Word `json:"security,omitempty"`    // for CSP reports
	Minidump   text.Word `json:"minidump,omitempty"`    // for crash dumps of native programs
	OTLPTraces text.Word `json:"otlp_traces,omitempty"` // OpenTelemetry
	OTLPLogs   text.Word `json:"otlp_logs,omitempty"`
}

// RateLimit is how many errors a key may bring in a window of so many seconds.
type RateLimit struct {
	Window Int `json:"window"`
	Count  Int `json:"count"`
}

// KeyUpdate makes or changes a key; nil fields stay as they are.
type KeyUpdate struct {
	Name      *string
	IsActive  *bool
	RateLimit *RateLimit // a Count of 0 removes the limit
}

func (u KeyUpdate) body() map[string]any {
	body := map[string]any{}
	if u.Name != nil {
		body["name"] = *u.Name
	}
	if u.IsActive != nil {
		body["isActive"] = *u.IsActive
	}
	if u.RateLimit != nil {
		body["rateLimit"] = u.RateLimit
		if u.RateLimit.Count == 0 {
			body["rateLimit"] = nil
		}
	}
	return body
}

// KeyQuery narrows the list of keys.
type KeyQuery struct {
	Status string // active, inactive; "" = both
	Cursor string
	Limit  int
}

// Keys lists the keys of a project.
func (c *Client) Keys(ctx context.Context, org, project string, q KeyQuery) (Page[ClientKey], error) {
	r, err := projectCall("list keys", org, project, "keys")
	if err != nil {
		return Page[ClientKey]{Hits: -1}, err
	}
	r.query = url.Values{}
	setString(r.query, "status", q.Status)
	setString(r.query, "cursor", q.Cursor)
	setLimit(r.query, "per_page", q.Limit)
	return list[ClientKey](ctx, c, r)
}

// CreateKey gives a project another key. It is sent once.
func (c *Client) CreateKey(ctx context.Context, org, project string, u KeyUpdate) (ClientKey, error) {
	r, err := projectCall("create key", org, project, "keys")
	if err != nil {
		return ClientKey{}, err
	}
	r.method, r.body = http.MethodPost, u.body()
	return write[ClientKey](ctx, c, r)
}

// UpdateKey changes a key and gives it as it is now. It is sent once.
func (c *Client) UpdateKey(ctx context.Context, org, project, key string, u KeyUpdate) (ClientKey, error) {
	const op = "update key"
	r, err := projectCall(op, org, project, "keys", key)
	if err != nil {
		return ClientKey{}, err
	}
	body := u.body()
	if len(body) == 0 {
		return ClientKey{}, invalid(op, "nothing is to be changed", "name a name, the switch or a limit")
	}
	r.method, r.body = http.MethodPut, body
	return write[ClientKey](ctx, c, r)
}

// DeleteKey takes a key from a project: SDKs that have it are refused from then
// on. It is sent once.
func (c *Client) DeleteKey(ctx context.Context, org, project, key string) error {
	r, err := projectCall("delete key", org, project, "keys", key)
	if err != nil {
		return err
	}
	r.method = http.MethodDelete
	_, err = write[struct{}](ctx, c, r)
	return err
}
