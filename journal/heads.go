package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"plenum/congress"
)

// Heads is a small file that keeps, apart from the log, how far each stream has come: its last
// heads, a line each. A log that has lost its end (SQLite drops, without a word, what stands in its
// write-ahead log behind one bad byte) or was replaced by an older copy is told by it.
//
// A batch's head is written before the batch is acknowledged and after it is durable, so the file
// is never ahead of the log. It is not synced then: after any end of the program it knows every
// acknowledged record, after a power cut all but those of about the last second (Sync is called so
// often, and at once for what was signed). Lines carry a checksum; a bad one is passed over.
//
// All methods are safe for concurrent use, and a nil Heads keeps nothing.
type Heads struct {
	path string
	now  func() time.Time

	mu    sync.Mutex
	file  *os.File
	size  int64
	dirty bool
	noted Noted
}

// Noted is what a file of heads says.
type Noted struct {
	Streams map[congress.StreamID][]congress.Head // the last ones of each, in the order in which they were noted
	Alive   time.Time                             // when the server last wrote there that it lives
	Kept    []Span                                // files of these times are not swept
	Bad     int                                   // lines that cannot be read
}

// Span is a stretch of time.
type Span struct{ From, To time.Time }

// Holds reports whether t is within the span.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.From) && !t.After(s.To) }

const (
	headsKept = 4       // of each stream
	headsSize = 1 << 20 // then the file is written anew
)

// OpenHeads opens the file, and makes it when it is missing. ErrHeadsTaken: another process has it.
func OpenHeads(path string, now func() time.Time) (*Heads, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the heads: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrHeadsTaken, f.Close())
	}
	h := &Heads{path: path, now: now, file: f}
	if h.noted, err = ReadHeads(f); err == nil {
		_, err = f.WriteString("\n") // behind half a line
	}
	if err == nil {
		h.size, err = f.Seek(0, io.SeekEnd)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the heads: %w", err), f.Close())
	}
	return h, nil
}

// ErrHeadsTaken says that another process keeps its heads in the file.
var ErrHeadsTaken = errors.New("another process keeps its heads there")

// ReadHeads reads what a Heads wrote, or an operator kept of it.
func ReadHeads(r io.Reader) (Noted, error) {
	noted := Noted{Streams: map[congress.StreamID][]congress.Head{}}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if line := lines.Bytes(); len(line) > 0 && !noted.take(line) {
			noted.Bad++
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		noted.Bad++
	} else if err != nil {
		return noted, err
	}
	return noted, nil
}

func (n *Noted) take(line []byte) bool {
	i := bytes.LastIndexByte(line, ' ')
	if i < 0 || string(line[i+1:]) != sumOf(line[:i]) {
		return false
	}
	words := strings.Fields(string(line[:i]))
	times := func(words []string) (out []time.Time) {
		for _, w := range words {
			t, err := time.Parse(time.RFC3339, w)
			if err != nil {
				return nil
			}
			out = append(out, t)
		}
		return out
	}
	switch {
	case len(words) == 4 && words[0] == "head":
		stream := congress.StreamID(words[1])
		number, err := strconv.ParseUint(words[2], 10, 64)
		hash, hashErr := congress.ParseHash(words[3])
		if err != nil || hashErr != nil || !stream.Valid() || number == 0 {
			return false
		}
		n.add(stream, congress.Head{N: number, Hash: hash})
	case len(words) == 2 && words[0] == "forget":
		delete(n.Streams, congress.StreamID(words[1]))
	case len(words) == 2 && words[0] == "alive":
		at := times(words[1:])
		if len(at) != 1 {
			return false
		}
		n.Alive = at[0]
	case len(words) == 3 && words[0] == "kept":
		at := times(words[1:])
		if len(at) != 2 {
			return false
		}
		n.Kept = append(n.Kept, Span{at[0], at[1]})
	default:
		return false
	}
	return true
}

func (n *Noted) add(stream congress.StreamID, head congress.Head) {
	list := append(n.Streams[stream], head)
	n.Streams[stream] = list[max(0, len(list)-headsKept):]
}

func sumOf(text []byte) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(text)) }

func lineOf(words ...string) []byte {
	text := []byte(strings.Join(words, " "))
	return append(append(append(text, ' '), sumOf(text)...), '\n')
}

func headLine(stream congress.StreamID, head congress.Head) []byte {
	return lineOf("head", string(stream), strconv.FormatUint(head.N, 10), head.Hash.String())
}

// Of gives the last heads of the stream.
func (h *Heads) Of(stream congress.StreamID) []congress.Head {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.noted.Streams[stream])
}

// Noted gives all that is kept. Its slices and map are the caller's.
func (h *Heads) Noted() Noted {
	out := Noted{Streams: map[congress.StreamID][]congress.Head{}}
	if h == nil {
		return out
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for stream, list := range h.noted.Streams {
		out.Streams[stream] = slices.Clone(list)
	}
	out.Alive, out.Kept, out.Bad = h.noted.Alive, slices.Clone(h.noted.Kept), h.noted.Bad
	return out
}

// Note notes the head, unless it is the last one noted.
func (h *Heads) Note(stream congress.StreamID, head congress.Head) error {
	if h == nil || head.N == 0 {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if list := h.noted.Streams[stream]; len(list) > 0 && list[len(list)-1] == head {
		return nil
	}
	h.noted.add(stream, head)
	return h.write(headLine(stream, head))
}

// Live notes that the server lives at this moment, durably.
func (h *Heads) Live() error {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	h.noted.Alive = h.now().UTC().Truncate(time.Second)
	err := h.write(lineOf("alive", h.noted.Alive.Format(time.RFC3339)))
	h.mu.Unlock()
	return errors.Join(err, h.Sync())
}

// Keep notes, durably, that files of the span are not swept.
func (h *Heads) Keep(s Span) error {
	if h == nil {
		return nil
	}
	s.From, s.To = s.From.UTC().Truncate(time.Second), s.To.UTC().Truncate(time.Second)
	h.mu.Lock()
	h.noted.Kept = append(h.noted.Kept, s)
	err := h.write(lineOf("kept", s.From.Format(time.RFC3339), s.To.Format(time.RFC3339)))
	h.mu.Unlock()
	return errors.Join(err, h.Sync())
}

// Forget drops, durably, what was noted of the stream: an operator has seen what is missing.
func (h *Heads) Forget(stream congress.StreamID) error {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	delete(h.noted.Streams, stream)
	err := h.write(lineOf("forget", string(stream)))
	h.mu.Unlock()
	return errors.Join(err, h.Sync())
}

// write appends a line; the lock is held.
func (h *Heads) write(line []byte) error {
	h.dirty = true
	h.size += int64(len(line))
	if _, err := h.file.Write(line); err != nil {
		return fmt.Errorf("write the heads: %w", err)
	}
	return nil
}

// Sync brings what was noted to the disk. A file that has grown is written anew beside it, which
// then takes its place.
func (h *Heads) Sync() error {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	if !h.dirty {
		h.mu.Unlock()
		return nil
	}
	h.dirty = false
	if h.size > headsSize {
		defer h.mu.Unlock()
		return h.renew()
	}
	file := h.file
	h.mu.Unlock()
	if err := file.Sync(); err != nil && !errors.Is(err, os.ErrClosed) { // renewed meanwhile
		return fmt.Errorf("sync the heads: %w", err)
	}
	return nil
}

func (h *Heads) renew() (err error) {
	var text []byte
	for stream, list := range h.noted.Streams {
		for _, head := range list {
			text = append(text, headLine(stream, head)...)
		}
	}
	for _, s := range h.noted.Kept {
		text = append(text, lineOf("kept", s.From.Format(time.RFC3339), s.To.Format(time.RFC3339))...)
	}
	if !h.noted.Alive.IsZero() {
		text = append(text, lineOf("alive", h.noted.Alive.Format(time.RFC3339))...)
	}
	defer func() {
		if err != nil {
			h.dirty, err = true, fmt.Errorf("write the heads anew: %w", err)
		}
	}()
	f, err := os.OpenFile(h.path+".new", os.O_RDWR|os.O_CREATE|os.O_APPEND|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)); err == nil {
		err = os.Rename(h.path+".new", h.path)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	_ = h.file.Close()
	h.file, h.size = f, int64(len(text))
	folder, err := os.Open(filepath.Dir(h.path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Close syncs and lets go of the file.
func (h *Heads) Close() error {
	if h == nil {
		return nil
	}
	err := h.Sync()
	h.mu.Lock()
	defer h.mu.Unlock()
	return errors.Join(err, h.file.Close())
}
