package uploads

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"
	"testing"
)

// FuzzSniff: a type is given only with an ending that it comes under, and whatever else a file is has one of the codes that
// people have words for.
func FuzzSniff(f *testing.F) {
	var office bytes.Buffer
	z := zip.NewWriter(&office)
	for _, part := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(part)
		if err != nil {
			f.Fatal(err)
		}
		_, _ = w.Write([]byte("<x/>"))
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	for _, head := range []string{"", "chữ", "%PDF-1.7\n", "PK\x03\x04", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", `{\rtf1`, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "<html><script>", "MZ\x90", "#!/bin/sh\n", office.String()} {
		for _, name := range []string{"a.txt", "a.pdf", "a.docx", "A.DOCX", "a", ".pdf", "a.pdf.exe"} {
			f.Add([]byte(head), []byte(head), name)
		}
	}
	f.Fuzz(func(t *testing.T, head, tail []byte, name string) {
		ending := strings.ToLower(path.Ext(name))
		mime, fault := sniff(head[:min(len(head), sniffLength)], name)
		if fault == "container" {
			if mainPart[ending] == "" {
				t.Fatalf("%q: a container without a main part", name)
			}
			mime, fault = sniffParts(tail, name)
			if fault == "" && !bytes.Contains(tail, []byte(mainPart[ending])) {
				t.Errorf("%q is %s without %s", name, mime, mainPart[ending])
			}
		}
		switch fault {
		case "":
			if !slices.Contains(taken[mime], ending) {
				t.Errorf("%q is taken as %s", name, mime)
			}
		case "type_refused", "type_mismatch", "encrypted":
		default:
			t.Errorf("%q: the code %q", name, fault)
		}
		// Asked of any name, a list of parts makes an Office file and nothing else.
		if mime, fault := sniffParts(tail, name); fault == "" && mainPart[ending] == "" {
			t.Errorf("%q is %s by its parts", name, mime)
		}
	})
}
