package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// socket is a WebSocket client that does as little as it can: it reads frames and looks for marks in them.
type socket struct {
	conn  net.Conn
	r     *bufio.Reader
	group int

	fd    int
	rest  []byte   // the beginning of a frame whose end has not come
	seen  []uint64 // a bit for each comment
	twice int
}

// mark is how a comment is known in a frame, whatever the frame is.
func mark(i int) string { return fmt.Sprintf("#%08d#", i) }

// open connects and upgrades.
func open(addr, path string, header http.Header) (*socket, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", path, addr)
	for k, values := range header {
		fmt.Fprintf(&b, "%s: %s\r\n", k, values[0])
	}
	b.WriteString("\r\n")
	if _, err := io.WriteString(conn, b.String()); err != nil {
		return nil, err
	}
	r := bufio.NewReaderSize(conn, 4096)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusSwitchingProtocols {
		return nil, fmt.Errorf("the upgrade is answered with %s", res.Status)
	}
	return &socket{conn: conn, r: r}, nil
}

// say sends a masked frame (RFC 6455, 5.2), with a mask of zeros.
func (s *socket) say(opcode byte, text []byte) error {
	frame := []byte{0x80 | opcode}
	if len(text) < 126 {
		frame = append(frame, 0x80|byte(len(text)))
	} else {
		frame = binary.BigEndian.AppendUint16(append(frame, 0x80|126), uint16(len(text)))
	}
	frame = append(frame, 0, 0, 0, 0)
	_, err := s.conn.Write(append(frame, text...))
	return err
}

// next reads a frame into buf; what it gives is good until the next call.
func (s *socket) next(buf *[]byte) (opcode byte, payload []byte, err error) {
	head, err := s.r.Peek(2)
	if err != nil {
		return 0, nil, err
	}
	opcode, length, size := head[0]&0xF, uint64(head[1]&0x7F), 2
	switch length {
	case 126:
		if head, err = s.r.Peek(4); err != nil {
			return 0, nil, err
		}
		length, size = uint64(binary.BigEndian.Uint16(head[2:])), 4
	case 127:
		if head, err = s.r.Peek(10); err != nil {
			return 0, nil, err
		}
		length, size = binary.BigEndian.Uint64(head[2:]), 10
	}
	_, _ = s.r.Discard(size)
	if uint64(cap(*buf)) < length {
		*buf = make([]byte, length)
	}
	payload = (*buf)[:length]
	_, err = io.ReadFull(s.r, payload)
	return opcode, payload, err
}

// until reads to the frame that has the text.
func (s *socket) until(text string) error {
	var buf []byte
	_ = s.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	for {
		opcode, payload, err := s.next(&buf)
		if err != nil {
			return err
		}
		if opcode == 8 {
			return fmt.Errorf("the socket is closed: %s", payload)
		}
		if bytes.Contains(payload, []byte(text)) {
			return s.conn.SetReadDeadline(time.Time{})
		}
	}
}
