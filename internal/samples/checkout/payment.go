package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/getsentry/sentry-go"
)

// CardDeclinedError is the bank's no.
type CardDeclinedError struct {
	callers
	Code string
}

func (e *CardDeclinedError) Error() string { return "card declined: " + e.Code }

// GatewayError is a failed call of the payment gateway.
type GatewayError struct {
	callers
	Operation string
	Err       error
}

func (e *GatewayError) Error() string {
	return "payment gateway: " + e.Operation + ": " + e.Err.Error()
}

func (e *GatewayError) Unwrap() error { return e.Err }

// Card numbers that the gateway's test mode knows, one for each outcome.
const (
	cardGood        = "4242424242424242"
	cardNoFunds     = "4000000000009995"
	cardExpired     = "4000000000000069"
	cardSlowGateway = "4000000000000119"
	cardFallback    = "4000000000000077"
)

// authorize asks the payment gateway to reserve the amount on the card.
func authorize(r *http.Request, card string, cents int) error {
	span := sentry.StartSpan(r.Context(), "http.client", sentry.WithDescription("POST https://pay.example.com/v1/authorize"))
	defer span.Finish()
	note(r, "payment", "authorize card", map[string]any{"cents": cents, "last4": card[max(0, len(card)-4):]})

	ctx, cancel := context.WithTimeout(span.Context(), 15*time.Millisecond)
	defer cancel()
	switch card {
	case cardNoFunds:
		return fmt.Errorf("authorize: %w", &CardDeclinedError{here(), "insufficient_funds"})
	case cardExpired:
		return fmt.Errorf("authorize: %w", &CardDeclinedError{here(), "expired_card"})
	case cardSlowGateway:
		<-ctx.Done()
		span.Status = sentry.SpanStatusDeadlineExceeded
		return &GatewayError{here(), "authorize", ctx.Err()}
	case cardFallback:
		hub := sentry.GetHubFromContext(r.Context())
		hub.CaptureMessage("Payment provider switched to fallback")
	}
	time.Sleep(4 * time.Millisecond)
	return nil
}
