package grouping

import (
	"regexp"
	"strings"

	"vedette/internal/local/protocol"
)

// What compilers and template engines add to names.
var (
	rubyTemplate = regexp.MustCompile(`__\d{4,}_\d{4,}$`)
	rustHash     = regexp.MustCompile(`::h[a-z0-9]{16}$`)
	glibcVersion = regexp.MustCompile(`@@?GLIBC_[0-9.]+$`)
	stdcallSize  = regexp.MustCompile(`^@?(.*?)@[0-9]+$`)
	nativeLambda = regexp.MustCompile(`\{lambda\(.*?\)#\d+\}|\blambda_[a-f0-9]{32}\b|\$_\d+\b`)
)

// frameFunction is the name of the function without the parts that change from
// build to build.
func frameFunction(f *protocol.Frame, platform string) string {
	name := f.Function
	switch {
	case platform == "ruby" && strings.HasPrefix(name, "block "):
		return "block"
	case platform == "ruby" && strings.Contains(name, "__"):
		return rubyTemplate.ReplaceAllString(name, "")
	case platform == "php" && (strings.HasPrefix(name, "[Anonymous") || strings.HasPrefix(name, "class@anonymous\x00") && !strings.Contains(name, "::")):
		return ""
	case platform == "php" && strings.HasPrefix(name, "class@anonymous"):
		return name[strings.LastIndex(name, "::")+len("::"):]
	case platform == "java" && strings.HasPrefix(name, "lambda$"):
		return ""
	case platform == "csharp":
		name, _, _ = strings.Cut(name, " (")
		return name
	case family(platform) == familyNative:
		return nativeFunction(name)
	case family(platform) == familyJavaScript:
		return lastPart(name)
	}
	return name
}

// nativeFunction reduces a demangled signature to the qualified name:
// arguments, template parameters, return type and build hashes go.
func nativeFunction(name string) string {
	if name == "<redacted>" || name == "<unknown>" {
		return ""
	}
	if strings.HasPrefix(name, "[") || strings.HasPrefix(name, "+[") || strings.HasPrefix(name, "-[") {
		return name // Objective-C
	}
	if strings.Contains(name, "lambda") || strings.Contains(name, "$_") {
		name = nativeLambda.ReplaceAllString(name, "lambda")
	}
	if strings.ContainsAny(name, "(<[ ") && !strings.Contains(name, "operator") {
		name = withoutSignature(name)
	}
	if strings.Contains(name, "::h") {
		name = rustHash.ReplaceAllString(name, "")
	}
	if strings.Contains(name, "@") {
		name = stdcallSize.ReplaceAllString(glibcVersion.ReplaceAllString(name, ""), "$1")
	}
	return name
}

// withoutSignature drops (arguments) and [annotations], writes <T> for template
// parameters, and keeps the last word. A name that starts with < is a Rust
// path, <Type as Trait>::method, and keeps its type.
func withoutSignature(name string) string {
	const anonymous = "(anonymous namespace)"
	name = strings.ReplaceAll(name, anonymous, "\x00")
	for trimmed := ""; trimmed != name; {
		trimmed = name
		name = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(name), " const"), "&"))
	}
	var b strings.Builder
	depth, generic := 0, 0
	for i, r := range name {
		switch {
		case r == '<' && depth == 0:
			if generic++; generic == 1 && i > 0 {
				b.WriteString("<T>")
			}
			continue
		case r == '>' && depth == 0 && generic > 0:
			generic--
			continue
		case r == '(' || r == '[':
			depth++
			continue
		case (r == ')' || r == ']') && depth > 0:
			depth--
			continue
		}
		if depth == 0 && (generic == 0 || generic == 1 && name[0] == '<' && !strings.Contains(b.String(), "::")) {
			b.WriteRune(r)
		}
	}
	short := b.String()
	if name[0] == '<' {
		before, after, _ := strings.Cut(short, " as ")
		if _, method, ok := strings.Cut(after, "::"); ok {
			short = before + "::" + method
		}
	}
	if words := strings.Fields(short); len(words) > 0 {
		return strings.ReplaceAll(words[len(words)-1], "\x00", anonymous)
	}
	return strings.ReplaceAll(name, "\x00", anonymous)
}
