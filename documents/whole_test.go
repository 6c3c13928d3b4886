package documents_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
)

// counted is a store that counts who opens it, and lets them wait.
type counted struct {
	blobs.Store
	opened atomic.Int64
	wait   chan struct{} // nil: nobody waits
}

func (c *counted) Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	c.opened.Add(1)
	if c.wait != nil {
		<-c.wait
	}
	return c.Store.Open(ctx, key, offset, length)
}

// replace has other bytes stand in the store, as of another moment; nil: none.
func (h *house) replace(key string, content []byte) {
	h.Helper()
	before, err := h.blobs.Stat(h.Context(), key)
	for changed := false; !changed; { // a clock of files may be coarse
		if err := h.blobs.Delete(h.Context(), key); err != nil {
			h.Fatal(err)
		}
		if content == nil {
			return
		}
		if _, err := h.blobs.Put(h.Context(), key, -1, bytes.NewReader(content)); err != nil {
			h.Fatal(err)
		}
		now, statErr := h.blobs.Stat(h.Context(), key)
		if statErr != nil {
			h.Fatal(statErr)
		}
		changed = err != nil || !now.Modified.Equal(before.Modified)
	}
}

// Whatever became of a file in the store, its reader gets it as it was received or is told that it is damaged.
func TestADamagedFileIsGivenToNobodyUntilItIsRight(t *testing.T) {
	h := openHouse(t)
	document, upload := h.published("Báo cáo")
	right, key := pdf("một"), h.upload(upload).Blob
	read := func() error {
		t.Helper()
		got, err := h.read(h.delegate, document, 1)
		if err == nil && !bytes.Equal(got, right) {
			t.Errorf("the delegate gets %q", got)
		}
		c, uploadErr := h.UploadContent(h.Hall, h.organizer, document, upload)
		if uploadErr == nil {
			_, uploadErr = c.Open(t.Context(), 3, 1) // a part too
		}
		if congress.CodeOf(uploadErr) != congress.CodeOf(err) {
			t.Errorf("the organizer gets %v, the delegate %v", uploadErr, err)
		}
		return err
	}
	wantRead := func() {
		t.Helper()
		if err := read(); err != nil {
			t.Error(err)
		}
	}
	wantRead()
	for name, content := range map[string][]byte{"other bytes": pdf("mốt")[:len(right)], "half": right[:len(right)/2], "more": append(bytes.Clone(right), 'x'), "missing": nil} {
		h.replace(key, content)
		wantCode(t, read(), congress.Unavailable, "file_damaged")
		wantCode(t, read(), congress.Unavailable, "file_damaged")
		h.replace(key, right)
		if err := read(); err != nil {
			t.Errorf("after %s: %v", name, err)
		}
	}

	// After a restart the first reader is not taken in either.
	h.replace(key, pdf("mốt")[:len(right)])
	h.restart()
	wantCode(t, read(), congress.Unavailable, "file_damaged")
	if err := h.Archive(t.Context(), h.Hall, h.delegate, io.Discard); congress.CodeOf(err) != "file_damaged" {
		t.Errorf("in a ZIP: %v", err)
	}

	// A file that was made right without looking another is found to be so in a while.
	frozen := &unchanging{Store: h.blobs.Store, as: map[string]blobs.Info{}}
	h.blobs.Store = frozen
	wantCode(t, read(), congress.Unavailable, "file_damaged")
	frozen.freeze(t, key)
	h.replace(key, nil)
	if _, err := h.blobs.Put(t.Context(), key, -1, bytes.NewReader(right)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, read(), congress.Unavailable, "file_damaged")
	h.clock.Pass(time.Minute)
	wantRead()
}

// unchanging tells of its files what they once were.
type unchanging struct {
	blobs.Store
	as map[string]blobs.Info
}

func (u *unchanging) freeze(t *testing.T, key string) {
	t.Helper()
	info, err := u.Store.Stat(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	u.as[key] = info
}

func (u *unchanging) Stat(ctx context.Context, key string) (blobs.Info, error) {
	info, err := u.Store.Stat(ctx, key)
	if was, ok := u.as[key]; ok && err == nil {
		return was, nil
	}
	return info, err
}

func TestADamagedRestrictedFileIsGivenToNobody(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("một"))
	if _, err := h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "Báo cáo", Classification: congress.Restricted}, nil); err != nil {
		t.Fatal(err)
	}
	h.publish(document, upload, &congress.Audience{Members: []congress.MemberID{h.delegate.Member}})
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Fatal(err)
	}
	h.replace(h.upload(upload).Blob, pdf("mốt"))
	_, err := h.read(h.delegate, document, 1)
	wantCode(t, err, congress.Unavailable, "file_damaged")
}

// What is recalled between the question and the bytes does not exist; it is not damaged.
func TestARecalledFileIsNotCalledDamaged(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	c, err := h.Content(h.Hall, h.delegate, mainFile(document, 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	_, err = c.Open(t.Context(), 0, -1)
	wantNothing(t, err)
}

// However many ask at once after a start, a file is read whole once; later ones are given without.
func TestAFileIsReadWholeOnceForAllItsReaders(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	h.restart()
	store := &counted{Store: h.blobs.Store, wait: make(chan struct{})}
	h.blobs.Store = store
	const readers = 50
	var all sync.WaitGroup
	for range readers {
		all.Go(func() {
			if got, err := h.read(h.delegate, document, 1); err != nil || !strings.HasPrefix(string(got), "%PDF") {
				t.Errorf("%.20q %v", got, err)
			}
		})
	}
	close(store.wait)
	all.Wait()
	if n := store.opened.Load(); n != readers+1 {
		t.Errorf("%d readers opened the file %d times, want one more", readers, n)
	}

	// Who gives up while another reads does not stop them.
	h.restart()
	store.wait = make(chan struct{})
	c, err := h.Content(h.Hall, h.delegate, mainFile(document, 1))
	if err != nil {
		t.Fatal(err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := c.Open(gone, 0, -1); congress.KindOf(err) != congress.Canceled {
		t.Errorf("who is gone: %v", err)
	}
	close(store.wait)
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Error(err)
	}
}
