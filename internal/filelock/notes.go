package filelock

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Notes are short texts under keys, in files that processes share. Whoever
// holds a key is alone with its note; a holder that dies leaves it to the next.
type Notes struct {
	Dir string           // made when needed
	Now func() time.Time // clock
}

const (
	retryLock = 50 * time.Millisecond
	keepNotes = time.Hour // older notes are dropped when their file is written
	maxFile   = 1 << 20   // bytes; a larger file is none of ours and is begun anew
)

// note is one entry of a file.
type note struct {
	At   time.Time       `json:"at"`
	Data json.RawMessage `json:"data"`
}

// Hold waits until nobody else holds key, then runs do with the last note under
// it (JSON; nil = none) and a function that replaces the note at once. The key
// is free again when do returns, or when the process ends in whatever way.
//
// A key's file is one of 256: keys that meet in a file wait for each other.
func (n Notes) Hold(ctx context.Context, key string, do func(last []byte, write func([]byte) error) error) error {
	if err := os.MkdirAll(n.Dir, 0o700); err != nil {
		return fmt.Errorf("keep notes: %w", err)
	}
	sum := sha256.Sum256([]byte(key))
	f, err := lock(ctx, filepath.Join(n.Dir, hex.EncodeToString(sum[:1])))
	if err != nil {
		return fmt.Errorf("keep notes: %w", err)
	}
	defer func() { _ = f.Close() }() // what was to be kept is written and synced before
	notes := n.read(f)
	name := hex.EncodeToString(sum[1:17])
	return do(notes[name].Data, func(data []byte) error {
		notes[name] = note{At: n.Now().UTC(), Data: data}
		return write(f, notes)
	})
}

// lock waits for the lock of a file.
func lock(ctx context.Context, path string) (*os.File, error) {
	tick := time.NewTicker(retryLock)
	defer tick.Stop()
	for {
		f, err := Try(path, false)
		if !errors.Is(err, ErrLocked) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
	}
}

// read takes what it can: a damaged file is as good as none.
func (n Notes) read(f io.Reader) map[string]note {
	notes := map[string]note{}
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil || json.Unmarshal(data, &notes) != nil || notes == nil {
		return map[string]note{}
	}
	for key, old := range notes {
		if n.Now().Sub(old.At) > keepNotes {
			delete(notes, key)
		}
	}
	return notes
}

func write(f *os.File, notes map[string]note) error {
	data, err := json.Marshal(notes)
	if err != nil {
		return fmt.Errorf("write the notes: %w", err)
	}
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("write the notes: %w", err)
	}
	if _, err := f.WriteAt(data, 0); err != nil {
		return fmt.Errorf("write the notes: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write the notes: %w", err)
	}
	return nil
}
