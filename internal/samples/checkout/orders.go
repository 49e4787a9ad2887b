package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/getsentry/sentry-go"
	"github.com/getsentry/sentry-go/attribute"
)

// OutOfStockError says how much of a product is left.
type OutOfStockError struct {
	callers
	SKU          string
	Wanted, Left int
}

func (e *OutOfStockError) Error() string {
	return fmt.Sprintf("out of stock: %s, wanted %d, left %d", e.SKU, e.Wanted, e.Left)
}

type order struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
	Cents    int    `json:"cents"`
	Card     string `json:"card"`
}

// placeOrder checks the order, reserves the goods, authorizes the card and
// queues the receipt.
func (s *shop) placeOrder(w http.ResponseWriter, r *http.Request) {
	hub := sentry.GetHubFromContext(r.Context())
	o, err := decodeOrder(r.Body)
	if err != nil {
		hub.Scope().SetLevel(sentry.LevelWarning)
		hub.CaptureException(err)
		s.fail(w, r, http.StatusBadRequest, err)
		return
	}
	hub.Scope().SetContext("order", sentry.Context{"sku": o.SKU, "quantity": o.Quantity, "cents": o.Cents})
	hub.Scope().SetTag("sku", o.SKU)
	note(r, "order", "order received", map[string]any{"sku": o.SKU, "quantity": o.Quantity})

	query(r.Context(), "SELECT name, cents, stock FROM products WHERE sku = $1", 2*time.Millisecond)
	p := s.products[o.SKU]
	if expected := p.Cents * o.Quantity; expected != o.Cents {
		hub.WithScope(func(scope *sentry.Scope) {
			scope.SetLevel(sentry.LevelWarning)
			hub.CaptureMessage(fmt.Sprintf("Order total %d differs from price list %d", o.Cents, expected))
		})
	}
	if p.Stock < o.Quantity && o.Quantity < 50 {
		err := &OutOfStockError{here(), o.SKU, o.Quantity, p.Stock}
		hub.Scope().SetLevel(sentry.LevelWarning)
		hub.CaptureException(err)
		s.fail(w, r, http.StatusConflict, err)
		return
	}
	if err := saveOrder(r.Context(), o); err != nil {
		hub.CaptureException(err)
		s.fail(w, r, http.StatusServiceUnavailable, err)
		return
	}
	if err := authorize(r, o.Card, o.Cents); err != nil {
		var declined *CardDeclinedError
		status := http.StatusBadGateway
		if errors.As(err, &declined) {
			status = http.StatusPaymentRequired
		}
		hub.CaptureException(fmt.Errorf("place order: %w", err))
		s.fail(w, r, status, err)
		return
	}
	s.accept(w, r, o)
}

// RequestError is a request that cannot be read.
type RequestError struct {
	callers
	Err error
}

func (e *RequestError) Error() string { return "bad request: " + e.Err.Error() }

func (e *RequestError) Unwrap() error { return e.Err }

func decodeOrder(body io.Reader) (order, error) {
	var o order
	if err := json.NewDecoder(body).Decode(&o); err != nil {
		return order{}, &RequestError{here(), err}
	}
	return o, nil
}

// accept queues the receipt of an order that is paid for, and answers.
func (s *shop) accept(w http.ResponseWriter, r *http.Request, o order) {
	number, _ := strconv.ParseUint(r.Header.Get("X-Customer"), 10, 64)
	id := fmt.Sprintf("o-%d", time.Now().UnixMilli()%1_000_000)
	if err := s.queue.put(r.Context(), job{Name: "send_receipt", Customer: number, Order: id}); err != nil {
		sentry.GetHubFromContext(r.Context()).CaptureException(err)
		s.fail(w, r, http.StatusInternalServerError, err)
		return
	}
	count(r, "orders.placed", attribute.String("sku", o.SKU))
	sentry.NewMeter(r.Context()).Distribution("orders.value", float64(o.Cents)/100, sentry.WithUnit("euro"))
	sentry.NewLogger(r.Context()).Info().String("sku", o.SKU).Int("quantity", o.Quantity).Emitf("order %s accepted", id)
	s.answer(w, http.StatusCreated, map[string]string{"order": id})
}

// refundOrder books the refund in the ledger and at the bank. Both can fail.
func (s *shop) refundOrder(w http.ResponseWriter, r *http.Request) {
	ledger := &DeadlockError{here(), "UPDATE ledger SET refunded = true WHERE order_id = $1"}
	bank := &GatewayError{here(), "refund", errors.New("order was never captured")}
	err := errors.Join(ledger, bank)
	sentry.GetHubFromContext(r.Context()).CaptureException(err)
	s.fail(w, r, http.StatusBadGateway, err)
}

// splitPayment divides an order's total among several payers.
func (s *shop) splitPayment(w http.ResponseWriter, r *http.Request) {
	ways, _ := strconv.Atoi(r.URL.Query().Get("ways"))
	s.answer(w, http.StatusOK, map[string]int{"cents": share(4900, ways)})
}

// share is what each payer owes; an empty form field arrives here as 0 ways.
func share(cents, ways int) int { return (cents + ways - 1) / ways }

// orderHistory is slow: it reads the lines of every order one by one.
func (s *shop) orderHistory(w http.ResponseWriter, r *http.Request) {
	query(r.Context(), "SELECT id FROM orders WHERE customer_id = $1", 5*time.Millisecond)
	for range 6 {
		query(r.Context(), "SELECT * FROM order_lines WHERE order_id = $1", 20*time.Millisecond)
	}
	sentry.NewLogger(r.Context()).Warn().Int("orders", 6).Emit("order history took one query per order")
	s.answer(w, http.StatusOK, []string{"o-1", "o-2", "o-3"})
}
