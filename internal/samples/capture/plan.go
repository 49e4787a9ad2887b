package main

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// Hours before the moment that the history is loaded for.
const (
	historyHours  = 14 * 24
	releaseHours  = 3*24 + 2      // the second release reaches production
	stagingLead   = 26            // and staging, that much earlier
	incidentHours = 9*24 + 5      // the payment gateway was down
	runWindow     = 6 * time.Hour // what one run of a program may stand for
	maxPerRun     = 8             // scenarios
)

// arc says how often one scenario happens, and when.
type arc struct {
	program  string
	scenario string
	count    int
	from, to float64 // hours ago, from > to
}

// arcs are the history's script: a few frequent failures, a long tail, two
// regressions, an incident, bursts in the last hours, one brand-new issue.
func arcs() []arc {
	const all = historyHours - 1
	return []arc{
		{"checkout", "card_declined", 62, all, 0.2},
		{"checkout", "unknown_coupon", 26, all, 6}, {"checkout", "unknown_coupon", 16, 6, 0.2},
		{"checkout", "out_of_stock", 36, all, 1},
		{"checkout", "gateway_timeout", 18, incidentHours, incidentHours - 2.5}, {"checkout", "gateway_timeout", 9, 80, 1},
		{"checkout", "price_mismatch", 20, all, 2},
		{"checkout", "guest_cart", 17, 260, 0.7},
		{"checkout", "shipping_zone", 13, 200, 3},
		{"checkout", "postcode", 11, all, 8},
		{"checkout", "deadlock", 10, all, 5},
		{"checkout", "card_expired", 9, all, 12},
		{"checkout", "bad_body", 8, 300, 20},
		{"checkout", "fallback", 5, incidentHours, incidentHours - 3},
		{"checkout", "refund", 4, 170, 30},
		{"checkout", "exchange_rate", 3, 290, 150}, {"checkout", "exchange_rate", 2, 26, 22},
		{"checkout", "split_payment", 8, releaseHours - 1, 0.4},
		{"checkout", "gift_card", 3, 0.15, 0.05},
		{"checkout", "order", 32, all, 0.1}, {"checkout", "history", 14, all, 1},

		{"storefront", "gift_wrap", 40, all, 10}, {"storefront", "gift_wrap", 26, 10, 0.1},
		{"storefront", "recommendations", 32, all, 0.5},
		{"storefront", "declined", 22, all, 2}, {"storefront", "coupon", 12, all, 3},
		{"storefront", "broken_cookie", 18, all, 4},
		{"storefront", "empty_cart", 14, 250, 2},
		{"storefront", "session", 13, all, 6},
		{"storefront", "image", 11, all, 9},
		{"storefront", "search", 8, 310, 12},
		{"storefront", "weight", 6, 190, 40},
		{"storefront", "mirrors", 5, 140, 20},
		{"storefront", "terms", 4, 330, 60},
		{"storefront", "category", 3, 100, 15},
		{"storefront", "promo", 5, 320, 200},
		{"storefront", "loyalty", 20, releaseHours - 1, 0.3},
		{"storefront", "feedback", 5, 270, 1}, {"storefront", "sitemap", 16, 48, 0.3},
		{"storefront", "home", 30, all, 0.1}, {"storefront", "buy", 40, all, 0.1}, {"storefront", "history", 12, all, 1},

		{"worker", "guest_receipt", 30, all, 0.5},
		{"worker", "nightly_report", 14, all, 4},
		{"worker", "stock_sync", 16, all, 3}, {"worker", "stock_sync", 10, 3, 0.3},
		{"worker", "newsletter", 14, 300, 5},
		{"worker", "stock_audit", 13, all, 2},
		{"worker", "supplier_prices", 9, 280, 10},
		{"worker", "supplier_import", 8, 280, 10},
		{"worker", "loyalty_points", 7, 300, 160}, {"worker", "loyalty_points", 5, releaseHours - 10, 2},
		{"worker", "return_label", 7, 240, 16},
		{"worker", "queue_depth", 6, incidentHours - 1, 40},
		{"worker", "cache_warmup", 4, 300, 30},
		{"worker", "monthly_report", 3, 290, 60},
		{"worker", "invoice_archive", 2, 180, 90},
		{"worker", "payment_webhook", 10, releaseHours - 2, 0.8},
		{"worker", "send_receipt", 12, all, 1},
	}
}

// run is one start of a sample program.
type run struct {
	program     string
	at          time.Duration // before the moment of loading; negative
	environment string
	second      bool // the second release
	seed        uint64
	scenarios   []string
}

func (r run) version(program string) string {
	versions := map[string][2]string{
		"checkout": {"2.3.0", "2.4.0"}, "storefront": {"5.11.2", "5.12.0"}, "worker": {"1.8.1", "1.9.0"},
	}[program]
	if r.second {
		return versions[1]
	}
	return versions[0]
}

// callsCheckout tells whether the storefront's pages need the checkout service.
func (r run) callsCheckout() bool {
	return slices.ContainsFunc(r.scenarios, func(s string) bool {
		return slices.Contains([]string{"buy", "history", "declined", "coupon"}, s)
	})
}

type occurrence struct {
	program, scenario string
	at                time.Duration
}

// plan spreads the arcs over time and packs neighbours into runs; equal seeds
// give equal plans.
func plan(seed uint64) []run {
	chance := rand.New(rand.NewPCG(seed, 1))
	var all []occurrence
	for _, a := range arcs() {
		step := (a.from - a.to) / float64(a.count)
		for i := range a.count {
			hours := a.from - (float64(i)+chance.Float64())*step
			all = append(all, occurrence{a.program, a.scenario, -time.Duration(hours * float64(time.Hour))})
		}
	}
	slices.SortFunc(all, func(a, b occurrence) int { return cmp.Compare(a.at, b.at) })

	var runs []run
	open := map[string]int{} // program -> its last run
	for _, o := range all {
		i, ok := open[o.program]
		if ok && runs[i].takes(o) {
			runs[i].scenarios = append(runs[i].scenarios, o.scenario)
			continue
		}
		open[o.program] = len(runs)
		runs = append(runs, newRun(o, chance))
	}
	return runs
}

// takes tells whether o may be part of r: near in time, the same release, and
// not a repetition, which the SDKs drop as a duplicate.
func (r run) takes(o occurrence) bool {
	window := min(runWindow, -o.at/4) // the nearer to now, the closer charts look
	return o.at-r.at < window && r.second == r.deployed(o.at) &&
		len(r.scenarios) < maxPerRun && !slices.Contains(r.scenarios, o.scenario)
}

// deployed tells whether r's environment had the second release at that time.
func (r run) deployed(at time.Duration) bool {
	since := -releaseHours * time.Hour
	if r.environment == "staging" {
		since -= stagingLead * time.Hour
	}
	return at > since
}

func newRun(first occurrence, chance *rand.Rand) run {
	r := run{
		program: first.program, at: first.at, environment: "production",
		seed: chance.Uint64N(1 << 20), scenarios: []string{first.scenario},
	}
	if chance.Float64() < 0.18 {
		r.environment = "staging"
	}
	r.second = r.deployed(first.at)
	return r
}
