package config

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Regions remembers which host serves an organization of the hosted service,
// in a small file, so that a command asks for it once and not every time. A
// lost or broken file costs one request; it is never an error.
type Regions struct {
	path string
	mu   sync.Mutex
	urls map[string]string // organization -> origin; nil = not read yet
}

// OpenRegions uses a file in the cache directory; it is read at first use.
func OpenRegions(p Paths) *Regions { return &Regions{path: filepath.Join(p.Cache, "regions.json")} }

// Region is the origin remembered for an organization.
func (r *Regions) Region(org string) (string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.load()
	url, ok := r.urls[org]
	return url, ok && url != ""
}

// SetRegion remembers an organization's origin; an empty one forgets it.
func (r *Regions) SetRegion(org, url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.load()
	if r.urls[org] == url {
		return
	}
	r.urls[org] = url
	if url == "" {
		delete(r.urls, org)
	}
	_ = r.save() // forgetting costs a request next time
}

func (r *Regions) load() {
	if r.urls != nil {
		return
	}
	r.urls = map[string]string{}
	if data, err := os.ReadFile(r.path); err == nil {
		_ = json.Unmarshal(data, &r.urls)
	}
	if r.urls == nil { // the file held null
		r.urls = map[string]string{}
	}
}

// save replaces the file whole, so that a reader never sees half of it.
func (r *Regions) save() error {
	data, err := json.Marshal(r.urls)
	if err != nil {
		return err
	}
	dir := filepath.Dir(r.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "regions-*")
	if err != nil {
		return err
	}
	_, werr := f.Write(data)
	err = errors.Join(werr, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), r.path)
	}
	if err != nil {
		if rm := os.Remove(f.Name()); !errors.Is(rm, fs.ErrNotExist) {
			err = errors.Join(err, rm)
		}
	}
	return err
}
