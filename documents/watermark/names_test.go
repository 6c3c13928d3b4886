package watermark

import (
	"strings"
	"testing"
)

func TestNamesThatTheLibraryDropsAreFound(t *testing.T) {
	t.Parallel()
	for text, well := range map[string]bool{
		"":                                    true,
		"<</Type/Page>>":                      true,
		"<</Name/#SqtP>>":                     false,
		"<</F#zz 5 0 R>>":                     false,
		"<</F#2 5 0 R>>":                      false,
		"[/a /b# /c]":                         false,
		"/a#":                                 false,
		"/a#2":                                false,
		"/a#23":                               true,
		"<</Name/#23SqtP>>":                   true,
		"<</F#c4#91 5 0 R>>":                  true,
		"<</URI (https://example.org/#dau)>>": true,
		"<</T (a\\)/#x (b/#y) c/#z)/N/#20>>":  true,
		"<</T (a\\\\)/N/#x>>":                 false,
		"% /#x\n<</A 1>>":                     true,
		"% c\r<</A/#x>>":                      false,
		"% ( /#x\r<</A/#20>>":                 true,
		"% at the end":                        true,
		"% c\n<</A/#x>>":                      false,
		"1 0 obj<</Length 4>>stream\n/#x \nendstream endobj":                                   true,
		"1 0 obj<</Length 4>>stream\r\nend/#xstream\nendstream endobj 2 0 obj/#x endobj":       false,
		"1 0 obj<</Length 4>>stream\n/#x " + strings.Repeat("x", 70_000) + "endstream\n/a#20 ": true,
		"1 0 obj<</Length 4>>stream\nendless /#x":                                              true,
		"/stream\n/#x": false,
		"<2F2378>":     true,
	} {
		if err := checkNames(strings.NewReader(text)); (err == nil) != well {
			t.Errorf("%.80q: %v, want well written %v", text, err, well)
		}
	}
}

// The mark is found wherever the borders of what is read at once fall.
func TestTheEndOfAStreamIsFoundAtEachPlace(t *testing.T) {
	t.Parallel()
	for n := 1<<16 - 40; n < 1<<16+2; n++ {
		text := "<<>>stream\n" + strings.Repeat("x", n) + "endstream /#x "
		if checkNames(strings.NewReader(text)) == nil {
			t.Fatalf("after %d bytes", n)
		}
	}
}
