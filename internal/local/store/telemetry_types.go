package store

import "time"

// UserReport is feedback that a user gave about an event.
type UserReport struct {
	ID      int64
	Project Project
	IssueID int64 // 0 while its event is unknown
	EventID string
	Name    string
	Email   string
	Text    string
	At      time.Time
}

// UserReportFilter selects user reports, the newest first.
type UserReportFilter struct {
	Issue   int64 // 0: any
	Project int64 // 0: any
	Limit   int   // 0: 25
	Offset  int
}

// Attachment is a file sent with an event.
type Attachment struct {
	ID          int64
	Project     Project
	EventID     string
	Name        string
	ContentType string
	Type        string // event.attachment, event.minidump...
	Size        int
	At          time.Time
	Data        []byte // only when read by id
}
