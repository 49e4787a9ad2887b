package store

// Bounds of the writer's caches. Past them a cache starts anew: that is simpler
// than eviction, and a cold cache costs one lookup per entry.
const (
	maxHashes = 20_000
	maxTags   = 20_000
	maxSeen   = 50_000
)

// writeCache spares the writer lookups of what it has just written. Whoever
// rolls back, deletes or finds that another process wrote clears it.
type writeCache struct {
	hashes       map[hashKey]int64    // issue ids
	tags         map[tagKey]int64     // tag ids
	fields       map[issueTagKey]bool // fields that an issue is known to have
	environments map[string]int64
	links        map[[2]int64]bool // project and environment
	releases     map[string]int64
	version      int64 // PRAGMA data_version at the last look
}

type hashKey struct {
	project int64
	hash    string
}

type tagKey struct {
	key, value string
	field      bool
}

type issueTagKey struct{ issue, environment, tag int64 }

func (c *writeCache) clear() {
	*c = writeCache{
		hashes: map[hashKey]int64{}, tags: map[tagKey]int64{}, fields: map[issueTagKey]bool{},
		environments: map[string]int64{}, links: map[[2]int64]bool{}, releases: map[string]int64{}, version: c.version,
	}
}

// remember adds to one of the caches, which starts anew at its bound.
func remember[K comparable, V any](m map[K]V, bound int, k K, v V) {
	if len(m) >= bound {
		clear(m)
	}
	m[k] = v
}

// forget clears the caches.
func (w *writer) forget() { w.cache.clear() }

// refresh clears the caches when another connection has written to the file.
func (w *writer) refresh() error {
	var version int64
	if _, err := w.one([]any{&version}, "PRAGMA data_version"); err != nil {
		return err
	}
	if version != w.cache.version {
		w.cache.clear()
		w.cache.version = version
	}
	return nil
}
