package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/getsentry/sentry-go"
)

type cart struct {
	Items map[string]int
}

// addToCart puts one item into a cart.
func (s *shop) addToCart(w http.ResponseWriter, r *http.Request) {
	c := s.carts[r.PathValue("id")]
	note(r, "cart", "item added", map[string]any{"cart": r.PathValue("id")})
	c.add(r.URL.Query().Get("sku"))
	s.answer(w, http.StatusOK, c)
}

// add counts the item; a guest's cart never got its map.
func (c *cart) add(sku string) { c.Items[sku]++ }

// quote prices one product: coupon, shipping to a postcode, currency.
func (s *shop) quote(w http.ResponseWriter, r *http.Request) {
	hub := sentry.GetHubFromContext(r.Context())
	q := r.URL.Query()
	cents := s.products[q.Get("sku")].Cents
	query(r.Context(), "SELECT cents FROM prices WHERE sku = $1", time.Millisecond)
	if code := q.Get("coupon"); code != "" {
		cents = s.coupons[code].apply(cents)
	}
	if currency := q.Get("currency"); currency != "" {
		rate, err := exchangeRate(currency)
		if err != nil {
			hub.CaptureException(err)
			s.fail(w, r, http.StatusInternalServerError, err)
			return
		}
		cents = int(float64(cents) * rate)
	}
	shipping, err := shippingCost(q.Get("postcode"))
	if err != nil {
		hub.CaptureException(err)
		s.fail(w, r, http.StatusBadRequest, err)
		return
	}
	s.answer(w, http.StatusOK, map[string]int{"cents": cents + shipping})
}

// apply takes the coupon's percentage off; there is no coupon behind an
// unknown code.
func (c *coupon) apply(cents int) int { return cents - cents*c.Percent/100 }

// PostcodeError is a postcode that no carrier knows.
type PostcodeError struct {
	callers
	Postcode string
	Err      error
}

func (e *PostcodeError) Error() string {
	return "shipping zone of postcode " + e.Postcode + " is unknown"
}

func (e *PostcodeError) Unwrap() error { return e.Err }

// ExchangeRateError is a currency without a rate for today.
type ExchangeRateError struct {
	callers
	Currency string
	Err      error
}

func (e *ExchangeRateError) Error() string { return "no exchange rate of " + e.Currency }

func (e *ExchangeRateError) Unwrap() error { return e.Err }

// shippingCost looks the postcode's zone up in the carrier's table.
func shippingCost(postcode string) (int, error) {
	number, err := strconv.Atoi(postcode)
	if err != nil {
		return 0, &PostcodeError{here(), postcode, err}
	}
	zones := []int{490, 490, 590, 690, 890}
	return zones[number/10_000], nil
}

// exchangeRate reads the rate from the nightly download.
func exchangeRate(currency string) (float64, error) {
	raw, err := os.ReadFile(filepath.Join("rates", currency+".txt"))
	if err != nil {
		return 0, fmt.Errorf("convert price: %w", &ExchangeRateError{here(), currency, err})
	}
	return strconv.ParseFloat(string(raw), 64)
}

// useGiftCard takes the card's balance from a loosely typed partner answer.
func (s *shop) useGiftCard(w http.ResponseWriter, r *http.Request) {
	partner := map[string]any{"code": r.PathValue("code"), "balance": "25.00"}
	s.answer(w, http.StatusOK, map[string]int{"cents": giftBalance(partner)})
}

// giftBalance believes that the partner sends a number; it sends a string.
func giftBalance(partner map[string]any) int { return int(partner["balance"].(float64) * 100) }
