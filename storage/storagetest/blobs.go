package storagetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents/blobs"
)

// BlobStore describes an implementation of blobs.Store to TestBlobs.
type BlobStore struct {
	// New makes an empty place for blobs.
	New func(tb testing.TB) (place string)

	// Open opens the store at a place; several may be open at one place.
	Open func(place string) (blobs.Store, error)

	// Away opens a store that can be cut off from its place (the connection is
	// lost, the disk is full): afterwards large Puts fail until it is mended.
	Away func(tb testing.TB) (blobs blobs.Store, cut, mend func())

	// Server makes a place on a server that restart kills with SIGKILL and
	// starts again; nil where there is no server.
	Server func(tb testing.TB) (place string, restart func())
}

// TestBlobs runs the whole suite.
func TestBlobs(t *testing.T, s BlobStore) {
	t.Run("what was put is read back", s.readBack)
	t.Run("a range is what was asked for", s.ranges)
	t.Run("a key is written once", s.once)
	t.Run("keys no store takes are invalid", s.keys)
	t.Run("a list is in byte order of keys", s.list)
	t.Run("a deleted blob is gone", s.delete)
	t.Run("putting and deleting neighbours at once loses none", s.neighbours)
	t.Run("a half-written blob is never visible", s.half)
	t.Run("a stream of another length is refused", s.lengths)
	t.Run("64 MB pass in bounded memory", s.big)
	t.Run("an ended context cancels", s.canceled)
	t.Run("a lost or full store is unavailable and recovers", s.away)
	t.Run("killed clients lose nothing acknowledged", s.killedClient)
	if s.Server != nil {
		t.Run("a killed server loses nothing acknowledged", s.killedServer)
	}
}

func (s BlobStore) open(t testing.TB) blobs.Store {
	t.Helper()
	return s.openAt(t, s.New(t))
}

func (s BlobStore) openAt(t testing.TB, place string) blobs.Store {
	t.Helper()
	b, err := s.Open(place)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	if c, ok := b.(io.Closer); ok {
		t.Cleanup(func() { _ = c.Close() })
	}
	return b
}

func (s BlobStore) readBack(t *testing.T) {
	place := s.New(t)
	b := s.openAt(t, place)
	if err := b.Ping(t.Context()); err != nil {
		t.Fatalf("ping: %v", err)
	}
	wantNothing(t.Context(), t, b, "doc/1/original")
	for key, size := range map[string]int64{
		"doc/1/original": 1, "doc/1/page-1": 100_000, "doc/2_b/original": 0, "0": 70_000,
		"a/b/c/d/e/f/g/h": 10, strings.Repeat("k", 200): 10, "doc/3/original": 17 << 20,
	} {
		mustPut(t, b, key, size)
		wantBlob(t, b, key, size)
		wantBlob(t, s.openAt(t, place), key, size)
	}
	for key, size := range map[string]int64{"unknown/1": 0, "unknown/2": 1, "unknown/3": 100_000, "unknown/4": 17<<20 + 1} {
		if n, err := b.Put(t.Context(), key, -1, content(key, size)); err != nil || n != size {
			t.Fatalf("put %s of unknown size: %d of %d, %v", key, n, size, err)
		}
		wantBlob(t, b, key, size)
	}
}

func (s BlobStore) ranges(t *testing.T) {
	b := s.open(t)
	const size = 100_000
	mustPut(t, b, "ranges", size)
	all := contentBytes("ranges", size)
	for _, tt := range []struct{ offset, length, from, to int64 }{
		{0, -1, 0, size}, {0, size, 0, size}, {0, 1, 0, 1}, {0, 0, 0, 0}, {1, 1, 1, 2}, {500, 1000, 500, 1500},
		{size - 1, 1, size - 1, size}, {size - 1, -1, size - 1, size}, {size - 10, 100, size - 10, size},
		{0, size + 1, 0, size}, {size, -1, 0, 0}, {size, 5, 0, 0}, {size + 5, 5, 0, 0}, {size + 5, -1, 0, 0},
		{1 << 40, 1 << 40, 0, 0}, {99, 1 << 62, 99, size}, {77, 0, 0, 0},
	} {
		r, err := b.Open(t.Context(), "ranges", tt.offset, tt.length)
		if err != nil {
			t.Errorf("open %d bytes from %d: %v", tt.length, tt.offset, err)
			continue
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, all[tt.from:tt.to]) {
			t.Errorf("%d bytes from %d: %d bytes, %v; want those from %d to %d", tt.length, tt.offset, len(got), err, tt.from, tt.to)
		}
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	for _, tt := range []struct{ offset, length int64 }{{-1, 5}, {0, -2}} {
		_, err := b.Open(t.Context(), "ranges", tt.offset, tt.length)
		wantKind(t, err, congress.Invalid, "blob_range_invalid")
	}
	if r, err := b.Open(t.Context(), "ranges", 0, -1); err != nil {
		t.Error(err)
	} else if err := r.Close(); err != nil { // unread
		t.Errorf("close: %v", err)
	}
}

func (s BlobStore) once(t *testing.T) {
	place := s.New(t)
	b := s.openAt(t, place)
	mustPut(t, b, "one", 1000)
	for _, size := range []int64{1000, 5, -1, 17 << 20} {
		n, err := b.Put(t.Context(), "one", size, strings.NewReader("other"))
		if n != 0 || !errors.Is(err, blobs.ErrExists) {
			t.Errorf("second put of size %d: %d, %v; want blob_exists", size, n, err)
		}
	}
	wantBlob(t, b, "one", 1000)

	// One of many at once wins, and its bytes are there.
	for _, size := range []int64{-1, 50_000} {
		key := map[int64]string{-1: "race/unknown", 50_000: "race/known"}[size]
		stores := []blobs.Store{b, s.openAt(t, place)}
		won := make([]bool, 8)
		var wg sync.WaitGroup
		for i := range won {
			wg.Go(func() {
				_, err := stores[i%2].Put(t.Context(), key, size, bytes.NewReader(bytes.Repeat([]byte{byte(i)}, 50_000)))
				if won[i] = err == nil; err != nil && !errors.Is(err, blobs.ErrExists) {
					t.Errorf("put at once: %v", err)
				}
			})
		}
		wg.Wait()
		winner := slices.Index(won, true)
		if winner < 0 || slices.Contains(won[winner+1:], true) {
			t.Fatalf("winners: %v, want one", won)
		}
		r, err := b.Open(t.Context(), key, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, bytes.Repeat([]byte{byte(winner)}, 50_000)) {
			t.Errorf("the blob is not the winner's, %v", err)
		}
		_ = r.Close()
	}
}

func (s BlobStore) keys(t *testing.T) {
	b := s.open(t)
	for _, key := range []string{
		"", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\\b", "A", "a b", "a.pdf", "a\x00", "ệ", "a:b",
		"e\u0323\u0302", "a/b/c/d/e/f/g/h/i", strings.Repeat("k", 201), "a?b", "a%2fb",
	} {
		_, err := b.Put(t.Context(), key, 1, strings.NewReader("x"))
		_, openErr := b.Open(t.Context(), key, 0, -1)
		_, statErr := b.Stat(t.Context(), key)
		for call, err := range map[string]error{"put": err, "open": openErr, "stat": statErr, "delete": b.Delete(t.Context(), key)} {
			if congress.KindOf(err) != congress.Invalid || congress.CodeOf(err) != "blob_key_invalid" {
				t.Errorf("%s %q: %v, want blob_key_invalid", call, key, err)
			}
		}
	}
	if list, err := b.List(t.Context(), "", "", 10); err != nil || len(list) != 0 {
		t.Errorf("the list shows %v, %v", list, err)
	}
}

func (s BlobStore) list(t *testing.T) {
	b := s.open(t)
	keys := []string{"a-b", "a-b-", "a/b", "a/b-c/d", "a/b0", "a/c/d", "a/c/e", "a/c-d", "a0", "a_", "aa/x", "b", "c/c/c/c", "z"}
	for _, key := range keys {
		mustPut(t, b, key, int64(len(key)))
	}
	slices.Sort(keys)
	prefixes := append([]string{"", "a/", "a", "a/c", "a/c/", "a/b-", "b", "b/", "q", "zz", "c/c/"}, keys...)
	afters := append([]string{"", "a", "a/", "a/c", "a/c/", "a/c/dd", "a-", "a1", "zz", "0"}, keys...)
	for _, prefix := range prefixes {
		for _, after := range afters {
			for _, limit := range []int{1, 3, 100} {
				var want []string
				for _, key := range keys {
					if strings.HasPrefix(key, prefix) && key > after && len(want) < limit {
						want = append(want, key)
					}
				}
				list, err := b.List(t.Context(), prefix, after, limit)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, info := range list {
					got = append(got, info.Key)
					if info.Size != int64(len(info.Key)) || info.Modified.IsZero() {
						t.Errorf("the list says %+v", info)
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("prefix %q after %q limit %d (-want +got):\n%s", prefix, after, limit, diff)
				}
			}
		}
	}
	if list, err := b.List(t.Context(), "", "", 0); err != nil || len(list) != 0 {
		t.Errorf("limit 0: %v, %v", list, err)
	}
}

func (s BlobStore) delete(t *testing.T) {
	b := s.open(t)
	if err := b.Delete(t.Context(), "never/there"); err != nil {
		t.Errorf("delete what never was: %v", err)
	}
	mustPut(t, b, "doc/1/a", 10)
	mustPut(t, b, "doc/1/b", 10)
	for range 2 {
		if err := b.Delete(t.Context(), "doc/1/a"); err != nil {
			t.Fatalf("delete: %v", err)
		}
		wantNothing(t.Context(), t, b, "doc/1/a")
		wantBlob(t, b, "doc/1/b", 10)
	}
	if err := b.Delete(t.Context(), "doc/1"); err != nil { // a folder is no blob
		t.Errorf("delete a prefix: %v", err)
	}
	wantBlob(t, b, "doc/1/b", 10)
	if err := b.Delete(t.Context(), "doc/1/b"); err != nil {
		t.Fatal(err)
	}
	if list, err := b.List(t.Context(), "", "", 10); err != nil || len(list) != 0 {
		t.Errorf("the list shows %v, %v", list, err)
	}
	mustPut(t, b, "doc/1/b", 20)
	wantBlob(t, b, "doc/1/b", 20)
}

// neighbours share folders that come and go with them.
func (s BlobStore) neighbours(t *testing.T) {
	b := s.open(t)
	var wg sync.WaitGroup
	for caller := range 8 {
		wg.Go(func() {
			key := "shared/folder/" + string(rune('a'+caller))
			for range 15 {
				if _, err := b.Put(t.Context(), key, 100, content(key, 100)); err != nil {
					t.Errorf("put: %v", err)
					return
				}
				if info, err := b.Stat(t.Context(), key); err != nil || info.Size != 100 {
					t.Errorf("stat: %+v, %v", info, err)
				}
				if err := b.Delete(t.Context(), key); err != nil {
					t.Errorf("delete: %v", err)
				}
			}
		})
	}
	wg.Wait()
	wantNothing(context.WithoutCancel(t.Context()), t, b, "shared/folder/a")
}
