package text

import (
	"regexp"
	"sync"
)

// masked stands where a secret was.
const masked = "[masked]"

// Mask is u with obvious secrets masked: see MaskSecrets.
func (u Untrusted) Mask() Untrusted { return From(MaskSecrets(u.s)) }

// MaskSecrets replaces what is clearly a secret by "[masked]": tokens of known form (Sentry, AWS, GitHub, GitLab, Slack,
// Stripe, Google, OpenAI, Anthropic, npm, JSON web tokens), Authorization values and bearer tokens, private-key blocks,
// passwords in addresses, and values assigned to names such as password or api_key. It would rather leave an unclear
// word than damage the text of an error, so it is no substitute for scrubbing at the source.
func MaskSecrets(s string) string {
	for _, p := range secretPatterns() {
		s = p.find.ReplaceAllString(s, p.put)
	}
	return s
}

type secretPattern struct {
	find *regexp.Regexp
	put  string // $1 and $2 are what stays before and after the secret
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
	compile := func(find, put string) secretPattern { return secretPattern{regexp.MustCompile(find), put} }
	return []secretPattern{
		compile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\s\\:,-]*?(-----END [A-Z ]*PRIVATE KEY-----)`, "${1}"+masked+"${2}"),
		compile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\s\\]{16,}`, "${1}"+masked),
		compile(`\b(?:`+tokens+`)`, masked),
		compile(`(?i)(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|digest|token|dsn|apikey)\s+)?)`+value, "${1}"+masked),
		compile(`(?i)(\bbearer\s+)[\w.~+/=-]{16,}`, "${1}"+masked),
		compile(`(\w://[^\s/:@]*:)[^\s/@\[\]]+(@)`, "${1}"+masked+"${2}"),
		compile(`(?i)(`+names+`\w*["']\s*[:=]\s*["'])[^"'\[\]]+`, "${1}"+masked),
		compile(`(?i)(`+names+`\w*=["']?)`+value, "${1}"+masked),
		compile(`(?im)(`+names+`:[ \t]*)`+value+`([ \t]*\r?)$`, "${1}"+masked+"${2}"),
	}
})
