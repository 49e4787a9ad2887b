package agentconfig

import "slices"

// member is one member of an object, in the order in which it is written.
type member struct {
	name  string
	value any // string, []string, []member or references
}

// references are members by the names of variables, which refer to them.
type references struct {
	Entry
	refer func(string) string
}

// stale is true for a member that once handed on what is handed on no more.
func (r references) stale(name, value string) bool {
	return r.Ours != nil && r.Ours(name) && !slices.Contains(r.Env, name) && value == r.refer(name)
}

// plain is the entry that most agents took over from the first one.
func plain(e Entry, refer func(string) string) []member {
	return append([]member{{"command", e.Command}, {"args", e.Args}}, variables("env", e, refer)...)
}

// typed is the same for those that ask for the transport.
func typed(e Entry, refer func(string) string) []member {
	return append([]member{{"type", "stdio"}}, plain(e, refer)...)
}

// copilot wants to be told which tools may be used.
func copilot(e Entry, refer func(string) string) []member {
	return append(typed(e, refer), member{"tools", []string{"*"}})
}

func openCodeEntry(e Entry, refer func(string) string) []member {
	command := append([]string{e.Command}, e.Args...)
	return append([]member{{"type", "local"}, {"command", command}}, variables("environment", e, refer)...)
}

// envVars is Codex's member with the names of variables to hand on.
const envVars = "env_vars"

// codex takes the names of variables themselves.
func codex(e Entry, refer func(string) string) []member {
	return []member{{"command", e.Command}, {"args", e.Args}, {envVars, references{e, refer}}}
}

// variables is the member that hands variables on, where that can be said.
func variables(name string, e Entry, refer func(string) string) []member {
	if refer == nil {
		return nil
	}
	return []member{{name, references{e, refer}}}
}
