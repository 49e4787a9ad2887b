package cli_test

// exploreLeaves are the commands about telemetry.
func exploreLeaves() map[string]leafCase {
	return map[string]leafCase{
		"explore":       {},
		"search fields": {},
		"search syntax": {offline: true},
	}
}
