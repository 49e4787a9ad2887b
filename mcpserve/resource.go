package mcpserve

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/internal/ops"
	"vedette/internal/text"
	"vedette/mcpserve/reply"
	"vedette/mcpserve/resources"
	"vedette/mcpserve/spans"
)

const (
	markdownType = "text/markdown"
	jsonType     = "application/json"
)

// addResources registers what can be read by an address, as far as the tool
// that reads it may be used.
func (s *Server) addResources() {
	for _, t := range resources.Templates() {
		if !s.offers(t.Operation) {
			continue
		}
		template := mcp.NewResourceTemplate(t.URITemplate(), t.Name, mcp.WithTemplateDescription(t.Description), mcp.WithTemplateMIMEType(markdownType))
		template.Title = t.Title
		s.mcp.AddResourceTemplate(template, s.readResource)
	}
	for _, r := range resources.Listed() {
		if !s.offers(r.Operation) {
			continue
		}
		resource := mcp.NewResource(r.URI, r.Name, mcp.WithResourceDescription(r.Description), mcp.WithMIMEType(markdownType))
		resource.Title = r.Title
		s.mcp.AddResource(resource, s.readResource)
	}
}

// offers reports whether a tool may be used at all.
func (s *Server) offers(tool string) bool {
	_, err := s.discovery.tool("", tool)
	return err == nil
}

// readResource answers resources/read with what the tool of the resource says.
func (s *Server) readResource(ctx context.Context, r mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	read, err := resources.Parse(r.Params.URI)
	if err != nil {
		return nil, s.wording.refuse(ctx, r.Params.URI, &ops.Error{Kind: ops.KindInvalid, Op: "resources/read", Message: text.From(err.Error())})
	}
	op, err := s.discovery.tool("resources/read", read.Operation)
	if err != nil {
		return nil, s.wording.refuse(ctx, r.Params.URI, err)
	}
	result, err := op.Call(ctx, s.ops(ctx), read.Arguments)
	if err != nil {
		return nil, s.wording.refuse(ctx, r.Params.URI, err)
	}
	contents, err := s.contentsOf(r.Params.URI, op, read, result)
	return []mcp.ResourceContents{contents}, err
}

func (s *Server) contentsOf(uri string, op ops.Operation, read resources.Read, result ops.Result) (mcp.TextResourceContents, error) {
	if !read.JSON {
		return mcp.TextResourceContents{URI: uri, MIMEType: markdownType, Text: markdown(s.wording.doc(result.Doc()), op.Name, read.Arguments)}, nil
	}
	data, err := json.Marshal(structured(result))
	return mcp.TextResourceContents{URI: uri, MIMEType: jsonType, Text: string(data)}, err
}

// refusal is what a client learns beside the code of an error.
type refusal struct {
	URI string `json:"uri,omitempty"`
	failure
}

// refuse is the protocol's error for a resource or prompt that cannot be had:
// its code says whether it is there at all, in the words of the client's
// revision. Where nothing can send the code, the text is all that arrives.
func (w wording) refuse(ctx context.Context, uri string, err error) error {
	f := w.failureOf("", err)
	code := mcp.INTERNAL_ERROR
	switch {
	case f.Kind == ops.KindNotFound && uri != "" && !mcp.IsModernProtocol(server.RequestProtocolVersion(ctx)):
		code = mcp.RESOURCE_NOT_FOUND
	case f.Kind == ops.KindNotFound, f.Kind == ops.KindInvalid:
		code = mcp.INVALID_PARAMS
	}
	message := f.Message
	if f.Hint != "" {
		message += ". Next: " + f.Hint
	}
	tell(ctx, err, spans.Failed(string(f.Kind))...)
	reply.Refuse(ctx, &reply.Error{Code: code, Message: message, Data: refusal{uri, f}})
	return errors.New(message)
}
