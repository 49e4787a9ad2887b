package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
	"time"

	ucli "github.com/urfave/cli/v3"

	"vedette/internal/config"
	"vedette/internal/ops"
	"vedette/internal/render"
	"vedette/internal/text"
)

// call is one command with its flags read.
type call struct {
	*session
	cmd    *ucli.Command
	args   []string
	format render.Format
	notes  *render.Notes
	out    *render.Streams
}

// call reads the global flags. It touches no file and no network.
func (s *session) call(cmd *ucli.Command) (*call, error) {
	c := &call{session: s, cmd: cmd, args: cmd.Args().Slice(), out: s.app.Streams, notes: render.NewNotes(s.app.Streams, cmd.Bool("quiet"))}
	fields := ""
	if v, ok := cmd.Generic("json").(*optionalValue); ok {
		fields = v.String()
	}
	var err error
	if c.format, err = render.ParseFormat(fields, cmd.String("jq"), cmd.String("template"), s.app.Now()); err != nil {
		return nil, usage(fullName(cmd)+" --json shows what there is to select", "%v", err)
	}
	return c, nil
}

// advise says what could be run next, on the server that this command is about.
func (c *call) advise(line string) { c.notes.Say(inProfile(line, c.cmd.String("profile"))) }

// settings finds the server to talk to.
func (c *call) settings() (config.Settings, error) {
	return c.settingsFor(c.cmd.String("profile"))
}

func (c *call) settingsFor(profile string) (config.Settings, error) {
	opt := c.options()
	opt.Flags.Profile = profile
	return config.Load(opt)
}

// options are what the settings are read from.
func (c *call) options() config.Options {
	return config.Options{
		Flags: config.Flags{Profile: c.cmd.String("profile"), Org: c.cmd.String("org"), Project: c.cmd.String("project"), ReadOnly: c.cmd.Bool("read-only"),
			Fresh: c.cmd.Bool("fresh"), Offline: c.cmd.Bool("offline"),
			Accessible: c.cmd.Bool("accessible")},
		Env: c.app.Env, Dir: c.app.Dir, Home: c.app.Home,
	}
}

// ops connects to the server of the settings.
func (c *call) ops(ctx context.Context) (*ops.Ops, config.Settings, error) {
	s, err := c.settings()
	if err != nil {
		return nil, s, err
	}
	if s.Profile == "" {
		return nil, s, noServer()
	}
	o, err := c.connect(ctx, s)
	return o, s, err
}

// noServer is the error where nothing says which server to talk to.
func noServer() error {
	return &ops.Error{
		Kind: ops.KindUnauthenticated, Op: "connect", Message: text.From("no token, and no local data on this machine"),
		Hint: "vedette auth login --token, or SENTRY_AUTH_TOKEN; without an account: vedette demo, vedette local run",
	}
}

func (c *call) connect(ctx context.Context, s config.Settings) (*ops.Ops, error) {
	c.out.Lines = c.out.Lines || s.TUI.Accessible
	if s.Profile == config.Demo {
		defer c.progress("Preparing the demo")()
	}
	o, closer, err := c.app.Connect(ctx, s)
	if closer != nil {
		c.closers = append(c.closers, closer)
	}
	return o, err
}

// openTUI hands over to the terminal interface; without any server it shows
// its first screen.
func (c *call) openTUI(ctx context.Context) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	return c.openTUIFor(ctx, s)
}

func (c *call) openTUIFor(ctx context.Context, s config.Settings) error {
	c.patient.Store(true)
	if s.Profile == "" {
		return c.app.TUI(ctx, nil, s)
	}
	o, err := c.connect(ctx, s)
	if err != nil {
		return err
	}
	return c.app.TUI(ctx, o, s)
}

// heard tells people what a call is waiting for, and everybody when the data
// is not the server's.
func (c *call) heard(n ops.Notice) {
	switch {
	case n.Age > 0:
		c.notes.Say(fmt.Sprintf("offline: %s as of %s ago", n.Op, text.Duration(n.Age)))
	case n.Wait >= slow && c.out.ErrTTY:
		c.notes.Say(fmt.Sprintf("%s: %s, going on in %s", n.Op, n.Reason, text.Duration(n.Wait)))
	}
}

// slow is when people begin to wonder whether anything happens.
const slow = time.Second

// progress shows what is being done once it takes more than a second, on a
// terminal only. The function it returns ends it; to call it again does nothing.
func (c *call) progress(doing string) (done func()) {
	if !c.out.ErrTTY {
		return func() {}
	}
	stop := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		tick := time.NewTicker(slow)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-stop:
				c.notes.Clear()
				return
			case <-tick.C:
				line := fmt.Sprintf("%s ... %ds", doing, n)
				if c.out.Lines {
					line = doing + " ..."
				}
				c.notes.Progress(line)
			}
		}
	})
	return sync.OnceFunc(func() { close(stop); ended.Wait() })
}

// object prints one result.
func (c *call) object(ctx context.Context, v ops.Result) error {
	return c.out.Object(ctx, c.format, v, v.Doc())
}

// check looks for the selected fields before anything is asked of a server.
func check[T any](c *call) error { return c.format.Fields.Check(reflect.TypeFor[T]()) }

// readText is the value of a flag or argument, where "-" means standard input.
func (c *call) readText(value string) (string, error) {
	if value != "-" {
		return value, nil
	}
	const limit = 1 << 20
	data, err := io.ReadAll(io.LimitReader(c.out.In, limit+1))
	if err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	if len(data) > limit {
		return "", errors.New("read standard input: more than 1 MiB")
	}
	return string(data), nil
}
