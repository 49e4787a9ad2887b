package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getsentry/sentry-go"
)

// startService serves the shop with an SDK that keeps its events.
func startService(t *testing.T, queue string) (base string, events *sentry.MockTransport) {
	t.Helper()
	events = &sentry.MockTransport{}
	err := sentry.Init(sentry.ClientOptions{
		Dsn: "http://key@127.0.0.1:1/1", Transport: events, EnableTracing: true, TracesSampleRate: 1,
		AttachStacktrace: true, BeforeSend: addSource,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(newShop(queue).routes())
	t.Cleanup(server.Close)
	return server.URL, events
}

func TestScenariosReportTheirFailure(t *testing.T) {
	want := map[string]struct {
		status int
		typ    string // of the outermost exception
		top    string // function of its last frame
	}{
		"order":           {201, "", ""},
		"history":         {200, "", ""},
		"card_declined":   {402, "*fmt.wrapError", "(*shop).placeOrder"},
		"card_expired":    {402, "*fmt.wrapError", "(*shop).placeOrder"},
		"gateway_timeout": {502, "*fmt.wrapError", "(*shop).placeOrder"},
		"out_of_stock":    {409, "*main.OutOfStockError", "(*shop).placeOrder"},
		"price_mismatch":  {201, "", ""},
		"fallback":        {201, "", ""},
		"deadlock":        {503, "*fmt.wrapError", "(*shop).placeOrder"},
		"bad_body":        {400, "*main.RequestError", "decodeOrder"},
		"refund":          {502, "*errors.joinError", "(*shop).refundOrder"},
		"unknown_coupon":  {500, "runtime.errorString", "(*coupon).apply"},
		"shipping_zone":   {500, "runtime.boundsError", "shippingCost"},
		"postcode":        {400, "*main.PostcodeError", "shippingCost"},
		"exchange_rate":   {500, "*fmt.wrapError", "(*shop).quote"},
		"guest_cart":      {500, "runtime.plainError", "(*cart).add"},
		"gift_card":       {500, "*runtime.TypeAssertionError", "giftBalance"},
		"split_payment":   {500, "runtime.errorString", "share"},
	}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			base, transport := startService(t, "")
			status, err := s.send(http.DefaultClient, base, customerNumber(17))
			if err != nil || status != want[s.name].status {
				t.Fatalf("status %d, %v; want %d", status, err, want[s.name].status)
			}
			for _, e := range transport.Events() {
				if e.User.Email != "farah.brandt@example.com" {
					t.Errorf("user %+v", e.User)
				}
				if len(e.Exception) == 0 || e.Type == "transaction" {
					continue
				}
				last := e.Exception[len(e.Exception)-1]
				top := last.Stacktrace.Frames[len(last.Stacktrace.Frames)-1]
				if last.Type != want[s.name].typ || top.Function != want[s.name].top || top.ContextLine == "" {
					t.Errorf("%s in %q, source %q; want %+v", last.Type, top.Function, top.ContextLine, want[s.name])
				}
				return
			}
			if want[s.name].typ != "" {
				t.Error("no exception was reported")
			}
		})
	}
}

func TestOrdersQueueAJobWithTheTrace(t *testing.T) {
	queue := filepath.Join(t.TempDir(), "jobs.ndjson")
	base, _ := startService(t, queue)
	order, _ := find("order")
	if _, err := order.send(http.DefaultClient, base, customerNumber(3)); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(queue)
	if err != nil {
		t.Fatal(err)
	}
	var j job
	if err := json.Unmarshal(raw, &j); err != nil {
		t.Fatal(err)
	}
	if j.Name != "send_receipt" || j.Customer != 3 || strings.Count(j.Headers["sentry-trace"], "-") != 2 {
		t.Errorf("job %+v", j)
	}
}

func TestChooseNamesTheUnknownScenario(t *testing.T) {
	if _, err := choose("order,nonsense"); err == nil || !strings.Contains(err.Error(), `"nonsense"`) {
		t.Errorf("error: %v", err)
	}
	chosen, err := choose("refund,order")
	names := []string{}
	for _, s := range chosen {
		names = append(names, s.name)
	}
	if err != nil || !slices.Equal(names, []string{"refund", "order"}) {
		t.Errorf("chose %v, %v", names, err)
	}
}
