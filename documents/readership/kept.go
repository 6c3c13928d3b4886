package readership

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"plenum/congress"
)

// KeptReads is a folder of this server with the lines of the read audit that the log does not have
// yet, so that none is lost when the server ends while the log is away. A line is there before its
// reader has the bytes, and names ids alone.
//
// Each file is a record to be, and its name says where and under which id (CONGRESS.RECORD). A file
// that is still there although the log has its record is that record again, which stands once.
// Files outlast any end of the program; a power cut may take those of the last half minute.
//
// A nil KeptReads keeps nothing. It is not safe for concurrent use; audit holds its lock.
type KeptReads struct {
	folder string
	lock   *os.File
}

// ErrReadsTaken says that another process keeps its lines in the folder.
var ErrReadsTaken = errors.New("another process keeps its lines of the read audit there")

// keptMost is longer than any file of the folder.
const keptMost = 1 << 20

// OpenKeptReads takes the folder for this process, and makes it when it is missing. ErrReadsTaken:
// another process has it.
func OpenKeptReads(folder string) (*KeptReads, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of kept reads: %w", err)
	}
	f, err := os.Open(folder)
	if err != nil {
		return nil, fmt.Errorf("open the folder of kept reads: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrReadsTaken, f.Close())
	}
	return &KeptReads{folder, f}, nil
}

// Close lets go of the folder.
func (k *KeptReads) Close() error {
	if k == nil {
		return nil
	}
	return k.lock.Close()
}

func (k *KeptReads) path(b *batch) string {
	return filepath.Join(k.folder, string(b.stream)+"."+string(b.id))
}

// read gives the batches that a process before this one left, in their order. Each error names a
// file of which not every line was taken; a file without a line that was taken stays.
func (k *KeptReads) read() (list []*batch, bad []error) {
	if k == nil {
		return nil, nil
	}
	entries, err := os.ReadDir(k.folder) // by name, so by the time of the record
	if err != nil {
		return nil, []error{err}
	}
	for _, e := range entries {
		stream, id, _ := strings.Cut(e.Name(), ".")
		b := &batch{stream: congress.StreamID(stream), id: congress.RecordID(id), sent: true, found: true}
		if !congress.CongressID(stream).Valid() || !congress.Brought(b.id) {
			bad = append(bad, fmt.Errorf("%s: no name of a record", e.Name()))
			continue
		}
		if b.list, err = readKept(k.path(b)); err == nil && len(b.list) == 0 {
			err = k.remove(b)
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("%s: %w", e.Name(), err))
		}
		if len(b.list) > 0 {
			list = append(list, b)
		}
	}
	return list, bad
}

// readKept gives the lines of a file that can be read.
func readKept(path string) ([]Access, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, keptMost+1))
	if err != nil {
		return nil, err
	}
	lines := bytes.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	if len(text) > keptMost || len(lines) > accessesMost {
		return nil, errors.New("more than a record has")
	}
	var list []Access
	for _, line := range lines {
		var x Access
		if json.Unmarshal(line, &x) == nil && congress.ObjectID(x.Account).Valid() && x.Document.Valid() && x.What != "" {
			list = append(list, x)
		}
	}
	if bad := len(lines) - len(list); bad > 0 {
		return list, fmt.Errorf("%d lines cannot be read", bad)
	}
	return list, nil
}

// add writes one line behind those of the batch.
func (k *KeptReads) add(b *batch, x Access) error {
	if k == nil {
		return nil
	}
	line, err := json.Marshal(x)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(k.path(b), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append([]byte{'\n'}, line...)) // half a line before it, of a full disk, ends there
	return cmp.Or(err, f.Close())
}

// remove takes the batch's lines away.
func (k *KeptReads) remove(b *batch) error {
	if k == nil {
		return nil
	}
	if err := os.Remove(k.path(b)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
