package ask

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrState is a state that this server did not make, or not with this key.
var ErrState = errors.New("the request state is not one that this server gave")

// Sealer makes values opaque and tamper-proof while a client keeps them
// (AES-256-GCM).
type Sealer struct{ aead cipher.AEAD }

// NewSealer returns a sealer with a key of 32 bytes, the same for all replicas
// of a server; nil = one of its own, which ends with the process.
func NewSealer(key []byte) (*Sealer, error) {
	if key == nil {
		key = make([]byte, 32)
		_, _ = rand.Read(key) // never fails, by its documentation
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the key of request states: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("the key of request states: %w", err)
	}
	return &Sealer{aead: aead}, nil
}

// Seal returns v, as JSON, in a form that only Open reads.
func (s *Sealer) Seal(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("request state: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, raw, nil)), nil
}

// Open reads what Seal made into v; anything else is ErrState.
func (s *Sealer) Open(state string, v any) error {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil {
		return ErrState
	}
	raw, err := s.aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return ErrState
	}
	if json.Unmarshal(raw, v) != nil {
		return ErrState
	}
	return nil
}
