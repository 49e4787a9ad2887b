package config

// Aliases are the user's own names of commands: name -> the words it stands
// for. env and home say where the user's file is.
func Aliases(env func(string) string, home string) (map[string]string, error) {
	u, err := readUserFile(PathsOf(env, home).UserFile())
	return u.Aliases, err
}

// SetAlias keeps an alias in the user's file; an empty expansion removes it.
func SetAlias(env func(string) string, home, name, expansion string) error {
	c := Change{Key: "alias." + name}
	if expansion != "" {
		c.Value = expansion
	}
	return PathsOf(env, home).Edit(c)
}
