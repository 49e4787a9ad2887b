package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPlanIsAScriptOfTwoWeeks(t *testing.T) {
	runs := plan(1)
	if !reflect.DeepEqual(runs, plan(1)) {
		t.Error("equal seeds gave different plans")
	}
	if reflect.DeepEqual(runs, plan(2)) {
		t.Error("different seeds gave equal plans")
	}
	planned, wanted := map[string]int{}, map[string]int{}
	for _, a := range arcs() {
		wanted[a.program+" "+a.scenario] += a.count
	}
	for _, r := range runs {
		if slices.Contains(r.scenarios, "gift_card") && r.at < -15*time.Minute {
			t.Errorf("the newest failure is seen at %s", r.at)
		}
		if r.at >= 0 || r.at < -historyHours*time.Hour {
			t.Errorf("run at %s", r.at)
		}
		if r.environment == "production" && r.second != (r.at > -releaseHours*time.Hour) {
			t.Errorf("%s at %s: second release %t", r.program, r.at, r.second)
		}
		for i, s := range r.scenarios {
			planned[r.program+" "+s]++
			if slices.Contains(r.scenarios[:i], s) {
				t.Errorf("%s repeats %s", r.program, s)
			}
			if s == "loyalty" && !r.second {
				t.Error("the loyalty regression is in the first release")
			}
		}
	}
	if !reflect.DeepEqual(planned, wanted) {
		t.Errorf("planned %v\nwanted %v", planned, wanted)
	}
}

func TestRecorderKeepsWhatArrives(t *testing.T) {
	rec := &recorder{projects: map[string]string{"2": "storefront"}}
	rec.begin(-time.Hour)
	server := httptest.NewServer(rec.routes())
	defer server.Close()

	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	io.WriteString(w, "{}\n{\"type\":\"event\"}\n{}")
	w.Close()
	for _, c := range []struct {
		path, encoding, body string
		status               int
	}{
		{"/api/2/envelope/?sentry_key=k", "", "{}\n{\"é\":\"\\u0001\"}\n", 200},
		{"/api/2/store/", "gzip", zipped.String(), 200},
		{"/api/9/envelope/", "", "{}", 400},
		{"/api/2/envelope/", "br", "{}", 400},
		{"/api/2/envelope/", "gzip", "not gzip", 400},
		{"/api/2/envelope/", "", "\xff\xfe", 400},
	} {
		request, err := http.NewRequest(http.MethodPost, server.URL+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if c.encoding != "" {
			request.Header.Set("Content-Encoding", c.encoding)
		}
		request.Header.Set("X-Sentry-Auth", "Sentry sentry_key=k")
		request.Header.Set("Authorization", "not kept")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != c.status {
			t.Errorf("%s %q: status %d, want %d", c.path, c.encoding, response.StatusCode, c.status)
		}
	}
	records, err := rec.take()
	if err == nil {
		t.Error("the failures were not kept")
	}
	if len(records) != 2 {
		t.Fatalf("%d records", len(records))
	}
	for i, want := range []string{"{}\n{\"é\":\"\\u0001\"}\n", "{}\n{\"type\":\"event\"}\n{}"} {
		r := records[i]
		if r.Body != want {
			t.Errorf("body %q; want %q", r.Body, want)
		}
		if r.Project != "storefront" || r.At < -3_600_000 || r.At >= 0 || len(r.Headers) != 1 {
			t.Errorf("record %+v", r)
		}
	}
	if records[0].Query != "sentry_key=k" || records[1].Endpoint != "store" {
		t.Errorf("records %+v", records)
	}
}

func TestActionsAreInTheWebAPI(t *testing.T) {
	records, err := actions()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if !r.IsAction() || r.At >= 0 || !strings.HasPrefix(r.Path, issues) {
			t.Errorf("%s at %d", r.Name(), r.At)
		}
		if string(r.Change) == "{}" {
			t.Errorf("%s changes nothing", r.Name())
		}
	}
}
