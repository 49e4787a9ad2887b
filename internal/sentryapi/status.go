package sentryapi

import (
	"errors"
	"net/http"
	"strings"

	"vedette/internal/text"
)

const (
	doctorHint = "run `vedette doctor` to check the address, the token and what lies between"
	loginHint  = "vedette auth login, or set SENTRY_AUTH_TOKEN to a valid token; `vedette doctor` shows which one is used"
	scopeHint  = "run `vedette doctor` to see what the token may do; reading needs event:read, changes need event:write"
)

// statusError is the one decoder of failed answers: it tells apart what shares
// a status.
func (c *Client) statusError(r call, ans answer) *Error {
	e := &Error{Op: r.op, Org: r.org, Status: ans.status, RetryAfter: retryAfter(ans, c.cfg.Now()), noBody: len(ans.body) == 0}
	switch ans.status {
	case http.StatusUnauthorized:
		unauthorized(e, ans)
	case http.StatusPaymentRequired:
		e.Kind, e.Message = KindNoQuota, text.From(messageOf(ans, "the budget is used up"))
		e.Hint = "an owner of the organization can raise the budget under Settings > Subscription"
	case http.StatusForbidden:
		forbidden(e, ans)
	case http.StatusNotFound, http.StatusGone:
		notFound(e, r, ans)
	case http.StatusConflict:
		e.Kind, e.Message = KindConflict, text.From(messageOf(ans, "it conflicts with the current state"))
		e.Hint = "wait a moment, look at the current state and try again"
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong:
		e.Kind, e.Message = KindInvalid, text.From("the request is too long for the server")
		e.Hint = "shorten the query or pass fewer ids"
	case http.StatusTooManyRequests:
		e.Kind, e.Message, e.again = KindRateLimited, text.From(messageOf(ans, "too many requests")), true
		e.Hint = "wait a moment and try again"
	default:
		otherStatus(e, ans)
	}
	return e
}

func otherStatus(e *Error, ans answer) {
	switch {
	case ans.status >= 500:
		e.Kind, e.Message = KindUnavailable, text.From(messageOf(ans, "the server failed"))
		if isHTML(ans) {
			e.Message = text.From("the server is down or in maintenance (it answered with an HTML page)")
		}
		e.again = ans.status <= 504 && ans.status != http.StatusNotImplemented || ans.status >= 520 && ans.status <= 524
		e.Hint = "try again in a few minutes; https://status.sentry.io tells about the hosted service"
	case ans.status == http.StatusRequestTimeout:
		e.Kind, e.Message, e.again = KindTimeout, text.From("the server gave up waiting"), true
		e.Hint = "try again"
	case isHTML(ans):
		e.Kind, e.Message, e.Hint = KindInvalid, text.From(htmlMessage), doctorHint
	case ans.status == http.StatusUnprocessableEntity:
		e.Kind, e.Message = KindInvalid, text.From(messageOf(ans, "the server could not process it"))
		e.Hint = "if this was about a run, start a new one"
	default:
		e.Kind, e.Message = KindInvalid, text.From(messageOf(ans, "the server refused the request"))
		e.Hint = "check the arguments: the message names what the server did not take"
	}
}

// unauthorized tells "log in again" from a token that is good but not enough.
func unauthorized(e *Error, ans answer) {
	body := decodeErrorBody(ans.body)
	e.Kind, e.Message, e.Hint = KindUnauthenticated, text.From(messageOf(ans, "the server does not take the token")), loginHint
	page := "the organization's page"
	if body.loginURL != "" {
		page = text.From(body.loginURL).Cut(300)
	}
	switch body.code {
	case "sso-required":
		e.Kind, e.Hint = KindForbidden, "sign in through the organization's single sign-on at "+page+", then try again"
	case "2fa-required":
		e.Kind, e.Hint = KindForbidden, "the organization wants two-factor authentication: switch it on in your Sentry account, then try again"
	case "sudo-required":
		e.Kind, e.Hint = KindForbidden, "Sentry wants a fresh login for this: do it in the browser"
	case "member-disabled-over-limit":
		e.Kind, e.Hint = KindForbidden, "your membership is disabled because the plan is over its limit: ask an owner of the organization"
	}
	if isHTML(ans) {
		e.Message = text.From(htmlMessage)
	}
}

// forbidden tells a feature that is off from a token that may not.
func forbidden(e *Error, ans answer) {
	message := messageOf(ans, "the token may not do this")
	e.Kind, e.Message, e.Hint = KindForbidden, text.From(message), scopeHint
	switch low := strings.ToLower(message); {
	case isHTML(ans):
		e.Message, e.Hint = text.From(htmlMessage), doctorHint
	case strings.Contains(low, "code generation is disabled"):
		e.Kind, e.Hint = KindNotEnabled, "an administrator has switched code generation off; the root cause and the plan still work"
	case strings.Contains(low, "ai features are disabled"):
		e.Kind, e.Hint = KindNotEnabled, "an administrator has switched AI features off under Settings > General; ask to switch them on"
	case strings.Contains(low, "disabled this feature for members"):
		e.Kind, e.Hint = KindNotEnabled, "the organization keeps this from members: ask an owner or manager"
	case strings.Contains(low, "feature flag not enabled"), strings.Contains(low, "not been enabled"), strings.Contains(low, "is not enabled"):
		e.Kind, e.Hint = KindNotEnabled, "an owner can switch it on in Sentry under Settings > Seer; `vedette doctor` shows what is on"
	default:
		e.MayLackScope = true
	}
}

// notFound tells an unknown thing from an unknown run and from a server that
// does not know the path.
func notFound(e *Error, r call, ans answer) {
	seer := strings.HasSuffix(r.path, seerPath) || strings.Contains(r.path, seerPath+"setup/")
	e.Kind = KindNotFound
	switch {
	case isHTML(ans) && seer:
		e.Kind, e.Message = KindNotEnabled, text.From("this server has no Seer")
		e.Hint = "Seer is part of sentry.io; the local backend has an analysis of its own: `vedette local run`"
	case isHTML(ans):
		e.Message, e.Hint = text.From(htmlMessage), doctorHint
	case len(ans.body) == 0 && seer:
		e.Message, e.Hint = text.From("the issue has no such run"), "start a new run"
	default:
		e.Message = text.From(messageOf(ans, "the server knows no such thing, or the token may not see it"))
		e.Hint = "check the name; `vedette doctor` shows which organizations and projects the token can see"
	}
}

// unreadable is the error for a success whose body is not what the endpoint
// answers.
func unreadable(op string, ans answer, err error) *Error {
	e := &Error{Kind: KindUnavailable, Op: op, Status: ans.status, Err: err, Hint: doctorHint}
	switch first := firstByte(ans.body); {
	case isHTML(ans):
		e.Message = text.From(htmlMessage)
	case first == 0:
		e.Message = text.From("the answer is empty")
	case errors.Is(err, errNotList) && first == '{':
		e.Message = text.From("an object came where a list was expected: " + messageOf(ans, "no message in it"))
	case errors.Is(err, errNotList):
		e.Message = text.From("the answer is not a list")
	case first == '[' && !errors.Is(err, errCutList):
		e.Message = text.From("a list came where an object was expected")
	default:
		e.Message = text.From("the answer cannot be read as JSON: " + err.Error())
	}
	return e
}
