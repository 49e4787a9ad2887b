package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/getsentry/sentry-go"
	"github.com/getsentry/sentry-go/attribute"
	sentryhttp "github.com/getsentry/sentry-go/http"
)

// shop is the checkout service.
type shop struct {
	products map[string]product
	coupons  map[string]*coupon
	carts    map[string]*cart
	queue    jobQueue
}

type product struct {
	Name  string
	Cents int
	Stock int
}

type coupon struct {
	Percent int
	Expires time.Time
}

func newShop(queue string) *shop {
	return &shop{
		products: map[string]product{
			"mug-blue":   {"Blue mug", 1250, 40},
			"teapot":     {"Teapot", 4900, 12},
			"kettle":     {"Kettle", 7900, 3},
			"tea-sencha": {"Sencha, 100 g", 1490, 200},
		},
		coupons: map[string]*coupon{"WELCOME10": {Percent: 10, Expires: time.Now().AddDate(0, 1, 0)}},
		carts:   map[string]*cart{"c-100": {Items: map[string]int{"teapot": 1}}, "c-guest": {}},
		queue:   jobQueue{path: queue},
	}
}

// routes wraps every route on its own, inside of the mux, so that transactions
// are named after the route rather than the URL.
func (s *shop) routes() http.Handler {
	mux := http.NewServeMux()
	trace := sentryhttp.New(sentryhttp.Options{})
	for pattern, handler := range map[string]http.HandlerFunc{
		"POST /orders":                s.placeOrder,
		"POST /orders/{id}/refund":    s.refundOrder,
		"POST /orders/{id}/split":     s.splitPayment,
		"GET /quote":                  s.quote,
		"POST /carts/{id}/items":      s.addToCart,
		"GET /customers/{id}/orders":  s.orderHistory,
		"POST /gift-cards/{code}/use": s.useGiftCard,
	} {
		mux.Handle(pattern, trace.Handle(identify(reportPanics(handler))))
	}
	return mux
}

// reportPanics reports a panic and answers 500. sentryhttp would report it too,
// but after the answer, so that the transaction would look successful.
func reportPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if cause := recover(); cause != nil {
				sentry.GetHubFromContext(r.Context()).RecoverWithContext(r.Context(), cause)
				http.Error(w, "internal error", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// identify tells Sentry which customer the request is for.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.ParseUint(r.Header.Get("X-Customer"), 10, 64)
		if err == nil {
			c := customerNumber(number)
			scope := sentry.GetHubFromContext(r.Context()).Scope()
			scope.SetUser(sentry.User{ID: c.id(), Username: c.name, Email: c.email, IPAddress: c.ip})
			scope.SetTag("customer.tier", c.tier)
		}
		next.ServeHTTP(w, r)
	})
}

// fail logs err and answers with status. Reporting err is left to the handler,
// so that the handler, not fail, is at the top of the stack trace.
func (s *shop) fail(w http.ResponseWriter, r *http.Request, status int, err error) {
	sentry.NewLogger(r.Context()).Error().Int("http.status", status).Emitf("%s failed: %v", r.Pattern, err)
	s.answer(w, status, map[string]string{"error": err.Error()})
}

func (s *shop) answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// note leaves a breadcrumb on the way of this request.
func note(r *http.Request, category, message string, data map[string]any) {
	sentry.GetHubFromContext(r.Context()).AddBreadcrumb(&sentry.Breadcrumb{
		Type: "default", Category: category, Message: message, Data: data, Level: sentry.LevelInfo,
	}, nil)
}

// count adds one to a business metric.
func count(r *http.Request, name string, attrs ...attribute.Builder) {
	sentry.NewMeter(r.Context()).Count(name, 1, sentry.WithAttributes(attrs...))
}
