package cli_test

import "strings"

// issueLeaves are the commands about issues and events.
func issueLeaves() map[string]leafCase {
	const issue = "CHECKOUT-4"
	table := map[string]leafCase{
		"issue similar":        {args: []string{issue}},
		"issue owners":         {args: []string{issue}},
		"issue feedback":       {args: []string{issue}, empty: true},
		"issue links":          {args: []string{issue}, empty: true},
		"issue merge":          {args: []string{issue, "CHECKOUT-3", "--dry-run"}},
		"issue delete":         {args: []string{issue, "--dry-run"}},
		"issue comment add":    {args: []string{issue, "--text", "seen", "--dry-run"}},
		"issue comment edit":   {args: []string{issue, "1", "--text", "seen"}, exit: 3}, // there is no such comment
		"issue comment delete": {args: []string{issue, "1", "--yes"}, exit: 3},
		"event view":           {args: []string{issue}},
		"event list":           {args: []string{issue}},
		"event stack":          {args: []string{issue}},
		"event breadcrumbs":    {args: []string{issue}},
		"event attachments":    {args: []string{issue}, empty: true},
		"sourcemap debug":      {args: []string{issue}},
		"view list":            {empty: true},
		"show":                 {args: []string{"--type", "issue", issue}},
	}
	for _, mark := range []string{"bookmark", "unbookmark", "subscribe", "unsubscribe", "review", "share", "unshare"} {
		table["issue "+mark] = leafCase{args: []string{issue, "--dry-run"}, empty: strings.HasPrefix(mark, "un")} // nothing is marked
	}
	return table
}
