package auth

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"time"
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

// A ticket is bytes of a stranger: whatever is made of a good one opens nothing, and the good one opens once.
func FuzzRedeemTicket(f *testing.F) {
	s, _ := twoServers(f)
	const right = "the right password"
	if _, err := s.CreateAccount(f.Context(), ServerActor(""), NewAccount{ID: congress.RecordID(congress.NewUUID(time.Now())), Login: "delegate", Name: "Nguyễn Văn An", Password: right}); err != nil {
		f.Fatal(err)
	}
	session, _, err := s.SignIn(f.Context(), SignIn{Login: "delegate", Password: right})
	if err != nil {
		f.Fatal(err)
	}
	good, err := s.IssueTicket(f.Context(), session)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, uint16(0), byte(0))
	for at := range uint16(ticketSize) { // each byte, changed by one bit and by all
		f.Add(good, at, byte(1))
		f.Add(good, at, byte(255))
	}
	for _, odd := range []string{"", "=", good + "A", good[1:], good[:len(good)-1], " " + good, good + "\n", strings.ToUpper(good), strings.Repeat("A", len(good)), strings.Repeat("_", len(good)), good + good} {
		f.Add(odd, uint16(0), byte(0))
	}
	f.Fuzz(func(t *testing.T, secret string, at uint16, by byte) {
		if b, err := base64.RawURLEncoding.DecodeString(secret); err == nil && len(b) > 0 {
			b[int(at)%len(b)] ^= by
			secret = base64.RawURLEncoding.EncodeToString(b)
		}
		if secret == good {
			return // the others are made of it; it is used in the end
		}
		got, err := s.RedeemTicket(t.Context(), secret)
		if err == nil || got.ID != "" || congress.KindOf(err) != congress.Unauthorized {
			t.Errorf("%q opens %+v, %v", secret, got, err)
		}
	})
	if good, err = s.IssueTicket(context.Background(), session); err != nil { // the first may be over by now
		f.Fatal(err)
	}
	if again, err := s.RedeemTicket(context.Background(), good); err != nil || again.ID != session.ID {
		f.Errorf("the good ticket after all that: %+v, %v", again, err)
	}
	if _, err := s.RedeemTicket(context.Background(), good); congress.CodeOf(err) != "ticket_unknown" {
		f.Errorf("the good ticket twice: %v", err)
	}
}
