package protocol

// CheckIn is one report of a scheduled job.
type CheckIn struct {
	ID          string // 32 lower-case hexadecimal digits; empty means the newest open one of the monitor
	MonitorSlug string
	Status      string  // in_progress, ok, error
	Duration    float64 // seconds; 0 while unknown
	Environment string
	Release     string
	TraceID     string         // 32 lower-case hexadecimal digits; may be empty
	Config      *MonitorConfig // when the SDK creates or updates its monitor
}

// MonitorConfig says when a job is due.
type MonitorConfig struct {
	ScheduleType          string // crontab or interval
	Crontab               string // five fields; crontab only
	Every                 int    // interval only
	Unit                  string // minute, hour, day, week, month, year; interval only
	Timezone              string // IANA name; empty means UTC
	CheckInMargin         int    // minutes; 0 when absent
	MaxRuntime            int    // minutes; 0 when absent
	FailureIssueThreshold int    // failures in a row before an issue; 0 when absent
	RecoveryThreshold     int    // successes in a row before recovery; 0 when absent
	Owner                 string // user:1 or team:1
}

// DecodeCheckIn reads a check_in item. The error is an *Error of kind Malformed: no JSON object, or no monitor_slug or status.
func DecodeCheckIn(data []byte) (CheckIn, error) {
	s := newScanner(data)
	var c CheckIn
	if err := s.document(func(key []byte) { s.checkInField(&c, key) }); err != nil {
		return CheckIn{}, err
	}
	if c.MonitorSlug == "" || c.Status == "" {
		return CheckIn{}, &Error{Kind: Malformed, Reason: "check-in without monitor_slug or status"}
	}
	return c, nil
}

func (s *scanner) checkInField(c *CheckIn, key []byte) {
	switch string(key) {
	case "check_in_id":
		s.id(&c.ID, 32)
	case "monitor_slug":
		s.text(&c.MonitorSlug)
	case "status":
		s.text(&c.Status)
	case "duration":
		s.float(&c.Duration)
	case "environment":
		s.text(&c.Environment)
	case "release":
		s.text(&c.Release)
	case "contexts":
		s.object(func(key []byte) {
			if string(key) != "trace" {
				s.skip()
				return
			}
			s.object(func(key []byte) {
				if string(key) != "trace_id" {
					s.skip()
					return
				}
				s.id(&c.TraceID, 32)
			})
		})
	case "monitor_config":
		s.monitorConfig(&c.Config)
	default:
		s.skip()
	}
}

func (s *scanner) monitorConfig(dst **MonitorConfig) {
	var m MonitorConfig
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "schedule":
			s.schedule(&m)
		case "timezone":
			s.text(&m.Timezone)
		case "checkin_margin":
			s.integer(&m.CheckInMargin)
		case "max_runtime":
			s.integer(&m.MaxRuntime)
		case "failure_issue_threshold":
			s.integer(&m.FailureIssueThreshold)
		case "recovery_threshold":
			s.integer(&m.RecoveryThreshold)
		case "owner":
			s.text(&m.Owner)
		default:
			s.skip()
		}
	})
	if ok {
		*dst = &m
	}
}

// schedule reads {"type": "crontab", "value": text} and {"type": "interval", "value": number, "unit": text}, in any member order.
func (s *scanner) schedule(m *MonitorConfig) {
	s.object(func(key []byte) {
		switch string(key) {
		case "type":
			s.text(&m.ScheduleType)
		case "unit":
			s.text(&m.Unit)
		case "value":
			if s.peek() == '"' {
				s.text(&m.Crontab)
				return
			}
			s.integer(&m.Every)
		default:
			s.skip()
		}
	})
}
