package documents_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/antivirus"
	"plenum/documents/antivirus/antivirustest"
	"plenum/documents/blobs"
	"plenum/documents/delivery"
	"plenum/storage/minio"
	"plenum/storage/storagetest"
)

// distant is a house whose files are in MinIO, behind a proxy, and may be kept at hand up to so many bytes.
func distant(t *testing.T, most int64) (*house, *counted, *storagetest.Proxy) {
	t.Helper()
	proxy := storagetest.NewProxy(t, storagetest.SharedMinIO(t).Addr)
	store, err := minio.Open(t.Context(), minio.Config{Endpoint: proxy.Addr, Bucket: "plenum-" + string(newID()), AccessKey: storagetest.MinIOAccessKey, SecretKey: storagetest.MinIOSecretKey})
	if err != nil {
		t.Fatal(err)
	}
	h := openHouse(t)
	c := &counted{Store: store}
	h.blobs.Store, h.most = c, most
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

// Other servers take back too, and a store that says nothing may have lost it.
func TestACopyThatTheStoreDoesNotConfirmGoes(t *testing.T) {
	h, store, proxy := distant(t, 1<<20)
	document, _, content := h.filed(1000)
	second := h.secondServer()
	h.wantContent(document, content)
	h.files.ConfirmCache(t.Context())
	h.wantAtHand("while the store has it", 1)
	if _, err := second.Rooms.Recall(t.Context(), second.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	h.files.ConfirmCache(t.Context())
	h.wantAtHand("after a recall by another server", 0)

	document, _, content = h.filed(1000)
	h.wantContent(document, content)
	proxy.Cut()
	h.files.ConfirmCache(t.Context())
	h.wantAtHand("while the store is away", 1)
	h.clock.Pass(61 * time.Second)
	h.files.ConfirmCache(t.Context())
	h.wantAtHand("after a minute without the store", 0)
	proxy.Mend()
	h.wantContent(document, content)
	for range 9 {
		h.clock.Pass(time.Minute)
		h.files.ConfirmCache(t.Context())
	}
	h.wantAtHand("while the store has it", 1)
	before := store.opened.Load()
	h.wantContent(document, content)
	if n := store.opened.Load() - before; n != 0 {
		t.Errorf("the file was fetched %d times", n)
	}
	h.clock.Pass(11 * time.Minute)
	h.files.ConfirmCache(t.Context())
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
	if _, err := h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "Báo cáo", Classification: congress.Restricted}, nil); err != nil {
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

// slow is a store of which the file that is opened first ends only when it is let.
type slow struct {
	blobs.Store
	other atomic.Bool // than the first
	began chan struct{}
	goOn  chan struct{}
}

func (s *slow) Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	r, err := s.Store.Open(ctx, key, offset, length)
	if err != nil || s.other.Swap(true) {
		return r, err
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

// opening has the file opened by a store that is slow, and gives what lets it end and waits for that.
func (h *house) opening(c delivery.Content) (end func() error) {
	h.Helper()
	late := &slow{Store: h.blobs.Store, began: make(chan struct{}), goOn: make(chan struct{})}
	h.blobs.Store = late
	done := make(chan error)
	go func() { // ends with its opening
		r, err := c.Open(h.Context(), 0, -1)
		if err == nil {
			err = r.Close()
		}
		done <- err
	}()
	<-late.began
	return func() error { close(late.goOn); return <-done }
}

// Whatever takes a file from its readers takes what is at hand of it at the same time, on its way here or not.
func TestWhatIsTakenBackGoesAtOnceAlsoWhileItIsCopied(t *testing.T) {
	must := func(h *house, err error) {
		h.Helper()
		if err != nil {
			h.Fatal(err)
		}
	}
	type file struct {
		*house
		document, upload congress.ObjectID
		content          []byte
	}
	secret := documents.PaperLine{Paper: documents.Paper{Collect: "Phòng 201"}, Audience: everyone}
	twin := func(f file) {
		other := f.draft("Bản sao")
		f.publish(other, f.receive(other, "b.txt", f.content), nil)
		_, err := f.Reclassify(f.Context(), f.Hall, f.organizer, change(other), congress.Mat, "nhầm", secret)
		must(f.house, err)
	}
	for _, c := range []struct {
		name   string
		before func(f file) // nil: the file is published
		take   func(f file)
	}{
		{"recalled", nil, func(f file) {
			_, err := f.Recall(f.Context(), f.Hall, f.organizer, change(f.document), "nhầm")
			must(f.house, err)
		}},
		{"recalled while nothing can be deleted", nil, func(f file) {
			f.blobs.failAfter(0)
			_, err := f.Recall(f.Context(), f.Hall, f.organizer, change(f.document), "nhầm")
			wantCode(f, err, congress.Unavailable, "storage_unavailable")
		}},
		{"a state secret", nil, func(f file) {
			_, err := f.Reclassify(f.Context(), f.Hall, f.organizer, change(f.document), congress.Mat, "nhầm", secret)
			must(f.house, err)
		}},
		{"rejected", twin, func(f file) {
			_, err := f.Decide(f.Context(), f.Hall, f.organizer, change(f.document), f.upload, documents.Decision{Reason: "là mật"})
			must(f.house, err)
		}},
		{"rejected while nothing can be deleted", twin, func(f file) {
			f.blobs.failAfter(0)
			_, err := f.Decide(f.Context(), f.Hall, f.organizer, change(f.document), f.upload, documents.Decision{Reason: "là mật"})
			wantCode(f, err, congress.Unavailable, "storage_unavailable")
		}},
		{"with a virus", nil, func(f file) {
			f.Resume(f.Context(), f.Hall) // it was published when nothing was read
			f.await(f.upload, documents.Failed)
			for n := f.Head().N; f.house.upload(f.upload).Blob != ""; n = f.Head().N {
				f.Hall.Wait(f.Context(), n)
			}
		}},
		{"swept", nil, func(f file) {
			f.put(congress.KindUpload, f.upload, documents.Upload{Document: f.document, Ingest: documents.Failed})
			f.clock.Pass(25 * time.Hour)
			if n, err := f.Sweep(f.Context(), f.Hall, 24*time.Hour); n != 1 || err != nil {
				f.Errorf("%d files were swept, %v", n, err)
			}
		}},
		{"restricted", nil, func(f file) {
			_, err := f.Reclassify(f.Context(), f.Hall, f.organizer, change(f.document), congress.Restricted, "nhầm", documents.PaperLine{})
			must(f.house, err)
		}},
		{"restricted as a draft", func(f file) {
			_, err := f.Withdraw(f.Context(), f.Hall, f.organizer, change(f.document))
			must(f.house, err)
		}, func(f file) {
			_, err := f.Edit(f.Context(), f.Hall, f.organizer, f.seen(f.document), documents.Entry{Title: "Báo cáo", Classification: congress.Restricted}, nil)
			must(f.house, err)
		}},
		{"twin of a secret", nil, twin},
	} {
		for _, on := range []string{"at hand", "on its way"} {
			t.Run(c.name+" "+on, func(t *testing.T) {
				h, _, _ := distant(t, 1<<20)
				document, upload, content := h.filed(1000)
				if c.name == "with a virus" {
					content = append(content[:900:900], antivirustest.Virus...)
					document = h.draft("Báo cáo")
					upload = h.receive(document, "a.txt", content)
					h.publish(document, upload, nil)
					h.leave()
					h.reader, h.scanner = readLines, &antivirus.Scanner{Address: antivirustest.Start(t, "", nil).Address}
					h.serve(h.Stream, 0)
				}
				f := file{h, document, upload, content}
				if c.before != nil {
					c.before(f)
				}
				own, err := h.UploadContent(h.Hall, h.organizer, document, upload)
				if h.scanner != nil { // organizers do not get it before the antivirus has said its word
					own, err = h.Content(h.Hall, h.delegate, mainFile(document, 1))
				}
				must(h, err)
				end := func() error { return nil }
				if on == "at hand" {
					r, err := own.Open(t.Context(), 0, -1)
					must(h, err)
					must(h, r.Close())
				} else {
					end = h.opening(own)
				}
				h.wantAtHand("before it", 1)
				if n := h.files.Cached(); n != int64(len(content)) {
					t.Errorf("before it they count for %d bytes", n)
				}
				c.take(f)
				h.wantAtHand("right after it", 0)
				_ = end() // whether one is given it who had begun is not asked here
				h.wantAtHand("in the end", 0)
				if n := h.files.Cached(); n != 0 {
					t.Errorf("in the end they count for %d bytes", n)
				}
				if _, err := h.read(h.delegate, document, 1); err == nil {
					t.Error("it is still given")
				}
			})
		}
	}
}

// asked is a store whose next word on a file reaches who asked only when it is let.
type asked struct {
	blobs.Store
	other atomic.Bool // than the next
	began chan struct{}
	goOn  chan struct{}
}

func (a *asked) Stat(ctx context.Context, key string) (blobs.Info, error) {
	info, err := a.Store.Stat(ctx, key)
	if !a.other.Swap(true) {
		close(a.began)
		<-a.goOn
	}
	return info, err
}

// Who was about to open a file makes no copy of it after it was taken back.
func TestACopyThatBeginsTooLateIsNotKept(t *testing.T) {
	for name, take := range map[string]func(h *house, document congress.ObjectID) error{
		"recalled while nothing can be deleted": func(h *house, document congress.ObjectID) error {
			h.blobs.failAfter(0)
			if _, err := h.Recall(h.Context(), h.Hall, h.organizer, change(document), "nhầm"); congress.KindOf(err) != congress.Unavailable {
				return fmt.Errorf("the recall: %w", err)
			}
			return nil
		},
		"restricted": func(h *house, document congress.ObjectID) error {
			_, err := h.Reclassify(h.Context(), h.Hall, h.organizer, change(document), congress.Restricted, "nhầm", documents.PaperLine{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, store, _ := distant(t, 1<<20)
			document, upload, _ := h.filed(1000)
			own, err := h.UploadContent(h.Hall, h.organizer, document, upload)
			if err != nil {
				t.Fatal(err)
			}
			late := &asked{Store: store, began: make(chan struct{}), goOn: make(chan struct{})}
			h.blobs.Store = late
			done := make(chan error)
			go func() { // ends with its opening
				r, err := own.Open(h.Context(), 0, -1)
				if err == nil {
					err = r.Close()
				}
				done <- err
			}()
			<-late.began
			if err := take(h, document); err != nil {
				t.Fatal(err)
			}
			close(late.goOn)
			if err := <-done; err != nil { // the bytes are there, and it was asked for before
				t.Error(err)
			}
			h.wantAtHand("after it", 0)
		})
	}
}

func TestWhoReadsACopyReadsItToItsEndThoughItGoes(t *testing.T) {
	h, _, _ := distant(t, 1<<20)
	document, _, content := h.filed(300_000)
	h.wantContent(document, content)
	c, err := h.Content(h.Hall, h.delegate, mainFile(document, 1))
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Open(t.Context(), 1, -1)
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 999)
	if _, err := io.ReadFull(r, first); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	other, _, newer := h.filed(300_000) // which may have the number that the first had
	h.wantContent(other, newer)
	rest, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(append(first, rest...), content[1:]) {
		t.Errorf("%d bytes more, %v, want the %d that are left", len(rest), err, len(content)-1000)
	}
	h.wantAtHand("while it is open", 2)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	h.wantAtHand("once it is closed", 1)
	if n := h.files.Cached(); n != int64(len(newer)) {
		t.Errorf("the copies count for %d bytes", n)
	}
}

func TestACopyOnItsWayGoesWithItsServer(t *testing.T) {
	h, _, _ := distant(t, 1<<20)
	document, _, content := h.filed(1000)
	c, err := h.Content(h.Hall, h.delegate, mainFile(document, 1))
	if err != nil {
		t.Fatal(err)
	}
	end := h.opening(c)
	h.wantAtHand("on its way", 1)
	h.leave()
	h.wantAtHand("once the server has stopped,", 0)
	_ = end()
	h.wantContent(document, content) // as one that was slower than the stop
	h.wantAtHand("after the stop", 0)
	if n := h.files.Cached(); n != 0 {
		t.Errorf("after the stop the copies count for %d bytes", n)
	}
}

// What does not fit even then is no reason to let one go.
func TestNoCopyGoesForOneThatHasNoRoom(t *testing.T) {
	h, store, _ := distant(t, 2500)
	idle, _, one := h.filed(1000)
	busy, _, two := h.filed(1000)
	large, _, three := h.filed(2000)
	h.wantContent(idle, one)
	h.clock.Pass(2 * time.Minute)
	h.wantContent(busy, two)
	h.wantContent(large, three)
	before := store.opened.Load()
	h.wantContent(idle, one)
	h.wantContent(busy, two)
	if n := store.opened.Load() - before; n != 0 {
		t.Errorf("of the two that were here %d were fetched", n)
	}
	h.clock.Pass(2 * time.Minute)
	h.wantContent(large, three)
	h.wantAtHand("once both are not in use", 1)
	if n := h.files.Cached(); n != 2000 {
		t.Errorf("it counts for %d bytes", n)
	}
}

func TestACopyThatARecallOvertakesIsNotKept(t *testing.T) {
	h, store, _ := distant(t, 1<<20)
	document, _, _ := h.filed(1000)
	late := &slow{Store: store, began: make(chan struct{}), goOn: make(chan struct{})}
	h.blobs.Store = late
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
