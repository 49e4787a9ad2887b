package local

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Info says where a server listens. Listen writes it to local.json next to the database, and Close removes it.
type Info struct {
	PID     int       `json:"pid"`
	URL     string    `json:"url"` // origin, without a slash at the end
	Started time.Time `json:"started"`
	Version string    `json:"version"`
}

func infoPath(dir string) string { return filepath.Join(dir, "local.json") }

// Running finds the server that listens for the database in dir. It believes the info file only as far as the address answers: a process that
// was killed leaves its file behind.
func Running(dir string) (Info, bool) {
	data, err := os.ReadFile(infoPath(dir))
	if err != nil {
		return Info{}, false
	}
	var info Info
	if err := json.Unmarshal(data, &info); err != nil {
		return Info{}, false
	}
	h, ok := probe(context.Background(), info.URL)
	return info, ok && h.PID == info.PID
}

// write replaces the file in one step, so that no reader sees half of it.
func (i Info) write(path string) error {
	data, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("local: describe the server: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".local-*.json") // mode 0600
	if err != nil {
		return fmt.Errorf("local: write the info file: %w", err)
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name()) // the error that matters is the one reported
		return fmt.Errorf("local: write the info file: %w", err)
	}
	return nil
}
