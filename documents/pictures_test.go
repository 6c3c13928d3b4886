package documents_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/pictures"
)

// easel draws for the tests: the picture of a page says which it is and of what file. It tells when it begins and ends a file.
type easel struct {
	began, ended chan []pictures.Picture
	hold         chan struct{} // not nil: it waits for this before each picture but the thumbnail
	not          []pictures.Picture
	urgent       atomic.Bool // the last time
}

func newEasel() *easel {
	return &easel{began: make(chan []pictures.Picture, 100), ended: make(chan []pictures.Picture, 100)}
}

func (e *easel) draw(ctx context.Context, path string, wanted []pictures.Picture, urgent bool, each func(pictures.Picture, []byte) error) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	e.urgent.Store(urgent)
	e.began <- wanted
	defer func() { e.ended <- wanted }()
	for _, p := range wanted {
		if e.hold != nil && p.Width != pictures.ThumbnailWidth {
			select {
			case <-e.hold:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		jpeg := fmt.Appendf(nil, "%d-%d of %s", p.Page, p.Width, text)
		if slices.Contains(e.not, p) {
			jpeg = nil
		}
		if err := each(p, jpeg); err != nil {
			return err
		}
	}
	return nil
}

// next waits for something that the easel tells.
func next(t testing.TB, told chan []pictures.Picture) []pictures.Picture {
	t.Helper()
	select {
	case wanted := <-told:
		return wanted
	case <-time.After(20 * time.Second):
		t.Fatal("nothing is drawn")
		return nil
	}
}

var thumbnail = pictures.Picture{Page: 1, Width: pictures.ThumbnailWidth}

func page(n int) pictures.Picture { return pictures.Picture{Page: n, Width: pictures.PageWidth} }

// openDrawing is a house that reads and draws.
func openDrawing(t *testing.T, e *easel) *house {
	t.Helper()
	h := openHouse(t)
	h.leave()
	h.reader, h.drawer = readLines, e.draw
	h.serve(h.Stream, 0)
	return h
}

// ready is a document with a file of three pages that is read and has its thumbnail.
func (h *house) ready(e *easel) (document, upload congress.ObjectID) {
	h.Helper()
	document = h.draft("Báo cáo")
	upload = h.receive(document, "Báo cáo.pdf", pdf("một\fhai\fba"))
	h.await(upload, documents.Ready)
	next(h, e.ended)
	return document, upload
}

func (h *house) picture(actor congress.Actor, document congress.ObjectID, version int, p pictures.Picture) (string, error) {
	h.Helper()
	c, err := h.Picture(h.Context(), h.Hall, actor, mainFile(document, version), p)
	if err != nil {
		return "", err
	}
	r, err := c.Open(h.Context(), 0, -1)
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(r)
	if err == nil && (c.Type != "image/jpeg" || c.Size != int64(len(b)) || c.Name != fmt.Sprintf("Báo cáo - trang %d.jpg", p.Page)) {
		h.Errorf("the picture is %+v, of %d bytes", c.File, len(b))
	}
	return string(b), err
}

// pictures are the names of those in the store.
func (h *house) pictures() (names []string) {
	h.Helper()
	for _, key := range h.keys() {
		if _, name, ok := strings.Cut(key, "/pictures/"); ok {
			names = append(names, name[37:])
		}
	}
	return names
}

func TestAPublishedFileGetsAPictureOfEachPage(t *testing.T) {
	e := newEasel()
	h := openDrawing(t, e)
	document, upload := h.ready(e)
	if diff := cmp.Diff([]string{"320-00001"}, h.pictures()); diff != "" {
		t.Errorf("before it is published it has %s", diff)
	}
	h.publish(document, upload, nil)
	if diff := cmp.Diff([]pictures.Picture{page(1), page(2), page(3)}, next(t, e.ended)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1600-00001", "1600-00002", "1600-00003", "320-00001"}, h.pictures()); diff != "" {
		t.Error(diff)
	}
	if e.urgent.Load() {
		t.Error("nobody waits for them, and they are urgent")
	}
	got, err := h.picture(h.delegate, document, 1, page(2))
	if err != nil || !strings.HasPrefix(got, "2-1600 of %PDF") {
		t.Errorf("page 2 is %q, %v", got, err)
	}
	if v := h.document(h.delegate, document).Versions[0]; !v.PDF || v.Pages != 3 {
		t.Errorf("tablets are told %+v", v)
	}
	for what, p := range map[string]pictures.Picture{"page 0": page(0), "page 4": page(4), "another width": {Page: 1, Width: 500}} {
		if _, err := h.picture(h.delegate, document, 1, p); congress.KindOf(err) != congress.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err = h.picture(h.delegate, document, 2, page(1))
	wantNothing(t, err)
	for _, actor := range []congress.Actor{h.guest, h.press} {
		_, err = h.picture(actor, document, 1, page(1))
		wantNothing(t, err)
	}
	one, err := h.Picture(t.Context(), h.Hall, h.delegate, mainFile(document, 1), page(1))
	two, err2 := h.Picture(t.Context(), h.Hall, h.delegate, mainFile(document, 1), page(2))
	if err != nil || err2 != nil || one.SHA256 == two.SHA256 || one.SHA256 == (congress.Hash{}) {
		t.Errorf("tags: %v %v, %v %v", one.SHA256, two.SHA256, err, err2)
	}
	h.wantBlobs(6)
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
	_, err = h.picture(h.organizer, document, 1, page(1))
	wantNothing(t, err)
}

func TestAPictureThatSomebodyWaitsForIsDrawnAtOnceAndOnce(t *testing.T) {
	e := newEasel()
	e.hold = make(chan struct{})
	h := openDrawing(t, e)
	document, upload := h.ready(e)
	next(t, e.began)
	h.publish(document, upload, nil)
	if got := next(t, e.began); got[0] != page(1) {
		t.Fatalf("in the background it begins with %v", got)
	}
	var all sync.WaitGroup
	ask := func(p pictures.Picture) {
		all.Go(func() {
			if got, err := h.picture(h.delegate, document, 1, p); err != nil || !strings.HasPrefix(got, fmt.Sprintf("%d-1600 of", p.Page)) {
				t.Errorf("%v: %q, %v", p, got, err)
			}
		})
	}
	ask(page(3))
	got := next(t, e.began)
	if !e.urgent.Load() {
		t.Error("somebody waits, and it is not urgent")
	}
	if got[0] != page(3) {
		t.Errorf("asked for page 3, it draws %v", got)
	}
	for range 20 {
		ask(page(3))
	}
	close(e.hold)
	all.Wait()
	h.leave()
	if n := len(e.began); n > 1 { // the rest from page 3 on, which may still be missing
		t.Errorf("it was drawn %d times more", n)
	}
}

func TestNothingIsDrawnOfAFileThatWaitsForADecision(t *testing.T) {
	e := newEasel()
	h := openDrawing(t, e)
	document := h.draft("Kế hoạch")
	upload := h.receive(document, "a.pdf", pdf("BAN TỔ CHỨC\nTỐI MẬT\nKế hoạch"))
	h.await(upload, documents.Quarantined)
	h.Resume(t.Context(), h.Hall)
	h.leave()
	if n := len(e.began); n > 0 {
		t.Fatal("it was drawn before the decision")
	}
	h.serve(h.Stream, 0)
	if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Release: true, Reason: "nhầm"}); err != nil {
		t.Fatal(err)
	}
	if got := next(t, e.ended); len(got) != 1 || got[0] != thumbnail {
		t.Errorf("released, it draws %v", got)
	}
}

func TestMissingPicturesAreDrawnAfterTheNextStart(t *testing.T) {
	e := newEasel()
	e.hold = make(chan struct{})
	h := openDrawing(t, e)
	document, upload := h.ready(e)
	h.publish(document, upload, nil)
	e.hold <- struct{}{} // one, and no more
	h.leave()
	if n := len(h.pictures()); n > 2 {
		t.Fatalf("%d pictures were drawn", n)
	}
	again := newEasel()
	h.drawer = again.draw
	h.serve(h.Stream, 0)
	h.Resume(t.Context(), h.Hall)
	next(t, again.ended)
	if diff := cmp.Diff([]string{"1600-00001", "1600-00002", "1600-00003", "320-00001"}, h.pictures()); diff != "" {
		t.Error(diff)
	}
}

// A recall that comes while a page is drawn leaves nothing: also one of another server, of which this one has not heard.
func TestARecallWhilePagesAreDrawnLeavesNothing(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		e := newEasel()
		e.hold = make(chan struct{})
		h := openDrawing(t, e)
		document, upload := h.ready(e)
		other := h.secondServer()
		next(t, e.began)
		h.publish(document, upload, nil)
		next(t, e.began) // page 1, and it is held
		by := h
		if elsewhere {
			if by = other; by.Refresh(t.Context()) != nil {
				t.Fatal("the other server does not hear of it")
			}
		}
		if _, err := by.Recall(t.Context(), by.Hall, by.organizer, change(document), "gửi nhầm"); err != nil {
			t.Fatal(err)
		}
		h.wantBlobs(0)
		close(e.hold)
		next(t, e.ended)
		h.leave()
		h.wantBlobs(0)
		other.leave()
	}
}

func TestAPageThatCannotBeDrawnIsSaidSo(t *testing.T) {
	e := newEasel()
	e.not = []pictures.Picture{page(2)}
	h := openDrawing(t, e)
	document, upload := h.ready(e)
	h.publish(document, upload, nil)
	next(t, e.ended)
	for range 2 {
		_, err := h.picture(h.delegate, document, 1, page(2))
		wantCode(t, err, congress.Conflict, "picture_failed")
	}
	if _, err := h.picture(h.delegate, document, 1, page(3)); err != nil {
		t.Error(err)
	}
	if n := len(e.ended); n > 0 {
		t.Errorf("it was tried %d times more", n)
	}
}

func TestAFileThatCannotBeDrawnIsNotTriedAgain(t *testing.T) {
	h := openHouse(t)
	tries := make(chan struct{}, 100)
	h.leave()
	h.reader = readLines
	h.drawer = func(context.Context, string, []pictures.Picture, bool, func(pictures.Picture, []byte) error) error {
		tries <- struct{}{}
		return congress.E(congress.Conflict, messages.ExtractFailed)
	}
	h.serve(h.Stream, 0)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("một\fhai"))
	h.await(upload, documents.Ready)
	<-tries
	h.publish(document, upload, nil)
	<-tries // its pages
	for range 3 {
		_, err := h.picture(h.delegate, document, 1, page(2))
		wantCode(t, err, congress.Conflict, "picture_failed")
	}
	h.leave()
	if n := len(tries); n > 1 { // one who asked may have come before the background was done
		t.Errorf("%d tries more", n)
	}
}

func TestRestrictedDocumentsHaveNoPictures(t *testing.T) {
	e := newEasel()
	h := openDrawing(t, e)
	res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{
		ID: newID(), Entry: documents.Entry{Title: "Hạn chế", Classification: congress.Restricted},
		Audience: congress.Audience{Members: []congress.MemberID{h.delegate.Member}},
	})
	if err != nil {
		t.Fatal(err)
	}
	document := res.Record.Object
	upload := h.receive(document, "a.pdf", pdf("một"))
	h.await(upload, documents.Ready)
	h.publish(document, upload, nil)
	_, err = h.picture(h.delegate, document, 1, page(1))
	wantCode(t, err, congress.Conflict, "restricted_watermarked_only")
	_, err = h.picture(h.other, document, 1, page(1))
	wantNothing(t, err)
	h.leave()
	if len(e.began) > 0 {
		t.Error("it was drawn")
	}
}

func TestFilesWithoutPDFHaveNoPictures(t *testing.T) {
	e := newEasel()
	h := openDrawing(t, e)
	document := h.draft("Ghi chú")
	upload := h.receive(document, "a.txt", []byte("chữ"))
	h.await(upload, documents.Ready)
	h.publish(document, upload, nil)
	_, err := h.picture(h.delegate, document, 1, page(1))
	wantCode(t, err, congress.Conflict, "no_pictures")
	_, err = h.PDF(h.Hall, h.delegate, mainFile(document, 1))
	wantCode(t, err, congress.Conflict, "no_pdf")
	if v := h.document(h.delegate, document).Versions[0]; v.PDF || v.Pages != 0 {
		t.Errorf("tablets are told %+v", v)
	}
	h.leave()
	h.drawer = nil
	h.serve(h.Stream, 0)
	document = h.draft("Khác")
	upload = h.receive(document, "a.pdf", pdf("một"))
	h.await(upload, documents.Ready)
	h.publish(document, upload, nil)
	_, err = h.picture(h.delegate, document, 1, page(1))
	wantCode(t, err, congress.Conflict, "no_pictures")
	if c, err := h.PDF(h.Hall, h.delegate, mainFile(document, 1)); err != nil || c.Name != "a.pdf" {
		t.Errorf("a PDF is its own: %+v %v", c.File, err)
	}
}

func TestSweepKeepsThePicturesOfReadyFilesOnly(t *testing.T) {
	e := newEasel()
	h := openDrawing(t, e)
	document, upload := h.ready(e)
	h.clock.Pass(48 * time.Hour)
	if n, err := h.Sweep(t.Context(), h.Hall, 24*time.Hour); n != 0 || err != nil {
		t.Fatalf("swept %d, %v, want none", n, err)
	}
	lost := "files/" + string(h.Stream) + "/" + string(document) + "/pictures/" + string(newID()) + "/1600-00001"
	if _, err := h.blobs.Put(t.Context(), lost, -1, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := h.Sweep(t.Context(), h.Hall, 24*time.Hour); n != 1 || err != nil || slices.Contains(h.keys(), lost) {
		t.Errorf("swept %d, %v, want the one that is of no upload, at once", n, err)
	}
	if got := h.upload(upload); got.Ingest != documents.Ready || len(h.pictures()) != 1 {
		t.Errorf("left are %v", h.pictures())
	}
}
