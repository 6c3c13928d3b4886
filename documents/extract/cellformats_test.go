package extract

import "testing"

func TestTheLiteralsOfAFormatAreItsWords(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		`"TỐI MẬT"`:             "TỐI MẬT",
		`"TỐI "0"MẬT"`:          "TỐI MẬT",
		`#,##0`:                 "",
		`0;"TUYỆT MẬT";"không"`: "\nTUYỆT MẬT\nkhông",
		`\M\Ậ\T`:                "MẬT",
		`[Red]"MẬT";@`:          "MẬT\n",
		`MẬT`:                   "Ậ",
		`dd/mm/yyyy`:            "",
		`"mở`:                   "mở",
		``:                      "",
		`0"\"`:                  `\`,
	} {
		if got := literals(code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}
