package protocol

func (s *scanner) exception(x *Exception) bool {
	return s.object(func(key []byte) {
		switch string(key) {
		case "type":
			s.text(&x.Type)
		case "value":
			s.jsonText(&x.Value)
		case "module":
			s.text(&x.Module)
		case "thread_id":
			s.text(&x.ThreadID)
		case "mechanism":
			s.mechanism(&x.Mechanism)
		case "stacktrace":
			s.stacktrace(&x.Stacktrace)
		default:
			s.skip()
		}
	})
}

func (s *scanner) mechanism(dst **Mechanism) {
	var m Mechanism
	if s.peek() == '"' {
		s.text(&m.Type)
		*dst = &m
		return
	}
	ok := s.object(func(key []byte) {
		switch string(key) {
		case "type":
			s.text(&m.Type)
		case "handled":
			s.optionalBool(&m.Handled)
		case "synthetic":
			s.boolean(&m.Synthetic)
		case "exception_id":
			s.optionalInt(&m.ExceptionID)
		case "parent_id":
			s.optionalInt(&m.ParentID)
		case "is_exception_group":
			s.boolean(&m.IsExceptionGroup)
		case "source":
			s.text(&m.Source)
		case "data":
			s.rawObject(&m.Data)
		default:
			s.skip()
		}
	})
	if ok {
		*dst = &m
	}
}

func (s *scanner) thread(t *Thread) bool {
	return s.object(func(key []byte) {
		switch string(key) {
		case "id":
			s.text(&t.ID)
		case "name":
			s.text(&t.Name)
		case "crashed":
			s.boolean(&t.Crashed)
		case "current":
			s.boolean(&t.Current)
		case "stacktrace":
			s.stacktrace(&t.Stacktrace)
		default:
			s.skip()
		}
	})
}

// stacktrace reads {"frames": list}, or a list of frames without the wrapper.
func (s *scanner) stacktrace(dst **Stacktrace) {
	if s.peek() == '[' {
		*dst = &Stacktrace{Frames: readList(s, (*scanner).frame)}
		return
	}
	var st Stacktrace
	ok := s.object(func(key []byte) {
		if string(key) == "frames" {
			st.Frames = readList(s, (*scanner).frame)
			return
		}
		s.skip()
	})
	if ok {
		*dst = &st
	}
}

func (s *scanner) frame(f *Frame) bool {
	return s.object(func(key []byte) { s.frameField(f, key) })
}

func (s *scanner) frameField(f *Frame, key []byte) {
	switch string(key) {
	case "filename":
		s.text(&f.Filename)
	case "abs_path":
		s.text(&f.AbsPath)
	case "module":
		s.text(&f.Module)
	case "function":
		s.text(&f.Function)
	case "package":
		s.text(&f.Package)
	case "platform":
		s.text(&f.Platform)
	case "symbol":
		s.text(&f.Symbol)
	case "instruction_addr":
		s.text(&f.InstructionAddr)
	case "lineno":
		s.integer(&f.Line)
	case "colno":
		s.integer(&f.Col)
	case "in_app":
		s.optionalBool(&f.InApp)
	case "context_line":
		s.text(&f.ContextLine)
	case "pre_context":
		s.texts(&f.PreContext)
	case "post_context":
		s.texts(&f.PostContext)
	case "vars":
		s.rawMap(&f.Vars)
	default:
		s.skip()
	}
}
