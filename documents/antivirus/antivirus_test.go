package antivirus_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents/antivirus"
	"plenum/documents/antivirus/antivirustest"
)

func write(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantCode(t testing.TB, err error, kind congress.Kind, code string) {
	t.Helper()
	if congress.KindOf(err) != kind || congress.CodeOf(err) != code {
		t.Errorf("got %q %q (%v), want %q %q", congress.KindOf(err), congress.CodeOf(err), err, kind, code)
	}
}

func TestTheDaemonGetsEveryByteAndItsWordCounts(t *testing.T) {
	var got []byte
	c := antivirustest.Start(t, "", func(conn net.Conn, content []byte) {
		got = content
		_, _ = io.WriteString(conn, "stream: OK\x00")
	})
	s := &antivirus.Scanner{Address: c.Address}
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 1 << 20} {
		want := bytes.Repeat([]byte{'x'}, size)
		if name, err := s.Scan(t.Context(), write(t, want)); name != "" || err != nil {
			t.Errorf("%d bytes: %q %v", size, name, err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("of %d bytes %d came", size, len(got))
		}
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
}

func TestAVirusIsFoundByItsName(t *testing.T) {
	s := &antivirus.Scanner{Address: antivirustest.Start(t, "", nil).Address}
	name, err := s.Scan(t.Context(), write(t, []byte("xx"+antivirustest.Virus)))
	wantCode(t, err, congress.Conflict, "virus_found")
	if !errors.Is(err, antivirus.ErrFound) || name != antivirustest.Signature {
		t.Errorf("it is %q %v", name, err)
	}
	if name, err := s.Scan(t.Context(), write(t, []byte("xx"))); name != "" || err != nil {
		t.Errorf("a clean file: %q %v", name, err)
	}
}

// Whatever else the daemon says, or does not, is no clean file.
func TestNoFaultPassesForACleanFile(t *testing.T) {
	for name, answer := range map[string]func(net.Conn){
		"nothing":          func(net.Conn) {},
		"a cut answer":     func(c net.Conn) { _, _ = io.WriteString(c, "stream: OK") },
		"garbage":          func(c net.Conn) { _, _ = io.WriteString(c, "\xff\xfe\x00") },
		"no end":           func(c net.Conn) { _, _ = c.Write(bytes.Repeat([]byte("stream: OK "), 1<<20)) },
		"an error":         func(c net.Conn) { _, _ = io.WriteString(c, "stream: Can't allocate memory ERROR\x00") },
		"silence":          func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) },
		"a word too many":  func(c net.Conn) { _, _ = io.WriteString(c, "stream: OK OK\x00") },
		"an unknown start": func(c net.Conn) { _, _ = io.WriteString(c, "UNKNOWN COMMAND\x00") },
	} {
		t.Run(name, func(t *testing.T) {
			c := antivirustest.Start(t, "", func(conn net.Conn, _ []byte) { answer(conn) })
			s := &antivirus.Scanner{Address: c.Address, Time: 300 * time.Millisecond}
			found, err := s.Scan(t.Context(), write(t, []byte("một")))
			wantCode(t, err, congress.Unavailable, antivirus.CodeAway)
			if found != "" {
				t.Errorf("it finds %q", found)
			}
		})
	}
}

// A daemon that answers before it has the file whole was told enough to find something, and not to find nothing.
func TestAnEarlyAnswerCountsUnlessItSaysClean(t *testing.T) {
	early := func(t *testing.T, answer string) error {
		t.Helper()
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(t.TempDir(), "s"))
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		go func() {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 64))
			_, _ = io.WriteString(conn, answer)
			_ = conn.Close()
		}()
		s := &antivirus.Scanner{Address: "unix://" + listener.Addr().String()}
		_, err = s.Scan(t.Context(), write(t, make([]byte, 16<<20)))
		return err
	}
	wantCode(t, early(t, "INSTREAM size limit exceeded. ERROR\x00"), congress.TooLarge, "not_scanned_too_large")
	wantCode(t, early(t, "stream: Test FOUND\x00"), congress.Conflict, "virus_found")
	wantCode(t, early(t, "stream: OK\x00"), congress.Unavailable, antivirus.CodeAway)
	wantCode(t, early(t, ""), congress.Unavailable, antivirus.CodeAway)
}

func TestADaemonThatIsNotThereIsAway(t *testing.T) {
	c := antivirustest.Start(t, "", nil)
	c.Close()
	for _, address := range []string{c.Address, "unix://" + filepath.Join(t.TempDir(), "none"), "nonsense"} {
		s := &antivirus.Scanner{Address: address}
		_, err := s.Scan(t.Context(), write(t, []byte("một")))
		wantCode(t, err, congress.Unavailable, antivirus.CodeAway)
		wantCode(t, s.Ping(t.Context()), congress.Unavailable, antivirus.CodeAway)
	}
}

func TestAScanEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := antivirustest.Start(t, "", func(conn net.Conn, _ []byte) {
		cancel()
		_, _ = conn.Read(make([]byte, 1))
	})
	s := &antivirus.Scanner{Address: c.Address}
	if _, err := s.Scan(ctx, write(t, []byte("một"))); congress.KindOf(err) != congress.Canceled {
		t.Errorf("it ends by %v", err)
	}
}

func TestAFileThatIsNotThereIsNoFaultOfTheDaemon(t *testing.T) {
	s := &antivirus.Scanner{Address: antivirustest.Start(t, "", nil).Address}
	for _, path := range []string{filepath.Join(t.TempDir(), "none"), t.TempDir()} {
		if _, err := s.Scan(t.Context(), path); congress.KindOf(err) != congress.Internal {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"tcp://127.0.0.1:3310": "tcp 127.0.0.1:3310", "tcp://[::1]:3310": "tcp [::1]:3310", "tcp://clamd:3310": "tcp clamd:3310",
		"unix:///run/clamav/clamd.ctl": "unix /run/clamav/clamd.ctl",
		"":                             "", "127.0.0.1:3310": "", "tcp://clamd": "", "tcp://:3310": "", "tcp://h:1/x": "", "unix://run/x": "", "unix:///": "", "http://h:1": "", "tcp://h:1?x=1": "", "%": "",
	} {
		network, addr, err := antivirus.Parse(address)
		if got := strings.TrimSpace(network + " " + addr); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q %v, want %q", address, got, err, want)
		}
	}
}
