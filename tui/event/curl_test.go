package event

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// TestCurlSendsTheRequestAgain: what arrives is what the event holds, and
// nothing in it is run on the way.
func TestCurlSendsTheRequestAgain(t *testing.T) {
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	var got *http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
	}))
	defer server.Close()
	dir := t.TempDir()
	const hostile = `it's "$(touch pwned)" ` + "`touch pwned`" + ` ; touch pwned & \ %0a !!`
	r := &ops.Request{Method: "PUT", URL: text.From(server.URL + "/a/[b]/{c}"), Query: [][2]text.Untrusted{pairOf("q", "x y&z=1#+%"), pairOf("r", "日本")},
		Headers: [][2]text.Untrusted{pairOf("X-Say", hostile), pairOf("Content-Type", "application/json"), pairOf("Content-Length", "3"), pairOf("Host", "evil.example.com")},
		Data:    text.From(`@pwned {"say": "` + hostile + `"}`)}
	run := exec.Command("sh", "-c", Curl(r)+" --silent --show-error --noproxy '*'")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, out, Curl(r))
	}
	if got.Method != "PUT" || got.URL.Path != "/a/[b]/{c}" || got.Host != server.Listener.Addr().String() {
		t.Errorf("%s %s of %s arrived", got.Method, got.URL, got.Host)
	}
	if q := got.URL.Query(); q.Get("q") != "x y&z=1#+%" || q.Get("r") != "日本" {
		t.Errorf("the query became %v", q)
	}
	if say := got.Header.Get("X-Say"); say != hostile {
		t.Errorf("the header became %q", say)
	}
	if string(body) != r.Data.Raw() {
		t.Errorf("the body became %q", body)
	}
	if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
		t.Error("a stranger's words were run")
	}
}
