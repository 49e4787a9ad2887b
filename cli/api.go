package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	ucli "github.com/urfave/cli/v3"
	"golang.org/x/net/http/httpguts"

	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// maxPages ends --paginate on a server that never does.
const maxPages = 1000

// maxInput bounds what is read from a file or standard input, in bytes.
const maxInput = 64 << 20

func api() leaf {
	return leaf{
		name: "api", summary: "call an endpoint of Sentry's web API with the token in use", args: "PATH", min: 1, max: 1, verbatim: true,
		details: "PATH is what follows /api/0/; {org} and {project} in it are the targets in use. Fields go into the body, and into the\n" +
			"query of a GET; with fields or --input and no --method, it is a POST. -F takes true, false, null, numbers, @FILE and @- by\n" +
			"their meaning; key[sub]=value and key[]=value nest.",
		examples: []string{
			"vedette api -X GET organizations/{org}/issues/ -f query=is:unresolved --jq '.[].shortId'", "vedette api organizations/{org}/projects/ --paginate --slurp",
			"vedette api -X PUT organizations/{org}/issues/123/ -f status=resolved", "vedette api projects/{org}/{project}/keys/ -i",
		},
		flags: []ucli.Flag{
			&ucli.StringFlag{Name: "method", Aliases: []string{"X"}, Usage: "HTTP `METHOD` (default GET, or POST with fields)"},
			&ucli.StringSliceFlag{Name: "field", Aliases: []string{"F"}, Usage: "add a `KEY=VALUE` whose value has a type"},
			&ucli.StringSliceFlag{Name: "raw-field", Aliases: []string{"f"}, Usage: "add a `KEY=VALUE` whose value is text"},
			&ucli.StringSliceFlag{Name: "header", Aliases: []string{"H"}, Usage: "add a header, `NAME: VALUE`"},
			&ucli.StringFlag{Name: "input", Usage: "send this `FILE` (- for standard input) as the body"},
			&ucli.BoolFlag{Name: "include", Aliases: []string{"i"}, Usage: "print the status and the headers first"},
			&ucli.BoolFlag{Name: "paginate", Usage: "read all pages; lists become one list"},
			&ucli.BoolFlag{Name: "slurp", Usage: "with --paginate: one list of all pages"},
			&ucli.DurationFlag{Name: "cache", Usage: "a kept answer of this `AGE` will do: 1h"},
			&ucli.BoolFlag{Name: "silent", Usage: "do not print the body"},
			&ucli.BoolFlag{Name: "verbose", Usage: "tell about each request and answer on standard error"},
			&ucli.BoolFlag{Name: "dry-run", Usage: "show a request that would change something, send nothing"},
		},
		run: callAPI,
	}
}

func callAPI(ctx context.Context, c *call) error {
	if c.cmd.Bool("slurp") && !c.cmd.Bool("paginate") {
		return usage("add --paginate", "--slurp is about several pages")
	}
	q, err := c.apiRequest()
	if err != nil {
		return err
	}
	if c.cmd.Bool("paginate") && q.Method != http.MethodGet {
		return usage("vedette api --help", "--paginate reads, and this is a %s", q.Method)
	}
	o, _, err := c.ops(ctx)
	if err != nil {
		return err
	}
	if c.cmd.Bool("dry-run") {
		ctx = ops.DryRun(ctx)
	}
	var pages []json.RawMessage
	for seen := map[string]bool{}; ; {
		ans, err := c.askAPI(ctx, o, q)
		if plan, ok := ops.PlanOf(err); ok {
			return c.object(ctx, plan)
		}
		if err != nil || !c.cmd.Bool("paginate") {
			return errors.Join(c.apiBody(ctx, ans, err), err)
		}
		if !json.Valid(ans.Body) {
			return &ops.Error{Kind: ops.KindInvalid, Op: "call_api", Message: text.From("the answer is not JSON, so its pages cannot be joined"), Hint: "leave --paginate out"}
		}
		pages = append(pages, ans.Body)
		if ans.Next == "" || seen[ans.Next] || len(pages) == maxPages {
			return c.apiPages(ctx, pages)
		}
		seen[ans.Next] = true
		q = withCursor(q, ans.Next)
	}
}

// withCursor is q for another page.
func withCursor(q ops.APIRequest, cursor string) ops.APIRequest {
	query := url.Values{}
	for name, values := range q.Query {
		query[name] = values
	}
	query.Set("cursor", cursor)
	q.Query = query
	return q
}

// askAPI sends one request and tells about it as the flags ask.
func (c *call) askAPI(ctx context.Context, o *ops.Ops, q ops.APIRequest) (ops.APIAnswer, error) {
	defer c.progress("Waiting for the server")()
	if c.cmd.Bool("verbose") {
		c.notes.Say("> " + q.Method + " " + q.Path + " " + q.Query.Encode())
	}
	ans, err := o.CallAPI(ctx, q)
	if c.cmd.Bool("verbose") && ans.Status != 0 {
		c.notes.Say("< " + strings.ReplaceAll(strings.TrimSpace(headerLines(ans)), "\n", "\n< "))
	}
	if c.cmd.Bool("include") && ans.Status != 0 {
		if _, werr := io.WriteString(c.out.Out, headerLines(ans)+"\n"); werr != nil {
			return ans, werr
		}
	}
	return ans, err
}

func headerLines(ans ops.APIAnswer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP %d %s\n", ans.Status, http.StatusText(ans.Status))
	names := make([]string, 0, len(ans.Header))
	for name := range ans.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range ans.Header[name] {
			b.WriteString(text.From(name+": "+v).String() + "\n")
		}
	}
	return b.String()
}

// apiBody prints one answer, that of an error too.
func (c *call) apiBody(ctx context.Context, ans ops.APIAnswer, failed error) error {
	switch {
	case c.cmd.Bool("silent"), len(ans.Body) == 0:
		return nil
	case failed != nil && (c.format.JSON || c.out.OutTTY): // the error says it, and in the form asked for
		return nil
	case json.Valid(ans.Body):
		return c.apiJSON(ctx, ans.Body)
	case c.out.OutTTY:
		_, err := io.WriteString(c.out.Out, render.Safe(string(ans.Body)))
		return err
	}
	_, err := c.out.Out.Write(ans.Body)
	return err
}

func (c *call) apiJSON(ctx context.Context, body []byte) error {
	var compact bytes.Buffer
	if err := json.Compact(&compact, body); err != nil {
		return err
	}
	raw, err := c.format.Fields.Project(text.JSONForTerminal(compact.Bytes()))
	if err != nil {
		return err
	}
	return c.out.RawJSON(ctx, c.format, raw)
}

// apiPages prints the pages of a list: as one list, as a list of pages, or,
// when they are objects, one after another.
func (c *call) apiPages(ctx context.Context, pages []json.RawMessage) error {
	if c.cmd.Bool("silent") {
		return nil
	}
	if c.cmd.Bool("slurp") {
		raw, err := json.Marshal(pages)
		if err != nil {
			return err
		}
		return c.apiJSON(ctx, raw)
	}
	rows := []json.RawMessage{}
	for _, p := range pages {
		var list []json.RawMessage
		if json.Unmarshal(p, &list) != nil {
			for _, p := range pages {
				if err := c.apiJSON(ctx, p); err != nil {
					return err
				}
			}
			return nil
		}
		rows = append(rows, list...)
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return c.apiJSON(ctx, raw)
}

// apiRequest is the request that the command line describes.
func (c *call) apiRequest() (ops.APIRequest, error) {
	q := ops.APIRequest{Method: strings.ToUpper(c.cmd.String("method")), Path: c.args[0], Query: url.Values{}, Header: http.Header{}, MaxAge: c.cmd.Duration("cache")}
	for _, h := range c.cmd.StringSlice("header") {
		name, value, ok := strings.Cut(h, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return q, usage("-H 'Accept: text/plain'", "%q is not a header", h)
		}
		q.Header.Add(name, value)
	}
	fields, err := readFields(c.cmd.StringSlice("raw-field"), c.cmd.StringSlice("field"), c.readFile)
	if err != nil {
		return q, err
	}
	input := c.cmd.String("input")
	switch {
	case q.Method != "":
	case input != "" || len(fields) > 0 && !c.cmd.Bool("paginate"):
		q.Method = http.MethodPost
	default:
		q.Method = http.MethodGet
	}
	switch {
	case input != "":
		if q.Body, err = c.readFile(input); err != nil {
			return q, err
		}
		q.Query = queryOf(fields)
	case q.Method == http.MethodGet || q.Method == http.MethodHead:
		q.Query = queryOf(fields)
	case len(fields) > 0:
		q.Body, err = json.Marshal(fields)
	}
	return q, err
}

// readFile is the content of a file; "-" means standard input.
func (c *call) readFile(name string) ([]byte, error) {
	in := c.out.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usage("check the path", "%v", err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(data) > maxInput:
		return nil, usage("is it the right file?", "%s is larger than %d MiB", name, maxInput>>20)
	}
	return data, nil
}
