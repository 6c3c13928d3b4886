package typeface

import "testing"

func TestAFontHasATwinByTheNameInAPDF(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Arial": true, "ArialMT": true, "Arial-BoldMT": true, "Arial-BoldItalicMT": true, "Arial,Bold": true, "Arial,BoldItalic": true,
		"TimesNewRoman": true, "TimesNewRomanPSMT": true, "TimesNewRomanPS-BoldMT": true, "TimesNewRomanPS-ItalicMT": true, "Times New Roman,Italic": true, "Times New Roman": true,
		"CourierNew": true, "CourierNewPSMT": true, "CourierNewPS-BoldItalicMT": true, "Courier-BoldOblique": true,
		"Calibri": true, "Calibri-Bold": true, "Calibri,Italic": true, "CalibriLight": true, "Cambria": true, "Cambria-BoldItalic": true, "Georgia-Bold": true,
		"LiberationSerif-Bold": true, "LiberationSans": true, "Carlito": true, "Caladea-Regular": true, "ArialNarrow": true, "ArialNarrow-Bold": true,
		"ArialUnicodeMS": false, "Arial-Black": false, "ArialBlack": false, "ArialRoundedMTBold": false, "CambriaMath": false, "Arial-Condensed": false,
		".VnTime": false, "VNI-Times": false, "Tahoma": false, "Verdana-Bold": false, "SegoeUI": false, "Wingdings-Regular": false, "MS-Mincho": false, "---": false, "": false, "宋体": false,
	} {
		if got := HasTwin(name); got != want {
			t.Errorf("%q has a twin: %v, want %v", name, got, want)
		}
	}
}
