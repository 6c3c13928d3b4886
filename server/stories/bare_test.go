package stories_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// bareFile, in the environment of the test program, names a file that it serves instead of testing.
const bareFile = "PLENUM_TEST_BARE"

// startBare starts a server, a process of its own as the one that is measured, that does nothing but send ranges of one file. It gives its URL.
func startBare(tb testing.TB, path string) string {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env, cmd.Stderr = append(os.Environ(), bareFile+"="+path), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		tb.Fatal(err)
	}
	return strings.TrimSpace(url)
}

// serveBare answers every request with the range that it asks for, by sendfile(2): what the store's file can give over TCP.
func serveBare(path string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/\n", l.Addr())
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() { // ends with the connection
			defer c.Close()
			in := bufio.NewReader(c)
			for sendBare(c, in, path) == nil { //nolint:revive // until the client goes
			}
		}()
	}
}

func sendBare(to net.Conn, in *bufio.Reader, path string) error {
	var from, last int64
	for line := ""; line != "\r\n"; {
		var err error
		if line, err = in.ReadString('\n'); err != nil {
			return err
		}
		if spec, ok := strings.CutPrefix(line, "Range: bytes="); ok {
			if _, err := fmt.Sscanf(spec, "%d-%d", &from, &last); err != nil {
				return err
			}
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(to, "HTTP/1.1 206 Partial Content\r\nContent-Length: %d\r\n\r\n", last-from+1); err != nil {
		return err
	}
	_, err = io.CopyN(to, f, last-from+1)
	return err
}
