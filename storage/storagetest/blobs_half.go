package storagetest

import (
	"context"
	"errors"
	"io"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"

	"plenum/congress"
)

// half puts streams that stop midway, looks while they stand still, and then
// lets them end in every way.
func (s BlobStore) half(t *testing.T) {
	b := s.open(t)
	broken := errors.New("the tablet went away")
	for _, tt := range []struct {
		name         string
		size, before int64 // of the stream, and when it stops
		declared     int64
		end          func(cancel func()) error // nil: it goes on to its end
		ok           bool
		kind         congress.Kind
	}{
		{name: "goes on", size: 200_000, before: 100_000, declared: 200_000, ok: true},
		{name: "goes on, size unknown", size: 200_000, before: 100_000, declared: -1, ok: true},
		{name: "goes on, in parts", size: 40 << 20, before: 36 << 20, declared: 40 << 20, ok: true},
		{name: "goes on, in parts, size unknown", size: 40 << 20, before: 36 << 20, declared: -1, ok: true},
		{name: "breaks", size: 200_000, before: 100_000, declared: 200_000, end: func(func()) error { return broken }},
		{name: "breaks, size unknown", size: 200_000, before: 100_000, declared: -1, end: func(func()) error { return broken }},
		{name: "breaks, in parts", size: 40 << 20, before: 36 << 20, declared: -1, end: func(func()) error { return broken }},
		{name: "breaks at its last byte", size: 1000, before: 1000, declared: 1000, end: func(func()) error { return broken }},
		{name: "canceled", size: 200_000, before: 100_000, declared: 200_000, kind: congress.Canceled, end: func(cancel func()) error { cancel(); return nil }},
		{name: "canceled, in parts", size: 40 << 20, before: 36 << 20, declared: -1, kind: congress.Canceled, end: func(cancel func()) error { cancel(); return nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			key := "half/" + strings.NewReplacer(" ", "-", ",", "").Replace(tt.name)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			standing, goOn := make(chan struct{}), make(chan struct{})
			source, sent := content(key, tt.size), int64(0)
			stream := readerFunc(func(p []byte) (int, error) {
				if sent == tt.before && goOn != nil {
					close(standing)
					<-goOn
					goOn = nil
					if tt.end != nil {
						if err := tt.end(cancel); err != nil {
							return 0, err
						}
					}
				}
				if sent < tt.before {
					p = p[:min(int64(len(p)), tt.before-sent)]
				}
				n, err := source.Read(p)
				sent += int64(n)
				return n, err
			})
			failed := make(chan error, 1)
			release := goOn
			go func() { // ends with the stream
				n, err := b.Put(ctx, key, tt.declared, stream)
				if err == nil && n != tt.size {
					err = errors.New("put took another number of bytes")
				}
				failed <- err
			}()
			<-standing
			wantNothing(t.Context(), t, b, key)
			close(release)
			err := <-failed
			if tt.ok {
				if err != nil {
					t.Fatalf("put: %v", err)
				}
				wantBlob(t, b, key, tt.size)
				return
			}
			if tt.kind == "" && !errors.Is(err, broken) || tt.kind != "" && congress.KindOf(err) != tt.kind {
				t.Errorf("the error is %v, want %v %v", err, broken, tt.kind)
			}
			wantNothing(t.Context(), t, b, key)
			mustPut(t, b, key, 10) // the key is free
			wantBlob(t, b, key, 10)
		})
	}
}

func (s BlobStore) lengths(t *testing.T) {
	b := s.open(t)
	for _, tt := range []struct{ declared, size int64 }{
		{10, 9}, {10, 11}, {0, 1}, {1, 0}, {100_000, 99_999}, {100_000, 500_000},
		{20 << 20, 20<<20 - 1}, {20 << 20, 20<<20 + 1}, {16 << 20, 16<<20 + 1}, {16<<20 + 1, 16 << 20},
	} {
		n, err := b.Put(t.Context(), "length", tt.declared, content("length", tt.size))
		if n != 0 || congress.KindOf(err) != congress.Invalid || congress.CodeOf(err) != "blob_size_mismatch" {
			t.Errorf("%d bytes declared as %d: %d, %v; want blob_size_mismatch", tt.size, tt.declared, n, err)
		}
		wantNothing(t.Context(), t, b, "length")
	}
}

// big sends 64 MB through, the length declared or not, and back, and looks at
// the heap meanwhile.
func (s BlobStore) big(t *testing.T) {
	const size, bound = 64 << 20, 28 << 20
	b := s.open(t)
	// The collector runs often, so that the bound holds what a store keeps and
	// not how late its dead are collected beside other tests.
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	debug.FreeOSMemory()
	before, peak := heap(), uint64(0)
	watch := func(r io.Reader) io.Reader {
		next := int64(0)
		read := int64(0)
		return readerFunc(func(p []byte) (int, error) {
			n, err := r.Read(p)
			if read += int64(n); read >= next {
				next += 1 << 20
				peak = max(peak, heap())
			}
			return n, err
		})
	}
	for key, declared := range map[string]int64{"big/known": size, "big/unknown": -1} {
		if n, err := b.Put(t.Context(), key, declared, watch(content(key, size))); err != nil || n != size {
			t.Fatalf("put: %d, %v", n, err)
		}
		r, err := b.Open(t.Context(), key, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		want, got, mine := watch(content(key, size)), make([]byte, 64<<10), make([]byte, 64<<10)
		for {
			n, err := io.ReadFull(r, got)
			m, _ := io.ReadFull(want, mine)
			if n != m || string(got[:n]) != string(mine[:m]) {
				t.Fatalf("%s comes back with other bytes", key)
			}
			if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull's own
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	growth := int64(peak) - int64(before)
	t.Logf("the heap grew by %d KB", growth>>10)
	if growth > bound {
		t.Errorf("the heap grew by %d bytes, want at most %d", growth, bound)
	}
}

// heap is what the heap holds, the dead that were not collected yet included.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func (s BlobStore) canceled(t *testing.T) {
	b := s.open(t)
	mustPut(t, b, "there", 1<<20)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"put":    func() error { _, err := b.Put(ended, "new", 3, strings.NewReader("abc")); return err },
		"open":   func() error { _, err := b.Open(ended, "there", 0, -1); return err },
		"stat":   func() error { _, err := b.Stat(ended, "there"); return err },
		"delete": func() error { return b.Delete(ended, "there") },
		"list":   func() error { _, err := b.List(ended, "", "", 10); return err },
		"ping":   func() error { return b.Ping(ended) },
	} {
		if err := call(); congress.KindOf(err) != congress.Canceled {
			t.Errorf("%s: the error is %v, want canceled", name, err)
		}
	}
	wantNothing(t.Context(), t, b, "new")
	wantBlob(t, b, "there", 1<<20)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := b.Open(ctx, "there", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadFull(r, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.Copy(io.Discard, r); congress.KindOf(err) != congress.Canceled {
		t.Errorf("reading on: %v, want canceled", err)
	}
}

func (s BlobStore) away(t *testing.T) {
	b, cut, mend := s.Away(t)
	mustPut(t, b, "kept", 1000)
	for _, size := range []int64{8 << 20, 40 << 20, -1} {
		cut()
		stream := content("lost", max(size, 40<<20))
		if size > 0 {
			stream = content("lost", size)
		}
		_, err := b.Put(t.Context(), "lost", size, stream)
		wantKind(t, err, congress.Unavailable, "storage_unavailable")
		mend()
		wantNothing(t.Context(), t, b, "lost")
		wantBlob(t, b, "kept", 1000)
		if err := b.Ping(t.Context()); err != nil {
			t.Errorf("ping after it was mended: %v", err)
		}
	}
	mustPut(t, b, "lost", 1000)
	wantBlob(t, b, "lost", 1000)
}
