package legacy_test

import (
	"strings"
	"testing"

	"plenum/documents/legacy"
)

const sentence = "Đảng bộ thành phố tăng cường công tác bảo vệ bí mật, giữ vững quốc phòng; kiểm tra những nghị quyết đã được thực hiện ở tổ trưởng Nguyễn Thị Hoài"

func TestTheFontTellsTheEncoding(t *testing.T) {
	t.Parallel()
	for font, want := range map[string]legacy.Encoding{
		".VnTime": legacy.TCVN3, ".VnTimeH": legacy.TCVN3Upper, ".VnArialH": legacy.TCVN3Upper, ".VnArial": legacy.TCVN3, ".vntime": legacy.TCVN3,
		"VNI-Times": legacy.VNI, "VNI-Helve": legacy.VNI, "VNI Times": legacy.VNI, `"VNI-Times"`: legacy.VNI, "VI Times": legacy.VISCII,
		"Times New Roman": "", "Arial": "", "Vivaldi": "", "Vnature": "", "": "", "Viner Hand ITC": "",
	} {
		if got := legacy.Of(font); got != want {
			t.Errorf("%q is %q, want %q", font, got, want)
		}
	}
}

func TestWhatIsInAnEncodingIsGuessedAndDecoded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bytes string
		want  string
		is    legacy.Encoding
	}{
		"TCVN3":               {"B\xb8o c\xb8o t\xd7nh h\xd7nh x\xb7 h\xe9i, \xae\xb6ng b\xe9 th\xb5nh ph\xe8", "Báo cáo tình hình xã hội, đảng bộ thành phố", legacy.TCVN3},
		"TCVN3, one word":     {"t\xe8i m\xcbt", "tối mật", legacy.TCVN3},
		"TCVN3, capitals":     {"T\xe8I M\xcbT\nUBND t\xd8nh", "TỐI MẬT\nUBND tỉnh", legacy.TCVN3},
		"TCVN3, a short list": {"STT;T\xaan\n1;TUY\xd6T M\xcbT", "STT;Tên\n1;TUYỆT MẬT", legacy.TCVN3},
		"TCVN3, a small u":    {"t\xadng b\xf5ng, n\xadíc", "", ""},
		"VNI":                 {"Ba\xf9o ca\xf9o t\xecnh h\xecnh xa\xf5 ho\xe4i, \xf1a\xfbng bo\xe4", "Báo cáo tình hình xã hội, đảng bộ", legacy.VNI},
		"VNI, capitals":       {"TO\xc1I MA\xc4T", "TỐI MẬT", legacy.VNI},
		"VISCII":              {"B\xe1o c\xe1o t\xecnh h\xecnh x\xe3 h\xb5i, \xf0\xe4ng b\xb5 th\xe0nh ph\xaf, m\xa7t \xf0\xb5 d\xe2n c\xdf", "Báo cáo tình hình xã hội, đảng bộ thành phố, mật độ dân cư", legacy.VISCII},
		"Windows-1258":        {"Ba\xeco ca\xeco ti\xccnh hi\xccnh xa\xde h\xf4\xf2i, \xf0a\xd2ng b\xf4\xf2 tha\xccnh ph\xf4\xec", "Báo cáo tình hình xã hội, đảng bộ thành phố", legacy.Windows1258},
		"Windows-1258, caps":  {"T\xd4\xccI M\xc2\xf2T", "TỒI MẬT", legacy.Windows1258},
	} {
		if c.want == "" {
			continue
		}
		got := legacy.GuessBytes([]byte(c.bytes))
		if text := got.Bytes([]byte(c.bytes)); got != c.is || text != c.want {
			t.Errorf("%s: got %q %q, want %q %q", name, got, text, c.is, c.want)
		}
	}
}

func TestOtherLanguagesAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"French": "Société générale, élève à l'école; forêt, château, garçon, Noël, où est-ce", "German": "Größe, Übung, Straße, schön, Äpfel, Öl, für die Bevölkerung",
		"English": "a naïve café costs £5", "one half": "1½ kg, 2½ m, ½", "Spanish": "mañana, año, señor, niño, corazón, razón", "Vietnamese": sentence,
		"symbols": "§ 5, © 2025, ±3 °C, µm, ¼ ½ ¾", "nothing": "", "degrees": "25° C, 30° C, 31° C", "Danish": "på, gå, år, små, blå, få, også, når",
	} {
		if got := legacy.GuessText(text); got != "" {
			t.Errorf("%s is taken for %s: %q", name, got, got.Text(text))
		}
		if name == "Vietnamese" {
			continue
		}
		var latin []byte
		for _, c := range text {
			latin = append(latin, byte(c))
		}
		if got := legacy.GuessBytes(latin); got != "" {
			t.Errorf("%s as bytes is taken for %s: %q", name, got, got.Bytes(latin))
		}
	}
}

func TestGarbledTextIsMended(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2]string{
		"TCVN3": {"céng hßa x· héi chñ nghÜa viÖt nam\nB¸o c¸o t×nh h×nh kinh tÕ\nTổng hợp", "cộng hòa xã hội chủ nghĩa việt nam\nBáo cáo tình hình kinh tế\nTổng hợp"},
		"VNI":   {"Baùo caùo tình hình kinh teá xaõ hoäi\nTổng hợp", "Báo cáo tình hình kinh tế xã hội\nTổng hợp"},
	} {
		e := legacy.GuessText(c[0])
		if got := e.Lines(c[0]); got != c[1] {
			t.Errorf("%s (%s): got %q, want %q", name, e, got, c[1])
		}
	}
}

func FuzzDecoders(f *testing.F) {
	f.Add([]byte("B\xb8o c\xb8o"))
	f.Add([]byte("TO\xc1I MA\xc4T \xf0\xa4"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, e := range []legacy.Encoding{legacy.TCVN3, legacy.TCVN3Upper, legacy.VNI, legacy.VISCII, legacy.Windows1258, legacy.GuessBytes(b)} {
			if got := e.Bytes(b); strings.ToValidUTF8(got, "") != got && e != "" {
				t.Errorf("%s gives no UTF-8: %q", e, got)
			}
		}
		text := strings.ToValidUTF8(string(b), "")
		_ = legacy.GuessText(text).Lines(text)
	})
}
