package cli

import (
	"io"
	"strings"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/render"
)

// Operations are the command paths of each operation: "search_issues" ->
// "issue list". A test holds them against the catalogue.
func Operations() map[string][]string {
	out := map[string][]string{}
	s := &session{app: App{Streams: &render.Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}}}
	var walk func(cmd *ucli.Command, path string)
	walk = func(cmd *ucli.Command, path string) {
		for _, sub := range cmd.Commands {
			at := strings.TrimSpace(path + " " + sub.Name)
			ops, _ := sub.Metadata[metaOp].([]string)
			for _, op := range ops {
				out[op] = append(out[op], at)
			}
			walk(sub, at)
		}
	}
	walk(s.root(), "")
	return out
}
