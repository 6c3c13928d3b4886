package vietnamese_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

func TestASyllableIsSpeltInOneWay(t *testing.T) {
	t.Parallel()
	for word, want := range map[string][3]string{
		"hòa": {"hoa", "hoa", "\u0300"}, "hoà": {"hoa", "hoa", "\u0300"}, "HOÀ": {"hoa", "hoa", "\u0300"},
		"đường": {"duong", "đương", "\u0300"}, "ðường": {"duong", "đương", "\u0300"}, "ɖường": {"duong", "đương", "\u0300"},
		"Đường": {"duong", "đương", "\u0300"}, "Ðường": {"duong", "đương", "\u0300"}, "Ɖường": {"duong", "đương", "\u0300"},
		"dường": {"duong", "dương", "\u0300"}, "ĐỀ": {"de", "đê", "\u0300"}, "đ": {"d", "đ", ""}, "Đ": {"d", "đ", ""}, "d": {"d", "d", ""},
		"thủy": {"thuy", "thuy", "\u0309"}, "ngã": {"nga", "nga", "\u0303"}, "nặng": {"nang", "năng", "\u0323"}, "sắc": {"sac", "săc", "\u0301"},
		"2026": {"2026", "2026", ""}, "m²": {"m2", "m2", ""}, "ＭẬＴ": {"mat", "mât", "\u0323"}, "ﬁ": {"fi", "fi", ""},
		"": {"", "", ""}, "\u0301": {"", "", ""}, "…": {"", "", ""},
	} {
		for form, s := range map[string]string{"NFC": norm.NFC.String(word), "NFD": norm.NFD.String(word)} {
			plain, letters, tones := vietnamese.Spell(s)
			if got := [3]string{plain, letters, tones}; got != want {
				t.Errorf("%q in %s is %q, want %q", word, form, got, want)
			}
		}
	}
}
