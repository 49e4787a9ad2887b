// Package jsonschema stands in for github.com/santhosh-tekuri/jsonschema/v6 in
// this binary: mcp-go links that library for validations which vedette does by
// itself, and it compiles five meta-schemas whenever a process starts. This is
// the part of its interface that mcp-go uses, over the validator that is linked
// anyway. See docs/decisions/0003-no-meta-schemas-at-start.md.
package jsonschema

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/google/jsonschema-go/jsonschema"
)

// UnmarshalJSON decodes one JSON value.
func UnmarshalJSON(r io.Reader) (any, error) {
	var v any
	d := json.NewDecoder(r)
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return v, nil
}

// Compiler compiles schemas that were added to it.
type Compiler struct{ docs map[string]any }

// NewCompiler returns an empty compiler.
func NewCompiler() *Compiler { return &Compiler{docs: map[string]any{}} }

// AddResource adds a decoded schema under an address.
func (c *Compiler) AddResource(url string, doc any) error {
	c.docs[url] = doc
	return nil
}

// Compile prepares the schema at an address.
func (c *Compiler) Compile(url string) (*Schema, error) {
	raw, err := json.Marshal(c.docs[url])
	if err != nil {
		return nil, err
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		return nil, err
	}
	return &Schema{resolved}, nil
}

// Schema is a compiled schema.
type Schema struct{ resolved *jsonschema.Resolved }

// Validate checks a decoded value; the error is a *ValidationError.
func (s *Schema) Validate(v any) error {
	if err := s.resolved.Validate(v); err != nil {
		return &ValidationError{ErrorKind: err}
	}
	return nil
}

// ValidationError says why a value does not match. InstanceLocation and Causes
// stay empty: the reason names the place.
type ValidationError struct {
	InstanceLocation []string
	ErrorKind        error
	Causes           []*ValidationError
}

// Error is the reason.
func (e *ValidationError) Error() string { return e.ErrorKind.Error() }
