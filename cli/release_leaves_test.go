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
		"gate":                    {args: []string{"--max-new", "100", "--max-regressed", "100"}},
		"release propose-version": {offline: true, exit: 2}, // there is no checkout
	}
}
