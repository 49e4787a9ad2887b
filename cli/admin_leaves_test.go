package cli_test

// adminLeaves are the commands about projects, people and what programs send with.
func adminLeaves() map[string]leafCase {
	dry := []string{"--dry-run"}
	const key = "0123456789abcdef0123456789abcdef"
	return map[string]leafCase{
		"project list":     {},
		"project view":     {args: []string{"checkout"}},
		"project create":   {args: []string{"Web shop"}, onDemo: dry},
		"project update":   {args: []string{"checkout", "--name", "Checkout"}, onDemo: dry},
		"project delete":   {args: []string{"checkout", "--yes"}, onDemo: dry},
		"team list":        {},
		"team create":      {args: []string{"payments"}, onDemo: dry},
		"team add":         {args: []string{"local", "checkout"}, onDemo: dry},
		"team remove":      {args: []string{"local", "checkout"}, onDemo: dry},
		"member list":      {},
		"dsn list":         {args: []string{"checkout"}},
		"dsn view":         {args: []string{"checkout"}},
		"dsn create":       {args: []string{"checkout"}, onDemo: dry},
		"dsn update":       {args: []string{key, "checkout", "--off"}, onDemo: dry},
		"dsn delete":       {args: []string{key, "checkout", "--yes"}, onDemo: dry},
		"env list":         {},
		"env hide":         {args: []string{"production", "checkout"}, onDemo: dry},
		"env show":         {args: []string{"production", "checkout"}, onDemo: dry},
		"ownership view":   {args: []string{"checkout"}, empty: true},
		"ownership set":    {args: []string{"-", "checkout"}, onDemo: dry},
		"repo list":        {empty: true},
		"repo mappings":    {empty: true},
		"integration list": {empty: true},
		"docs search":      {args: []string{"source", "maps"}, offline: true},
		"docs open":        {args: []string{"platforms/go"}, offline: true},
	}
}
