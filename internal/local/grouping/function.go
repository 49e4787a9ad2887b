package grouping

import (
	"strings"

	"vedette/internal/local/protocol"
)

// What compilers and template engines add to names.
var (
	rubyTemplate = lazily(`__\d{4,}_\d{4,}$`)
	rustHash     = lazily(`::h[a-z0-9]{16}$`)
	glibcVersion = lazily(`@@?GLIBC_[0-9.]+$`)
	stdcallSize  = lazily(`^@?(.*?)@[0-9]+$`)
	nativeLambda = lazily(`\{lambda\(.*?\)#\d+\}|\blambda_[a-f0-9]{32}\b|\$_\d+\b`)
)

// frameFunction is the name of the function without the parts that change from
// build to build.
func frameFunction(f *protocol.Frame, platform string) string {
	name := f.Function
	switch {
	case platform == "ruby" && strings.HasPrefix(name, "block "):
		return "block"
	case platform == "ruby" && strings.Contains(name, "__"):
		return rubyTemplate().ReplaceAllString(name, "")
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
		name = nativeLambda().ReplaceAllString(name, "lambda")
	}
	if strings.ContainsAny(name, "(<[ ") && !strings.Contains(name, "operator") {
		name = withoutSignature(name)
	}
	if strings.Contains(name, "::h") {
		name = rustHash().ReplaceAllString(name, "")
	}
	if strings.Contains(name, "@") {
		name = stdcallSize().ReplaceAllString(glibcVersion().ReplaceAllString(name, ""), "$1")
	}
	return name
}

// withoutSignature drops (arguments) and [annotations], writes <T> for template
// parameters, and keeps the last word.
func withoutSignature(name string) string {
	const anonymous = "(anonymous namespace)"
	name = withoutTrait(strings.ReplaceAll(name, anonymous, "\x00"))
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
		case r == '>' && depth == 0 && generic > 0:
			generic--
		case r == '(' || r == '[':
			depth++
		case (r == ')' || r == ']') && depth > 0:
			depth--
		case depth == 0 && generic == 0:
			b.WriteRune(r)
		}
	}
	if words := strings.Fields(b.String()); len(words) > 0 {
		name = words[len(words)-1]
	}
	return strings.ReplaceAll(name, "\x00", anonymous)
}

// withoutTrait makes Type::method of Rust's <Type as Trait>::method.
func withoutTrait(name string) string {
	if !strings.HasPrefix(name, "<") {
		return name
	}
	depth := 0
	for i, r := range name {
		switch r {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				typ, _, _ := strings.Cut(name[1:i], " as ")
				return typ + name[i+1:]
			}
		}
	}
	return name
}
