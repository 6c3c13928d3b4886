package documents_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plenum/documents/extract"
	"plenum/internal/need"
)

const (
	flatSpaces = `office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:officeooo="http://openoffice.org/2009/office"`
	flatCell   = `<table:table-cell office:value-type="string"><text:p>ô</text:p></table:table-cell>`
)

// flat is an OpenDocument file in one piece, which LibreOffice saves in other formats.
func flat(kind, styles, body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><office:document ` + flatSpaces + ` office:mimetype="application/vnd.oasis.opendocument.` + kind + `"><office:automatic-styles>` + styles + `</office:automatic-styles><office:body><office:` + kind + `>` + body + `</office:` + kind + `></office:body></office:document>`
}

// What a file carries besides its words is told before it is published, whatever its format.
func TestOrganizersAreWarnedOfWhatFilesCarryBesidesTheirWords(t *testing.T) {
	t.Parallel()
	need.Program(t, "soffice") // which saves them
	rtf := func(body string) string {
		return `{\rtf1\ansi\deff0{\fonttbl{\f0 Liberation Serif;}}{\*\revtbl{Unknown;}{A;}}\pard BAO CAO\par ` + body + `\par}`
	}
	ods := func(styles, tables string) string {
		return flat("spreadsheet", styles, `<table:table table:name="Mot"><table:table-row>`+flatCell+`</table:table-row></table:table>`+tables)
	}
	odp := func(styles, attrs, inside string) string {
		return flat("presentation", styles, `<draw:page draw:name="p1"><draw:frame svg:width="9cm" svg:height="3cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>a</text:p></draw:text-box></draw:frame></draw:page><draw:page draw:name="p2"`+attrs+`><draw:frame svg:width="9cm" svg:height="3cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>`+inside+`</draw:page>`)
	}
	note := `<office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date><text:p>ý kiến</text:p></office:annotation>`
	onSlide := strings.ReplaceAll(note, "office:annotation", "officeooo:annotation") // as Impress writes it
	picture := pictHex()
	rows := []struct {
		name, source, ending string
		saved                []string // the formats that it is saved in too
		want                 string
	}{
		{"a text without", rtf(`x`), "rtf", []string{"doc", "odt"}, ""},
		{"a text with deleted words", rtf(`x{\deleted\revauthdel1\revdttmdel1 bo}`), "rtf", []string{"doc", "odt"}, extract.TrackedChanges},
		{"a text with inserted words", rtf(`x{\revised\revauth1\revdttm1 them}`), "rtf", []string{"doc", "odt"}, extract.TrackedChanges},
		{"a text with a comment", rtf(`x{\*\atnid A}{\*\atnauthor B}\chatn{\*\annotation\pard y kien}`), "rtf", []string{"doc", "odt"}, extract.Comments},
		{"a text with hidden words", rtf(`x{\v an}`), "rtf", []string{"doc", "odt"}, extract.HiddenText},
		{"a text with a picture", rtf(`x{\pict\pngblip\picw60\pich24\picwgoal2800\pichgoal1100 ` + picture + `}`), "rtf", []string{"odt"}, extract.Unchecked},
		{"a text with a small sign", rtf(`x{\pict\pngblip\picw60\pich24\picwgoal280\pichgoal110 ` + picture + `}`), "rtf", []string{"odt"}, ""},
		{"a text with a picture that is scaled down", rtf(`x{\pict\pngblip\picw60\pich24\picwgoal2800\pichgoal1100\picscalex5\picscaley5 ` + picture + `}`), "rtf", []string{"odt"}, ""},
		{"a workbook without", ods("", ""), "fods", []string{"xls", "ods"}, ""},
		{"a workbook with a comment", ods("", `<table:table table:name="Hai"><table:table-row><table:table-cell office:value-type="string">`+note+`<text:p>x</text:p></table:table-cell></table:table-row></table:table>`), "fods", []string{"xls", "ods"}, extract.Comments},
		{"a workbook with a hidden sheet", ods(`<style:style style:name="t" style:family="table"><style:table-properties table:display="false"/></style:style>`, `<table:table table:name="Hai" table:style-name="t"><table:table-row>`+flatCell+`</table:table-row></table:table>`), "fods", []string{"xls", "ods"}, extract.HiddenSheets},
		{"a workbook with a hidden row", ods("", `<table:table table:name="Hai"><table:table-row>`+flatCell+`</table:table-row><table:table-row table:visibility="collapse">`+flatCell+`</table:table-row></table:table>`), "fods", []string{"xls", "ods"}, extract.HiddenText},
		{"a workbook with a hidden column", ods("", `<table:table table:name="Hai"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-row>`+flatCell+strings.Replace(flatCell, "ô", "ẩn", 1)+`</table:table-row></table:table>`), "fods", []string{"xls", "ods"}, extract.HiddenText},
		{"a workbook with a hidden column that is empty", ods("", `<table:table table:name="Hai"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-row>`+flatCell+`</table:table-row></table:table>`), "fods", []string{"xls", "ods"}, ""},
		{"a show without", odp("", "", ""), "fodp", []string{"ppt", "odp"}, ""},
		{"a show with a comment", odp("", "", onSlide), "fodp", []string{"odp"} /* LibreOffice writes none into PPT */, extract.Comments},
		{"a show with a hidden slide", odp(`<style:style style:name="h" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>`, ` draw:style-name="h"`, ""), "fodp", []string{"ppt", "odp"}, extract.HiddenSheets},
	}
	types := map[string]string{"rtf": "text/rtf", "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint", "odt": typesOf["odt"], "ods": typesOf["ods"], "odp": typesOf["odp"]}
	check := func(name, format string, content []byte, want string) {
		path := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := extract.Extract(t.Context(), path, types[format], "", nil)
		if err != nil {
			t.Errorf("%s: %s: %v", format, name, err)
			return
		}
		var got []string
		for _, w := range r.Warnings {
			if format == "doc" || format == "xls" || format == "ppt" { // their words are those of their PDF
				if w.Code == extract.Unchecked {
					continue
				}
			}
			got = append(got, w.Code)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s: warned of %q, want %q", format, name, got, want)
		}
	}
	for _, format := range []string{"doc", "odt", "xls", "ods", "ppt", "odp"} {
		files, formats := map[string]string{}, map[string]string{}
		for i, row := range rows {
			if slices.Contains(row.saved, format) {
				name := fmt.Sprintf("%d.%s", i, row.ending)
				files[name], formats[name] = row.source, format
			}
		}
		made := saved(files, formats)
		for i, row := range rows {
			if content, ok := made[fmt.Sprintf("%d.%s", i, row.ending)]; ok {
				check(row.name, format, content, row.want)
			}
		}
	}
	for _, row := range rows {
		if row.ending == "rtf" {
			check(row.name, "rtf", []byte(row.source), row.want)
		}
	}
}

// pictHex is a picture as Rich Text has it.
func pictHex() string { return fmt.Sprintf("%x", stampPNG()) }
