package store

import "strings"

// conditions is a WHERE clause in the making: all parts must hold.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(text string, args ...any) {
	c.parts = append(c.parts, text)
	c.args = append(c.args, args...)
}

// where is the clause, empty without conditions.
func (c *conditions) where() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.parts, " AND ")
}

// in adds "column IN (...)", unless the list is empty, which stands for all.
func in[T any](c *conditions, column string, list []T) {
	if len(list) == 0 {
		return
	}
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	c.add(column+" IN ("+marks(len(list))+")", args...)
}

// marks are n parameters.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// containing is the LIKE pattern for a part of a text, used with ESCAPE '\'.
func containing(part string) string { return "%" + likeLiteral(part) + "%" }

func likeLiteral(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// limit bounds a page; 0 asks for the usual one.
func limit(n, usual int) int {
	if n <= 0 {
		return usual
	}
	return n
}
