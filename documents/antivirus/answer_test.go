package antivirus

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAnswers(t *testing.T) {
	for answer, want := range map[string]verdict{
		"stream: OK":                              {clean: true},
		"stream: Win.Test.EICAR_HDB-1 FOUND":      {signature: "Win.Test.EICAR_HDB-1"},
		"stream: a: b FOUND":                      {signature: "a:b"},
		"stream:  FOUND":                          {signature: "unnamed"},
		"stream: FOUND":                           {signature: "unnamed"},
		"stream: \x1b[31m\nvi-rút FOUND":          {signature: "[31mvi-rt"},
		"INSTREAM size limit exceeded. ERROR":     {tooLarge: true},
		"stream: " + exceeded + ".MaxFiles FOUND": {tooLarge: true},
		"stream: " + exceeded + "Not FOUND":       {signature: exceeded + "Not"},
		"stream: Can't allocate memory ERROR":     {},
		"stream: OK FOUND ERROR":                  {},
		"xstream: OK":                             {},
		"":                                        {},
	} {
		if got := judge(answer); got != want {
			t.Errorf("%q is %+v, want %+v", answer, got, want)
		}
	}
}

// FuzzAnswer: only the one answer, whole, says that a file is clean, however it comes; a name fits into a log.
func FuzzAnswer(f *testing.F) {
	for _, answer := range []string{"stream: OK\x00", "stream: OK", "stream: X FOUND\x00", "INSTREAM size limit exceeded. ERROR\x00", "stream: \x00OK", strings.Repeat("a", maxAnswer+300)} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		answer, err := receive(bytes.NewReader(sent))
		bytewise, bytewiseErr := receive(iotest.OneByteReader(bytes.NewReader(sent)))
		if len(sent) <= maxAnswer && (answer != bytewise || (err == nil) != (bytewiseErr == nil)) {
			t.Errorf("%q comes as %q %v, byte by byte as %q %v", sent, answer, err, bytewise, bytewiseErr)
		}
		got := judge(answer)
		if whole, _, ended := strings.Cut(string(sent), "\x00"); got.clean != (ended && whole == "stream: OK") {
			t.Errorf("%q: clean is %v", sent, got.clean)
		}
		if err != nil && got != (verdict{}) {
			t.Errorf("%q: %v, and %+v", sent, err, got)
		}
		if len(got.signature) > maxSignature || strings.ContainsFunc(got.signature, func(c rune) bool { return c <= ' ' || c > '~' }) {
			t.Errorf("%q: the name is %q", sent, got.signature)
		}
		if len(answer) > maxAnswer+256 {
			t.Errorf("an answer of %d bytes", len(answer))
		}
	})
}
