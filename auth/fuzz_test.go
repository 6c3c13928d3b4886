package auth

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
)

func FuzzNormalLogin(f *testing.F) {
	for _, s := range []string{"an.nguyen", " AN.Nguyen@x ", "Nguyễn", norm.NFD.String("Nguyễn"), "\u212aelvin", "аdmin", "a\x00b", "\xff\xfe\xfd", "ı", "İstanbul", strings.Repeat("a", 65)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		login, ok := NormalLogin(s)
		if !ok {
			return
		}
		if len(login) < minLogin || len(login) > maxLogin {
			t.Errorf("%q gives %q", s, login)
		}
		for _, c := range []byte(login) {
			if c >= utf8.RuneSelf || c <= ' ' || c >= 'A' && c <= 'Z' {
				t.Errorf("%q gives %q", s, login)
			}
		}
		for _, same := range []string{login, strings.ToUpper(login), " " + login + "\t", norm.NFD.String(login)} {
			if again, ok := NormalLogin(same); !ok || again != login {
				t.Errorf("%q is %q, but %q is %q", s, login, same, again)
			}
		}
	})
}

func FuzzToken(f *testing.F) {
	for _, s := range []string{"", strings.Repeat("A", 43), strings.Repeat("A", 42) + "B", strings.Repeat("_", 43), strings.Repeat("A", 21) + "\r\n" + strings.Repeat("A", 22), "===="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isToken(s) && (len(s) != 43 || strings.ContainsAny(s, " \r\n=+/")) {
			t.Errorf("%q passes for a token", s)
		}
	})
}

func FuzzAgentAndDevice(f *testing.F) {
	f.Add("Mozilla/5.0", "tablet-1")
	f.Add(strings.Repeat("ă", 300)+"\x00\xff", "\x00")
	f.Fuzz(func(t *testing.T, agent, device string) {
		got := firstLine(agent, 200)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > 200 || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' }) {
			t.Errorf("%q gives %q", agent, got)
		}
		if validDevice(congress.DeviceID(device)) && (len(device) > 64 || strings.ContainsAny(device, "\x00 $/\"")) {
			t.Errorf("%q passes for a device", device)
		}
	})
}
