package config

import (
	"path/filepath"
	"runtime"
)

// nowhere is the home of a user without one: not there on any system, and
// above all not the working directory, where a repository's files lie.
const nowhere = "/nonexistent"

// PathsOf are vedette's directories for a user: by the XDG variables everywhere,
// and otherwise by the habits of the operating system. A home that is not
// absolute counts as none.
func PathsOf(env func(string) string, home string) Paths {
	if !filepath.IsAbs(home) {
		home = filepath.FromSlash(nowhere)
	}
	config, data, cache := osDirs(runtime.GOOS, env, home)
	for _, d := range []struct {
		to       *string
		variable string
	}{{&config, "XDG_CONFIG_HOME"}, {&data, "XDG_DATA_HOME"}, {&cache, "XDG_CACHE_HOME"}} {
		if v := env(d.variable); filepath.IsAbs(v) { // the XDG rule: others are to be ignored
			*d.to = v
		}
	}
	return Paths{
		Config: filepath.Join(config, "vedette"), Data: filepath.Join(data, "vedette"), Cache: filepath.Join(cache, "vedette"),
	}
}

func osDirs(goos string, env func(string) string, home string) (config, data, cache string) {
	switch goos {
	case "darwin", "ios":
		support := filepath.Join(home, "Library", "Application Support")
		return support, support, filepath.Join(home, "Library", "Caches")
	case "windows":
		local := env("LocalAppData")
		if local == "" {
			local = filepath.Join(home, "AppData", "Local")
		}
		roaming := env("AppData")
		if roaming == "" {
			roaming = filepath.Join(home, "AppData", "Roaming")
		}
		return roaming, local, filepath.Join(local, "cache")
	default:
		return filepath.Join(home, ".config"), filepath.Join(home, ".local", "share"), filepath.Join(home, ".cache")
	}
}
