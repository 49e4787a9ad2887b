package sentryapi

import (
	"context"
	"errors"
	"net/http"

	"vedette/internal/text"
)

// roundTrip sends one request. When the server does not take the token and
// there is another, it sends the request once more with that; a refused
// request did nothing, so this holds for writes too.
func (c *Client) roundTrip(ctx context.Context, r call, target string, body []byte) (answer, error) {
	token := ""
	if c.cfg.Token != nil {
		var err error
		if token, err = c.cfg.Token(ctx); err != nil {
			return answer{}, tokenError(r.op, err)
		}
	}
	ans, err := c.exchange(ctx, r, target, body, token)
	if err != nil || c.cfg.Rejected == nil || !refusesToken(ans) {
		return ans, err
	}
	another, err := c.cfg.Rejected(ctx, token)
	if err != nil {
		return answer{}, tokenError(r.op, err)
	}
	if another == "" || another == token {
		return ans, nil
	}
	return c.exchange(ctx, r, target, body, another)
}

// refusesToken is true for the answers that mean "log in again". Those with a
// code want something else of the user: single sign-on, a second factor.
func refusesToken(ans answer) bool {
	return ans.status == http.StatusUnauthorized && !isHTML(ans) && decodeErrorBody(ans.body).code == ""
}

// tokenError is the error for a request that has no token to go with. What the
// server said about renewing it is passed on as it is.
func tokenError(op string, err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return unsentError(op, err)
	}
	return &Error{Kind: KindUnauthenticated, Op: op, Err: err, Message: text.From("there is no token to send: " + err.Error()), Hint: loginHint}
}
