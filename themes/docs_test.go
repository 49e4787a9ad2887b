package themes

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestThePageNamesEveryThemeAndRole, and none that there is not.
func TestThePageNamesEveryThemeAndRole(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "docs", "themes.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(data), "\r\n", "\n")
	before, after, ok := strings.Cut(page, "\n| role |")
	if !ok {
		t.Fatal("there is no table of roles")
	}
	var roles, listed []string
	for _, r := range Roles() {
		roles = append(roles, r.String())
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\|").FindAllStringSubmatch(after, -1) {
		listed = append(listed, m[1])
	}
	if !slices.Equal(listed, roles) {
		t.Errorf("roles on the page:\n%q\nwant\n%q", listed, roles)
	}
	_, table, _ := strings.Cut(before, "| for | themes |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var names []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(table, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	if !slices.Equal(names, (Library{}).Names()) {
		t.Errorf("themes on the page:\n%q\nwant\n%q", names, (Library{}).Names())
	}
}

// TestTheThemeOnThePageIsOne: it can be copied as it stands.
func TestTheThemeOnThePageIsOne(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "docs", "themes.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(strings.ReplaceAll(string(data), "\r\n", "\n"), "```toml\n")
	example, _, _ = strings.Cut(example, "```")
	theme, err := parse("night", example, Load)
	if err != nil {
		t.Fatal(err)
	}
	if got := theme.Look(Title).FG; got != "#ffd700" || theme.Appearance != "dark" {
		t.Errorf("titles are %s, the appearance %s", got, theme.Appearance)
	}
}
