package command

// Mover is what the commands that move go through: a list, or a text.
type Mover interface {
	Move(n int)
	Page(n int)
	Home()
	End()
}

// Moves runs a command that moves; false for any other.
func Moves(id ID, in Mover) bool {
	switch id {
	case Up:
		in.Move(-1)
	case Down:
		in.Move(1)
	case PageUp:
		in.Page(-1)
	case PageDown:
		in.Page(1)
	case Top:
		in.Home()
	case Bottom:
		in.End()
	default:
		return false
	}
	return true
}
