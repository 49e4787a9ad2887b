package cli_test

// releaseLeaves are the commands about releases and what watches them.
func releaseLeaves() map[string]leafCase {
	return map[string]leafCase{
		"release list":            {args: []string{"--health"}},
		"release view":            {args: []string{"checkout@2.4.0", "--health"}},
		"release health":          {},
		"release commits":         {args: []string{"checkout@2.4.0"}},
		"release deploys":         {args: []string{"checkout@2.4.0"}},
		"release create":          {args: []string{"checkout@2.5.0", "--in", "checkout"}},
		"release finalize":        {args: []string{"checkout@2.4.0"}},
		"release archive":         {args: []string{"checkout@2.3.0"}},
		"release restore":         {args: []string{"checkout@2.3.0"}},
		"release deploy":          {args: []string{"checkout@2.4.0", "--env", "production"}},
		"release set-commits":     {args: []string{"checkout@2.4.0", "--commit", "acme/shop@4f2c9e1"}},
		"monitor list":            {},
		"monitor view":            {args: []string{"nightly-report"}},
		"monitor mute":            {args: []string{"nightly-report"}},
		"monitor unmute":          {args: []string{"nightly-report"}},
		"monitor enable":          {args: []string{"nightly-report"}},
		"monitor disable":         {args: []string{"nightly-report"}},
		"uptime list":             {empty: true},
		"uptime view":             {args: []string{"12", "--project", "checkout"}, exit: 3},
		"uptime create":           {args: []string{"--project", "checkout", "--name", "Shop", "--url", "https://shop.example.com", "--every", "1m"}, exit: 3},
		"uptime update":           {args: []string{"12", "--project", "checkout", "--every", "5m"}, exit: 3},
		"uptime delete":           {args: []string{"12", "--project", "checkout", "--yes"}, exit: 3},
		"alert list":              {empty: true},
		"alert view":              {args: []string{"12", "--project", "checkout"}, exit: 3},
		"dashboard list":          {empty: true},
		"dashboard view":          {args: []string{"12"}, exit: 3},
		"stats":                   {},
		"gate":                    {args: []string{"--max-new", "100", "--max-regressed", "100"}},
		"release propose-version": {offline: true, exit: 2}, // there is no checkout
	}
}
