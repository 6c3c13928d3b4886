package vietnamese_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

func TestWordsAreComparedWithoutWhatPeopleWriteDifferently(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct{ fold, plain, bare string }{
		"":                          {"", "", ""},
		"  TỔ 1":                    {"to1", "to 1", "  TO 1"},
		"Tổ 01":                     {"to01", "to 01", "To 01"},
		"Tổ 1.1":                    {"to1 1", "to 1 1", "To 1.1"},
		"Tổ 1-1":                    {"to1 1", "to 1 1", "To 1-1"},
		"Tổ 11":                     {"to11", "to 11", "To 11"},
		"Đoàn Chủ Tịch":             {"doanchutich", "doan chu tich", "Doan Chu Tich"},
		"Ðoàn Chủ Tịch":             {"doanchutich", "doan chu tich", "Doan Chu Tich"}, // eth
		"ðại biểu, ɖại biểu":        {"daibieudaibieu", "dai bieu dai bieu", "dai bieu, dai bieu"},
		"ĐOÀN\u00a0CHỦ\nTỊCH":       {"doanchutich", "doan chu tich", "DOAN\u00a0CHU\nTICH"},
		"To\u0309\u0302 1":          {"to1", "to 1", "To 1"},
		"2026, 2027":                {"2026 2027", "2026 2027", "2026, 2027"},
		"Số,\r\nký hiệu:":           {"sokyhieu", "so ky hieu", "So,\r\nky hieu:"},
		"07-HD_ĐHM":                 {"07hddhm", "07 hd dhm", "07-HD_DHM"},
		"ưƯơƠăĂâÂêÊôÔ":              {"uuooaaaaeeoo", "uuooaaaaeeoo", "uUoOaAaAeEoO"},
		"ỵẬỆỘỰỠỬ":                   {"yaeouou", "yaeouou", "yAEOUOU"},
		"H'Hen Niê":                 {"hhennie", "h hen nie", "H'Hen Nie"},
		"…":                         {"", "", "…"},
		"3 tháng 2 (dự thảo lần 2)": {"3thang2duthaolan2", "3 thang 2 du thao lan 2", "3 thang 2 (du thao lan 2)"},
	} {
		for form, s := range map[string]string{"NFC": norm.NFC.String(in), "NFD": norm.NFD.String(in)} {
			if got := vietnamese.Fold(s); got != want.fold {
				t.Errorf("Fold of %q in %s is %q, want %q", in, form, got, want.fold)
			}
			if got := vietnamese.Plain(s); got != want.plain {
				t.Errorf("Plain of %q in %s is %q, want %q", in, form, got, want.plain)
			}
			if got := vietnamese.Bare(s); got != want.bare {
				t.Errorf("Bare of %q in %s is %q, want %q", in, form, got, want.bare)
			}
		}
	}
	for in, want := range map[string]string{" a \t b\u00a0\u00a0c\n": "a b c", "": "", "\u3000": "", "Báo cáo": "Báo cáo"} {
		if got := vietnamese.Blanks(in); got != want {
			t.Errorf("Blanks of %q is %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Đoàn chủ tịch", "Tổ 1.1", "İ", "\xff", "ǅ", "ﬁ", "e\u0301\u0323 2\u0301 2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain, fold := vietnamese.Plain(s), vietnamese.Fold(s)
		if strings.ReplaceAll(plain, " ", "") != strings.ReplaceAll(fold, " ", "") || !utf8.ValidString(fold) {
			t.Errorf("%q is %q and %q", s, plain, fold)
		}
		if again := vietnamese.Fold(fold); again != fold {
			t.Errorf("%q becomes %q and then %q", s, fold, again)
		}
		list := []string{s, "a", s}
		vietnamese.Sort(list, vietnamese.Person)
	})
}
