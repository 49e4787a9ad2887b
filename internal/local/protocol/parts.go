package protocol

import (
	"encoding/json"
	"net/url"
	"strings"
)

func (s *scanner) breadcrumb(b *Breadcrumb) bool {
	return s.object(func(key []byte) {
		switch string(key) {
		case "timestamp":
			s.time(&b.Timestamp)
		case "type":
			s.text(&b.Type)
		case "category":
			s.text(&b.Category)
		case "level":
			s.level(&b.Level)
		case "message":
			s.jsonText(&b.Message)
		case "data":
			s.rawObject(&b.Data)
		default:
			s.skip()
		}
	})
}

func (s *scanner) request(dst **Request) {
	var r Request
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "method":
			s.text(&r.Method)
		case "url":
			s.text(&r.URL)
		case "query_string":
			s.query(&r.Query)
		case "headers":
			s.pairs(&r.Headers)
		case "data":
			s.rawValue(&r.Data)
		case "cookies":
			s.rawValue(&r.Cookies)
		case "env":
			s.rawObject(&r.Env)
		default:
			s.skip()
		}
	})
	if ok {
		*dst = &r
	}
}

// query reads a query string, or its parts as object or pairs.
func (s *scanner) query(dst *[][2]string) {
	if s.peek() != '"' {
		s.pairs(dst)
		return
	}
	var text string
	s.text(&text)
	var query [][2]string
	for part := range strings.SplitSeq(strings.TrimPrefix(text, "?"), "&") {
		if part != "" {
			name, value, _ := strings.Cut(part, "=")
			query = append(query, [2]string{queryText(name), queryText(value)})
		}
	}
	*dst = query
}

// queryText unescapes a part of a query string, and keeps what is wrongly escaped as it is.
func queryText(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// pairs reads names and values from an object, whose values may be lists, or from a list of [name, value].
func (s *scanner) pairs(dst *[][2]string) {
	list := make([][2]string, 0, 8)
	var ok bool
	if s.peek() == '[' {
		ok = true
		s.items(func(int) {
			if name, values := s.pair(); name != "" {
				list = appendPairs(list, name, values)
			}
		})
	} else {
		ok = s.object(func(key []byte) {
			var values []string
			s.texts(&values)
			list = appendPairs(list, string(key), values)
		})
	}
	if ok {
		*dst = list
	}
}

func appendPairs(list [][2]string, name string, values []string) [][2]string {
	if len(values) == 0 {
		return append(list, [2]string{name, ""})
	}
	for _, v := range values {
		list = append(list, [2]string{name, v})
	}
	return list
}

// pair reads [name, value] or {"key": name, "value": value}. The name is empty when either is null or there is no pair.
func (s *scanner) pair() (name string, values []string) {
	switch s.peek() {
	case '[':
		s.items(func(i int) {
			switch i {
			case 0:
				s.text(&name)
			case 1:
				s.texts(&values)
			default:
				s.skip()
			}
		})
	case '{':
		s.members(func(key []byte) {
			switch string(key) {
			case "key":
				s.text(&name)
			case "value":
				s.texts(&values)
			default:
				s.skip()
			}
		})
	case 'n':
		s.literal("null")
	default:
		s.mismatch("a pair")
	}
	return name, values
}

// tags reads tags as object or pairs. It keeps the first value of each key and, as Sentry does, no empty ones.
func (s *scanner) tags(dst *[]Tag) {
	var list [][2]string
	s.pairs(&list)
	if len(list) == 0 {
		return
	}
	tags := make([]Tag, 0, len(list))
	seen := make(map[string]bool, len(list))
	for _, pair := range list {
		if key, value := pair[0], pair[1]; key != "" && value != "" && !seen[key] {
			seen[key] = true
			tags = append(tags, Tag{Key: key, Value: value})
		}
	}
	*dst = tags
}

func (s *scanner) user(dst **User) {
	var u User
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "id":
			s.text(&u.ID)
		case "email":
			s.text(&u.Email)
		case "username":
			s.text(&u.Username)
		case "name":
			s.text(&u.Name)
		case "ip_address":
			s.text(&u.IPAddress)
		case "data":
			s.object(func(key []byte) { u.attribute(key, s) })
		default:
			u.attribute(key, s)
		}
	})
	if ok {
		*dst = &u
	}
}

// attribute keeps a value that User has no field for.
func (u *User) attribute(key []byte, s *scanner) {
	if s.null() {
		return
	}
	if u.Data == nil {
		u.Data = make(map[string]json.RawMessage)
	}
	u.Data[string(key)] = s.raw()
}
