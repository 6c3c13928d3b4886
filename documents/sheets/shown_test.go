package sheets_test

import (
	"testing"

	"plenum/documents/sheets"
)

func TestCellsAreShownAsAVietnameseReaderSeesThem(t *testing.T) {
	t.Parallel()
	var f sheets.Formats
	defer f.Close()
	for _, c := range []struct{ value, kind, code, want string }{
		{"1234567", "", "#,##0", "1.234.567"},
		{"1234567.5", "n", "#,##0.00", "1.234.567,50"},
		{"0.125", "", "0.0%", "12,5%"},
		{"0.13", "", "0%", "13%"},
		{"7", "", "000", "007"},
		{"912345678", "", "0000000000", "0912345678"},
		{"45000", "", "dd/mm/yyyy", "15/03/2023"},
		{"45000.5", "", "dd/mm/yyyy hh:mm", "15/03/2023 12:00"},
		{"45000", "", `"ngày "dd" tháng "mm" năm "yyyy`, "ngày 15 tháng 03 năm 2023"},
		{"45000", "", "[$-42A]dd/mm/yyyy", "15/03/2023"},
		{"45000", "", "[$-F800]dddd, mmmm dd, yyyy", "15/03/2023"},
		{"1.5", "", "[h]:mm", "36:00"},
		{"-5", "", "#,##0", "-5"},
		{"-5", "", "#,##0;(#,##0)", "(5)"},
		{"-5", "", "#,##0_);[Red](#,##0)", "(5)"},
		{"0", "", "#,##0;-#,##0;-", "-"},
		{"0", "", `0;0;"TỐI MẬT"`, "TỐI MẬT"},
		{"5", "", `0;0;"TỐI MẬT"`, "5"},
		{"5", "", `"TUYỆT MẬT"`, "TUYỆT MẬT"},
		{"5", "", `\M\A\T`, "MAT"},
		{"5", "", ";;;", ""},
		{"2700000", "", `#,##0 "đ"`, "2.700.000 đ"},
		{"2700000", "", `#,##0\ [$₫-42A]`, "2.700.000 ₫"},
		{"1500000", "", `#,##0.0,," triệu"`, "1,5 triệu"},
		{"27000", "", `#,##0,`, "27"},
		{"3", "", `"Điều "0"."`, "Điều 3."},
		{"5", "", `General" người"`, "5 người"},
		{"9", "", `[<10]"dưới mười";0`, "dưới mười"},
		{"19", "", `[<10]"dưới mười";0`, "19"},
		{"0.1", "", "", "0,1"},
		{"0.30000000000000004", "", "General", "0,3"},
		{"100000000000", "", "", "100000000000"},
		{"1234.5", "", "@", "1234,5"},
		{"1", "b", "", "TRUE"},
		{"0", "b", "", "FALSE"},
		{"#REF!", "e", "", "#REF!"},
		{"abc", "s", "", "abc"},
		{"abc", "str", `"Số "@`, "Số abc"},
		{"abc", "s", ";;;", ""},
		{"abc", "s", "0", "abc"},
		{"2026-11-30T00:00:00", "d", "", "30/11/2026"},
		{"2026-11-30T08:30:00Z", "d", "", "30/11/2026 08:30:00"},
		{"no number", "", "0", "no number"},
	} {
		if got := f.Show(c.value, c.kind, c.code); got != c.want {
			t.Errorf("%q of kind %q as %q is %q, want %q", c.value, c.kind, c.code, got, c.want)
		}
	}
	mac := sheets.Formats{From1904: true}
	defer mac.Close()
	if got := mac.Show("43538", "", "dd/mm/yyyy"); got != "15/03/2023" {
		t.Errorf("counted from 1904: %q", got)
	}
}

func FuzzShow(f *testing.F) {
	f.Add("12.5", "n", `[<10]#,##0.0,,"x";;@`)
	f.Add("45000", "", `[$-42A]dd\ mmmm;"a`)
	f.Fuzz(func(_ *testing.T, value, kind, code string) {
		if len(code) > 200 || len(value) > 200 {
			return
		}
		var s sheets.Formats
		defer s.Close()
		_ = s.Show(value, kind, code)
	})
}
