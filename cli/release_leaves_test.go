package cli_test

// releaseLeaves are the commands about releases and what watches them.
func releaseLeaves() map[string]leafCase {
	return map[string]leafCase{
		"release list":            {args: []string{"--health"}},
		"release view":            {args: []string{"checkout@2.4.0", "--health"}},
		"release health":          {exit: 3},
		"release commits":         {args: []string{"checkout@2.4.0"}},
		"release deploys":         {args: []string{"checkout@2.4.0"}},
		"release create":          {args: []string{"checkout@2.5.0", "--in", "checkout"}, exit: 2},
		"release finalize":        {args: []string{"checkout@2.4.0"}, exit: 2},
		"release archive":         {args: []string{"checkout@2.3.0"}, exit: 2},
		"release restore":         {args: []string{"checkout@2.3.0"}, exit: 2},
		"release deploy":          {args: []string{"checkout@2.4.0", "--env", "production"}, exit: 3},
		"release set-commits":     {args: []string{"checkout@2.4.0", "--commit", "acme/shop@4f2c9e1"}, exit: 2},
		"release propose-version": {offline: true, exit: 2}, // there is no checkout
	}
}
