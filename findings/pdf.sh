#!/usr/bin/env bash
# pdfcpu v0.15.0: a file that is read and written without the library's own optimisation loses what only objects in object streams name.
#
# pdfcpu.Read leaves each object of an object stream (PDF 1.5) as text until somebody asks for it. pdfcpu.WriteContext writes such text as it
# is and does not follow the references in it, though it follows those of all other objects: what only they name is missing from the new
# file, without an error. The way on is to dereference every entry of the cross-reference table before writing.
#
# Output seen: "fonts: 1 before, 1 after without object streams, 0 after with them, 1 after dereferencing first"
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'M'
module finding

go 1.26.0
M
cat >main.go <<'G'
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func rewrite(in []byte, first bool) []byte {
	conf := model.NewDefaultConfiguration()
	conf.Optimize, conf.OptimizeBeforeWriting, conf.OptimizeResourceDicts, conf.Offline = false, false, false, true
	ctx, err := pdfcpu.Read(bytes.NewReader(in), conf)
	must(err)
	if first {
		for n, e := range ctx.Table {
			if !e.Free {
				_, err := ctx.Dereference(*types.NewIndirectRef(n, *e.Generation))
				must(err)
			}
		}
	}
	ctx.WriteObjectStream = false
	var out bytes.Buffer
	ctx.Write.Writer = nil
	f, err := os.CreateTemp(".", "out")
	must(err)
	ctx.Write.DirName, ctx.Write.FileName = "./", f.Name()[2:]
	must(f.Close())
	must(pdfcpu.WriteContext(ctx))
	b, err := os.ReadFile(f.Name())
	must(err)
	out.Write(b)
	return out.Bytes()
}

// fonts counts the font dictionaries of a file.
func fonts(in []byte) (n int) {
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	ctx, err := pdfcpu.Read(bytes.NewReader(in), conf)
	must(err)
	for number, e := range ctx.Table {
		if e.Free {
			continue
		}
		o, err := ctx.Dereference(*types.NewIndirectRef(number, *e.Generation))
		must(err)
		if d, ok := o.(types.Dict); ok && d.Type() != nil && *d.Type() == "Font" {
			n++
		}
	}
	return n
}

func main() {
	api.DisableConfigDir()
	plain, err := os.ReadFile("plain.pdf")
	must(err)
	packed, err := os.ReadFile("packed.pdf")
	must(err)
	said := fmt.Sprintf("fonts: %d before, %d after without object streams, %d after with them, %d after dereferencing first",
		fonts(packed), fonts(rewrite(plain, false)), fonts(rewrite(packed, false)), fonts(rewrite(packed, true)))
	fmt.Println(said)
	if said != "fonts: 1 before, 1 after without object streams, 0 after with them, 1 after dereferencing first" {
		os.Exit(1)
	}
}
G
cat >in.qdf <<'P'
%PDF-1.7
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[3 0 R]/Count 1>>
endobj
3 0 obj
<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources 5 0 R>>
endobj
4 0 obj
<</Length 36>>
stream
BT /T 12 Tf 60 700 Td (words) Tj ET 
endstream
endobj
5 0 obj
<</Font 6 0 R>>
endobj
6 0 obj
<</T 7 0 R>>
endobj
7 0 obj
<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>
endobj
trailer <</Size 8/Root 1 0 R>>
P
qpdf --object-streams=disable in.qdf plain.pdf 2>/dev/null || [ $? = 3 ]
qpdf --object-streams=generate plain.pdf packed.pdf
go get github.com/pdfcpu/pdfcpu@v0.15.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
go run .
