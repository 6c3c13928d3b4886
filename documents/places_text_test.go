package documents_test

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// textPlaces are the places of plain text, Rich Text and OpenDocument, and those of the former formats of Office.
func textPlaces() []place {
	return slices.Concat(plainPlaces(), rtfPlaces(), odfPlaces(), formerPlaces())
}

func plainPlaces() (rows []place) {
	lines := func(words string) string {
		return "BÁO CÁO\n\n" + words + "\n\nThực hiện chương trình công tác năm, giữ vững quốc phòng.\n"
	}
	cells := func(words string) string {
		return "Số,Nội dung\n1," + words + "\n2,Thực hiện chương trình công tác\n"
	}
	for format, in := range map[string]func(string) string{"txt": lines, "csv": cells} {
		rows = append(rows,
			place{format, "in UTF-8", func(words string) []byte { return []byte(in(words)) }, shown, 0},
			place{format, "in UTF-8 with a mark", func(words string) []byte { return []byte("\ufeff" + in(words)) }, shown, 0},
			place{format, "decomposed", func(words string) []byte { return norm.NFD.Bytes([]byte(in(words))) }, shown, 0},
			place{format, "in UTF-16", func(words string) []byte { return inUTF16(in(words)) }, shown, 0},
			place{format, "in Windows-1258", func(words string) []byte { return in1258(in(words)) }, shown, 0},
			place{format, "in TCVN3", func(words string) []byte { return inTCVN3(in(words)) }, shown, 0},
			place{format, "in VNI", func(words string) []byte { return inVNI(in(words)) }, shown, 0},
			place{format, "in VISCII", func(words string) []byte { return inVISCII(in(words)) }, shown, 0},
		)
	}
	return append(rows,
		place{"txt", "with line breaks of an old Mac", func(words string) []byte { return []byte(strings.ReplaceAll(lines(words), "\n", "\r")) }, shown, 0},
		place{"txt", "after a form feed", func(words string) []byte { return []byte("BÁO CÁO\f" + words + "\n") }, shown, 0},
		place{"csv", "after a semicolon", func(words string) []byte { return []byte("Số;Nội dung\n1;" + words + "\n") }, shown, 0},
		place{"csv", "in quotes", func(words string) []byte { return []byte("Số,Nội dung\n1,\"" + words + "\"\n") }, shown, 0},
		place{"csv", "in a cell of its own line", func(words string) []byte { return []byte("Số,Nội dung\n" + words + ",\n") }, shown, 0},
	)
}

func rtfPlaces() []place {
	const fonts = `{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fcharset163 Times New Roman (Vietnamese);}{\f2 .VnTime;}{\f3 .VnTimeH;}{\f4 VNI-Times;}}`
	rtf := func(body string, write func(string) string) func(string) []byte {
		return func(words string) []byte {
			return []byte(`{\rtf1\ansi\ansicpg1252\deff0` + fonts + `\pard BAO CAO TINH HINH\par ` + strings.ReplaceAll(body, "%s", write(words)) +
				`\pard Thuc hien chuong trinh cong tac nam.\par}`)
		}
	}
	escaped := func(words string) string { return escape(words) }
	row := func(where, body string, write func(string) string, sees, office sight) place {
		return place{"rtf", where, rtf(body, write), sees, office}
	}
	hex := func(encode func(string) []byte) func(string) string {
		return func(words string) string {
			var b strings.Builder
			for _, c := range encode(words) {
				fmt.Fprintf(&b, `\'%02x`, c)
			}
			return b.String()
		}
	}
	small := func(words string) string { return escape(strings.ToLower(words)) }
	return []place{
		row("a paragraph", `%s\par `, escaped, shown, shown),
		row("a paragraph in capitals by its format", `{\caps %s}\par `, small, shown, shown),
		row("a cell", `\trowd\cellx4000\cellx8000\intbl So 1\cell %s\cell\row\pard `, escaped, shown, shown),
		row("a header", `{\header\pard %s\par}`, escaped, shown, shown),
		row("a header of the first page", `\titlepg{\headerf\pard %s\par}`, escaped, shown, shown),
		row("a footer", `{\footer\pard %s\par}`, escaped, shown, shown),
		row("a footnote", `x{\super\chftn}{\footnote\pard\plain %s}\par `, escaped, shown, shown),
		row("a text box", `x{\shp{\*\shpinst\shpleft1000\shptop1000\shpright6000\shpbottom3000{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard %s\par}}}\par `, escaped, shown, shown),
		row("a text box in a paragraph in capitals", `BAO CAO{\shp{\*\shpinst\shpleft1000\shptop1000\shpright6000\shpbottom3000{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard %s\par}}}\par `, escaped, shown, shown),
		row("WordArt", `x{\shp{\*\shpinst\shpleft1000\shptop1000\shpright9000\shpbottom3000{\sp{\sn shapeType}{\sv 136}}{\sp{\sn gtextUNICODE}{\sv %s}}}}\par `, escaped, shown, doorway), // LibreOffice 7.4 draws none
		row("a field's result", `{\field{\*\fldinst HYPERLINK "http://example.invalid/"}{\fldrslt %s}}\par `, escaped, shown, shown),
		row("the number of a list", `{\listtext\pard\plain %s\tab}x\par `, escaped, shown, doorway), /* LibreOffice counts by the table of lists */
		row("hidden text", `x\par{\v %s\par}`, escaped, doorway, doorway),
		row("deleted text", `x\par{\deleted\revauthdel0\revdttmdel1 %s\par}`, escaped, doorway, doorway),
		row("moved away", `x\par{\mvf\mvauth0\mvdate1 %s\par}`, escaped, doorway, doorway),
		row("moved here", `x\par{\mvt\mvauth0\mvdate1 %s\par}`, escaped, shown, shown),
		row("inserted text", `{\revised\revauth0 %s\par}`, escaped, shown, shown),
		row("a comment", `x{\*\atnid A}{\*\atnauthor B}\chatn{\*\annotation\pard %s}\par `, escaped, doorway, doorway),
		row("a picture", `x{\pict\pngblip\picw60\pich24\picwgoal2800\pichgoal1100 `+pictHex()+`}\par `, escaped, unreadable, unreadable),
		row("a picture in a header", `{\header\pard{\*\shppict{\pict\pngblip\picw60\pich24\picwgoal2800\pichgoal1100 `+pictHex()+`}}\par}`, escaped, unreadable, unreadable),
		row("the title of the file", `{\info{\title %s}}`, escaped, doorway, doorway),
		row("the keywords of the file", `{\info{\keywords %s}}`, escaped, doorway, doorway),
		row("a property of its own", `{\*\userprops{\propname Nhan}\proptype30{\staticval %s}}`, escaped, doorway, doorway),
		row("in Windows-1258", `\f1 %s\par `, hex(in1258), shown, shown),
		row("in TCVN3", `\f2 %s\par `, hex(inTCVN3), shown, shown),
		row("in TCVN3, as unicode", `\f2 %s\par `, func(words string) string { return escape(latin1(inTCVN3(words))) }, shown, shown),
		row("in TCVN3, a font of capitals", `\f3 %s\par `, func(words string) string { return hex(inTCVN3)(strings.ToLower(words)) }, shown, shown),
		row("in VNI", `\f4 %s\par `, hex(inVNI), shown, shown),
	}
}

// escape writes words as Rich Text.
func escape(words string) string {
	var b strings.Builder
	for _, c := range words {
		if c < 0x80 {
			b.WriteRune(c)
		} else {
			fmt.Fprintf(&b, `\u%d?`, c)
		}
	}
	return b.String()
}

// latin1 is what bytes of an old font look like in another.
func latin1(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		out.WriteRune(rune(c))
	}
	return out.String()
}

func inUTF16(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, c := range norm.NFC.String(s) { // all of these letters are single units
		out = append(out, byte(c), byte(c>>8))
	}
	return out
}

// in1258 encodes words as Windows does: letters with their own mark, then the tone.
func in1258(s string) []byte {
	var out []byte
	for _, c := range norm.NFC.String(s) {
		if b, ok := charmap.Windows1258.EncodeRune(c); ok {
			out = append(out, b)
			continue
		}
		letters := []rune(norm.NFD.String(string(c)))
		var tone []rune
		base := letters[:1:1]
		for _, mark := range letters[1:] {
			if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", mark) {
				tone = append(tone, mark)
			} else {
				base = append(base, mark)
			}
		}
		for _, r := range append([]rune(norm.NFC.String(string(base))), tone...) {
			b, ok := charmap.Windows1258.EncodeRune(r)
			if !ok {
				panic(fmt.Sprintf("%q is not in Windows-1258", c))
			}
			out = append(out, b)
		}
	}
	return out
}

// inTCVN3 encodes words; capitals with a tone have no letters of their own.
func inTCVN3(s string) []byte {
	return byTable(s, map[string]string{
		"µ¸¶·¹": "àáảãạ", "»¾¼½Æ": "ằắẳẵặ", "ÇÊÈÉË": "ầấẩẫậ", "ÌÐÎÏÑ": "èéẻẽẹ", "ÒÕÓÔÖ": "ềếểễệ", "×ÝØÜÞ": "ìíỉĩị", "ßãáâä": "òóỏõọ", "åèæçé": "ồốổỗộ",
		"êíëìî": "ờớởỡợ", "ïóñòô": "ùúủũụ", "õøö÷ù": "ừứửữự", "úýûüþ": "ỳýỷỹỵ", "¨©ª«¬\u00ad®": "ăâêôơưđ", "¡¢£¤¥¦§": "ĂÂÊÔƠƯĐ",
	}, true)
}

// inVNI encodes words: a letter, then its marks.
func inVNI(s string) []byte {
	return byTable(s, map[string]string{
		"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
		"aù|aø|aû|aõ|aï|aâ|aá|aà|aå|aã|aä|aê|aé|aè|aú|aü|aë": "á|à|ả|ã|ạ|â|ấ|ầ|ẩ|ẫ|ậ|ă|ắ|ằ|ẳ|ẵ|ặ",
		"eù|eø|eû|eõ|eï|eâ|eá|eà|eå|eã|eä":                   "é|è|ẻ|ẽ|ẹ|ê|ế|ề|ể|ễ|ệ",
		"où|oø|oû|oõ|oï|oâ|oá|oà|oå|oã|oä|ôù|ôø|ôû|ôõ|ôï":    "ó|ò|ỏ|õ|ọ|ô|ố|ồ|ổ|ỗ|ộ|ớ|ờ|ở|ỡ|ợ",
		"uù|uø|uû|uõ|uï|öù|öø|öû|öõ|öï|yù|yø|yû|yõ":          "ú|ù|ủ|ũ|ụ|ứ|ừ|ử|ữ|ự|ý|ỳ|ỷ|ỹ",
	}, false)
}

// byTable writes each letter by its counterpart; a capital by that of the small letter, in capitals or as it is.
func byTable(s string, table map[string]string, asSmall bool) []byte {
	to := map[rune]string{}
	for from, letters := range table {
		parts, all := strings.Split(from, "|"), strings.Split(letters, "|")
		if len(parts) == 1 {
			parts, all = strings.Split(from, ""), strings.Split(letters, "")
		}
		for i, letter := range all {
			to[[]rune(letter)[0]] = parts[i]
		}
	}
	var out []byte
	for _, c := range norm.NFC.String(s) {
		written, ok := to[c]
		if small := []rune(strings.ToLower(string(c)))[0]; !ok && to[small] != "" {
			if written, ok = to[small], true; !asSmall {
				written = strings.ToUpper(written)
			}
		}
		if !ok {
			written = string(c)
		}
		for _, r := range written {
			if r > 0xff {
				panic(fmt.Sprintf("%q has no byte", c))
			}
			out = append(out, byte(r))
		}
	}
	return out
}

// inVISCII encodes words by RFC 1456.
func inVISCII(s string) []byte {
	const high = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
	var out []byte
	for _, c := range norm.NFC.String(s) {
		if c < 0x80 {
			out = append(out, byte(c))
			continue
		}
		at := strings.IndexRune(high, c)
		if at < 0 {
			panic(fmt.Sprintf("%q is not in VISCII", c))
		}
		out = append(out, byte(0x80+len([]rune(high[:at]))))
	}
	return out
}
