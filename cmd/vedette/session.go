package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"vedette/internal/config"
	"vedette/internal/config/atomicfile"
)

// sessionFile keeps what one session of the terminal interface leaves to the
// next.
type sessionFile struct{ path string }

// storeOf is the file of the settings' server, organization and project: who
// works on two projects finds each as it was left.
func storeOf(s config.Settings) sessionFile {
	about := sha256.Sum256([]byte(strings.Join([]string{s.Profile, s.BaseURL, s.Org, s.Project}, "\x00")))
	return sessionFile{filepath.Join(s.Paths.Cache, "sessions", hex.EncodeToString(about[:8])+".json")}
}

// Load reads the file.
func (f sessionFile) Load() ([]byte, error) { return os.ReadFile(f.path) }

// Save replaces the file, for its user's eyes only: it tells what was looked at.
func (f sessionFile) Save(data []byte) error { return atomicfile.Write(f.path, data, 0o600) }
