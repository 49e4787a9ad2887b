package issues

import (
	"testing"

	"vedette/tui/command"
	"vedette/tui/screen"
	"vedette/tui/screen/screentest"
)

const dsn = "http://abc@127.0.0.1:8969/1"

// TestEmptyStreamSaysWhereToSend: before the first event there is nothing to
// search for.
func TestEmptyStreamSaysWhereToSend(t *testing.T) {
	empty := map[string]string{"GET /organizations/acme/issues/": `[]`, "GET /organizations/acme/projects/": `[{"id":"1","slug":"shop","firstEvent":null}]`,
		"GET /projects/acme/shop/keys/": `[{"id":"abc","isActive":true,"dsn":{"public":"` + dsn + `"}}]`}
	d, _ := stream(t, screentest.Serve(empty), screen.ToIssues{Org: "acme"})
	d.Has("no error was sent to shop yet", "SENTRY_DSN="+dsn)
	d.Do(command.Copy)
	if copied, ok := d.Told[len(d.Told)-1].(screen.Copy); !ok || copied.Text() != dsn {
		t.Errorf("%+v", d.Told)
	}
	d.EverySize()

	empty["GET /organizations/acme/projects/"] = `[]`
	d, _ = stream(t, screentest.Serve(empty), screen.ToIssues{Org: "acme"})
	d.Has("no project to send to", "vedette local run -- CMD")

	empty["GET /organizations/acme/projects/"] = `[{"id":"1","slug":"shop","firstEvent":"2026-11-01T00:00:00Z"}]`
	d, _ = stream(t, screentest.Serve(empty), screen.ToIssues{Org: "acme"})
	d.Has("no issue matches this search")
	d.Lacks("SENTRY_DSN")
}
