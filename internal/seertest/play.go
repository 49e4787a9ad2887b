package seertest

import (
	"encoding/json"
	"fmt"
)

// Block is the JSON of a block that begins a step ("" = none) and says content.
// More members ("artifacts", "todos", ...) come as name and JSON value.
func Block(step, content string, more ...string) string {
	metadata := "{}"
	if step != "" {
		metadata = fmt.Sprintf(`{"step":%s}`, quote(step))
	}
	b := fmt.Sprintf(`{"id":"b","timestamp":"2026-11-20T12:00:00Z","message":{"role":"assistant","content":%s,"metadata":%s}`, quote(content), metadata)
	for n := 0; n+1 < len(more); n += 2 {
		b += fmt.Sprintf(`,%s:%s`, quote(more[n]), more[n+1])
	}
	return b + "}"
}

// Artifacts is the member of one artifact; data "null" means that reason says
// why there is none.
func Artifacts(key, data, reason string) (name, value string) {
	return "artifacts", fmt.Sprintf(`[{"key":%s,"data":%s,"reason":%s}]`, quote(key), data, quote(reason))
}

// Patches is the member of changed files.
func Patches(patches ...string) (name, value string) {
	all := ""
	for n, p := range patches {
		if n > 0 {
			all += ","
		}
		all += p
	}
	return "merged_file_patches", "[" + all + "]"
}

// Patch is one changed file: kind is A, M or D.
func Patch(repo, path, kind, diff string) string {
	return fmt.Sprintf(`{"repo_name":%s,"diff":%s,"patch":{"path":%s,"type":%s}}`, quote(repo), quote(diff), quote(path), quote(kind))
}

// PR is the state of one pull request: creating, completed with its number, or
// error with a message.
func PR(repo, status string, number int, message string) string {
	url := "null"
	if number > 0 {
		url = quote(fmt.Sprintf("https://example.com/%s/pull/%d", repo, number))
	}
	return fmt.Sprintf(`{"repo_name":%s,"pr_creation_status":%s,"pr_number":%s,"pr_url":%s,"pr_creation_error":%s}`,
		quote(repo), quote(status), map[bool]string{true: fmt.Sprint(number), false: "null"}[number > 0], url, quote(message))
}

// Story is a run that goes well: a cause, a plan, a change of shop/cart.py in
// acme/shop, and a pull request that takes two looks.
func Story() map[string][]Frame {
	with := func(step, content, key, value string) []Frame {
		return []Frame{
			{Status: "processing", Blocks: []string{Block(step, "Working on "+step, "todos", `[{"content":"read the code","status":"in_progress"}]`)}},
			{Status: "completed", Blocks: []string{Block("", content, key, value)}},
		}
	}
	causeKey, cause := Artifacts("root_cause", `{"one_line_description":"price is missing","five_whys":["no default"],"reproduction_steps":["add an item without a price"],"relevant_repo":"acme/shop","classification":"code_fix"}`, "")
	planKey, plan := Artifacts("solution", `{"one_line_summary":"add a default","steps":[{"title":"Use get","description":"with 0"}]}`, "")
	codeKey, code := Patches(Patch("acme/shop", "shop/cart.py", "M", CartDiff))
	return map[string][]Frame{
		"root_cause":   with("root_cause", "Found the cause", causeKey, cause),
		"solution":     with("solution", "Planned the fix", planKey, plan),
		"code_changes": with("code_changes", "Changed the code", codeKey, code),
		"open_pr": {
			{PRs: map[string]string{"acme/shop": PR("acme/shop", "creating", 0, "")}}, {}, {},
			{PRs: map[string]string{"acme/shop": PR("acme/shop", "completed", 7, "")}},
		},
		"pr_iteration": {
			{Status: "processing", Blocks: []string{Block("pr_iteration", "Adding a test")}},
			{Status: "completed", Blocks: []string{Block("", "Pushed")}},
		},
	}
}

// Cart is the file that CartDiff changes, before it.
const Cart = "def total(items):\n    return sum(i['price'] for i in items)\n"

// CartDiff is the change of Story.
const CartDiff = "--- a/shop/cart.py\n+++ b/shop/cart.py\n@@ -1,2 +1,2 @@\n def total(items):\n-    return sum(i['price'] for i in items)\n+    return sum(i.get('price', 0) for i in items)\n"

func quote(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
}
