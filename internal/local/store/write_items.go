package store

func (r *UserReportRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	f := &r.Report
	err = b.w.exec(`INSERT INTO user_report(project_id, event_id, name, email, text, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET name = excluded.name, email = excluded.email, text = excluded.text, at = excluded.at`,
		env.Project.ID, f.EventID, f.Name, f.Email, f.Message, micros(env.Received))
	return Digested, "", err
}

func (r *AttachmentRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	err = b.w.exec(`INSERT INTO attachment(project_id, event_id, name, content_type, type, size, at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		env.Project.ID, r.EventID, r.Name, r.ContentType, r.Type, r.Payload.size, micros(env.Received), r.Payload.packed)
	return Digested, "", err
}

func (r *DiscardsRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	for _, d := range r.Discards {
		b.counters[counterKey{env.Project.ID, d.Category, ClientDiscard, d.Reason}] += int64(d.Quantity)
		b.outcomes.discard(env, d.Category, d.Reason, int64(d.Quantity))
	}
	return Digested, "", nil
}

func (r *RawRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	return Kept, "", b.keep(env, r.Type, "", r.Payload)
}

func (r *DropRecord) write(b *batch, env *DigestedEnvelope) (outcome, reason string, err error) {
	if r.Payload.packed == nil {
		return Dropped, r.Reason, nil
	}
	return Dropped, r.Reason, b.keep(env, r.Type, r.Reason, r.Payload)
}

func (b *batch) keep(env *DigestedEnvelope, kind, reason string, p Payload) error {
	return b.w.exec("INSERT INTO raw_item(project_id, type, reason, at, body) VALUES (?, ?, ?, ?, ?)",
		env.Project.ID, kind, reason, micros(env.Received), p.packed)
}
