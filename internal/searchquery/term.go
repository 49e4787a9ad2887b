package searchquery

import (
	"strings"

	"vedette/internal/text"
)

// term reads a filter or free text.
func (c *checker) term() error {
	start := c.at
	i := start
	if c.query[i] == '!' {
		i++
	}
	key, colon, aggregate := c.key(i)
	if colon < 0 {
		return c.freeText()
	}
	c.at = colon + 1
	if aggregate {
		return c.aggregate(i, key)
	}
	return c.filter(i, key)
}

// key reads the key at i and gives the index of the colon behind it, or -1
// where there is no key and no colon, which is free text.
func (c *checker) key(i int) (key string, colon int, aggregate bool) {
	if i < len(c.query) && c.query[i] == '"' {
		end := c.quoteEnd(i)
		if end < 0 || end >= len(c.query) || c.query[end] != ':' || end == i+2 {
			return "", -1, false
		}
		return c.query[i+1 : end-1], end, false
	}
	end := i
	for end < len(c.query) && isKeyByte(c.query[end]) {
		end++
	}
	if end == i || end == len(c.query) {
		return "", -1, false
	}
	switch c.query[end] {
	case ':':
		return c.query[i:end], end, false
	case '[': // tags[name], tags[name,number], flags[name]
		if close := strings.IndexAny(c.query[end:], "] ()"); close > 0 && strings.HasPrefix(c.query[end+close:], "]:") {
			return c.query[i : end+close+1], end + close + 1, false
		}
	case '(': // count(), p95(span.duration)
		if close := c.argumentsEnd(end); close > 0 && close < len(c.query) && c.query[close] == ':' {
			return c.query[i:close], close, true
		}
	}
	return "", -1, false
}

// argumentsEnd is the index behind the arguments that begin at i with "(", or
// -1 when they do not end or hold parentheses outside of quotes.
func (c *checker) argumentsEnd(i int) int {
	for i++; i < len(c.query); i++ {
		switch c.query[i] {
		case ')':
			return i + 1
		case '(':
			return -1
		case '"':
			end := c.quoteEnd(i)
			if end < 0 {
				return -1
			}
			i = end - 1
		}
	}
	return -1
}

func isKeyByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '.' || b == '-'
}

// freeText reads a quoted text or one word.
func (c *checker) freeText() error {
	from := c.at
	if c.query[from] == '"' {
		end := c.quoteEnd(from)
		if end < 0 {
			return c.fail(from, len(c.query), `close it, or write \" for the character`, "this quote is not closed")
		}
		c.at = end
		return nil
	}
	c.at = max(c.wordEnd(from), from+1)
	word := c.query[from:c.at]
	switch {
	case word == "&&" || word == "||" || word == "NOT":
		c.note("%q is searched for as text: write AND, OR, and !key:value", word)
	default:
		c.comparison(word)
	}
	return nil
}

// comparison notes key=value and key>value, which are free text to Sentry.
func (c *checker) comparison(word string) {
	i := strings.IndexAny(word, "=<>!~")
	if i <= 0 {
		return
	}
	key := word[:i]
	if _, known := c.keys[key]; known {
		operator := strings.TrimLeft(strings.TrimRight(word[i:], " "), "=~")
		c.note("%q is searched for as text: write %s:%s", word, key, operator)
	}
}

// filter reads the value behind key: and its colon.
func (c *checker) filter(from int, key string) error {
	value, err := c.value(from, key)
	if err != nil {
		return err
	}
	switch {
	case key == "is":
		return c.isFilter(from, value)
	case key == "has":
		return nil
	}
	name := plainKey(key)
	kind, known := c.keys[name]
	if !known {
		c.unknown(name)
		return nil
	}
	return c.typed(key, kind, value)
}

// span is a part of the query.
type span struct {
	from, to int
	quoted   bool
	list     bool
}

// value reads a quoted text, a list or a word; Sentry takes no empty one.
func (c *checker) value(from int, key string) (span, error) {
	start := c.at
	if start == len(c.query) || isSpace(c.query[start]) || c.query[start] == '(' || c.query[start] == ')' {
		suggestion := `for text with a colon use quotes; for "not set" write !has:` + key
		if next := c.wordEnd(min(start+1, len(c.query))); start < len(c.query) && isSpace(c.query[start]) && next > start+1 {
			suggestion = "leave out the space: " + c.query[from:start] + c.query[start+1:next]
		}
		return span{}, c.fail(from, start, suggestion, "%s has no value", key)
	}
	at := start
	for at < len(c.query) && strings.IndexByte("<>=!", c.query[at]) >= 0 {
		at++
	}
	if at < len(c.query) && c.query[at] == '"' {
		end := c.quoteEnd(at)
		if end < 0 {
			return span{}, c.fail(at, len(c.query), `close it, or write \" for the character`, "this quote is not closed")
		}
		c.at = end
		return span{from: start, to: end, quoted: true}, nil
	}
	if c.query[start] == '[' {
		if end := c.listEnd(start); end > 0 {
			c.at = end
			return span{from: start, to: end, list: true}, c.listItems(start, end)
		}
		c.note("the list %s is not complete and is searched for as text", c.query[start:c.wordEnd(start)])
	}
	c.at = c.wordEnd(start)
	for i := start; i < c.at; i++ {
		if c.query[i] == '"' && c.query[i-1] != '\\' {
			return span{}, c.fail(i, i+1, `put the whole value in quotes, or write \"`, "a quote stands inside a value")
		}
	}
	return span{from: start, to: c.at}, nil
}

// listEnd is the index behind the list at i, or -1 when what is there is not
// one.
func (c *checker) listEnd(i int) int {
	for i++; i < len(c.query); i++ {
		switch c.query[i] {
		case '"':
			end := c.quoteEnd(i)
			if end < 0 {
				return -1
			}
			i = end - 1
		case '(', ')':
			return -1
		case ']':
			if end := i + 1; end == len(c.query) || isSpace(c.query[end]) || c.query[end] == ')' {
				return end
			}
		}
	}
	return -1
}

func (c *checker) listItems(from, to int) error {
	inner := strings.TrimRight(c.query[from+1:to-1], " ")
	if strings.HasSuffix(inner, ",") {
		at := from + len(inner)
		return c.fail(at, at+1, "remove the comma", "the list has an empty value")
	}
	return nil
}

// plainKey is the name of a key as the tables have it.
func plainKey(key string) string {
	if inner, ok := strings.CutPrefix(key, "tags["); ok {
		name, _, _ := strings.Cut(strings.TrimSuffix(inner, "]"), ",")
		return "tags[" + name
	}
	return key
}

// unknown notes a key that looks like a typo of a known one.
func (c *checker) unknown(key string) {
	const shortest = 4
	switch {
	case key == "sort" || key == "orderby" || key == "limit":
		c.note("%s: is searched for as a tag: ordering and limits are no part of the query", key)
	case len(key) >= shortest:
		if best := text.Closest(key, c.names()); best != "" && len(best) >= shortest && !strings.EqualFold(best, key) {
			c.note("%s: is searched for as a tag; did you mean %s:?", key, best)
		}
	}
}

// isFilter checks is:, which only issues have.
func (c *checker) isFilter(from int, value span) error {
	if c.dataset != Issues {
		return c.fail(from, value.to, "search issues with it (`vedette issue list`), or use level:, has:, error.handled:", "only issue searches know is:")
	}
	word := c.query[value.from:value.to]
	words := isWords()
	for _, w := range words {
		if w == word {
			return nil
		}
	}
	if best := text.Closest(word, words); best != "" {
		return c.fail(value.from, value.to, "did you mean is:"+best+"?", "issues are never %q", word)
	}
	return nil
}

// aggregate checks count():>10 and the like.
func (c *checker) aggregate(from int, key string) error {
	if c.dataset == Issues || c.dataset == Replays {
		instead := "for issues use timesSeen:>10; for counts over events search another dataset"
		if c.dataset == Replays {
			instead = "replays have counts of their own: count_errors:>0, count_rage_clicks:>0"
		}
		return c.fail(from, from+len(key), instead, "%s searches know no aggregates", strings.TrimSuffix(string(c.dataset), "s"))
	}
	value, err := c.value(from, key)
	if err != nil {
		return err
	}
	word := strings.TrimLeft(c.query[value.from:value.to], "<>=!")
	if word = strings.TrimLeft(word, "+-"); word == "" || word[0] < '0' || word[0] > '9' {
		return c.fail(value.from, value.to, key+":>10", "%s is compared with a number", key)
	}
	return nil
}
