package sentryapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"vedette/internal/text"
)

// unsentError is the error for a request whose context ended before it was
// sent.
func unsentError(op string, err error) *Error {
	e := &Error{Kind: KindTimeout, Op: op, Err: err, Message: text.From("out of time before the request was sent"), Hint: "try again", unsent: true}
	if errors.Is(err, context.Canceled) {
		e.Kind, e.Message, e.Hint = KindCanceled, text.From("canceled"), ""
	}
	return e
}

// networkError is the error for a request that has no complete answer.
func networkError(r call, host string, err error) *Error {
	e := &Error{Kind: KindUnavailable, Op: r.op, Err: err, Hint: doctorHint, again: true}
	var (
		dns     *net.DNSError
		timeout net.Error
	)
	switch {
	case errors.Is(err, context.Canceled):
		e.Kind, e.Message, e.Hint, e.again = KindCanceled, text.From("canceled"), "", false
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		e.Kind, e.Message = KindTimeout, text.From("no answer in time from "+host)
		e.Hint = "try again, or ask for less: a shorter --period or a lower --limit"
	case errors.As(err, &dns):
		e.Message = text.From("the name " + dns.Name + " cannot be resolved (DNS)")
		e.again, e.unsent = dns.IsTemporary, true
		e.Hint = "check SENTRY_URL and the network; `vedette doctor` shows the address in use"
	case tlsMessage(err) != "":
		e.Message = text.From(fmt.Sprintf("no secure connection to %s: %s", host, tlsMessage(err)))
		e.again, e.unsent = false, true
		e.Hint = tlsHint(err)
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Message = text.From("cannot connect to " + host + ": connection refused")
		e.unsent, e.Hint = true, refusedHint(host)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		e.Message = text.From(host + " cut the connection")
	default:
		e.Message = text.From("cannot talk to " + host + ": " + err.Error())
	}
	if !r.isRead() && !e.unsent {
		e.Hint = strings.TrimSpace("the change may have been made all the same: look before you repeat it. " + e.Hint)
	}
	return e
}

func tlsMessage(err error) string {
	var (
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		record   tls.RecordHeaderError
		verify   *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &unknown):
		return "its certificate is self-signed or from an authority that this computer does not know"
	case errors.As(err, &hostname):
		return "its certificate is for another name"
	case errors.As(err, &invalid):
		return "its certificate is not valid (" + invalid.Error() + ")"
	case errors.As(err, &record), err != nil && strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "it does not speak TLS there"
	case errors.As(err, &verify):
		return verify.Error()
	}
	return ""
}

func tlsHint(err error) string {
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		return "point SSL_CERT_FILE to the authority's certificate (PEM), or add it to the system's trust store"
	}
	return "check SENTRY_URL (https:// or http://, the host's name) and this computer's clock"
}

func refusedHint(host string) string {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if ip := net.ParseIP(name); name == "localhost" || ip != nil && ip.IsLoopback() {
		return "is the server running? `vedette local run` starts the local backend"
	}
	return "check SENTRY_URL and the network; `vedette doctor` shows the address in use"
}
