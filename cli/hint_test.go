package cli

import "testing"

// A hint pasted as it stands must reach the server that the failed command was
// about, not the default one.
func TestHintsKeepTheProfile(t *testing.T) {
	for _, c := range []struct {
		args       []string
		hint, want string
	}{
		{[]string{"--profile", "demo", "issue", "view", "X"}, "vedette issue list --query ''", "vedette --profile demo issue list --query ''"},
		{[]string{"issue", "--profile=demo", "view"}, "run `vedette doctor` or vedette fix X --new", "run `vedette --profile demo doctor` or vedette --profile demo fix X --new"},
		{[]string{"issue", "view"}, "vedette issue list", "vedette issue list"},
		{[]string{"--profile", "demo"}, "vedette dsn list, or vedette env list", "vedette --profile demo dsn list, or vedette --profile demo env list"},
		{[]string{"--profile", "demo"}, "vedette local run, vedette demo", "vedette local run, vedette demo"},
	} {
		if got := inProfile(c.hint, namedProfile(c.args)); got != c.want {
			t.Errorf("%v: %q, want %q", c.args, got, c.want)
		}
	}
}
