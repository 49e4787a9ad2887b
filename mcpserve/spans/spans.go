// Package spans says what a watcher may know of a request of the Model Context
// Protocol, in the attribute names of Sentry's MCP view and of OpenTelemetry's
// MCP conventions at once. It exists so that those names stand in one place,
// beside neither the protocol's handling nor a tracing library.
//
// Names and sizes only: what was asked and answered is told where the operator
// of the server asked for it (Content).
package spans

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net"
	"strconv"
	"strings"
)

// Call is one message of a client as far as spans care.
type Call struct {
	Transport string  // "stdio", "http" or "sse"
	Session   string  // id; "" on the stateless wire and on stdio
	Remote    string  // host:port of the client; "" on stdio
	Version   string  // of the protocol, where the message itself does not say
	Client    Program // likewise
	Raw       []byte  // the JSON-RPC message
	Content   bool    // tell arguments and results too
}

// Span is how the work for a call is told.
type Span struct {
	Op, Name, Origin string
	Attributes       []slog.Attr
	Trace, Baggage   string // the caller's trace context, as it came in _meta
}

// message is what is read of a request; everything is optional.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params struct {
		Name            string                     `json:"name"`
		URI             string                     `json:"uri"`
		Arguments       map[string]json.RawMessage `json:"arguments"`
		ProtocolVersion string                     `json:"protocolVersion"`
		ClientInfo      Program                    `json:"clientInfo"`
		Meta            struct {
			Traceparent string  `json:"traceparent"`
			SentryTrace string  `json:"sentry-trace"`
			Baggage     string  `json:"baggage"`
			Version     string  `json:"io.modelcontextprotocol/protocolVersion"`
			Client      Program `json:"io.modelcontextprotocol/clientInfo"`
		} `json:"_meta"`
	} `json:"params"`
}

// Program is a client or a server, as it calls itself.
type Program struct{ Name, Title, Version string }

// Of is the span of a call; false for what is no request or notification.
func Of(c Call) (Span, bool) {
	var m message
	if json.Unmarshal(c.Raw, &m) != nil || m.Method == "" {
		return Span{}, false
	}
	s := Span{Op: "mcp.server", Origin: "auto.function.mcp_server", Trace: cmp.Or(m.Params.Meta.SentryTrace, m.Params.Meta.Traceparent), Baggage: m.Params.Meta.Baggage}
	if len(m.ID) == 0 {
		s.Op, s.Origin = "mcp.notification.client_to_server", "auto.mcp.notification"
	}
	target, about := m.target(c.Content)
	s.Name = strings.TrimSpace(m.Method + " " + target)
	s.Attributes = append(s.Attributes, slog.String("mcp.method.name", m.Method), slog.Int("mcp.request.size", len(c.Raw)))
	s.Attributes = append(s.Attributes, about...)
	s.Attributes = append(s.Attributes, c.wire()...)
	id := strings.Trim(string(m.ID), `"`)
	s.Attributes = appendNamed(s.Attributes, "mcp.request.id", id)
	s.Attributes = appendNamed(s.Attributes, "jsonrpc.request.id", id)
	s.Attributes = appendNamed(s.Attributes, "mcp.protocol.version", cmp.Or(m.Params.Meta.Version, m.Params.ProtocolVersion, c.Version))
	s.Attributes = append(s.Attributes, cmp.Or(m.Params.Meta.Client, m.Params.ClientInfo, c.Client).attributes("mcp.client.")...)
	if c.Content {
		s.Attributes = append(s.Attributes, c.remote()...)
		for name, value := range m.Params.Arguments {
			s.Attributes = append(s.Attributes, slog.String("mcp.request.argument."+strings.ToLower(name), string(value)))
		}
	}
	return s, true
}

// target is what a method is about, and the attributes that name it. A
// resource's address is content: it names an issue.
func (m message) target(content bool) (string, []slog.Attr) {
	switch {
	case m.Method == "tools/call" && m.Params.Name != "":
		return m.Params.Name, []slog.Attr{slog.String("mcp.tool.name", m.Params.Name), slog.String("gen_ai.tool.name", m.Params.Name), slog.String("gen_ai.operation.name", "execute_tool")}
	case m.Method == "prompts/get" && m.Params.Name != "":
		return m.Params.Name, []slog.Attr{slog.String("mcp.prompt.name", m.Params.Name), slog.String("gen_ai.prompt.name", m.Params.Name)}
	case m.Params.URI != "":
		scheme, _, _ := strings.Cut(m.Params.URI, ":")
		about := []slog.Attr{slog.String("mcp.resource.protocol", scheme)}
		if content {
			about = append(about, slog.String("mcp.resource.uri", m.Params.URI))
		}
		return "", about
	}
	return "", nil
}

// wire are the attributes of how the call came.
func (c Call) wire() []slog.Attr {
	network := "tcp"
	if c.Transport == "stdio" {
		network = "pipe"
	}
	out := []slog.Attr{slog.String("mcp.transport", c.Transport), slog.String("network.transport", network), slog.String("jsonrpc.protocol.version", "2.0")}
	if network == "tcp" {
		out = append(out, slog.String("network.protocol.name", "http"))
	}
	if c.Session == "" {
		return out
	}
	sum := sha256.Sum256([]byte(c.Session)) // who holds the id itself can use the session
	return append(out, slog.String("mcp.session.id", hex.EncodeToString(sum[:16])))
}

// remote are the attributes of where the client is.
func (c Call) remote() []slog.Attr {
	host, port, err := net.SplitHostPort(c.Remote)
	if err != nil {
		return nil
	}
	n, _ := strconv.Atoi(port) // a connection's port is a number
	return []slog.Attr{slog.String("client.address", host), slog.Int("client.port", n)}
}

// Server are the attributes of the server itself.
func Server(p Program) []slog.Attr { return p.attributes("mcp.server.") }

// attributes are those of a program that it told.
func (p Program) attributes(prefix string) []slog.Attr {
	return appendNamed(appendNamed(appendNamed(nil, prefix+"name", p.Name), prefix+"title", p.Title), prefix+"version", p.Version)
}

// Answer are the attributes of what a call got: the kind of its failure ("" = none), how many blocks of content and how many bytes.
func Answer(errorKind string, blocks, bytes int) []slog.Attr {
	out := []slog.Attr{
		slog.Bool("mcp.tool.result.is_error", errorKind != ""),
		slog.Int("mcp.tool.result.content_count", blocks), slog.Int("mcp.response.size", bytes),
	}
	if errorKind != "" {
		out = append(out, slog.String("error.type", "tool_error"), slog.String("vedette.error.kind", errorKind))
	}
	return out
}

// Content is the attribute of what a tool answered, for a Call with Content.
func Content(answer string) slog.Attr { return slog.String("mcp.tool.result.content", answer) }

// Failed are the attributes of a request that ended with an error of the protocol.
func Failed(errorKind string) []slog.Attr {
	return []slog.Attr{slog.String("error.type", errorKind), slog.String("vedette.error.kind", errorKind)}
}

// Prompt are the attributes of a prompt that was given.
func Prompt(description string, messages int) []slog.Attr {
	return appendNamed([]slog.Attr{slog.Int("mcp.prompt.result.message_count", messages)}, "mcp.prompt.result.description", description)
}

// appendNamed adds an attribute that has a value.
func appendNamed(to []slog.Attr, name, value string) []slog.Attr {
	if value == "" {
		return to
	}
	return append(to, slog.String(name, value))
}
