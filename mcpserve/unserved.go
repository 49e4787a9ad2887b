package mcpserve

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"vedette/internal/ops"
	"vedette/mcpserve/transport"
)

// unserved are the tools left out of a caller's list because they cannot work
// for it. They are learned beside the answer to its first request, which waits
// for nothing: until they are known the list is whole. A call of one still
// runs, and fails with the reason.
type unserved struct {
	known  *recent[*abilities] // by the caller's key and its constraints
	asking chan struct{}       // a place for each question under way
	now    func() time.Time
}

const (
	learnedFor  = 5 * time.Minute  // what was learned is believed, and a client may keep its list
	learnTime   = 15 * time.Second // for one question
	manyLearned = 16               // questions at the same time; a caller beyond them is asked for with its next request
)

func newUnserved() *unserved {
	return &unserved{known: newRecent[*abilities](manyCallers), asking: make(chan struct{}, manyLearned), now: time.Now}
}

// abilities are what is known of one caller.
type abilities struct {
	mu     sync.Mutex
	asking bool
	until  time.Time
	hidden hidden
}

// hidden are the tools that a list goes without.
type hidden struct {
	names   []string
	settled bool // nothing is being found out
}

// key names lists that are alike.
func (h hidden) key() string {
	if !h.settled {
		return "unsettled " + strings.Join(h.names, ",")
	}
	return strings.Join(h.names, ",")
}

// of is what is known of a caller. Where that is nothing or old, it is learned
// beside, and learned is called if the list then is another.
func (u *unserved) of(ctx context.Context, key string, o *ops.Ops, learned func()) hidden {
	a, _ := u.known.get(key, func() (*abilities, error) { return &abilities{}, nil }) // cannot fail
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.asking || u.now().Before(a.until) {
		return a.hidden
	}
	select {
	case u.asking <- struct{}{}:
		a.asking, a.hidden.settled = true, false
		go u.learn(ctx, a, o, learned)
	default:
	}
	return a.hidden
}

func (u *unserved) learn(ctx context.Context, a *abilities, o *ops.Ops, learned func()) {
	defer func() { <-u.asking }()
	ctx, cancel := context.WithTimeout(ctx, learnTime)
	defer cancel()
	names := o.Unserved(ctx)
	a.mu.Lock()
	changed := !slices.Equal(names, a.hidden.names)
	a.asking, a.until, a.hidden = false, u.now().Add(learnedFor), hidden{names: names, settled: true}
	a.mu.Unlock()
	if changed {
		learned()
	}
}

// learning finds out what callers over HTTP can use, from their first request
// on. Their access outlives it, for as long as a question takes.
func (u *unserved) learning(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m := transport.MessageOf(r.Context()); m != nil {
			switch mcp.MCPMethod(m.Method) {
			case mcp.MethodInitialize, mcp.MethodServerDiscover, mcp.MethodToolsList:
				s := chosenOf(r.Context()).server
				h := u.of(context.WithoutCancel(r.Context()), keyOf(r.Context(), s.sel), s.ops(r.Context()), func() {})
				r = r.WithContext(withHidden(r.Context(), func() hidden { return h }))
			}
		}
		next.ServeHTTP(w, r)
	})
}

type hiddenKey struct{}

// withHidden says what the lists that are asked for in a context go without.
func withHidden(ctx context.Context, find func() hidden) context.Context {
	return context.WithValue(ctx, hiddenKey{}, find)
}

func hiddenIn(ctx context.Context) hidden {
	if find, ok := ctx.Value(hiddenKey{}).(func() hidden); ok {
		return find()
	}
	return hidden{}
}

// hide takes the tools out of a list, and tells newer clients for how long it
// holds: for minutes once the caller is known, for this moment before.
func hide(ctx context.Context, _ any, _ *mcp.ListToolsRequest, list *mcp.ListToolsResult) {
	h := hiddenIn(ctx)
	if h.settled && mcp.IsModernProtocol(server.RequestProtocolVersion(ctx)) {
		list.SetCacheHints(learnedFor.Milliseconds(), mcp.CacheScopePrivate)
	}
	if len(h.names) > 0 {
		list.Tools = slices.DeleteFunc(slices.Clone(list.Tools), func(t mcp.Tool) bool { return slices.Contains(h.names, t.Name) })
	}
}
