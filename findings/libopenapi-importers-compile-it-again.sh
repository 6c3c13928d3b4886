#!/usr/bin/env bash
# pb33f/libopenapi v0.42.3, Go 1.26: a package of ten lines with a field of type *v3.Document compiles to tens of megabytes, and so does each
# package that only imports that one. The library's model is made of generic types (ordered maps, node references, low-level values); Go's
# compiler writes the methods of each instance into every package that can reach it, and the linker keeps one copy.
#
# The program's size shows nothing of it. What shows is a fresh clone: in a server with 26 packages above the one that holds the contract, two
# thirds of all that was compiled for tests were such copies, once more for the race detector. A type of one's own in between (an interface, or a
# decoded copy) ends it for the packages above.
#
# Output seen:
#   holds a document: over 10 MB, over 2000 methods of the library
#   imports the one that holds it: over 10 MB, over 2000 methods of the library
#   holds a map: under 1 MB, no method of the library
set -euo pipefail
self=$(realpath "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'M'
module finding

go 1.26.0
M
mkdir holds above plain
cat >holds/a.go <<'G'
// Package holds has a document.
package holds

import v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

// Contract is one.
type Contract struct{ model *v3.Document }

// Title is its name.
func (c Contract) Title() string { return c.model.Info.Title }
G
cat >above/a.go <<'G'
// Package above uses one that has a document.
package above

import "finding/holds"

// Server answers by a contract.
type Server struct{ Contract holds.Contract }

// Name is the contract's.
func (s Server) Name() string { return s.Contract.Title() }
G
cat >plain/a.go <<'G'
// Package plain has a map.
package plain

// Contract is one.
type Contract struct{ model map[string]any }

// Title is its name.
func (c Contract) Title() string { title, _ := c.model["title"].(string); return title }
G
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/pb33f/libopenapi@v0.42.3 >/dev/null 2>&1
look() {
	local file size methods
	file=$(go list -export -f '{{.Export}}' "./$2")
	size=$(($(stat -c %s "$file") >> 20))
	methods=$(go tool nm "$file" | grep -c ' T .*libopenapi' || true)
	case $size in 0) size="under 1 MB" ;; ?) size="$size MB" ;; *) size="over 10 MB" ;; esac
	if [ "$methods" -gt 2000 ]; then methods="over 2000 methods"; elif [ "$methods" -eq 0 ]; then methods="no method"; else methods="$methods methods"; fi
	echo "$1: $size, $methods of the library"
}
{
	look "holds a document" holds
	look "imports the one that holds it" above
	look "holds a map" plain
} | tee all
diff <(sed -n '/^# Output seen/,/^[^#]/s/^#   //p' "$self") all
