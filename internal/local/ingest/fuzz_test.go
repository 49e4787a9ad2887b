package ingest

import (
	"testing"

	"vedette/internal/local/protocol"
	"vedette/internal/local/store"
)

// FuzzDigest takes any body through acceptance, digesting and storing: nothing
// may panic, and every accepted item must have an outcome.
func FuzzDigest(f *testing.F) {
	f.Add([]byte(envelope(`"event_id":"`+eventID+`"`, "event", "", errorEvent(eventID))))
	f.Add([]byte(envelope("", "transaction", "", transaction)))
	f.Add([]byte(envelope("", "span", `"item_count":1`, spansV2)))
	f.Add([]byte(envelope("", "log", "", logs)))
	f.Add([]byte(envelope("", "feedback", "", `{"contexts":{"feedback":{"message":"x"}}}`)))
	f.Add([]byte(envelope("", "session", "", `{"sid":"44444444444444444444444444444444","started":"2026-05-04T11:00:00Z"}`)))
	f.Add([]byte("{}\n{\"type\":\"event\"}\n{\"exception\":[null,{}],\"threads\":{\"values\":[{\"id\":1}]},\"tags\":[[\"a\",null]]}"))
	st, err := store.Open(f.Context(), f.TempDir()+"/store.db", store.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = st.Close() })
	project, err := st.EnsureProject(f.Context(), "fuzz")
	if err != nil {
		f.Fatal(err)
	}
	in := New(st, Options{})
	d := &digester{store: st, limits: in.limits, expand: &in.expand, pacer: &in.pacer, log: in.opts.Logger}
	f.Fuzz(func(t *testing.T, body []byte) {
		env, err := protocol.ParseEnvelope(body, in.limits)
		if err != nil {
			return
		}
		id, err := in.eventID(env)
		if err != nil {
			t.Fatal(err)
		}
		q := store.Queued{Project: project, Received: noon, EventID: id, Body: body}
		items := d.envelope(&q).Items
		if len(items) != len(env.Items)+len(env.Dropped) {
			t.Fatalf("%d items became %d records", len(env.Items)+len(env.Dropped), len(items))
		}
		for _, item := range items {
			if drop, ok := item.Record.(*store.DropRecord); ok && drop.Reason == reasonPanic {
				t.Fatalf("panic in a %s item", item.Type)
			}
		}
		if err := st.Enqueue(t.Context(), store.Intake{Project: project, Received: noon, EventID: id, Body: body}); err != nil {
			t.Fatal(err)
		}
		queued, err := st.TakeIntake(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Digest(t.Context(), d.prepare(queued)); err != nil {
			t.Fatal(err)
		}
		counters, err := st.Counters(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counters {
			if c.Reason == reasonPanic {
				t.Fatalf("the store failed on a %s item", c.ItemType)
			}
		}
	})
}
