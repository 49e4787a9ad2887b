package local

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// TestTransportKeepsBodylessAnswers answers many requests at once without a body: the end of a handler is not the end of its request.
func TestTransportKeepsBodylessAnswers(t *testing.T) {
	transport := inProcess{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })}
	var clients sync.WaitGroup
	for range 32 {
		clients.Go(func() {
			for range 2000 {
				resp, err := transport.RoundTrip(httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "http://localhost/", nil))
				if err != nil {
					t.Errorf("the answer is lost: %v", err)
					return
				}
				if body, err := io.ReadAll(resp.Body); err != nil || len(body) > 0 || resp.StatusCode != http.StatusNoContent {
					t.Errorf("%s %q %v", resp.Status, body, err)
				}
				resp.Body.Close()
			}
		})
	}
	clients.Wait()
}
