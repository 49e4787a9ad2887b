package store

// Payload is a text or file as it is stored; Store.Pack makes it.
type Payload struct {
	packed []byte
	size   int
}
type batch struct{}
