package text

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// masked stands where a secret was.
const masked = "[masked]"

// MaskSecrets replaces what is clearly a secret by "[masked]": tokens of known form (Sentry, AWS, GitHub, GitLab, Slack,
// Stripe, Google, OpenAI, Anthropic, npm, JSON web tokens), Authorization values and bearer tokens, cookies, private-key
// blocks, passwords in addresses, tokens and signatures in their queries, and values assigned to names such as password or api_key. It would rather leave an unclear
// word than damage the text of an error, so it is no substitute for scrubbing at the source.
func MaskSecrets(s string) string {
	lower := strings.ToLower(s)
	for _, p := range secretPatterns() {
		if containsAny(lower, p.hints) {
			s = p.find.ReplaceAllString(s, p.put)
		}
	}
	return s
}

type secretPattern struct {
	hints []string // lower-case; a text without any of them has no match, and most texts have none
	find  *regexp.Regexp
	put   string // $1 and $2 are what stays before and after the secret
}

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(s, word) })
}

// secretPatterns compiles on first use: most runs of the program mask nothing and should not pay at start.
var secretPatterns = sync.OnceValue(func() []secretPattern {
	const (
		names  = `(?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token|private[_-]?key)`
		value  = `[^\s"'&,;()\[\]{}<>]+`
		tokens = `sntry[a-z]_[\w+/=-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_\w{30,}` +
			`|xox[abeprs]-[\w-]{10,}|[rs]k_(?:live|test)_\w{16,}|AIza[\w-]{35}|sk-[\w-]{20,}|(?:AKIA|ASIA)[0-9A-Z]{16}` +
			`|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*`
	)
	compile := func(hints, find, put string) secretPattern {
		return secretPattern{strings.Fields(hints), regexp.MustCompile(find), put}
	}
	const nameHints = "passw passp pwd secret key token"
	return []secretPattern{
		compile("private", `(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\s\\:,-]*?(-----END [A-Z ]*PRIVATE KEY-----)`, "${1}"+masked+"${2}"),
		compile("private", `(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\s\\]{16,}`, "${1}"+masked),
		compile("sntry ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- npm_ xox k_live_ k_test_ aiza sk- akia asia eyj", `\b(?:`+tokens+`)`, masked),
		compile("authorization", `(?i)(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|digest|token|dsn|apikey)\s+)?)`+value, "${1}"+masked),
		compile("bearer", `(?i)(\bbearer\s+)[\w.~+/=-]{16,}`, "${1}"+masked),
		compile("cookie", `(?i)(\bcookie["']?\s*[:=]\s*["']?)[\w.-]+=[^\r\n"']+`, "${1}"+masked),
		compile("token sig session sid auth jwt otp", `(?i)([?&](?:\w*token|sig|(?:x-amz-)?signature|x-amz-security-token|session(?:_?id)?|sid|auth|jwt|otp)=)`+value, "${1}"+masked),
		compile("://", `(\w://[^\s/:@]*:)[^\s/@\[\]]+(@)`, "${1}"+masked+"${2}"),
		compile(nameHints, `(?i)(`+names+`\w*["']\s*[:=]\s*["'])[^"'\[\]]+`, "${1}"+masked),
		compile(nameHints, `(?i)(`+names+`\w*=["']?)`+value, "${1}"+masked),
		compile(nameHints, `(?im)(`+names+`:[ \t]*)`+value+`([ \t]*\r?)$`, "${1}"+masked+"${2}"),
	}
})
