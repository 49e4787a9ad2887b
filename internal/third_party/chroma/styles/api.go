package styles

import (
	"embed"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

//go:embed *.xml
var embedded embed.FS

// Registry of the Styles that were added by Register. The embedded ones are not in it.
var Registry = map[string]*chroma.Style{}

// mu guards Registry.
var mu sync.RWMutex

// parsed are the embedded styles, parsed on first use.
var parsed = sync.OnceValue(func() map[string]*chroma.Style {
	registry := map[string]*chroma.Style{}
	// Register all embedded styles.
	files, err := fs.ReadDir(embedded, ".")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		if file.IsDir() {
			continue
		}
		r, err := embedded.Open(file.Name())
		if err != nil {
			panic(err)
		}
		style, err := chroma.NewXMLStyle(r)
		if err != nil {
			panic(err)
		}
		registry[strings.ToLower(style.Name)] = style
		_ = r.Close()
	}
	return registry
})

// Register a chroma.Style.
func Register(style *chroma.Style) *chroma.Style {
	mu.Lock()
	defer mu.Unlock()
	Registry[strings.ToLower(style.Name)] = style
	return style
}

// Names of all available styles.
func Names() []string {
	mu.RLock()
	defer mu.RUnlock()
	all := maps.Clone(parsed())
	maps.Copy(all, Registry)
	return slices.Sorted(maps.Keys(all))
}

// Get named style, or "swapoff".
func Get(name string) *chroma.Style {
	name = strings.ToLower(name)
	mu.RLock()
	style, ok := Registry[name]
	mu.RUnlock()
	if ok {
		return style
	}
	if style, ok := parsed()[name]; ok {
		return style
	}
	return parsed()["swapoff"]
}
