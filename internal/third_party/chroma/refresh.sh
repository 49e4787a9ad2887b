#!/bin/sh
# Takes the kept files of an upstream release and applies lazy.patch to them.
# Usage: ./refresh.sh v2.27.0 (then read the diff, and run go test ./...).
set -eu
version=${1:?usage: ./refresh.sh <upstream version>}
cd "$(dirname "$0")"
# Outside of this module, whose path is the upstream's.
from=$(cd / && GOWORK=off go mod download -json "github.com/alecthomas/chroma/v2@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
take() { for file; do install -m 644 "$from/$file" "$file"; done; }

take COPYING coalesce.go colour.go delegate.go doc.go emitters.go formatter.go iterator.go lexer.go \
	mutators.go regexp.go registry.go remap.go serialise.go style.go tokentype_enumer.go types.go
take formatters/api.go formatters/tty_indexed.go formatters/tty_truecolour.go quick/quick.go
take lexers/lexers.go lexers/go.go lexers/markdown.go lexers/php.go styles/api.go
take styles/swapoff.xml
for lexer in bash c c# c++ css dart diff docker elixir go_template graphql html java javascript json kotlin \
	php plaintext protocol_buffer python react ruby rust scala sql swift toml typescript xml yaml; do
	take "lexers/embedded/$lexer.xml"
done
patch -p1 --no-backup-if-mismatch <lazy.patch
gofmt -w formatters lexers styles quick
# Names the fields of the rules, which go vet asks for.
go vet -fix -composites ./lexers
