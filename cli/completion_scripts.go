package cli

import "embed"

// The scripts are our own: those of the command library evaluate the line that
// is typed, and split values at colons.
//
//go:embed completion
var completionScripts embed.FS
