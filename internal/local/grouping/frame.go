package grouping

import (
	"strings"

	"vedette/internal/local/protocol"
)

// Families of platforms that share their ways of writing frames
// (src/sentry/stacktraces/platform.py).
const (
	familyOther = iota
	familyJavaScript
	familyNative
)

func family(platform string) int {
	switch platform {
	case "javascript", "node":
		return familyJavaScript
	case "objc", "cocoa", "swift", "native", "c", "rust":
		return familyNative
	}
	return familyOther
}

// maxContextLine is the length in bytes above which a source line is taken for
// generated code.
const maxContextLine = 120

// appendFrame adds what identifies a frame: module or file name, function, and
// the line of source where that can be trusted; never a line number, so that
// edits elsewhere in the file keep the issue together.
func appendFrame(b []byte, f *protocol.Frame, platform string) []byte {
	js := family(platform) == familyJavaScript
	if js && isNoise(f) {
		return b
	}
	if module := frameModule(f, platform); module != "" {
		b = append(b, module...)
	} else {
		b = append(b, frameFile(f, platform)...)
	}
	if function := frameFunction(f, platform); !js || !isAnonymous(f.Function) {
		b = append(b, function...)
	}
	return appendContextLine(b, f, platform)
}

// isNoise reports frames that browsers add or leave out as they like.
func isNoise(f *protocol.Frame) bool {
	switch f.AbsPath {
	case "[native code]", "native code", "eval code", "<anonymous>":
		return true
	}
	return lastPart(f.Function) == "eval"
}

func isAnonymous(function string) bool {
	switch function = lastPart(function); function {
	case "", "?", "<anonymous function>", "<anonymous>", "Anonymous function":
		return true
	}
	return strings.HasSuffix(function, "/<")
}

func lastPart(function string) string { return function[strings.LastIndexByte(function, '.')+1:] }

// Names that the Java runtime and its proxies number or hash. Each alternative
// keeps its first part.
var (
	javaAccessor = lazily(`(sun\.reflect\.Generated(?:Serialization)?ConstructorAccessor)\d+`)
	javaProxy    = lazily(`(\$\$\w+?CGLIB\$\$)[a-fA-F0-9]+(?:_[0-9]+)?` +
		`|(\$\$_javassist)(?:_seam)?(?:_[0-9]+)?` +
		`|(\$fn__)\d+` +
		`|(\$\$?EnhancerBy\w+?\$?\$)[a-fA-F0-9]+(?:_[0-9]+)?` +
		`|(\$\$?FastClassBy\w+?\$?\$)[a-fA-F0-9]+(?:_[0-9]+)?` +
		`|(\$\$?HibernateProxy\$?\$)\w+(?:_[0-9]+)?`)
)

func frameModule(f *protocol.Frame, platform string) string {
	module := f.Module
	switch {
	case platform == "javascript" && module == "" && hasURLOrigin(f.AbsPath, false):
		return moduleOfURL(f.AbsPath)
	case platform == "javascript" && strings.Contains(module, "/") && f.AbsPath != "" && strings.HasSuffix(f.AbsPath, module):
		return "" // only a part of the path
	case platform != "java":
		return module
	case strings.Contains(module, "$$Lambda$"):
		return ""
	}
	for _, accessor := range []string{"sun.reflect.GeneratedMethodAccessor", "jdk.internal.reflect.GeneratedMethodAccessor"} {
		if strings.HasPrefix(module, accessor) {
			return accessor
		}
	}
	if strings.HasPrefix(module, "sun.") {
		return javaAccessor().ReplaceAllString(module, "$1<auto>")
	}
	return withoutProxies(module)
}

func withoutProxies(name string) string {
	if !strings.Contains(name, "$") {
		return name
	}
	return javaProxy().ReplaceAllString(name, "${1}${2}${3}${4}${5}${6}<auto>")
}

// frameFile is the lower-case base name of the file; the path differs between
// machines, and a URL between deployments.
func frameFile(f *protocol.Frame, platform string) string {
	if hasURLOrigin(f.AbsPath, false) {
		return ""
	}
	name := strings.ToLower(basename(f.Filename))
	if i := strings.IndexAny(name, "?#"); i > 0 && family(platform) == familyJavaScript {
		name = name[:i]
	}
	switch {
	case name == "<anonymous>", name == "[native code]":
		return ""
	case platform == "java":
		return withoutProxies(name)
	}
	return name
}

func basename(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

// hasURLOrigin reports whether code was loaded from a URL; files count when
// asked for.
func hasURLOrigin(path string, files bool) bool {
	for _, scheme := range []string{"http:", "https:", "applewebdata:", "blob:"} {
		if strings.HasPrefix(path, scheme) {
			return true
		}
	}
	return files && strings.HasPrefix(path, "file:")
}

// moduleOfURL names a script by its path without host, query, extension,
// leading folders that say nothing, versions and hashes
// (generate_module in Sentry's JavaScript processing).
func moduleOfURL(url string) string {
	url = strings.TrimPrefix(url, "blob:")
	_, path, found := strings.Cut(url, "://")
	if !found {
		return ""
	}
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	_, path, _ = strings.Cut(path, "/")
	if dot := strings.LastIndexByte(path, '.'); dot > strings.LastIndexByte(path, '/') {
		path = path[:dot]
	}
	path = strings.TrimSuffix(path, ".min")
	folders := strings.Split(path, "/")
	for i, folder := range folders[:len(folders)-1] {
		if (len(folder) == 32 || len(folder) == 40) && isHex(folder) {
			return strings.Join(folders[i+1:], "/")
		}
	}
	for len(folders) > 1 && isMeaningless(folders[0]) {
		folders = folders[1:]
	}
	path = strings.Join(folders, "/")
	if i := strings.LastIndexAny(path, "-."); i > 0 && len(path)-i > 7 && isHex(path[i+1:]) {
		path = path[:i]
	}
	return path
}

func isMeaningless(folder string) bool {
	switch strings.ToLower(folder) {
	case "", "script", "scripts", "javascript", "javascripts", "js", "build", "static", "node_modules", "bower_components":
		return true
	}
	if strings.HasPrefix(folder, "_") || strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "~") {
		return true
	}
	version := strings.TrimPrefix(strings.ToLower(folder), "v")
	isVersion := version != "" && strings.Trim(version, "0123456789.") == ""
	return isVersion || (len(folder) == 7 || len(folder) == 8) && isHex(folder)
}

func isHex(s string) bool { return s != "" && strings.Trim(s, "0123456789abcdefABCDEF") == "" }

// appendContextLine adds the source line of platforms that send good ones.
func appendContextLine(b []byte, f *protocol.Frame, platform string) []byte {
	switch platform {
	case "javascript", "node", "python", "php", "ruby":
	default:
		return b
	}
	if f.ContextLine == "" || len(f.ContextLine) > maxContextLine ||
		family(platform) == familyJavaScript && f.Function == "" && hasURLOrigin(f.AbsPath, true) {
		return b
	}
	start := len(b)
	for word := range strings.FieldsSeq(f.ContextLine) {
		if len(b) > start {
			b = append(b, ' ')
		}
		b = append(b, word...)
	}
	return b
}
