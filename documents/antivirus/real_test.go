package antivirus_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/documents/antivirus"
	"plenum/documents/antivirus/antivirustest"
)

func TestTheRealDaemonFindsAndLetsThrough(t *testing.T) {
	port := freePort(t)
	unix, kill := antivirustest.Real(t, fmt.Sprintf("TCPSocket %d\nTCPAddr 127.0.0.1\nMaxFileSize 512K", port))
	packed := func(text string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(strings.Repeat(text, 100)))
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	noise := make([]byte, 8<<20)
	random := rand.NewChaCha8([32]byte{})
	_, _ = random.Read(noise)
	for _, address := range []string{unix, fmt.Sprintf("tcp://127.0.0.1:%d", port)} {
		s := &antivirus.Scanner{Address: address}
		if err := s.Ping(t.Context()); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		for name, c := range map[string]struct {
			content []byte
			code    string
		}{
			"empty":               {nil, ""},
			"clean":               {[]byte("một"), ""},
			"infected":            {[]byte("xx" + antivirustest.Virus + "yy"), "virus_found"},
			"clean, packed":       {packed("một"), ""},
			"infected, packed":    {packed(antivirustest.Virus), "virus_found"},
			"over what is looked": {noise[:768<<10], "not_scanned_too_large"},
			"over the stream":     {noise, "not_scanned_too_large"},
		} {
			found, err := s.Scan(t.Context(), write(t, c.content))
			if congress.CodeOf(err) != c.code || (c.code == "virus_found") != strings.HasPrefix(found, antivirustest.Signature) {
				t.Errorf("%s, %s: %q %v, want %q", address[:4], name, found, err, c.code)
			}
		}
	}
	kill()
	_, err := (&antivirus.Scanner{Address: unix}).Scan(t.Context(), write(t, []byte("một")))
	wantCode(t, err, congress.Unavailable, antivirus.CodeAway)
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
