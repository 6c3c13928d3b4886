package extract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"plenum/documents/extract"
)

const rtfType = "text/rtf"

func TestRichTextIsReadAsWordShowsIt(t *testing.T) {
	t.Parallel()
	const fonts = `{\fonttbl{\f0\fnil\fcharset0 Times New Roman;}{\f1\fnil\fcharset163 Times New Roman (Vietnamese);}{\f2\fnil .VnTime;}{\f3\fnil .VnTimeH;}{\f4\fnil VNI-Times;}` +
		`{\f5\fnil\fcharset2 Wingdings;}{\f6\fcharset204 Arial Cyr{\*\falt Arial};}{\f7\fcharset238{\*\panose 02020603050405020304}Arial CE;}{\f8 VI Times;}}`
	for name, c := range map[string]struct{ in, want string }{
		"an en dash":                     {`2020\endash 2025`, "2020–2025"},
		"an em dash":                     {`a\emdash b`, "a—b"},
		"quotes":                         {`\ldblquote a\rdblquote  \lquote b\rquote`, "“a” ‘b’"},
		"a bullet":                       {`\bullet  a`, "• a"},
		"blanks":                         {`a\emspace b\enspace c\qmspace d\~e`, "a b c d\u00a0e"},
		"hyphens":                        {`kinh t\'ea\_x\'e3 h\-i`, "kinh tê-xã hi"},
		"tabs and lines":                 {`a\tab b\line c\par d`, "a\tb\nc\nd"},
		"a break by a backslash":         {"a\\\nb", "a\nb"},
		"cells and rows":                 {`\trowd\intbl 1\cell hai\cell\row 3\nestcell\nestrow 4`, "1\thai\t\n3\t\n4"},
		"unicode with one substitute":    {`\uc1 Tr\u432?\u417?ng`, "Trương"},
		"unicode with two substitutes":   {`\uc2 \u7853\'c3\'a2t`, "ật"},
		"unicode without any":            {`\uc0 M\u7852T`, "MẬT"},
		"a negative number":              {`\uc1 \u-3938?x`, string(rune(65536-3938)) + "x"},
		"a pair":                         {`\uc1 \u-10179?\u-8704?`, "😀"},
		"a substitute by a word":         {`\uc1 2020\u8211\endash 2025`, "2020–2025"},
		"the count ends with its group":  {`\uc1{\uc0 \u432}\u417?x`, "ươx"},
		"a code page of the font":        {`\f1 T\'d4\'ccI M\'c2\'f2T`, "TỒI MẬT"},
		"Cyrillic":                       {`\f6 \'cc\'ee\'f1\'ea\'e2\'e0`, "Москва"},
		"central Europe":                 {`\f7 \'b3\'f3d\'9f`, "łódź"},
		"TCVN3":                          {`\f2 B\'b8o c\'b8o m\'cbt, t\'adng`, "Báo cáo mật, tưng"},
		"TCVN3 in a font of capitals":    {`\f3 b\'b8o c\'b8o m\'cbt`, "BÁO CÁO MẬT"},
		"TCVN3 as unicode":               {`\f2\uc1 B\u184?o c\u184?o`, "Báo cáo"},
		"VNI":                            {`\f4 Ba\'f9o ca\'f9o MA\'c4T`, "Báo cáo MẬT"},
		"VISCII":                         {`\f8 B\'e1o c\'e1o m\'a7t`, "Báo cáo mật"},
		"a ticked box":                   {`{\f5 \'fe} M\'e2t {\f5 \'a8} T\'f4i`, "☑ Mât ☐ Tôi"},
		"capitals by the format":         {`{\caps b\'e1o c\'e1o} {\scaps m\uc0\u7853 t} nh\'e1`, "BÁO CÁO MẬT nhá"},
		"capitals end":                   {`\caps a\caps0 b\caps c\plain d`, "AbCd"},
		"hidden text":                    {`a{\v b}c`, "ac"},
		"deleted text":                   {`a{\deleted b}{\revised c}`, "ac"},
		"moved text":                     {`a{\mvf1 b}c{\mvt1 b}`, "acb"},
		"a field's result":               {`{\field{\*\fldinst HYPERLINK "x"}{\fldrslt li\'ean k\'eat}}`, "liên kêt"},
		"a list's number":                {`{\listtext\pard\plain 1.\tab}Kh\'f4ng`, "1.\tKhông"},
		"an old list's number":           {`{\pntext\f0 a)\tab}{\*\pn\pnlvlbody{\pntxta )}}x`, "a)\tx"},
		"a text box":                     {`\pard B\'c1O C\'c1O{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard H\'d4M\par}}{\shprslt{\*\do\dptxbx{\dptxbxtext H\'d4M}}}}\par x`, "BÁO CÁO\nHÔM\nx"},
		"an old text box":                {`a{\*\do\dobxpage\dptxbx{\dptxbxtext b\par}}\par c`, "a\nb\nc"},
		"WordArt":                        {`a{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv NH\'c1P}}}}\par`, "a\nNHÁP\n"},
		"a header and a footer":          {`{\header \'c1\par}{\footer B\par}th\'e2n`, "Á\nthân\nB\n"},
		"headers of kinds of pages":      {`{\headerl a}{\headerr b}{\headerf c}{\footerf d}x`, "a\nb\nc\nx\nd\n"},
		"a footnote":                     {`c\'e2u{\super\chftn}{\footnote \chftn  ch\'fa} n{\chftn}{\footnote \chftn  hai}`, "câu1 n2\n1 chú\n2 hai"},
		"the name of a font":             {`{\fonttbl{\f9 T\'d4I M\'c2T;}}x`, "x"},
		"two forms of a text":            {`{\upr{A?B}{\*\ud{A\uc0\u7853 B}}}`, "AậB"},
		"a destination that is not ours": {`a{\*\whatever b}c`, "ac"},
		"binary":                         {`a{\*\blob\bin3 }}}b}c`, "ac"},
		"a comment":                      {`a{\*\atnid NV}{\*\atnauthor Nguy}\chatn{\*\annotation{\*\atnref 1}xem}b`, "ab"},
		"a picture":                      {`a{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict 89}}b`, "ab"},
		"an object's picture":            {`{\object\objemb{\*\objclass Excel}{\*\objdata 0105}{\result b\'ea}}`, "bê"},
		"a formula":                      {`{\mmath{\*\moMath{\mr x+1}}{\mmathPict{\pict 89}}}`, "x+1"},
		"a nested table's other form":    {`a\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par b}c`, "a\tc"},
	} {
		r := read(t, rtfType, []byte(`{\rtf1\ansi\ansicpg1252\deff0`+fonts+`{\stylesheet{\s1 heading 1;}{\*\cs2 x;}}`+c.in+`}`))
		if got := strings.Join(r.Pages, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCodePagesOfRichText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{\rtf1\ansi\ansicpg1258 M\'c2\'f2T}`:                                        "MẬT",
		"{\\rtf1\\ansi\\ansicpg65001 M\xe1\xba\xacT}":                                "MẬT",
		`{\rtf1\ansi\ansicpg65001 M\'e1\'ba\'acT}`:                                   "MẬT",
		`{\rtf1\mac M\'89t}`:                                                         "Mât",
		`{\rtf1\pc M\'83t}`:                                                          "Mât",
		`{\rtf1\ansi\ansicpg1251{\fonttbl\f0 A;\f1\fcharset163 B;}\'e0 \f1\'c2\'f2}`: "а Ậ",
		`{\rtf1\ansi M\'e2t}`:                                                        "Mât",
		`{\rtf1\ansi\deff3{\fonttbl{\f3 VNI-Times;}}MA\'c4T\plain  MA\'c4T}`:         "MẬT MẬT",
	} {
		if got := strings.Join(read(t, rtfType, []byte(in)).Pages, "|"); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestWhatRichTextHidesIsForTheDoor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, hidden, warning string }{
		"hidden":        {`a{\v M\'c2T}b`, "MÂT", extract.HiddenText},
		"deleted":       {`a{\deleted\'e1 b}`, "á b", extract.TrackedChanges},
		"a comment":     {`a{\*\annotation xem}`, "xem", extract.Comments},
		"a description": {`a{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv h\'ecnh}}}}`, "hình", ""},
	} {
		r := read(t, rtfType, []byte(`{\rtf1\ansi `+c.in+`}`))
		var hidden []string
		for _, h := range r.Hidden {
			hidden = append(hidden, h.Text)
		}
		if got := strings.Join(hidden, "|"); got != c.hidden {
			t.Errorf("%s: hidden is %q, want %q", name, got, c.hidden)
		}
		if c.warning != "" && !has(r, c.warning) {
			t.Errorf("%s: warnings %v, want %s", name, r.Warnings, c.warning)
		}
	}
}

func TestPropertiesOfRichText(t *testing.T) {
	t.Parallel()
	r := read(t, rtfType, []byte(`{\rtf1\ansi{\info{\title B\'e1o c\'e1o}{\upr{\subject x}{\*\ud{\subject M\uc0\u7853 t}}}{\keywords a}{\creatim\yr2025}{\doccomm ghi}}`+
		`{\*\userprops{\propname \'d0\'f4}\proptype30{\staticval T\'f4i}}th\'e2n}`))
	for name, want := range map[string]string{"title": "Báo cáo", "subject": "Mật", "keywords": "a", "comments": "ghi", "Ðô": "Tôi"} {
		if r.Properties[name] != want {
			t.Errorf("%s is %q, want %q (%v)", name, r.Properties[name], want, r.Properties)
		}
	}
	if got := strings.Join(r.Pages, "|"); got != "thân" {
		t.Errorf("the text is %q", got)
	}
}

// FuzzRTF: whatever stands in a Rich Text file, reading it ends with text.
func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\ansicpg1258{\fonttbl{\f0\fcharset163 A;}{\f1 .VnTimeH;}}{\header a}{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv b}}{\shptxt c\par}}}{\upr{a}{\*\ud{\u7853?}}}\bin2 ab\u-10179?}`))
	f.Add([]byte(`{\rtf1{\info{\title a}}{\*\userprops{\propname b}{\staticval c}}{\footnote\chftn d}{\*\annotation e}\'`))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "a.rtf")
		if err := os.WriteFile(path, append([]byte(`{\rtf`), b...), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := extract.Extract(t.Context(), path, rtfType, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range r.Pages {
			if !utf8.ValidString(page) {
				t.Errorf("a page is no text: %q", page)
			}
		}
	})
}
