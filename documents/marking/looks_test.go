package marking

import (
	"strings"
	"testing"
)

// A marking is seen in whatever letters it is written that look like its own, and the same letters in prose pass.
func TestAMarkingIsSeenInLettersThatLookLikeIt(t *testing.T) {
	t.Parallel()
	for name, marking := range map[string]string{
		"circled letters":                "ⓉỐⒾ ⓂẬⓉ",
		"as it is":                       "TỐI MẬT",
		"full-width":                     "ＴỐＩ ＭẬＴ",
		"full-width, every letter":       "ＴＯ\u0302\u0301Ｉ ＭＡ\u0323\u0302Ｔ",
		"mathematical bold":              "𝐓Ố𝐈 𝐌Ậ𝐓",
		"Cyrillic letters":               "ТỐІ МẬТ",
		"Greek letters":                  "ΤỐΙ ΜẬΤ",
		"variation selectors":            "T\ufe0fỐ\ufe0fI M\ufe0fẬ\ufe0fT",
		"a grapheme joiner":              "T\u034fỐI M\u034fẬT",
		"invisible operators":            "TỐ\u2063I MẬ\u2064T",
		"a soft hyphen":                  "TỐ\u00adI MẬT",
		"Mongolian vowel separator":      "TỐ\u180eI MẬT",
		"tags":                           "TỐ\U000e0061I MẬT",
		"from right to left":             "\u202eTẬM IỐT\u202c",
		"from right to left, no end":     "\u202eTẬM IỐT",
		"from right to left, decomposed": "\u202eTA\u0323\u0302M IO\u0302\u0301T\u202c",
		"isolates":                       "\u2066TỐI\u2069 \u2067MẬT\u2069",
		"an ideographic blank":           "TỐI\u3000MẬT",
	} {
		page := "TỈNH ỦY MẪU\n" + marking + "\nBÁO CÁO\ntình hình quý I"
		if found := Find(Input{Pages: []string{page}}); len(found) == 0 {
			t.Errorf("%s: nothing is found in %q", name, marking)
		}
		prose := "Các tài liệu " + strings.ToLower(clean(marking)) + " được quản lý theo quy định của pháp luật về bảo vệ bí mật nhà nước."
		if found := Find(Input{Pages: []string{prose}}); len(found) > 0 {
			t.Errorf("%s: prose is taken for a marking: %v", name, found)
		}
	}
	for _, text := range []string{
		"Ấn phẩm «МАТ» của Nga", "МАТ", "Рабочая группа\nТОМ 2\nМОСКВА", "ΜΑΤ", "Công ty ТМК và ТОО", "Diện tích 25 m² và 10⁻³", "№ 5 – Ⅳ. Kết quả", "x² + y² ≤ z²",
	} {
		if found := Find(Input{Pages: []string{text}}); len(found) > 0 {
			t.Errorf("%q is taken for a marking: %v", text, found)
		}
	}
}
