package sentryapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"vedette/internal/text"
)

// UnmarshalJSON reads [unix seconds, events].
func (p *StatPoint) UnmarshalJSON(data []byte) error {
	if unix, count, ok := digitPair(data); ok {
		*p = StatPoint{Unix: unix, Count: count}
		return nil
	}
	unix, count, err := intPair(data)
	*p = StatPoint{Unix: unix, Count: count}
	return err
}

// digitPair reads "[digits,digits]", which is how nearly all points look.
func digitPair(data []byte) (a, b int64, ok bool) {
	if len(data) < 5 || len(data) > 32 || data[0] != '[' || data[len(data)-1] != ']' {
		return 0, 0, false
	}
	left, right, ok := bytes.Cut(data[1:len(data)-1], []byte{','})
	if !ok || !readDigits(left, &a) || !readDigits(right, &b) {
		return 0, 0, false
	}
	return a, b, true
}

func readDigits(data []byte, n *int64) bool {
	const digits = 18 // always fit
	for _, c := range data {
		if c < '0' || c > '9' {
			return false
		}
		*n = *n*10 + int64(c-'0')
	}
	return len(data) > 0 && len(data) <= digits
}

// MarshalJSON gives [unix seconds, events].
func (p StatPoint) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d]", p.Unix, p.Count), nil
}

// UnmarshalJSON reads {"24h":[[unix seconds, events],...]}. It exists for
// speed: the points are a good part of an issue's bytes.
func (s *Stats) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*s = nil
		return nil
	}
	periods, err := members(data)
	if err != nil {
		return fmt.Errorf("stats: %w", err)
	}
	*s = make(Stats, len(periods))
	for _, period := range periods {
		var name text.Word
		if err := json.Unmarshal(period.name, &name); err != nil {
			return err
		}
		if string(period.value) == "null" {
			continue
		}
		items, err := elements(period.value)
		if err != nil {
			return fmt.Errorf("stats: %w", err)
		}
		points := make([]StatPoint, len(items))
		for i, item := range items {
			if err := points[i].UnmarshalJSON(item); err != nil {
				return err
			}
		}
		(*s)[string(name)] = points
	}
	return nil
}

// intPair reads a list of two numbers; more members are ignored.
func intPair(data []byte) (int64, int64, error) {
	items, err := elements(data)
	if err != nil {
		return 0, 0, err
	}
	if len(items) < 2 {
		return 0, 0, fmt.Errorf("a list of %d where a pair was expected", len(items))
	}
	var a, b Int
	if err := a.UnmarshalJSON(items[0]); err != nil {
		return 0, 0, err
	}
	if err := b.UnmarshalJSON(items[1]); err != nil {
		return 0, 0, err
	}
	return int64(a), int64(b), nil
}

// UnmarshalJSON reads [line number, code].
func (l *SourceLine) UnmarshalJSON(data []byte) error {
	items, err := elements(data)
	if err != nil {
		return err
	}
	if len(items) < 2 {
		return fmt.Errorf("a list of %d where [line, code] was expected", len(items))
	}
	var no Int
	if err := no.UnmarshalJSON(items[0]); err != nil {
		return err
	}
	l.No = int(no)
	return json.Unmarshal(items[1], &l.Code)
}

// MarshalJSON gives [line number, code].
func (l SourceLine) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]any{l.No, l.Code})
}

// UnmarshalJSON reads {"type","id","name","email"}, and the "user:1",
// "team:1" and bare "1" (a user) strings of older servers.
func (a *Actor) UnmarshalJSON(data []byte) error {
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] != '"' {
		type plain Actor
		return json.Unmarshal(data, (*plain)(a))
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	kind, id, ok := strings.Cut(s, ":")
	if !ok {
		kind, id = "user", s
	}
	*a = Actor{Type: text.WordOf(kind), ID: text.WordOf(id)}
	return nil
}

// UnmarshalJSON reads a bare commit id, {"commit","repository"}, and the whole
// commit of newer servers.
func (c *CommitRef) UnmarshalJSON(data []byte) error {
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] != '{' {
		return json.Unmarshal(data, &c.Commit)
	}
	var ref struct {
		Commit     text.Word       `json:"commit"`
		ID         text.Word       `json:"id"`
		Repository json.RawMessage `json:"repository"`
	}
	if err := json.Unmarshal(data, &ref); err != nil {
		return err
	}
	c.Commit = cmp.Or(ref.Commit, ref.ID)
	var repository Repository
	if json.Unmarshal(ref.Repository, &c.Repository) != nil && json.Unmarshal(ref.Repository, &repository) == nil {
		c.Repository = repository.Name
	}
	return nil
}
