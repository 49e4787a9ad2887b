package agentconfig

// member is one member of an object, in the order in which it is written.
type member struct {
	name  string
	value any // string, []string or []member
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
func codex(e Entry, _ func(string) string) []member {
	out := []member{{"command", e.Command}, {"args", e.Args}}
	if len(e.Env) > 0 {
		out = append(out, member{envVars, e.Env})
	}
	return out
}

// variables is the member that hands variables on, where there are any.
func variables(name string, e Entry, refer func(string) string) []member {
	if len(e.Env) == 0 || refer == nil {
		return nil
	}
	var list []member
	for _, v := range e.Env {
		list = append(list, member{v, refer(v)})
	}
	return []member{{name, list}}
}
