package blobs

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"plenum/congress"
	"plenum/congress/messages"
)

// CodeChanged is the code of the fault that the store gives other bytes than were received.
var CodeChanged = messages.BytesChanged.String()

// ErrDamaged withholds a file whose bytes in the store are not those that were received.
var ErrDamaged = congress.E(congress.Unavailable, messages.FileDamaged)

// Stored says of a file what a record says of it: where its bytes are, and what they are.
type Stored struct {
	Key    string        `json:"blob"`
	Size   int64         `json:"size"`
	SHA256 congress.Hash `json:"sha256"`
}

// Options are what Files needs; Store and Now are required.
type Options struct {
	Store Store
	Now   func() time.Time
	Log   *slog.Logger // nil: nothing is logged
	Temp  string       // folder for files while they are read; "": the system's
	Cache int64        // bytes of the store's files that may be kept in Temp; 0: none

	// Room refuses (Unavailable messages.StorageFull) bytes for which there is no room, in the store
	// and in Temp. nil: there always is.
	Room func(stored, temporary int64) error
}

// Files is a store whose files are held to their hash before anybody gets them, kept in a cache,
// and erased without anything left. It is safe for concurrent use.
//
// Erase, EraseFolder and DeleteWhere are the ways to take bytes away: they let go of what is known
// and cached of the file as well, which Delete of the store does not.
type Files struct {
	Store
	now   func() time.Time
	log   *slog.Logger
	temp  string
	room  func(stored, temporary int64) error
	cache *cache

	// verified lists the files whose SHA-256 this server has checked since it started, with the size
	// and time that the store gave then. A file that looks different now is checked again.
	mu       sync.Mutex
	verified map[string]verified
	turns    map[string]chan struct{} // by key; closed when the reading under way ends
	places   *semaphore.Weighted      // has a place for each file that is read
}

// verified is how a file stood in the store when it was read.
type verified struct {
	Info
	sound bool
	until time.Time // a damaged file that looks the same is read again then
}

// damagedFor is how long a damaged file is taken for damaged without being read again.
const damagedFor = 10 * time.Second

// Room is as of Options.Room; lengths of -1 are not known.
func (f *Files) Room(stored, temporary int64) error {
	if f.room == nil {
		return nil
	}
	return f.room(max(0, stored), max(0, temporary))
}

// NewFiles makes a Files; Run keeps its cache right.
func NewFiles(o Options) *Files {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Files{
		Store: o.Store, now: o.Now, log: o.Log, temp: o.Temp, room: o.Room, cache: newCache(o),
		verified: map[string]verified{}, turns: map[string]chan struct{}{}, places: semaphore.NewWeighted(2),
	}
}

// Run asks the store about the files in the cache again and again until ctx ends, because other
// servers erase too; then the cache is empty.
func (f *Files) Run(ctx context.Context) { f.cache.run(ctx, f.Store) }

// ConfirmCache asks the store once about the files in the cache, which Run does every 15 seconds:
// those go that the store has not, or not any more as they are, or of which it has said nothing for
// long, and those that nobody opens.
func (f *Files) ConfirmCache(ctx context.Context) { f.cache.confirm(ctx, f.Store) }

// Cached is how many bytes the files in the cache, and those on their way into it, count for.
func (f *Files) Cached() int64 {
	f.cache.mu.Lock()
	defer f.cache.mu.Unlock()
	return f.cache.taken
}

// Forget lets go of what is known and cached of the files whose keys begin so.
func (f *Files) Forget(prefix string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	maps.DeleteFunc(f.verified, func(key string, _ verified) bool { return strings.HasPrefix(key, prefix) })
	f.cache.forget(prefix)
}

// Asked says how a file is asked for.
type Asked struct {
	Cache bool // the file may be kept in the cache

	// Given answers nil as long as the file is to be given, as the hall knows its document now;
	// Refresh brings the hall up to date before that is asked about a file that is not in the store.
	Given   func() error
	Refresh func(context.Context) error
}

// Sound answers nil when the store has the file as it was received. A file that this server has not
// read since it started, or that changed in the store, is read for that first; others who ask
// meanwhile wait for that reading. Errors: ErrDamaged; those of Refresh and Given for a file that
// is missing; Unavailable; Canceled.
func (f *Files) Sound(ctx context.Context, s Stored, a Asked) error {
	cache := f.cache
	if !a.Cache {
		cache = nil
	}
	for {
		info, err := f.Stat(ctx, s.Key)
		if congress.KindOf(err) == congress.NotFound {
			f.cache.forget(s.Key)
			if err := a.Refresh(ctx); err != nil {
				return err
			}
			if err := a.Given(); err != nil { // it was recalled a moment ago
				return err
			}
			return f.Damaged(s.Key, "it is missing")
		}
		if err != nil {
			return err
		}
		f.cache.seen(info)
		f.mu.Lock()
		known, ok := f.verified[s.Key]
		ok = ok && known.same(info) && (known.sound || f.now().Before(known.until))
		if ok && !known.sound {
			f.mu.Unlock()
			return ErrDamaged
		}
		turn, busy := f.turns[s.Key]
		var entry *cached
		if !busy {
			if entry = cache.begin(info); ok && entry == nil {
				f.mu.Unlock()
				return nil
			}
			turn = make(chan struct{})
			f.turns[s.Key] = turn
		}
		f.mu.Unlock()
		if entry != nil && a.Given() != nil { // an erasure from now on forgets this entry too
			cache.forget(s.Key)
		}
		switch {
		case ok && !busy:
			go f.fill(ctx, s, info, entry) // ends with the file or its patience
			fallthrough
		case ok:
			return waitForCache(ctx, turn)
		case !busy:
			return f.hold(ctx, s, info, entry)
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return congress.AsError(ctx.Err())
		}
	}
}

// waitForCache waits for a while; the caller can have the file from the store as well.
func waitForCache(ctx context.Context, turn <-chan struct{}) error {
	t := time.NewTimer(cacheWait)
	defer t.Stop()
	select {
	case <-turn:
	case <-t.C:
	case <-ctx.Done():
		return congress.AsError(ctx.Err())
	}
	return nil
}

// fill reads a file whose bytes were right once more, for the cache, also when its caller is gone.
func (f *Files) fill(ctx context.Context, s Stored, info Info, entry *cached) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cachePatience)
	defer cancel()
	_ = f.hold(ctx, s, info, entry) // the next caller hears of a fault
}

// hold reads the file, notes whether it is sound, and ends its entry of the cache, if there is to
// be one.
func (f *Files) hold(ctx context.Context, s Stored, info Info, entry *cached) (err error) {
	defer func() {
		f.cache.end(entry, err)
		f.mu.Lock()
		defer f.mu.Unlock()
		close(f.turns[s.Key])
		delete(f.turns, s.Key)
	}()
	if err := f.places.Acquire(ctx, 1); err != nil {
		return congress.AsError(err)
	}
	defer f.places.Release(1)
	fault, err := f.verify(ctx, s, entry)
	if err != nil {
		return err
	}
	f.note(verified{Info: info, sound: fault == "", until: f.now().Add(damagedFor)})
	if fault != "" {
		return f.Damaged(s.Key, fault)
	}
	return nil
}

func (f *Files) note(v verified) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.verified[v.Key] = v
}

// Damaged tells the log of a damaged file and answers ErrDamaged.
func (f *Files) Damaged(key, fault string) error {
	f.log.Error("a file is damaged in the store and withheld", "blob", key, "fault", fault)
	return ErrDamaged
}

// Fault reads a file and says what is wrong with it; "" when it is what its record says. Errors:
// Unavailable.
func (f *Files) Fault(ctx context.Context, s Stored) (string, error) {
	return f.verify(ctx, s, io.Discard)
}

// verify is Fault; the bytes are written to to as well.
func (f *Files) verify(ctx context.Context, s Stored, to io.Writer) (fault string, err error) {
	r, err := f.Open(ctx, s.Key, 0, -1)
	if congress.KindOf(err) == congress.NotFound {
		return "its file is missing: " + s.Key, nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(sum, to), r)
	switch {
	case err != nil:
		return "", congress.Wrap(fmt.Errorf("a file cannot be read: %w", err), congress.Unavailable, messages.StorageUnavailable)
	case n != s.Size:
		return fmt.Sprintf("its file has %d bytes, not %d: %s", n, s.Size, s.Key), nil
	case congress.Hash(sum.Sum(nil)) != s.SHA256:
		return "its file has other bytes than were received: " + s.Key, nil
	}
	return "", nil
}

// OpenCached is Open for a reader of a file that may be in the cache, after Sound.
func (f *Files) OpenCached(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if r := f.cache.open(ctx, key, offset, length); r != nil {
		return r, nil
	}
	return f.Open(ctx, key, offset, length)
}

// Bring copies a file to a temporary one and holds it to its hash. The caller deletes the
// temporary file. Errors: NotFound, Conflict CodeChanged, Unavailable, Canceled.
func (f *Files) Bring(ctx context.Context, key string, hash congress.Hash) (path string, err error) {
	info, err := f.Stat(ctx, key)
	if err != nil {
		return "", err
	}
	if err := f.Room(0, info.Size); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(f.temp, "plenum-*")
	if err != nil {
		return "", congress.Wrap(fmt.Errorf("the folder for reading files cannot be written: %w", err), congress.Unavailable, messages.StorageUnavailable)
	}
	sum := sha256.New()
	err = f.copy(ctx, io.MultiWriter(file, sum), key)
	if closeErr := file.Close(); err == nil && closeErr != nil {
		err = congress.Wrap(fmt.Errorf("the folder for reading files cannot be written: %w", closeErr), congress.Unavailable, messages.StorageUnavailable)
	}
	if err == nil && congress.Hash(sum.Sum(nil)) != hash {
		err = congress.E(congress.Conflict, messages.BytesChanged)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	f.note(verified{Info: info, sound: true})
	return file.Name(), nil
}

func (f *Files) copy(ctx context.Context, to io.Writer, key string) error {
	r, err := f.Open(ctx, key, 0, -1)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	if _, err = io.Copy(to, r); err != nil && congress.KindOf(err) == congress.Internal {
		return congress.Wrap(fmt.Errorf("the file could not be brought to its reader: %w", err), congress.Unavailable, messages.StorageUnavailable)
	}
	return err
}

// Erase deletes a blob, and what this server has of it.
func (f *Files) Erase(ctx context.Context, key string) error {
	err := f.Delete(ctx, key)
	f.Forget(key) // after it, so that nothing can be cached any more
	return err
}

// Drop deletes bytes that no record names, though ctx may have ended, and gives err on; without
// one, that of the deletion.
func (f *Files) Drop(ctx context.Context, key string, err error) error {
	if dropErr := f.Delete(context.WithoutCancel(ctx), key); dropErr != nil && err == nil {
		return dropErr
	}
	return err
}

// EraseFolder leaves nothing in the folder: what is on its way in is given up, on every server, and
// what is there deleted.
func (f *Files) EraseFolder(ctx context.Context, folder string) error {
	if err := f.GiveUp(ctx, folder); err != nil {
		return err
	}
	_, err := f.DeleteWhere(ctx, folder, func(Info) bool { return true })
	return err
}

// DeleteWhere deletes the blobs in the folder that are to go and answers how many.
func (f *Files) DeleteWhere(ctx context.Context, folder string, gone func(Info) bool) (int, error) {
	deleted, after := 0, ""
	for {
		list, err := f.List(ctx, folder, after, 1000)
		if err != nil || len(list) == 0 {
			return deleted, err
		}
		for _, b := range list {
			after = b.Key
			if !gone(b) {
				continue
			}
			if err := f.Erase(ctx, b.Key); err != nil {
				return deleted, err
			}
			deleted++
		}
	}
}
