package local

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"vedette/internal/local/api"
)

// service is how /health answers, so that another process can tell a vedette server from anything else on its port.
const service = "vedette local"

// health is the answer of /health.
type health struct {
	Status  string `json:"status"`
	Service string `json:"service"`
	Version string `json:"version"`
	PID     int    `json:"pid"`
}

// ServeHTTP answers SDKs, the web API and people who open the address in a browser. A panic ends the request and not the server.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.cfg.Logger.LogAttrs(r.Context(), slog.LevelError, "local: request panicked", slog.String("method", r.Method),
				slog.String("path", r.URL.Path), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			writeJSON(w, http.StatusInternalServerError, map[string]string{"detail": "Internal Error"})
		}
	}()
	s.handler.ServeHTTP(w, r)
}

func (s *Server) routes() http.Handler {
	web := api.New(s.store, api.Options{
		Now: s.cfg.Now, BaseURL: s.baseURL, Linked: overNetwork, AllowHost: s.allowHost, Analyst: s.runner, Logger: s.cfg.Logger,
	})
	intake := s.ingest.Handler()
	mux := http.NewServeMux()
	mux.Handle("/api/0/", web)
	mux.Handle("/api/{project}/", intake)
	mux.Handle("/stream", intake)
	mux.Handle("/stream/{$}", intake)
	s.manage(mux)
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, health{Status: "ok", Service: service, Version: s.cfg.Version, PID: os.Getpid()})
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		writeText(w, service+": send errors here with SENTRY_SPOTLIGHT=1 or the DSN from `vedette local dsn`, read them with `vedette --profile local issue list`.")
	})
	mux.HandleFunc("GET /organizations/{org}/issues/{issue}/", s.permalink)
	mux.HandleFunc("GET /share/issue/{share}/", func(w http.ResponseWriter, r *http.Request) { // the public page of an issue: here its data
		http.Redirect(w, r, "/api/0/shared/issues/"+url.PathEscape(r.PathValue("share"))+"/", http.StatusFound)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusNotFound, map[string]string{"detail": "The requested resource does not exist"})
	})
	return mux
}

// permalink answers the address that issues carry as their permalink. There is no web interface behind it, but whoever follows the link in a
// browser learns how to see the issue.
func (s *Server) permalink(w http.ResponseWriter, r *http.Request) {
	i, err := s.store.Issue(r.Context(), r.PathValue("issue"))
	if err != nil {
		writeJSON(w, http.StatusNotFound, map[string]string{"detail": "The requested resource does not exist"})
		return
	}
	writeText(w, fmt.Sprintf("%s: this issue is shown by `vedette --profile local issue view %s`.", service, i.ShortID))
}

// baseURL is the origin under which a client reached the server.
func (s *Server) baseURL(r *http.Request) string {
	if r.Host == "" {
		return s.URL()
	}
	return "http://" + r.Host
}

// allowHost admits the configured names, and the addresses of this machine when others may reach it.
func (s *Server) allowHost(host string) bool {
	return slices.ContainsFunc(s.cfg.Hosts, func(h string) bool { return strings.EqualFold(h, host) }) ||
		s.cfg.Public && isAddress(host)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return // the client left
	}
}

func writeText(w http.ResponseWriter, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if _, err := fmt.Fprintln(w, line); err != nil {
		return // the client left
	}
}
