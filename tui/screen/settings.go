package screen

// Fact is one setting in force.
type Fact struct {
	Name    string
	Value   string
	Source  string   // where it comes from
	Key     string   // as `vedette config set` has it; "" = it is not changed here
	Choices []string // what it can be; empty = anything
}

// Settings are what is in force, and how it is changed for good. Both read or
// write files: they are called in commands.
type Settings struct {
	Facts func() ([]Fact, error)
	Set   func(key, value string) error // nil where nothing can be kept
}

// ChooseTheme asks the router for the picker of themes.
type ChooseTheme struct{}

// Changed says that a setting has a new value: whoever can lets it count at
// once; then every screen is told.
type Changed struct{ Key, Value string }
