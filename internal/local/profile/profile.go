// Package profile puts profiles together: many into one flame graph, and the chunks of a continuous one into a whole. It exists apart from
// the web API because both are sums over stacks that only need the samples, in Sentry's sample format.
package profile

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// sampled is a profile or chunk as far as sums need it. Frames and threads are kept as they came.
type sampled struct {
	Platform string `json:"platform"`
	Profile  struct {
		Frames  []json.RawMessage          `json:"frames"`
		Stacks  [][]int                    `json:"stacks"`
		Samples []sample                   `json:"samples"`
		Threads map[string]json.RawMessage `json:"thread_metadata"`
	} `json:"profile"`
}

type sample struct {
	StackID   int             `json:"stack_id"`
	ThreadID  json.RawMessage `json:"thread_id,omitempty"` // text or number
	Elapsed   json.Number     `json:"elapsed_since_start_ns,omitempty"`
	Timestamp float64         `json:"timestamp,omitempty"` // unix seconds, of chunks
}

// at is when the sample was taken, in nanoseconds since any fixed moment.
func (s sample) at() int64 {
	if s.Timestamp > 0 && s.Timestamp < 1e10 {
		return int64(s.Timestamp * 1e9)
	}
	n, err := strconv.ParseInt(s.Elapsed.String(), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (s sample) thread() string {
	var text string
	if json.Unmarshal(s.ThreadID, &text) == nil {
		return text
	}
	return string(s.ThreadID)
}

// decode reads a profile; one of an unknown form has no samples.
func decode(body []byte) sampled {
	var p sampled
	if json.Unmarshal(body, &p) != nil {
		return sampled{}
	}
	return p
}

// stack is the frames of a sample, the innermost call first; nil when it points nowhere.
func (p *sampled) stack(id int) []int {
	if id < 0 || id >= len(p.Profile.Stacks) {
		return nil
	}
	for _, f := range p.Profile.Stacks[id] {
		if f < 0 || f >= len(p.Profile.Frames) {
			return nil
		}
	}
	return p.Profile.Stacks[id]
}

// Chunk is a continuous profile in the sample format.
type Chunk struct {
	Platform string  `json:"platform"`
	Profile  samples `json:"profile"`
}

type samples struct {
	Frames  []json.RawMessage          `json:"frames"`
	Stacks  [][]int                    `json:"stacks"`
	Samples []sample                   `json:"samples"`
	Threads map[string]json.RawMessage `json:"thread_metadata"`
}

// Join makes one profile of chunks, with the samples of [since, until]; zero ends are open.
func Join(chunks [][]byte, since, until time.Time) Chunk {
	c := Chunk{Profile: samples{Frames: []json.RawMessage{}, Stacks: [][]int{}, Samples: []sample{}, Threads: map[string]json.RawMessage{}}}
	for _, body := range chunks {
		p := decode(body)
		c.Platform = p.Platform
		frames, stacks := len(c.Profile.Frames), len(c.Profile.Stacks)
		c.Profile.Frames = append(c.Profile.Frames, p.Profile.Frames...)
		for id := range p.Profile.Stacks {
			moved := slices.Clone(p.stack(id))
			for i := range moved {
				moved[i] += frames
			}
			c.Profile.Stacks = append(c.Profile.Stacks, append([]int{}, moved...))
		}
		for id, t := range p.Profile.Threads {
			c.Profile.Threads[id] = t
		}
		for _, s := range p.Profile.Samples {
			at := time.Unix(0, s.at())
			if p.stack(s.StackID) == nil || !since.IsZero() && at.Before(since) || !until.IsZero() && at.After(until) {
				continue
			}
			s.StackID += stacks
			c.Profile.Samples = append(c.Profile.Samples, s)
		}
	}
	slices.SortStableFunc(c.Profile.Samples, func(a, b sample) int { return cmp.Compare(a.at(), b.at()) })
	return c
}
