// Package store keeps everything the local backend knows in one SQLite file:
// the queue of accepted envelopes, events and what else SDKs send, and the
// issues that events are grouped into, with their workflow.
//
// It exists so that "accepted" means "kept": an SDK gets its 200 only after its
// envelope is committed to the write-ahead log. The log is written with
// synchronous=NORMAL, so a commit survives the death of the process at any
// moment (kill -9, a panic, an out-of-memory kill); only a power failure or a
// kernel crash can lose the last seconds before it, and even that never
// corrupts the file. That is the right price for a developer's machine: it is
// what makes thousands of envelopes a second affordable.
//
// All writes go through one goroutine with one connection, in group commits:
// envelopes that arrive together share a transaction. Reads use a small pool of
// their own and never wait for writes. Texts are stored exactly as sent, hence
// untrusted.
package store
