package mcpserve

import (
	"slices"
	"testing"

	"vedette/internal/ops"
)

func TestToolsets(t *testing.T) {
	for _, c := range []struct {
		sets []string
		want func(ops.Operation) bool
	}{
		{nil, func(op ops.Operation) bool { return slices.Contains(mainTools(), op.Name) }},
		{[]string{"issues", "triage"}, func(op ops.Operation) bool { return op.Toolset == "issues" || op.Toolset == "triage" }},
		{[]string{"main", "seer"}, func(op ops.Operation) bool { return op.Toolset == "seer" || slices.Contains(mainTools(), op.Name) }},
		{[]string{"all"}, func(ops.Operation) bool { return true }},
	} {
		got, err := listed(c.sets)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range ops.Catalog() {
			if in := slices.ContainsFunc(got, func(o ops.Operation) bool { return o.Name == op.Name }); in != c.want(op) {
				t.Errorf("%v: %s listed: %t", c.sets, op.Name, in)
			}
		}
	}
	if _, err := listed([]string{"isues"}); ops.KindOf(err) != ops.KindInvalid {
		t.Errorf("an unknown toolset: %v", err)
	}
}

// Every main tool is an operation: a renamed one would silently leave the list.
func TestMainToolsExist(t *testing.T) {
	got, err := listed(nil)
	if err != nil || len(got) != len(mainTools()) {
		t.Errorf("%d of %d main tools are operations (%v)", len(got), len(mainTools()), err)
	}
}
