package sentryapi

import (
	"net/http"
	"sync"
	"time"

	"vedette/internal/text"
)

// ServerInfo is what answers tell about the server beside their content.
type ServerInfo struct {
	Hosted   bool          // it is the hosted service
	Software text.Word     // its Server header; "" = it does not say
	Skew     time.Duration // the server's clock less this computer's, to the second
	Answered bool          // at least one answer came; else the rest is not known
}

// Server is what the answers so far have told.
func (c *Client) Server() ServerInfo {
	c.seen.mu.Lock()
	defer c.seen.mu.Unlock()
	info := c.seen.info
	info.Hosted = c.hasRegions()
	return info
}

// seen keeps what the last answer told.
type seen struct {
	mu   sync.Mutex
	info ServerInfo
}

func (s *seen) note(h http.Header, now time.Time) {
	info := ServerInfo{Software: text.WordOf(h.Get("Server")), Answered: true}
	if at, err := http.ParseTime(h.Get("Date")); err == nil {
		info.Skew = at.Sub(now.Truncate(time.Second))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.info = info
}
