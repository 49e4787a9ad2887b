package lexers

import (
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

// samples holds sane code for every kept lexer, by the lexer's name.
var samples = map[string]string{
	"Bash":            "#!/bin/bash\nfor f in *.log; do\n  grep -q \"$1\" \"$f\" && echo \"${f%.log}\"\ndone\n",
	"C":               "#include <stdio.h>\nint main(void) {\n  /* say it */\n  printf(\"%d\\n\", 0x1f);\n  return 0;\n}\n",
	"C#":              "using System;\nclass A {\n  public int B(string c) => c?.Length ?? 0; // none\n}\n",
	"C++":             "#include <vector>\ntemplate <typename T> class A : public B {\n  std::vector<T> v{1, 2};\n};\n",
	"CSS":             "@media (max-width: 10px) {\n  a:hover, #b > .c { color: #fff; margin: 0 1.5em; }\n}\n",
	"Dart":            "import 'dart:io';\nclass A extends B {\n  final int? c;\n  Future<void> d() async => print('${c!}');\n}\n",
	"Diff":            "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n",
	"Docker":          "FROM golang:1.26 AS build\nWORKDIR /src\nRUN go build -o /bin/a .\nCMD [\"/bin/a\"]\n",
	"Elixir":          "defmodule A do\n  @doc \"b\"\n  def c(%{d: e} = _f), do: e |> Enum.map(&(&1 + 1))\nend\n",
	"Go":              "package main\n\n// A is it.\nfunc A(b []string) (err error) {\n\tc := `d {{ .E }}`\n\treturn fmt.Errorf(\"%w: %s\", err, c)\n}\n",
	"Go Template":     "{{ range .Items }}{{ .Name | printf \"%q\" }}{{ end }}\n",
	"GraphQL":         "query A($id: ID!) {\n  user(id: $id) { name, ...F }\n}\n",
	"HTML":            "<!DOCTYPE html>\n<html><head><style>a { color: red; }</style>\n<script>let b = 1;</script></head>\n<body class=\"c\">&amp; d</body></html>\n",
	"JSON":            "{\"a\": [1, -2.5e3, true, null], \"b\": {\"c\": \"\\u00e9\"}}\n",
	"Java":            "package a.b;\n@Deprecated\npublic class C<T> extends D {\n  int e(String f) throws IOException { return f.length() + 1; }\n}\n",
	"JavaScript":      "const a = async (b) => {\n  await c(`d ${b}`, /e+/g);\n  return b?.f ?? null; // g\n};\n",
	"Kotlin":          "package a\ndata class B(val c: Int?)\nfun d(e: B): String = \"${e.c ?: 0}\"\n",
	"PHP":             "<?php\nnamespace A;\nfunction b(?int $c): string {\n  return \"d {$c}\" . $this->e['f'];\n}\n",
	"PHTML":           "<p class=\"a\"><?php echo $b->c('d'); ?></p>\n",
	"Protocol Buffer": "syntax = \"proto3\";\npackage a.b;\nmessage C {\n  repeated string d = 1;\n}\n",
	"Python":          "import os\n\n@a\nasync def b(c: int = 1) -> str:\n    \"\"\"d\"\"\"\n    return f\"{c!r} {os.name}\"\n",
	"Ruby":            "require 'a'\nclass B < C\n  def d(e:)\n    e.map { |f| \"#{f}\" } unless @g.nil?\n  end\nend\n",
	"Rust":            "use std::io;\nfn a<'b>(c: &'b str) -> Result<u8, io::Error> {\n    println!(\"{}\", c);\n    Ok(1u8)\n}\n",
	"SQL":             "SELECT a.b, COUNT(*) FROM c AS a WHERE d = 'e' AND f > 1.5 -- g\nGROUP BY a.b;\n",
	"Scala":           "package a\nobject B extends C {\n  def d(e: Option[Int]): Int = e match {\n    case Some(f) => f\n    case None => 0\n  }\n}\n",
	"Swift":           "import Foundation\nstruct A: B {\n  let c: Int?\n  func d() throws -> String { return \"\\(c ?? 0)\" }\n}\n",
	"TOML":            "# a\n[b.c]\nd = \"e\"\nf = [1, 2]\ng = 2026-01-02T03:04:05Z\n",
	"TypeScript":      "interface A<T> { b?: T }\nexport const c = (d: A<string>): number => d.b!.length;\n",
	"XML":             "<?xml version=\"1.0\"?>\n<a b=\"c\"><!-- d --><e/>&lt;</a>\n",
	"YAML":            "# a\nb:\n  - c: 1\n    d: \"e\"\n  - &f true\n",
	"markdown":        "---\na: b\n---\n# Head\n\n- *one* and `two` [a](http://b.c)\n\n```go\nvar a int\n```\n",
	"plaintext":       "nothing to see\n",
	"react":           "const A = ({b}) => <div className=\"c\" onClick={() => b(1)}>d</div>;\n",
}

func TestKeptLexersHighlightSaneCode(t *testing.T) {
	for _, lexer := range GlobalLexerRegistry().Lexers {
		name := lexer.Config().Name
		t.Run(name, func(t *testing.T) {
			source, ok := samples[name]
			if !ok {
				t.Fatal("no sample for this lexer")
			}
			tokens, err := chroma.Tokenise(lexer, nil, source)
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			types := map[chroma.TokenType]bool{}
			for _, token := range tokens {
				// Upstream's Docker lexer has no rule for ends of lines; they show nothing.
				if token.Type == chroma.Error && (name != "Docker" || token.Value != "\n") {
					t.Errorf("error token %q", token.Value)
				}
				text.WriteString(token.Value)
				types[token.Type] = true
			}
			if text.String() != source {
				t.Errorf("the tokens spell %q, the source is %q", text.String(), source)
			}
			if len(types) < 3 && name != "plaintext" {
				t.Errorf("only %d types of tokens: %v", len(types), types)
			}
		})
	}
	if got := len(GlobalLexerRegistry().Lexers); got != len(samples) {
		t.Errorf("%d lexers, %d samples: a kept lexer is missing", got, len(samples))
	}
}

func TestLexersAreFound(t *testing.T) {
	tests := []struct{ by, name, want string }{
		{"name", "go", "Go"}, {"name", "golang", "Go"}, {"name", "tsx", "TypeScript"}, {"name", "jsx", "react"},
		{"name", "php", "PHP"}, {"name", "csharp", "C#"}, {"name", "cpp", "C++"}, {"name", "sh", "Bash"},
		{"name", "shell", "Bash"}, {"name", "proto", "Protocol Buffer"}, {"name", "dockerfile", "Docker"},
		{"name", "md", "markdown"}, {"name", "text", "plaintext"}, {"name", "kt", "Kotlin"},
		{"name", "no such language", ""},
		{"file", "app/views.py", "Python"}, {"file", "lib/a.ex", "Elixir"}, {"file", "src/main.rs", "Rust"},
		{"file", "index.php", "PHP"}, {"file", "a.cs", "C#"}, {"file", "Dockerfile", "Docker"},
		{"file", "a.mjs", "JavaScript"}, {"file", "README.md", "markdown"}, {"file", "a.unknown", ""},
		{"text", "package main\nfunc main() { fmt.Println() }\n", "Go"},
		{"text", "#!/bin/bash\necho a\n", "Bash"},
	}
	find := map[string]func(string) chroma.Lexer{"name": Get, "file": Match, "text": Analyse}
	for _, test := range tests {
		got := ""
		if lexer := find[test.by](test.name); lexer != nil {
			got = lexer.Config().Name
		}
		if got != test.want {
			t.Errorf("by %s %q: lexer %q, want %q", test.by, test.name, got, test.want)
		}
	}
}
