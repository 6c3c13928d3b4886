package storagetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"testing"

	"plenum/documents/blobs"
)

// content gives size bytes that depend on the key only.
func content(key string, size int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8(sha256.Sum256([]byte(key))), size)
}

func contentBytes(key string, size int64) []byte {
	v, err := io.ReadAll(content(key, size))
	if err != nil {
		panic(err) // a generator does not fail
	}
	return v
}

func mustPut(tb testing.TB, b blobs.Store, key string, size int64) {
	tb.Helper()
	if n, err := b.Put(tb.Context(), key, size, content(key, size)); err != nil || n != size {
		tb.Fatalf("put %s: %d of %d bytes, %v", key, n, size, err)
	}
}

// wantBlob reads the blob and compares it.
func wantBlob(tb testing.TB, b blobs.Store, key string, size int64) {
	tb.Helper()
	info, err := b.Stat(tb.Context(), key)
	if err != nil || info.Size != size || info.Key != key || info.Modified.IsZero() {
		tb.Fatalf("stat %s: %+v, %v; want %d bytes", key, info, err, size)
	}
	r, err := b.Open(tb.Context(), key, 0, -1)
	if err != nil {
		tb.Fatalf("open %s: %v", key, err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, contentBytes(key, size)) {
		tb.Fatalf("%s has other bytes (%d, want %d), %v", key, len(got), size, err)
	}
}

// wantNothing checks that nobody can see the key.
func wantNothing(ctx context.Context, tb testing.TB, b blobs.Store, key string) {
	tb.Helper()
	_, err := b.Stat(ctx, key)
	wantKind(tb, err, "not_found", "not_found")
	if r, err := b.Open(ctx, key, 0, -1); err == nil {
		_ = r.Close()
		tb.Fatalf("%s can be opened", key)
	} else {
		wantKind(tb, err, "not_found", "not_found")
	}
	if list, err := b.List(ctx, key, "", 10); err != nil || len(list) != 0 {
		tb.Fatalf("the list shows %v, %v", list, err)
	}
}

// readerFunc is a reader made of a function.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
