package extract

import (
	"encoding/binary"
	"encoding/xml"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzXMP: whatever a packet says, its properties are text in bounds.
func FuzzXMP(f *testing.F) {
	for _, packet := range []string{
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><rdf:Description xmlns:dc="d" dc:subject="a"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Báo cáo</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>`,
		`<a b="c"><a b="d">e</a></a>`, `<a>&#xD;&lt;&amp;</a><b`, "</a></b>", `<li>x</li>`, "", "\xff<a \xfe=\"\x00\">\xff</a>",
	} {
		f.Add([]byte(packet))
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		if len(packet) > 1<<20 {
			return
		}
		r := Result{Properties: map[string]string{}}
		r.xmp(packet)
		if len(r.Properties) > maxProperties {
			t.Errorf("%d properties", len(r.Properties))
		}
		for name, value := range r.Properties {
			if !utf8.ValidString(name) || !utf8.ValidString(value) || len(name) > 200 || len(value) > 2000 || name == "" || value == "" {
				t.Errorf("the property %q is %q", name, value)
			}
		}
	})
}

// FuzzLayOut: wherever letters stand, each of them is in the text once.
func FuzzLayOut(f *testing.F) {
	glyphsOf := func(letters ...[5]float32) (b []byte) {
		for _, g := range letters {
			for _, v := range g {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
			}
		}
		return b
	}
	f.Add(glyphsOf([5]float32{10, 700, 8, 12, 0}, [5]float32{18, 700, 8, 12, 0}, [5]float32{90, 700, 8, 12, 0}))
	f.Add(glyphsOf([5]float32{10, 700, 8, 12, 0}, [5]float32{10, 680, 8, 12, 0}, [5]float32{10, 660, 8, 12, 0}, [5]float32{10, 620, 8, 12, 0}))
	f.Add(glyphsOf([5]float32{10, 700, 8, 12, 1.57}, [5]float32{10, 708, 8, 12, 1.57}, [5]float32{10, 500, 8, 12, 4.71}))
	f.Add(glyphsOf([5]float32{0, 0, 0, 0, 0}, [5]float32{0, 0, -1, -1, 3.14}, [5]float32{float32(math.Inf(1)), float32(math.NaN()), 1e30, 1e-30, -9}))
	var twice [][5]float32 // the same letters at the same places
	for i := range 78 {
		twice = append(twice, [5]float32{10, float32(700 - 20*(i%26)), -50, 12, 0})
	}
	f.Add(glyphsOf(twice...))
	f.Fuzz(func(t *testing.T, data []byte) {
		var all []glyph
		want := map[rune]int{}
		for i := 0; i+20 <= len(data) && len(all) < 300; i += 20 {
			v := make([]float64, 5)
			for k := range v {
				v[k] = float64(math.Float32frombits(binary.LittleEndian.Uint32(data[i+4*k:])))
			}
			g := glyph{c: rune('a' + len(all)%26), rectangle: rectangle{v[0], v[1], v[0] + v[2], v[1] + v[3]}}
			g.place(v[0], v[1], v[4])
			want[g.c]++
			all = append(all, g)
		}
		got := map[rune]int{}
		for _, c := range layOut(slices.Clone(all)) {
			if !unicode.IsSpace(c) {
				got[c]++
			}
		}
		for c, n := range want {
			if got[c] != n {
				t.Errorf("%c is %d times in the text, want %d", c, got[c], n)
			}
		}
	})
}

// FuzzAside: whatever stands in XML, what is collected are lines of words in bounds, each once.
func FuzzAside(f *testing.F) {
	for _, text := range []string{
		`<a b="TỐI MẬT"><!-- c --><d>words</d><w:t>read</w:t></a>`, `<f>IF(A1="x,y;z",1)</f><numFmt formatCode="0;&quot;x y&quot;"/>`,
		`<text:p><q>a</q></text:p></text:p></t><t>b</t>`, `<a b="` + strings.Repeat("dài ", 600) + `"/>`, "<a>\xff\x00\u2028b c d</a>",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<20 {
			return
		}
		var a aside
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := d.RawToken()
			if err != nil {
				break
			}
			a.token(token)
		}
		seen := map[string]bool{}
		for _, line := range a.said {
			key := squeezed(line)
			if seen[key] || !utf8.ValidString(line) || len(line) > asideLine || strings.ContainsAny(line, "\n\x00") || letters(line) < fewest {
				t.Errorf("%q was collected", line)
			}
			seen[key] = true
		}
		if a.inText < 0 {
			t.Errorf("%d elements are around", a.inText)
		}
	})
}

// FuzzEndsBefore: whatever bytes a PDF has, its former ends are within it, in order, and none is the last.
func FuzzEndsBefore(f *testing.F) {
	const table = "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\n"
	f.Add([]byte("%PDF-1.7\n" + table + "startxref\n9\n%%EOF\n" + table + "startxref\n70\n%%EOF\n"))
	f.Add([]byte("x%PDF-1.7\nstartxref\n0\n%%EOF\nstartxref\n9\n%%EOF"))
	f.Add([]byte("startxref\n99999999999999999999\n%%EOFstartxref 9 %%EOF startxref -1 %%EOF"))
	f.Add([]byte("%PDF-1.7\n7 0 obj<</Type/XRef>>\nstartxref\n9\n%%EOF\n8 0 obj\nstartxref\n50\n%%EOF"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		before := int64(0)
		for _, end := range endsBefore(source{File: file, size: int64(len(content))}) {
			if end <= before || end >= int64(len(content)) || !strings.HasSuffix(string(content[:end]), "%%EOF") {
				t.Errorf("an end at %d of %d, behind %d", end, len(content), before)
			}
			before = end
		}
	})
}
