package cli

import ucli "github.com/urfave/cli/v3"

// mcpGroup is about the MCP server: who starts it, and what it offers.
func (s *session) mcpGroup() *ucli.Command {
	return s.group("mcp", "The MCP server of coding agents: set up, look at, try", s.command(mcpInstall()), s.command(mcpUninstall()))
}
