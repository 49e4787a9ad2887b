package sentryapi

import (
	"encoding/json"
	"net/http"

	"vedette/internal/text"
)

// refusal is what the login pages answer instead of a code or a token: the
// errors of RFC 6749 and RFC 8628, each with what to do about it.
func (o *OAuth) refusal(r call, ans answer) (said string, err error) {
	var wire struct {
		Error       text.Word      `json:"error"`
		Description text.Untrusted `json:"error_description"`
	}
	if json.Unmarshal(ans.body, &wire) != nil || wire.Error == "" {
		return "", o.notOAuth(r, ans)
	}
	e := &Error{Op: r.op, Status: ans.status, Kind: KindUnauthenticated, Hint: "vedette auth login"}
	why := ""
	switch wire.Error {
	case "authorization_pending", "slow_down":
		why = "the login waits for its user"
	case "access_denied":
		why = "the login was denied in the browser"
	case "expired_token":
		why = "the code has expired"
	case "invalid_grant":
		why = "the login has expired, was revoked, or was used already"
	case "invalid_client":
		e.Kind, why = KindInvalid, "the server does not know the client id, or it is not that of a public OAuth application"
		e.Hint = "check it under Settings > Account > API > Applications of that server; or log in with a token: vedette auth login --token"
	case "invalid_scope":
		e.Kind, why = KindInvalid, "the server does not give these scopes"
		e.Hint = "ask for fewer: vedette auth login --scopes org:read,project:read,event:read"
	case "unsupported_grant_type", "unauthorized_client":
		e.Kind, why = KindNotEnabled, "this server or application does not allow the device flow"
		e.Hint = "vedette auth login --token takes a token that you create in the browser"
	default:
		e.Kind, why = KindInvalid, "the server refuses: "+string(wire.Error)
	}
	if d := wire.Description.Cut(maxMessage / 10); d != "" {
		why += " (" + d + ")"
	}
	e.Message = text.From(why)
	return string(wire.Error), e
}

// notOAuth is the error for an answer that is not of an OAuth server: an old
// Sentry, a proxy, a broken one.
func (o *OAuth) notOAuth(r call, ans answer) error {
	e := o.client.statusError(r, ans)
	if ans.status == http.StatusNotFound || isRedirect(ans.status) {
		e.Kind, e.Message = KindNotEnabled, text.From("there is no device login at "+o.client.base.Host)
		e.Hint = "Sentry has it since 26.1.0; vedette auth login --token --url " + o.client.base.String() + " takes a token that you create in the browser"
	}
	return e
}
