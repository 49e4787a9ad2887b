package credentials

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"vedette/internal/config/atomicfile"
)

// maxFile bounds what is read.
const maxFile = 1 << 20

// read is everything in the file; no file is nothing.
func (s *Store) read() (map[string]Credential, error) {
	path := s.Path()
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return map[string]Credential{}, nil
	case err != nil:
		return nil, fmt.Errorf("read the stored logins: %w", err)
	case info.Size() > maxFile:
		return nil, fmt.Errorf("read the stored logins: %s is larger than 1 MiB", path)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%s can be read by others on this machine; run: chmod 600 '%s', and renew the logins in it", path, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the stored logins: %w", err)
	}
	return parse(path, data)
}

func parse(path string, data []byte) (map[string]Credential, error) {
	all := map[string]Credential{}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("the stored logins in %s cannot be read (%w); remove the file and log in again", path, err)
	}
	if all == nil { // the file held null
		all = map[string]Credential{}
	}
	return all, nil
}

func (s *Store) putInFile(profile string, c Credential) error {
	all, err := s.read()
	if err != nil {
		return err
	}
	all[profile] = c
	return s.write(all)
}

func (s *Store) dropFromFile(profile string) error {
	all, err := s.read()
	if err != nil {
		return err
	}
	if _, ok := all[profile]; !ok {
		return nil
	}
	delete(all, profile)
	return s.write(all)
}

func (s *Store) write(all map[string]Credential) error {
	data, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = atomicfile.Write(s.Path(), append(data, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep the login: %w", err)
	}
	return nil
}
