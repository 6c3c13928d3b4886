package documents_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf16"
)

// hole is what the words of a place replace in the samples of Office's former formats, which LibreOffice writes: it is as long as the longest.
const hole = "ậ12345678901234567890123456789012345678901234567890123456789"

// formerPlaces are the places of .doc, .xls and .ppt, which are read by a converter only.
func formerPlaces() []place {
	samples := sync.OnceValue(func() map[string][]byte {
		at := func(n string) string { return strings.Replace(hole, "12", n, 1) }
		return saved(map[string]string{
			"a.rtf": `{\rtf1\ansi\deff0{\fonttbl{\f0 Liberation Serif;}}{\info{\title ` + escape(at("18")) + `}}{\header\pard ` + escape(at("13")) + `\par}{\footer\pard ` + escape(at("14")) +
				`\par}\pard BAO CAO{\super\chftn}{\footnote\chftn  ` + escape(at("15")) + `}{\*\atnid A}{\*\atnauthor B}\chatn{\*\annotation ` + escape(at("16")) + `}\par ` + escape(at("12")) +
				`\par{\v ` + escape(at("17")) + `}\par\trowd\cellx4000\cellx8000\intbl So\cell ` + escape(at("19")) + `\cell\row\pard het\par}`,
			"d.rtf": `{\rtf1\ansi\deff0{\fonttbl{\f0 Liberation Serif;}}{\*\revtbl{Unknown;}{A;}}\pard BAO CAO\par{\deleted\revauthdel1\revdttmdel1 ` + escape(at("12")) + `\par}{\revised\revauth1\revdttm1 ` + escape(at("13")) + `\par}\pard ` + escape(at("14")) + `\par het\par}`,
			"b.fods": `<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>` +
				`<table:table table:name="Bang"><table:table-row><table:table-cell office:value-type="string"><text:p>So lieu</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>` + at("12") + `</text:p></table:table-cell></table:table-row>` +
				`<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>` + at("13") + `</text:p></office:annotation><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>`,
			"c.fodp": `<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>` +
				`<draw:page draw:name="p1"><draw:frame svg:width="20cm" svg:height="3cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>` + at("12") + `</text:p></draw:text-box></draw:frame>` +
				`<presentation:notes><draw:frame presentation:class="notes" svg:width="16cm" svg:height="10cm" svg:x="2cm" svg:y="12cm"><draw:text-box><text:p>` + at("13") + `</text:p></draw:text-box></draw:frame></presentation:notes></draw:page></office:presentation></office:body></office:document>`,
		}, map[string]string{"a.rtf": "doc", "b.fods": "xls", "c.fodp": "ppt", "d.rtf": "doc"})
	})
	row := func(file, where, n string, office sight) place {
		return place{map[string]string{"a.rtf": "doc", "b.fods": "xls", "c.fodp": "ppt", "d.rtf": "doc"}[file], where, func(words string) []byte {
			return filled(samples()[file], strings.Replace(hole, "12", n, 1), words)
		}, refused, office}
	}
	return []place{
		row("a.rtf", "a paragraph", "12", shown), row("a.rtf", "a header", "13", shown), row("a.rtf", "a footer", "14", shown), row("a.rtf", "a footnote", "15", shown),
		row("a.rtf", "a comment", "16", doorway), row("a.rtf", "hidden text", "17", doorway), row("a.rtf", "a cell", "19", shown),
		row("d.rtf", "deleted text", "12", doorway), row("d.rtf", "inserted text", "13", shown), row("d.rtf", "a paragraph beside tracked changes", "14", shown),
		row("b.fods", "a cell", "12", shown), row("b.fods", "a comment", "13", doorway),
		row("c.fodp", "a text box", "12", shown), row("c.fodp", "the notes of a slide", "13", doorway),
	}
}

// saved has LibreOffice write each file in another format, and gives them by their own names; one run makes all of a format.
func saved(files, formats map[string]string) map[string][]byte {
	dir, err := os.MkdirTemp("", "plenum-places-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	batches := map[string][]string{}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			panic(err)
		}
		batches[formats[name]] = append(batches[formats[name]], path)
	}
	for format, paths := range batches {
		args := append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", format, "--outdir", dir}, paths...)
		cmd := exec.Command("soffice", args...) //nolint:gosec,noctx // a test's own files
		cmd.Env = append(os.Environ(), "HOME="+dir, "SAL_USE_VCLPLUGIN=svp")
		if said, err := cmd.CombinedOutput(); err != nil {
			panic(string(said))
		}
	}
	out := map[string][]byte{}
	for name := range files {
		made, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(name, filepath.Ext(name))+"."+formats[name]))
		if err != nil {
			panic(err)
		}
		out[name] = made
	}
	return out
}

// filled is a sample with words, and blanks, where the hole is; every other hole says nothing.
func filled(sample []byte, place, words string) []byte {
	wide := func(s string) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	n := len([]rune(hole))
	if len([]rune(words)) > n {
		panic("the words are longer than the hole: " + words)
	}
	padded := words + strings.Repeat(" ", n-len([]rune(words)))
	if !bytes.Contains(sample, wide(place)) {
		panic("the sample has no " + place)
	}
	return bytes.ReplaceAll(sample, wide(place), wide(padded))
}
