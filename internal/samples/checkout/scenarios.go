package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// scenario is one request that shows one behaviour of the service.
type scenario struct {
	name   string
	about  string
	method string
	path   string
	body   string
}

// scenarios are in the order in which they are played.
func scenarios() []scenario {
	order := func(sku string, quantity, cents int, card string) string {
		return fmt.Sprintf(`{"sku":%q,"quantity":%d,"cents":%d,"card":%q}`, sku, quantity, cents, card)
	}
	return []scenario{
		{"order", "an order that works", "POST", "/orders", order("teapot", 1, 4900, cardGood)},
		{"history", "a slow page: one query per order", "GET", "/customers/me/orders", ""},
		{"card_declined", "wrapped custom error", "POST", "/orders", order("teapot", 1, 4900, cardNoFunds)},
		{"card_expired", "the same error type with another value", "POST", "/orders", order("mug-blue", 2, 2500, cardExpired)},
		{"gateway_timeout", "context.DeadlineExceeded in a chain", "POST", "/orders", order("kettle", 1, 7900, cardSlowGateway)},
		{"out_of_stock", "custom error, level warning", "POST", "/orders", order("kettle", 5, 39500, cardGood)},
		{"price_mismatch", "message, level warning", "POST", "/orders", order("tea-sencha", 3, 4400, cardGood)},
		{"fallback", "message, level info", "POST", "/orders", order("mug-blue", 1, 1250, cardFallback)},
		{"deadlock", "wrapped database error", "POST", "/orders", order("mug-blue", 60, 75000, cardGood)},
		{"bad_body", "*json.SyntaxError, level warning", "POST", "/orders", `{"sku":"teapot";"quantity":1}`},
		{"refund", "errors.Join of two errors", "POST", "/orders/o-417/refund", ""},
		{"unknown_coupon", "panic: nil pointer dereference", "GET", "/quote?sku=teapot&postcode=10115&coupon=SPRING24", ""},
		{"shipping_zone", "panic: index out of range", "GET", "/quote?sku=kettle&postcode=80331", ""},
		{"postcode", "custom error around a *strconv.NumError", "GET", "/quote?sku=mug-blue&postcode=SW1A", ""},
		{"exchange_rate", "custom error around a *fs.PathError", "GET", "/quote?sku=mug-blue&postcode=10115&currency=CHF", ""},
		{"guest_cart", "panic: assignment to entry in nil map", "POST", "/carts/c-guest/items?sku=teapot", ""},
		{"gift_card", "panic: type assertion", "POST", "/gift-cards/G-2025-118/use", ""},
		{"split_payment", "panic: integer divide by zero", "POST", "/orders/o-418/split?ways=", ""},
	}
}

func find(name string) (scenario, bool) {
	for _, s := range scenarios() {
		if s.name == name {
			return s, true
		}
	}
	return scenario{}, false
}

// send makes the scenario's request in the name of c and returns the status.
func (s scenario) send(client *http.Client, base string, c customer) (int, error) {
	request, err := http.NewRequest(s.method, base+s.path, strings.NewReader(s.body))
	if err != nil {
		return 0, err
	}
	request.Host = "checkout.shop.example.com"
	request.Header.Set("X-Customer", fmt.Sprint(c.number))
	request.Header.Set("X-Forwarded-For", c.ip)
	request.Header.Set("User-Agent", "shop-app/3.2 (Android 14)")
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return 0, err
	}
	return response.StatusCode, nil
}
