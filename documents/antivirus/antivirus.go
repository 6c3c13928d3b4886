package antivirus

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// Errors of a file; whatever is wrong with the daemon is Unavailable "antivirus_away".
var (
	ErrFound    = congress.E(congress.Conflict, messages.VirusFound)
	ErrTooLarge = congress.E(congress.TooLarge, messages.NotScannedTooLarge)
)

// CodeAway is the code when clamd cannot be reached, or answers late or something unknown.
var CodeAway = messages.AntivirusAway.String()

// Scanner asks one clamd. It is safe for concurrent use.
type Scanner struct {
	Address string        // tcp://HOST:PORT or unix:///PATH
	Time    time.Duration // for one file; 0: 5 minutes
}

const (
	pingTime = 5 * time.Second // also for connecting
	chunk    = 64 << 10
)

// Parse gives network and address as net.Dial takes them.
func Parse(address string) (network, addr string, err error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
	case u.Scheme == "tcp" && u.Hostname() != "" && u.Port() != "" && u.Path == "":
		return "tcp", u.Host, nil
	case u.Scheme == "unix" && u.Host == "" && len(u.Path) > 1:
		return "unix", u.Path, nil
	}
	return "", "", fmt.Errorf("clamd must be such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl, and is %q", address)
}

// Scan sends the file at path to clamd; nil says that nothing was found in all of it. Errors:
// ErrFound with the name of what was found, ErrTooLarge, Unavailable CodeAway; Canceled when ctx
// ended.
func (s *Scanner) Scan(ctx context.Context, path string) (signature string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = file.Close() }()
	limit := s.Time
	if limit == 0 {
		limit = 5 * time.Minute
	}
	var answer string
	var sent error
	err = s.talk(ctx, limit, func(conn net.Conn) error {
		if sent = send(conn, file); isOurs(sent) {
			return sent
		}
		// A daemon that has seen enough answers and closes while we still send.
		var err error
		answer, err = receive(conn)
		return errors.Join(err, sent)
	})
	found := judge(answer)
	switch {
	case found.signature != "":
		return found.signature, ErrFound
	case found.tooLarge:
		return "", ErrTooLarge
	case err != nil:
		return "", err
	case !found.clean:
		return "", away(fmt.Errorf("it answers %q", answer))
	}
	return "", nil
}

// Ping answers nil when clamd answers. Errors: Unavailable CodeAway; Canceled when ctx ended.
func (s *Scanner) Ping(ctx context.Context) error {
	return s.talk(ctx, pingTime, func(conn net.Conn) error {
		if _, err := io.WriteString(conn, "zPING\x00"); err != nil {
			return err
		}
		answer, err := receive(conn)
		if err == nil && answer != "PONG" {
			err = fmt.Errorf("it answers %q", answer)
		}
		return err
	})
}

// talk connects, and ends what f does when the time is over or ctx ended.
func (s *Scanner) talk(ctx context.Context, limit time.Duration, f func(net.Conn) error) error {
	network, addr, err := Parse(s.Address)
	if err != nil {
		return away(err)
	}
	dialer := net.Dialer{Timeout: min(pingTime, limit)}
	deadline := time.Now().Add(limit)
	conn, err := dialer.DialContext(ctx, network, addr)
	if err == nil {
		defer func() { _ = conn.Close() }()
		_ = conn.SetDeadline(deadline)
		defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
		err = f(conn)
	}
	var ours fault
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &ours):
		return ours.error
	}
	return away(err)
}

func away(err error) error {
	return congress.Wrap(err, congress.Unavailable, messages.AntivirusAway)
}

// fault is an error of our file, not of the daemon.
type fault struct{ error }

func isOurs(err error) bool {
	var f fault
	return errors.As(err, &f)
}

// send writes the file in chunks, each after its length, and a chunk of no length at the end.
func send(conn io.Writer, file io.Reader) error {
	if _, err := io.WriteString(conn, "zINSTREAM\x00"); err != nil {
		return err
	}
	buffer := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(file, buffer[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return fault{fmt.Errorf("read the file: %w", err)}
		}
		binary.BigEndian.PutUint32(buffer, uint32(n))
		if _, err := conn.Write(buffer[:4+n]); err != nil || n == 0 {
			return err
		}
	}
}
