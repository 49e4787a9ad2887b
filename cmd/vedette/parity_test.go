package main

import (
	"testing"

	"vedette/cli"
	"vedette/internal/ops"
	"vedette/tui"
)

// exempt names the operations that a face does without ("tui get_x": why).
func exempt() map[string]string { return map[string]string{} }

// Every operation is reachable through every face. The MCP tools are derived
// from the catalogue, so only the two hand-made faces can lack one.
func TestEveryFaceHasEveryOperation(t *testing.T) {
	faces := map[string]map[string][]string{"cli": cli.Operations(), "tui": tui.Operations()}
	known := map[string]bool{}
	for _, op := range ops.Catalog() {
		known[op.Name] = true
		for face, covered := range faces {
			key := face + " " + op.Name
			switch reason := exempt()[key]; {
			case len(covered[op.Name]) == 0 && reason == "":
				t.Errorf("%s has no way to %s, and no reason is given", face, op.Name)
			case len(covered[op.Name]) > 0 && reason != "":
				t.Errorf("%s reaches %s by %v: its exemption (%s) is out of date", face, op.Name, covered[op.Name], reason)
			}
		}
	}
	for face, covered := range faces {
		for op := range covered {
			if !known[op] {
				t.Errorf("%s claims the operation %s, which the catalogue does not know", face, op)
			}
		}
	}
}
