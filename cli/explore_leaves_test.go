package cli_test

// exploreLeaves are the commands about telemetry.
func exploreLeaves() map[string]leafCase {
	return map[string]leafCase{
		"explore":           {},
		"search fields":     {},
		"search syntax":     {offline: true},
		"trace list":        {},
		"trace view":        {args: []string{"CHECKOUT-4"}},
		"span list":         {},
		"span view":         {args: []string{"CHECKOUT-4", "0000000000000000"}, exit: 3},
		"log list":          {},
		"performance":       {},
		"profile list":      {empty: true},
		"profile hot":       {args: []string{"--project", "checkout"}},
		"profile view":      {args: []string{"a1b2c3d4e5f60718293a4b5c6d7e8f90", "--project", "checkout"}, exit: 3},
		"replay list":       {empty: true},
		"replay view":       {args: []string{"a1b2c3d4e5f60718293a4b5c6d7e8f90"}, exit: 3},
		"conversation list": {exit: 3},
		"conversation view": {args: []string{"conv-42"}, exit: 3},
		"log view":          {args: []string{"0000000000000000"}, exit: 3},
	}
}
