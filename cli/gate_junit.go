package cli

import (
	"encoding/xml"
	"fmt"
	"strings"

	"vedette/internal/ops"
	"vedette/internal/text"
)

// junitSuites is the XML that build services read: one test case per condition.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"` // seconds
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Skipped *junitSkipped `xml:"skipped,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// junitOf writes a verdict as JUnit XML (the encoder replaces what XML cannot
// hold). A condition without data is skipped,
// or failed where data is required.
func junitOf(out ops.CheckGateOut) ([]byte, error) {
	suite := junitSuite{Name: "vedette gate", Tests: len(out.Conditions), Time: fmt.Sprint(out.Waited)}
	if !out.Version.IsZero() {
		suite.Name += " " + out.Version.String()
	}
	for _, c := range out.Conditions {
		tc := junitCase{Name: text.From(c.Title).String(), Class: "vedette.gate." + c.Name}
		is := fmt.Sprintf("%s, limit %s", c.Actual(), c.Bound())
		switch {
		case c.Verdict == ops.GateFailed, c.Verdict == ops.GateNoData && out.Verdict == ops.GateNoData:
			suite.Failures++
			tc.Failure = &junitFailure{Message: is, Type: c.Verdict, Text: offenders(c)}
		case c.Verdict == ops.GateNoData:
			suite.Skipped++
			tc.Skipped = &junitSkipped{Message: is}
		}
		suite.Cases = append(suite.Cases, tc)
	}
	raw, err := xml.MarshalIndent(junitSuites{Tests: suite.Tests, Failures: suite.Failures, Suites: []junitSuite{suite}}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write JUnit XML: %w", err)
	}
	return append([]byte(xml.Header), append(raw, '\n')...), nil
}

// offenders are the search and the issues behind a failed condition, a line
// each.
func offenders(c ops.GateCondition) string {
	var b strings.Builder
	for _, line := range []string{c.Query, c.Link} {
		if line != "" {
			b.WriteString("\n" + text.From(line).String())
		}
	}
	for _, i := range c.Issues {
		b.WriteString("\n" + ops.IssueHandle(i) + " " + i.Title.String())
		if !i.Permalink.IsZero() {
			b.WriteString(" " + i.Permalink.String())
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return b.String() + "\n"
}
