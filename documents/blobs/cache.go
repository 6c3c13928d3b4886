package blobs

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

// cache keeps files of the store on this server's disk. Each was held to its SHA-256 while it was
// written, and lies in a file without a name, of which a crash leaves nothing. The caller has asked
// who may read, and the store whether it still has the file, right before it opens one here. A file
// that is not in the cache is read from the store. (ADR 0008)
type cache struct {
	most int64 // bytes in all; 0: nothing is kept
	temp string
	room func(stored, temporary int64) error // as of Options
	now  func() time.Time
	log  *slog.Logger

	mu     sync.Mutex
	kept   map[string]*cached   // by key
	making map[string]*cached   // by key; a file that is not here any more was forgotten
	taken  int64                // bytes of both
	not    map[string]time.Time // by key; until then the file is not cached
}

// cached is one file of the cache, whole or being written.
type cached struct {
	Info
	of    *cache
	file  *os.File // without a name; nil before its first byte
	wrote int64
	err   error

	opened, confirmed time.Time
}

const (
	mostCached    = 256
	cacheBusy     = time.Minute      // a file that was opened in this time gives no room to another
	cacheIdle     = 10 * time.Minute // a file that was not opened in this time goes
	cacheUnsure   = time.Minute      // a file that the store was not asked about in this time goes
	cachePause    = time.Minute      // a file that could not be cached is not tried again in this time
	cacheWait     = 10 * time.Second // a reader, who could have the file from the store, waits so long
	cachePatience = 5 * time.Minute  // caching one file takes at most this
	confirmCache  = 15 * time.Second
)

// openFiles is where this system opens a file of this process anew, with or without a name.
const openFiles = "/proc/self/fd"

func newCache(o Options) *cache {
	c := &cache{most: o.Cache, temp: o.Temp, room: o.Room, now: o.Now, log: o.Log, kept: map[string]*cached{}, making: map[string]*cached{}, not: map[string]time.Time{}}
	if _, err := os.Stat(openFiles); err != nil {
		c.most = 0
	}
	return c
}

// begin makes room for the file, whose entry end ends; nil when it is not to be cached, or is.
func (c *cache) begin(info Info) *cached {
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
	if c.room != nil && c.room(0, info.Size) != nil { // a disk without room has others to serve first
		c.not[info.Key] = now.Add(cachePause)
		c.dropAll(func(*cached) bool { return true })
		return nil
	}
	one := &cached{Info: info, of: c}
	c.making[info.Key] = one
	c.taken += info.Size
	return one
}

// makeRoom lets the least recently opened go, as many as it takes for the size to fit; false, and
// none goes, when those that are not in use are not enough.
func (c *cache) makeRoom(size int64, now time.Time) bool {
	var idle []*cached
	for _, one := range c.kept {
		if now.Sub(one.opened) >= cacheBusy {
			idle = append(idle, one)
		}
	}
	slices.SortFunc(idle, func(a, b *cached) int { return a.opened.Compare(b.opened) })
	over, files, going := c.taken+size-c.most, len(c.kept)+len(c.making)+1-mostCached, 0
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

// Write takes more of the file. It never fails: a file that cannot be written is not cached. A nil
// entry takes nothing.
func (o *cached) Write(p []byte) (int, error) {
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

// start gives the entry its file.
func (c *cache) start(one *cached) error {
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

// end keeps the entry when the file was read, was right (err is nil) and could be written, unless
// it was forgotten meanwhile.
func (c *cache) end(one *cached, err error) {
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
		c.not[one.Key] = now.Add(cachePause)
	}
	if one.err != nil { // a disk without room has others to serve first
		c.log.Warn("a file of the store cannot be kept at hand", "error", one.err)
		c.dropAll(func(*cached) bool { return true })
	}
}

// open gives a part of the file from the cache; nil when it is to be had from the store.
func (c *cache) open(ctx context.Context, key string, offset, length int64) io.ReadCloser {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.kept[key]
	if one == nil || offset < 0 || length < -1 {
		return nil
	}
	// Under the lock, because the number is another file's once this one is closed.
	file, err := os.Open(fmt.Sprintf("%s/%d", openFiles, one.file.Fd()))
	if err != nil {
		c.not[key] = c.now().Add(cachePause)
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

// seen takes notice of what the store says of a file: an entry of another file goes.
func (c *cache) seen(info Info) {
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

// forget lets go of the files whose keys begin so, and of those that are being written, whose bytes
// go at once and of which nothing more is written. Whoever is reading one reads it to its end.
func (c *cache) forget(prefix string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dropAll(func(one *cached) bool { return strings.HasPrefix(one.Key, prefix) })
	maps.DeleteFunc(c.making, func(key string, one *cached) bool {
		gone := strings.HasPrefix(key, prefix)
		if gone {
			c.release(one)
		}
		return gone
	})
	maps.DeleteFunc(c.not, func(key string, _ time.Time) bool { return strings.HasPrefix(key, prefix) })
}

func (c *cache) dropAll(which func(*cached) bool) {
	for _, one := range c.kept {
		if which(one) {
			c.drop(one)
		}
	}
}

func (c *cache) drop(one *cached) {
	delete(c.kept, one.Key)
	c.release(one)
}

func (c *cache) release(one *cached) {
	c.taken -= one.Size
	if one.file != nil {
		_ = one.file.Close()
	}
}

// run asks the store for the files of the cache again and again until ctx ends, because other
// servers recall too; at the end all go.
func (c *cache) run(ctx context.Context, store Store) {
	tick := time.NewTicker(confirmCache)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-tick.C:
			c.confirm(ctx, store)
		case <-ctx.Done():
		}
	}
	c.mu.Lock()
	c.most = 0 // first, so that none is begun any more
	c.mu.Unlock()
	c.forget("")
}

// confirm lets those go that the store has not, or not any more as they are, or of which it has
// said nothing for long, and those that nobody opens.
func (c *cache) confirm(ctx context.Context, store Store) {
	ctx, cancel := context.WithTimeout(ctx, confirmCache)
	defer cancel()
	old := func(one *cached) bool {
		now := c.now()
		return now.Sub(one.opened) > cacheIdle || now.Sub(one.confirmed) > cacheUnsure
	}
	c.mu.Lock()
	var keys []string
	for key, one := range c.kept {
		if c.now().Sub(one.opened) <= cacheIdle {
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
