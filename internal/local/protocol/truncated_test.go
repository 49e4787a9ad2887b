package protocol

import (
	"os"
	"path/filepath"
	"testing"
)

// A payload cut anywhere is refused or read in part, never a panic: the trace
// context once was, when the input ended right before its value.
func TestCutPayloadsDoNotPanic(t *testing.T) {
	inputs := [][]byte{[]byte(`{"contexts":{"trace":{"trace_id":"0123456789abcdef0123456789abcdef"}}}`)}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, data)
	}
	for _, data := range inputs {
		for n := range data {
			_, _ = DecodeEvent(data[:n])
		}
	}
}
