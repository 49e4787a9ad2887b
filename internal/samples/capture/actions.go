package main

import (
	"encoding/json"
	"net/url"
	"time"

	"vedette/internal/local/demo"
)

// issues is the bulk path of Sentry's web API in the demo's organization.
const issues = "/api/0/organizations/local/issues/"

// actions are what people did with the issues over the two weeks.
func actions() ([]demo.Record, error) {
	type change = map[string]any
	script := []struct {
		daysAgo        float64
		project, query string
		change         change // of the issues found
		note           string // or a comment on the first of them
	}{
		{12.5, "checkout", "error.type:*CardDeclinedError", change{"priority": "medium"}, ""},
		{10.8, "storefront", "error.type:RecommendationTimeout", change{"isBookmarked": true}, ""},
		{9.8, "checkout", `"nil map"`, change{}, "Guests have no map of items yet: nothing makes one for them."},
		{9.1, "checkout", "error.type:*GatewayError", change{"priority": "high"}, ""},
		{9, "checkout", "error.type:*GatewayError", change{}, "The provider confirms an outage from 09:00 to 11:30 UTC."},
		{8, "storefront", "promo", change{"status": "ignored", "substatus": "archived_forever"}, ""},
		{7.5, "checkout", "postcode", change{"hasSeen": true}, ""},
		{7, "storefront", "error.type:SessionExpiredError", change{"status": "ignored", "substatus": "archived_until_escalating"}, ""},
		{6.5, "worker", "error.type:TypeError", change{"status": "resolved"}, ""},
		{6.4, "worker", "error.type:TypeError", change{}, "Points are numbers again since the import was fixed."},
		{5, "checkout", "error.type:*ExchangeRateError", change{"status": "resolved"}, ""},
		{4.2, "worker", "error.type:UnicodeDecodeError", change{"assignedTo": "you@localhost"}, ""},
		{2.9, "storefront", "error.type:TypeError cents", change{"priority": "high"}, ""},
		{2.5, "storefront", "error.type:TypeError cents", change{"assignedTo": "team:1"}, ""},
		{2.4, "storefront", "error.type:TypeError cents", change{}, "Gift wrap has no price of its own; the label must not ask for one."},
		{1.5, "storefront", "error.type:ReferenceError", change{}, "New in 5.12.0: the loyalty tier was renamed in the account service."},
		{0.8, "checkout", "error.type:*DeadlockError", change{"priority": "low"}, ""},
	}
	var records []demo.Record
	for _, s := range script {
		at := -time.Duration(s.daysAgo * 24 * float64(time.Hour))
		record := demo.Record{At: at.Milliseconds(), Method: "PUT"}
		record.Path = issues + "?" + url.Values{"query": {s.query}, "project": {s.project}}.Encode()
		body := s.change
		if s.note != "" {
			record.Method = "POST"
			record.Path = issues + "{issue:project:" + s.project + " " + s.query + "}/notes/"
			body = change{"text": s.note}
		}
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		record.Change = raw
		records = append(records, record)
	}
	return records, nil
}
