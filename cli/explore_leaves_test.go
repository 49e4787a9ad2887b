package cli_test

// exploreLeaves are the commands about telemetry.
func exploreLeaves() map[string]leafCase {
	return map[string]leafCase{
		"explore":       {},
		"search fields": {},
		"search syntax": {offline: true},
		"trace list":    {},
		"trace view":    {args: []string{"CHECKOUT-4"}},
		"span list":     {},
		"span view":     {args: []string{"CHECKOUT-4", "0000000000000000"}, exit: 3},
		"log list":      {},
		"log view":      {args: []string{"0000000000000000"}, exit: 3},
	}
}
