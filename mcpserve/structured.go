package mcpserve

import (
	"bytes"
	"encoding/json"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// structured is an answer's data, safe for a model too and without secrets: some
// hosts show it to one.
func structured(r ops.Result) any {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil
	}
	if isPlain(raw) && text.MaskSecrets(string(raw)) == string(raw) {
		return json.RawMessage(raw)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return modelForm(v)
}

// isPlain is true for JSON of printable ASCII whose strings hold no control
// character but newline and tab: most answers are such, and need no second look.
func isPlain(raw []byte) bool {
	for n := 0; n < len(raw); n++ {
		switch c := raw[n]; {
		case c < ' ' || c > '~':
			return false
		case c == '\\':
			n++
			if n == len(raw) || !strings.ContainsRune(`"\/nt`, rune(raw[n])) {
				return false
			}
		}
	}
	return true
}

// modelForm makes every string of a JSON value safe for a model, names included.
func modelForm(v any) any {
	switch v := v.(type) {
	case string:
		return text.From(v).Masked().Model()
	case []any:
		for n := range v {
			v[n] = modelForm(v[n])
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			out[text.From(name).Model()] = modelForm(value)
		}
		return out
	}
	return v
}
