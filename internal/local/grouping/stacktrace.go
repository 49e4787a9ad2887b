package grouping

import (
	"slices"

	"vedette/internal/local/protocol"
)

// stackVariants returns what the frames contribute: the in-app ones, and all.
func stackVariants(frames []protocol.Frame, platform string) (app, system contribution) {
	app.present, system.present = true, true
	const usual = 128 // bytes of a frame with its line of source
	app.data = make([]byte, 0, usual*len(frames))
	system.data = make([]byte, 0, usual*len(frames))
	for i := range frames {
		f := &frames[i]
		p := first(f.Platform, platform)
		if i > 0 && isRecursion(f, &frames[i-1]) || len(frames) == 1 && isBareURL(f, p) {
			continue
		}
		mark := enhance(f, p)
		if mark.ignored {
			continue
		}
		start := len(system.data)
		system.data = appendFrame(system.data, f, p)
		if mark.inApp {
			app.data = append(app.data, system.data[start:]...)
		}
	}
	app.stack, system.stack = len(app.data) > 0, len(system.data) > 0
	return app, system
}

// isRecursion reports whether a frame repeats its caller at the same place.
func isRecursion(f, caller *protocol.Frame) bool {
	return f.Line == caller.Line && f.Col == caller.Col && f.Function == caller.Function &&
		f.AbsPath == caller.AbsPath && f.Filename == caller.Filename &&
		f.Module == caller.Module && f.Package == caller.Package
}

// isBareURL is a browser frame that names nothing but a page.
func isBareURL(f *protocol.Frame, platform string) bool {
	return family(platform) == familyJavaScript && f.Function == "" && hasURLOrigin(f.AbsPath, true)
}

// crashFrame is the frame that an issue is named after: the newest in-app one
// of the exception that was raised, or its newest one; nil without frames. With
// named, frames without a known function do not count.
func crashFrame(e *protocol.Event, named bool) *protocol.Frame {
	for _, x := range slices.Backward(e.Exceptions) {
		if f := newest(x.Stacktrace, e.Platform, named); f != nil {
			return f
		}
	}
	if f := newest(e.Stacktrace, e.Platform, named); f != nil {
		return f
	}
	for i := range e.Threads {
		if t := &e.Threads[i]; t.Crashed || t.Current || len(e.Threads) == 1 {
			if f := newest(t.Stacktrace, e.Platform, named); f != nil {
				return f
			}
		}
	}
	return nil
}

func newest(s *protocol.Stacktrace, platform string, named bool) *protocol.Frame {
	if s == nil {
		return nil
	}
	var fallback *protocol.Frame
	for i := len(s.Frames) - 1; i >= 0; i-- {
		f := &s.Frames[i]
		if named && (f.Function == "" || f.Function == "<redacted>" || f.Function == "<unknown>") {
			continue
		}
		if enhance(f, first(f.Platform, platform)).inApp {
			return f
		}
		if fallback == nil {
			fallback = f
		}
	}
	return fallback
}
