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
			"b.fods": `<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>` +
				`<table:table table:name="Bang"><table:table-row><table:table-cell office:value-type="string"><text:p>So lieu</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>` + at("12") + `</text:p></table:table-cell></table:table-row>` +
				`<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>` + at("13") + `</text:p></office:annotation><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>`,
			"c.fodp": `<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>` +
				`<draw:page draw:name="p1"><draw:frame svg:width="20cm" svg:height="3cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>` + at("12") + `</text:p></draw:text-box></draw:frame>` +
				`<presentation:notes><draw:frame presentation:class="notes" svg:width="16cm" svg:height="10cm" svg:x="2cm" svg:y="12cm"><draw:text-box><text:p>` + at("13") + `</text:p></draw:text-box></draw:frame></presentation:notes></draw:page></office:presentation></office:body></office:document>`,
		}, map[string]string{"a.rtf": "doc", "b.fods": "xls", "c.fodp": "ppt"})
	})
	row := func(format, where, n string, office sight) place {
		return place{format, where, func(words string) []byte {
			return filled(samples()[format], strings.Replace(hole, "12", n, 1), words)
		}, refused, office}
	}
	return []place{
		row("doc", "a paragraph", "12", shown), row("doc", "a header", "13", shown), row("doc", "a footer", "14", shown), row("doc", "a footnote", "15", shown),
		row("doc", "a comment", "16", doorway), row("doc", "hidden text", "17", doorway), row("doc", "a cell", "19", shown),
		row("xls", "a cell", "12", shown), row("xls", "a comment", "13", doorway),
		row("ppt", "a text box", "12", shown), row("ppt", "the notes of a slide", "13", doorway),
	}
}

// saved has LibreOffice write each file in another format.
func saved(files, formats map[string]string) map[string][]byte {
	dir, err := os.MkdirTemp("", "plenum-places-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	out := map[string][]byte{}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			panic(err)
		}
		cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", formats[name], "--outdir", dir, path) //nolint:gosec,noctx // a test's own files
		cmd.Env = append(os.Environ(), "HOME="+dir, "SAL_USE_VCLPLUGIN=svp")
		if said, err := cmd.CombinedOutput(); err != nil {
			panic(string(said))
		}
		made, err := os.ReadFile(strings.TrimSuffix(path, filepath.Ext(path)) + "." + formats[name])
		if err != nil {
			panic(err)
		}
		out[formats[name]] = made
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
