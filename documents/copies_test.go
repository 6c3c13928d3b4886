package documents_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/storage/minio"
	"plenum/storage/storagetest"
)

// distant is a house whose files are in MinIO, behind a proxy, and may be kept at hand up to so many bytes.
func distant(t *testing.T, most int64) (*house, *counted, *storagetest.Proxy) {
	t.Helper()
	proxy := storagetest.NewProxy(t, storagetest.StartMinIO(t).Addr)
	store, err := minio.Open(t.Context(), minio.Config{Endpoint: proxy.Addr, Bucket: "plenum", AccessKey: storagetest.MinIOAccessKey, SecretKey: storagetest.MinIOSecretKey})
	if err != nil {
		t.Fatal(err)
	}
	h := openHouse(t)
	c := &counted{Blobs: store}
	h.blobs.Blobs, h.most = c, most
	h.restart()
	return h, c, proxy
}

// atHand are the files without a name that this process has open in the folder, and the names that are in it.
func (h *house) atHand() (open int, names []string) {
	h.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		h.Fatal(err)
	}
	for _, fd := range all {
		to, err := os.Readlink("/proc/self/fd/" + fd.Name())
		if err == nil && strings.HasPrefix(to, h.temp+"/") && strings.HasSuffix(to, " (deleted)") {
			open++
		}
	}
	left, err := filepath.Glob(h.temp + "/*")
	if err != nil {
		h.Fatal(err)
	}
	return open, left
}

func (h *house) wantAtHand(when string, n int) {
	h.Helper()
	if open, names := h.atHand(); open != n || len(names) != 0 {
		h.Errorf("%s %d files are at hand, want %d; the folder has %v", when, open, n, names)
	}
}

// filed is a published file of so many bytes.
func (h *house) filed(size int) (document, upload congress.ObjectID, content []byte) {
	h.Helper()
	document = h.draft("Báo cáo")
	content = bytes.Repeat([]byte(string(newID())+"\n"), size/37+1)[:size]
	upload = h.receive(document, "a.txt", content)
	h.publish(document, upload, nil)
	return document, upload, content
}

func (h *house) wantContent(document congress.ObjectID, want []byte) {
	h.Helper()
	if got, err := h.read(h.delegate, document, 1); err != nil || !bytes.Equal(got, want) {
		h.Errorf("%d bytes, %v, want the %d that were received", len(got), err, len(want))
	}
}

func TestAFileOfADistantStoreIsFetchedOnce(t *testing.T) {
	h, store, proxy := distant(t, 1<<20)
	document, upload, content := h.filed(300_000)
	before := store.opened.Load()
	for range 5 {
		h.wantContent(document, content)
	}
	own, err := h.UploadContent(h.Hall, h.organizer, document, upload)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct{ offset, length int64 }{{0, 1}, {100_000, 50_000}, {299_990, 100}, {300_000, 1}, {400_000, -1}, {7, -1}} {
		r, err := own.Open(t.Context(), part.offset, part.length)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if copier, ok := r.(interface {
			CopyTo(w io.Writer, n int64) (int64, error)
		}); !ok {
			t.Error("the kernel cannot send it")
		} else if _, err := copier.CopyTo(&got, 10_000); err != nil {
			t.Error(err)
		}
		if _, err := io.Copy(&got, r); err != nil {
			t.Error(err)
		}
		from := min(part.offset, 300_000)
		to := int64(300_000)
		if part.length >= 0 {
			to = min(to, from+part.length)
		}
		if !bytes.Equal(got.Bytes(), content[from:to]) {
			t.Errorf("%v: %d bytes, want %d", part, got.Len(), to-from)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := store.opened.Load() - before; n != 1 {
		t.Errorf("the file was fetched %d times", n)
	}
	h.wantAtHand("after all that", 1)

	// The store is asked though the bytes are here.
	proxy.Cut()
	_, err = h.read(h.delegate, document, 1)
	wantCode(t, err, congress.Unavailable, "storage_unavailable")
	proxy.Mend()
	h.wantContent(document, content)
	if n := store.opened.Load() - before; n != 1 {
		t.Errorf("the file was fetched %d times", n)
	}
	h.leave()
	h.wantAtHand("once the server has stopped,", 0)
}

func TestWithoutRoomForItAFileComesFromTheStore(t *testing.T) {
	for name, most := range map[string]int64{"none": 0, "too large": 299_999} {
		t.Run(name, func(t *testing.T) {
			h, store, _ := distant(t, most)
			document, _, content := h.filed(300_000)
			before := store.opened.Load()
			for range 2 {
				h.wantContent(document, content)
			}
			if n := store.opened.Load() - before; n != 3 { // once to be held to its hash
				t.Errorf("the file was opened %d times", n)
			}
			h.wantAtHand("with room for none", 0)
		})
	}
}

// What changed in the store is fetched and checked again; wrong bytes are never at hand.
func TestAFileThatChangedInTheStoreIsNotGivenFromItsCopy(t *testing.T) {
	h, store, _ := distant(t, 1<<20)
	document, upload, content := h.filed(1000)
	h.wantContent(document, content)
	h.wantAtHand("once it was read", 1)
	other := bytes.Repeat([]byte("x"), len(content))
	for name, wrong := range map[string][]byte{"other bytes": other, "half": content[:500], "more": append(bytes.Clone(content), 'x'), "missing": nil} {
		h.replace(h.upload(upload).Blob, wrong)
		for range 2 {
			_, err := h.read(h.delegate, document, 1)
			wantCode(t, err, congress.Unavailable, "file_damaged")
		}
		h.wantAtHand(name+":", 0)
		h.replace(h.upload(upload).Blob, content)
		h.clock.Pass(2 * time.Minute)
		before := store.opened.Load()
		for range 3 {
			h.wantContent(document, content)
		}
		if n := store.opened.Load() - before; n != 1 {
			t.Errorf("after %s the right file was fetched %d times", name, n)
		}
		h.wantAtHand("after "+name, 1)
	}
}

func TestWhatIsTakenBackIsNotAtHand(t *testing.T) {
	for name, take := range map[string]func(h *house, document congress.ObjectID, content []byte) error{
		"recall": func(h *house, document congress.ObjectID, _ []byte) error {
			_, err := h.Recall(h.Context(), h.Hall, h.organizer, change(document), "nhầm")
			return err
		},
		"recall while nothing can be deleted": func(h *house, document congress.ObjectID, _ []byte) error {
			h.blobs.failAfter(0)
			if _, err := h.Recall(h.Context(), h.Hall, h.organizer, change(document), "nhầm"); congress.KindOf(err) != congress.Unavailable {
				return fmt.Errorf("the recall: %w", err)
			}
			return nil
		},
		"restricted": func(h *house, document congress.ObjectID, _ []byte) error {
			_, err := h.Reclassify(h.Context(), h.Hall, h.organizer, change(document), congress.Restricted, "nhầm", documents.PaperLine{})
			return err
		},
		"twin of a secret": func(h *house, _ congress.ObjectID, content []byte) error {
			other := h.draft("Bản sao")
			h.publish(other, h.receive(other, "b.txt", content), nil)
			_, err := h.Reclassify(h.Context(), h.Hall, h.organizer, change(other), congress.Mat, "nhầm", documents.PaperLine{Paper: documents.Paper{Collect: "Phòng 201"}, Audience: everyone})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, _, _ := distant(t, 1<<20)
			document, _, content := h.filed(1000)
			h.wantContent(document, content)
			h.wantAtHand("before it", 1)
			if err := take(h, document, content); err != nil {
				t.Fatal(err)
			}
			h.wantAtHand("after it", 0)
			_, err := h.read(h.delegate, document, 1)
			if err == nil {
				t.Error("it is still given")
			}
		})
	}
}

// Other servers take back too, and a store that says nothing may have lost it.
func TestACopyThatTheStoreDoesNotConfirmGoes(t *testing.T) {
	h, store, proxy := distant(t, 1<<20)
	document, _, content := h.filed(1000)
	second := h.secondServer()
	h.wantContent(document, content)
	h.ConfirmCopies(t.Context())
	h.wantAtHand("while the store has it", 1)
	if _, err := second.Service.Recall(t.Context(), second.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	h.ConfirmCopies(t.Context())
	h.wantAtHand("after a recall by another server", 0)

	document, _, content = h.filed(1000)
	h.wantContent(document, content)
	proxy.Cut()
	h.ConfirmCopies(t.Context())
	h.wantAtHand("while the store is away", 1)
	h.clock.Pass(61 * time.Second)
	h.ConfirmCopies(t.Context())
	h.wantAtHand("after a minute without the store", 0)
	proxy.Mend()
	h.wantContent(document, content)
	for range 9 {
		h.clock.Pass(time.Minute)
		h.ConfirmCopies(t.Context())
	}
	h.wantAtHand("while the store has it", 1)
	before := store.opened.Load()
	h.wantContent(document, content)
	if n := store.opened.Load() - before; n != 0 {
		t.Errorf("the file was fetched %d times", n)
	}
	h.clock.Pass(11 * time.Minute)
	h.ConfirmCopies(t.Context())
	h.wantAtHand("once nobody opened it for long", 0)
}

func TestCopiesKeepTheirBound(t *testing.T) {
	h, store, _ := distant(t, 2500)
	first, _, one := h.filed(1000)
	second, _, two := h.filed(1000)
	third, _, three := h.filed(1000)
	h.wantContent(first, one)
	h.clock.Pass(time.Second)
	h.wantContent(second, two)
	h.wantAtHand("of two", 2)
	h.wantContent(third, three)
	h.wantAtHand("while those that are here are in use", 2)
	h.clock.Pass(2 * time.Minute)
	h.wantContent(first, one)
	h.wantContent(third, three)
	h.wantAtHand("once one was not opened for long", 2)
	before := store.opened.Load()
	h.wantContent(first, one)
	h.wantContent(third, three)
	if n := store.opened.Load() - before; n != 0 {
		t.Errorf("of the two that were opened last %d were fetched", n)
	}
}

func TestAFullDiskHasNoCopiesAndReadersHaveTheirFile(t *testing.T) {
	fill, free := storagetest.FullDisk(t, 2<<20)
	h, store, _ := distant(t, 1<<30)
	small, _, little := h.filed(1000)
	h.wantContent(small, little)
	document, _, content := h.filed(3 << 20)
	fill()
	h.wantContent(document, content)
	h.wantContent(document, content)
	h.wantAtHand("on a full disk", 0)
	h.wantContent(small, little)
	free()
	h.clock.Pass(2 * time.Minute)
	h.wantContent(document, content)
	before := store.opened.Load()
	h.wantContent(document, content)
	if n := store.opened.Load() - before; n != 0 {
		t.Errorf("once there is room the file was fetched %d times", n)
	}
}

func TestARestrictedFileIsNotKeptAtHand(t *testing.T) {
	h, _, _ := distant(t, 1<<20)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("một"))
	if _, err := h.Edit(t.Context(), h.Hall, h.organizer, change(document), documents.Register{Title: "Báo cáo", Classification: congress.Restricted}, nil); err != nil {
		t.Fatal(err)
	}
	h.publish(document, upload, &congress.Audience{Members: []congress.MemberID{h.delegate.Member}})
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Fatal(err)
	}
	c, err := h.UploadContent(h.Hall, h.organizer, document, upload)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := c.Open(t.Context(), 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	h.wantAtHand("of a restricted document", 0)
}

// slow is a store whose files end only when they are let.
type slow struct {
	documents.Blobs
	began chan struct{}
	goOn  chan struct{}
}

func (s *slow) Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	r, err := s.Blobs.Open(ctx, key, offset, length)
	if err != nil {
		return nil, err
	}
	whole, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	end := func([]byte) (int, error) {
		s.began <- struct{}{}
		<-s.goOn
		return 0, io.EOF
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(whole), pause(end)), r}, nil
}

type pause func([]byte) (int, error)

func (r pause) Read(p []byte) (int, error) { return r(p) }

func TestACopyThatARecallOvertakesIsNotKept(t *testing.T) {
	h, store, _ := distant(t, 1<<20)
	document, _, _ := h.filed(1000)
	late := &slow{Blobs: store, began: make(chan struct{}), goOn: make(chan struct{})}
	h.blobs.Blobs = late
	done := make(chan error)
	c, err := h.Content(h.Hall, h.delegate, mainFile(document, 1))
	if err != nil {
		t.Fatal(err)
	}
	go func() { // ends with its opening
		_, err := c.Open(t.Context(), 0, -1)
		done <- err
	}()
	<-late.began
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	close(late.goOn)
	if err := <-done; err == nil {
		t.Error("it is given")
	}
	h.wantAtHand("after the recall", 0)
}
