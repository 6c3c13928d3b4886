package documents

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"plenum/congress"
)

// copies are files of the store that this server has at hand: each was held to its hash while it was copied, and lies in a file without a
// name, of which a crash leaves nothing. Who may read one was asked, and the store said that it has the file, right before it is opened here.
// What cannot be had here is read from the store.
type copies struct {
	most int64 // bytes in all; 0: there are none
	temp string
	now  func() time.Time
	log  *slog.Logger

	mu     sync.Mutex
	kept   map[string]*copied   // by key
	making map[string]*copied   // by key; one that is not here any more was forgotten
	taken  int64                // bytes of both
	not    map[string]time.Time // by key; until then it is not copied
}

// copied is one file, at hand or on its way.
type copied struct {
	BlobInfo
	of    *copies
	file  *os.File // without a name; nil before its first byte
	wrote int64
	err   error

	opened, confirmed time.Time
}

const (
	mostCopies    = 256
	copyBusy      = time.Minute      // so long after it was opened none goes for another
	copyIdle      = 10 * time.Minute // so long without being opened, it goes
	copyUnsure    = time.Minute      // so long after the store last said that it has the file, it goes
	copyPause     = time.Minute      // so long nothing is tried again
	copyWait      = 10 * time.Second // so long a reader waits for one, who could have the file from the store
	copyPatience  = 5 * time.Minute  // so long one may take
	confirmCopies = 15 * time.Second
)

// openFiles is where this system opens a file of this process anew, with or without a name.
const openFiles = "/proc/self/fd"

func newCopies(o *Options) *copies {
	c := &copies{most: o.Copies, temp: o.Temp, now: o.Now, log: o.Log, kept: map[string]*copied{}, making: map[string]*copied{}, not: map[string]time.Time{}}
	if _, err := os.Stat(openFiles); err != nil {
		c.most = 0
	}
	return c
}

// begin makes room for a copy of the file, which end ends; nil when there is to be none, or is one.
func (c *copies) begin(info BlobInfo) *copied {
	if c == nil || info.Size <= 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	maps.DeleteFunc(c.not, func(_ string, until time.Time) bool { return !now.Before(until) })
	if _, not := c.not[info.Key]; not || info.Size > c.most || c.kept[info.Key] != nil || c.making[info.Key] != nil || !c.makeRoom(info.Size, now) {
		return nil
	}
	one := &copied{BlobInfo: info, of: c}
	c.making[info.Key] = one
	c.taken += info.Size
	return one
}

// makeRoom lets the least recently opened go, as many as it takes for the size to fit; false, and none goes, when those that are not in use
// are not enough.
func (c *copies) makeRoom(size int64, now time.Time) bool {
	var idle []*copied
	for _, one := range c.kept {
		if now.Sub(one.opened) >= copyBusy {
			idle = append(idle, one)
		}
	}
	slices.SortFunc(idle, func(a, b *copied) int { return a.opened.Compare(b.opened) })
	over, files, going := c.taken+size-c.most, len(c.kept)+len(c.making)+1-mostCopies, 0
	for ; over > 0 || files > 0; going++ {
		if going == len(idle) {
			return false
		}
		over -= idle[going].Size
		files--
	}
	for _, one := range idle[:going] {
		c.drop(one)
	}
	return true
}

// Write takes more of the file. It never fails: of what cannot be written there is no copy. A nil one takes nothing.
func (o *copied) Write(p []byte) (int, error) {
	if o == nil || o.err != nil {
		return len(p), nil
	}
	if o.file == nil {
		o.err = o.of.start(o)
	}
	if o.err == nil && o.wrote+int64(len(p)) > o.Size {
		o.err = io.ErrShortWrite
	}
	if o.err == nil {
		_, o.err = o.file.Write(p)
		o.wrote += int64(len(p))
	}
	return len(p), nil
}

// start gives the copy its file.
func (c *copies) start(one *copied) error {
	file, err := nameless(c.temp)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.making[one.Key] != one {
		_ = file.Close()
		return os.ErrClosed // as forget has it of one that has its file
	}
	one.file = file
	return nil
}

// nameless makes a file whose name is gone before a byte is in it.
func nameless(folder string) (*os.File, error) {
	file, err := os.CreateTemp(folder, "plenum-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// end keeps the copy when the file was read, was right (err is nil) and could be written, unless it was forgotten meanwhile.
func (c *copies) end(one *copied, err error) {
	if one == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.making[one.Key] != one {
		return // it was let go of then
	}
	delete(c.making, one.Key)
	now := c.now()
	if err == nil && one.err == nil && one.wrote == one.Size {
		one.opened, one.confirmed = now, now
		c.kept[one.Key] = one
		return
	}
	c.release(one)
	if congress.KindOf(err) != congress.Canceled {
		c.not[one.Key] = now.Add(copyPause)
	}
	if one.err != nil { // a disk without room has others to serve first
		c.log.Warn("a file of the store cannot be kept at hand", "error", one.err)
		c.dropAll(func(*copied) bool { return true })
	}
}

// open gives a part of the file from its copy; nil when it is to be had from the store.
func (c *copies) open(ctx context.Context, key string, offset, length int64) io.ReadCloser {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.kept[key]
	if one == nil || offset < 0 || length < -1 {
		return nil
	}
	// Under the lock, because the number is another file's once this one is closed.
	file, err := os.Open(fmt.Sprintf("%s/%d", openFiles, one.file.Fd()))
	if err != nil {
		c.not[key] = c.now().Add(copyPause)
		c.drop(one)
		return nil
	}
	one.opened = c.now()
	part, err := FilePart(ctx, file, one.Size, offset, length)
	if err != nil {
		return nil
	}
	return part
}

// seen takes notice of what the store says of a file: a copy of another one goes.
func (c *copies) seen(info BlobInfo) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.kept[info.Key]
	switch {
	case one == nil:
	case one.same(info):
		one.confirmed = c.now()
	default:
		c.drop(one)
	}
}

// forget lets go of the copies of files whose keys begin so, and of those that are being made, whose bytes go at once and of which
// nothing more is written. Whoever is reading one reads it to its end.
func (c *copies) forget(prefix string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dropAll(func(one *copied) bool { return strings.HasPrefix(one.Key, prefix) })
	maps.DeleteFunc(c.making, func(key string, one *copied) bool {
		gone := strings.HasPrefix(key, prefix)
		if gone {
			c.release(one)
		}
		return gone
	})
	maps.DeleteFunc(c.not, func(key string, _ time.Time) bool { return strings.HasPrefix(key, prefix) })
}

func (c *copies) dropAll(which func(*copied) bool) {
	for _, one := range c.kept {
		if which(one) {
			c.drop(one)
		}
	}
}

func (c *copies) drop(one *copied) {
	delete(c.kept, one.Key)
	c.release(one)
}

func (c *copies) release(one *copied) {
	c.taken -= one.Size
	if one.file != nil {
		_ = one.file.Close()
	}
}

// run asks the store for the copies again and again until ctx ends, because other servers recall too; at the end all go.
func (c *copies) run(ctx context.Context, store Blobs) {
	for pause(ctx, confirmCopies) {
		c.confirm(ctx, store)
	}
	c.mu.Lock()
	c.most = 0 // first, so that none is begun any more
	c.mu.Unlock()
	c.forget("")
}

// confirm lets those go that the store has not, or not any more as they are, or of which it has said nothing for long, and those that nobody opens.
func (c *copies) confirm(ctx context.Context, store Blobs) {
	ctx, cancel := context.WithTimeout(ctx, confirmCopies)
	defer cancel()
	old := func(one *copied) bool {
		now := c.now()
		return now.Sub(one.opened) > copyIdle || now.Sub(one.confirmed) > copyUnsure
	}
	c.mu.Lock()
	var keys []string
	for key, one := range c.kept {
		if c.now().Sub(one.opened) <= copyIdle {
			keys = append(keys, key)
		}
	}
	c.mu.Unlock()
	for _, key := range keys {
		switch info, err := store.Stat(ctx, key); {
		case err == nil:
			c.seen(info)
		case congress.KindOf(err) == congress.NotFound:
			c.forget(key)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dropAll(old)
}

// same reports whether the store says the same of a file as then.
func (b BlobInfo) same(other BlobInfo) bool {
	return b.Size == other.Size && b.Modified.Equal(other.Modified) && b.Tag == other.Tag
}

// copyInBackground reads a file whose bytes were right once more, for its copy, also when who asked for it is gone.
func (s *Service) copyInBackground(ctx context.Context, f PDF, info BlobInfo, one *copied) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), copyPatience)
	defer cancel()
	_ = s.hold(ctx, f, info, one) // who asks next hears of what is wrong
}
