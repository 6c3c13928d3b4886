package bulk

import (
	"path"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FuzzPath: a path that is taken stays in its folder and is written in one way.
func FuzzPath(f *testing.F) {
	for _, name := range []string{"a/b.pdf", "../a", "a/../../b", "/a", `a\b`, "C:a", "a//b", "a/./b", "a/", "Đa\u0323i/a.pdf", "a\x00b", " /a", "\u202ea", "..", "...", "a/ ../b"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		clean, err := cleanPath(name)
		if err != nil {
			if clean != "" {
				t.Errorf("%q: %q %v", name, clean, err)
			}
			return
		}
		plain := strings.TrimSuffix(clean, "/")
		if path.Clean(plain) != plain || !path.IsAbs("/"+plain) || path.IsAbs(plain) || plain == ".." || strings.HasPrefix(plain, "../") {
			t.Errorf("%q is taken as %q", name, clean)
		}
		if !utf8.ValidString(clean) || !norm.NFC.IsNormalString(clean) || strings.ContainsAny(clean, "\\:\x00\r\n") {
			t.Errorf("%q is taken as %q", name, clean)
		}
		if again, err := cleanPath(clean); err != nil || again != clean {
			t.Errorf("%q becomes %q and then %q, %v", name, clean, again, err)
		}
	})
}

// FuzzDate: a date that is taken is a day of the calendar, written as we write it, and stays it.
func FuzzDate(f *testing.F) {
	for _, text := range []string{"", "2026-11-23", "23/11/2026", "1.2.2026", "31-02-2026", "46349", "1e4", "NaN", "Inf", "10000.5", "0x1p16", "99999.9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, ok := date(text)
		switch {
		case !ok || text == "":
			if day != "" || ok && text != "" {
				t.Errorf("%q: %q %v", text, day, ok)
			}
		default:
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				t.Errorf("%q is the day %q", text, day)
			}
			if again, ok := date(day); !ok || again != day {
				t.Errorf("%q becomes %q and then %q", text, day, again)
			}
		}
	})
}
