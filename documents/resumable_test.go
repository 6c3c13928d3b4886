package documents_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/uploads"
)

func (h *house) begin(document congress.ObjectID, size int) congress.ObjectID {
	h.Helper()
	r, err := h.Begin(h.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "Báo cáo.pdf", Size: int64(size)})
	if err != nil {
		h.Fatal(err)
	}
	return r.ID
}

func (h *house) send(document, upload congress.ObjectID, offset int64, body io.Reader) (uploads.Resumable, error) {
	return h.Append(h.Context(), h.Hall, h.organizer, document, upload, uploads.Part{Offset: offset, Size: -1, Body: body})
}

var errCut = errors.New("the network is gone")

// Whatever is cut where, and however often the server restarts, the file comes out as it went in.
func TestAnUploadCutAnywhereGoesOnWhereItWas(t *testing.T) {
	h := openHouse(t)
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 15 {
		content := append(pdf("x"), make([]byte, random.IntN(200_000))...)
		for i := 20; i < len(content); i++ {
			content[i] = byte(random.Uint32())
		}
		document := h.draft("Báo cáo")
		upload := h.begin(document, len(content))
		offset, cuts := int64(0), 0
		for offset < int64(len(content)) {
			n := random.Int64N(int64(len(content))-offset) + 1
			if random.IntN(4) == 0 {
				n = min(n, 3) // crumbs, and none at all
			}
			rest := io.Reader(bytes.NewReader(content[offset:]))
			if random.IntN(2) == 0 {
				rest = io.MultiReader(io.LimitReader(rest, n-1), iotest.ErrReader(errCut))
			} else {
				rest = io.LimitReader(rest, n)
			}
			r, err := h.send(document, upload, offset, rest)
			if err != nil {
				t.Fatalf("round %d at %d: %v", round, offset, err)
			}
			if random.IntN(5) == 0 {
				h.restart()
			}
			at, err := h.Resumable(t.Context(), h.Hall, h.organizer, document, upload)
			if err != nil || at.Offset != r.Offset || at.Size != int64(len(content)) {
				t.Fatalf("round %d: it is at %+v, %v, and was at %d", round, at, err, r.Offset)
			}
			offset = r.Offset
			cuts++
		}
		if u := h.upload(upload); u.SHA256 != sha256.Sum256(content) || u.Size != int64(len(content)) || u.Name != "Báo cáo.pdf" || u.Ingest != documents.Ready {
			t.Fatalf("round %d, after %d parts: %+v", round, cuts, u)
		}
	}
	h.wantBlobs(15) // and no parts
}

func TestAPartMustBeginWhereTheFileEnds(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	if _, err := h.send(document, upload, 0, bytes.NewReader(content[:5])); err != nil {
		t.Fatal(err)
	}
	for _, offset := range []int64{0, 4, 6, 1 << 40} {
		_, err := h.send(document, upload, offset, unread{t})
		wantCode(t, err, congress.Conflict, "offset_wrong")
	}
	_, err := h.send(document, upload, 5, bytes.NewReader(append(content[5:], 'x')))
	wantCode(t, err, congress.TooLarge, "file_too_large")
	_, err = h.Append(t.Context(), h.Hall, h.organizer, document, upload, uploads.Part{Offset: 5, Size: 1000, Body: unread{t}})
	wantCode(t, err, congress.TooLarge, "file_too_large")
	if r, err := h.send(document, upload, 5, bytes.NewReader(content[5:])); err != nil || r.Offset != r.Size {
		t.Errorf("%+v %v", r, err)
	}
	// Once it is there, the last part again changes nothing.
	if r, err := h.send(document, upload, int64(len(content)), bytes.NewReader(nil)); err != nil || r.Offset != r.Size {
		t.Errorf("again: %+v %v", r, err)
	}
	h.wantBlobs(1)
}

func TestAPartWithAWrongChecksumIsNotKept(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	sum := sha256.Sum256(content)
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	with := func(body io.Reader) (uploads.Resumable, error) {
		return h.Append(t.Context(), h.Hall, h.organizer, document, upload, uploads.Part{Size: -1, Body: body, Hash: sha256.New(), Sum: sum[:]})
	}
	wrong := bytes.Clone(content)
	wrong[9]++
	_, err := with(bytes.NewReader(wrong))
	wantCode(t, err, congress.Invalid, "checksum_mismatch")
	_, err = with(io.MultiReader(bytes.NewReader(content[:9]), iotest.ErrReader(errCut)))
	wantCode(t, err, congress.Invalid, "body_truncated")
	if r, err := h.Resumable(t.Context(), h.Hall, h.organizer, document, upload); err != nil || r.Offset != 0 {
		t.Errorf("what could not be checked was kept: %+v %v", r, err)
	}
	if r, err := with(bytes.NewReader(content)); err != nil || r.Offset != r.Size {
		t.Errorf("%+v %v", r, err)
	}
}

func TestWhoComesBackStopsTheirOldConnection(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	r, w := io.Pipe()
	stopped := make(chan struct{})
	first := make(chan uploads.Resumable, 1)
	go func() {
		at, err := h.Append(t.Context(), h.Hall, h.organizer, document, upload, uploads.Part{
			Size: -1, Body: r, Stop: func() { close(stopped); _ = r.CloseWithError(errCut) },
		})
		if err != nil {
			t.Error(err)
		}
		first <- at
	}()
	if _, err := w.Write(content[:9]); err != nil { // and hangs
		t.Fatal(err)
	}
	at, err := h.Resumable(t.Context(), h.Hall, h.organizer, document, upload)
	if err != nil || at.Offset != 9 {
		t.Errorf("who comes back hears %+v %v, want 9", at, err)
	}
	<-stopped
	if was := <-first; was.Offset != 9 {
		t.Errorf("the old connection ends at %d", was.Offset)
	}
}

func TestManyConnectionsAtOnceMakeOneFile(t *testing.T) {
	h := openHouse(t)
	content := append(pdf("x"), make([]byte, 50_000)...)
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	second := h.secondServer()
	var wait sync.WaitGroup
	for i := range 8 {
		server := h
		if i%2 == 1 {
			server = second
		}
		wait.Go(func() {
			for range 50 {
				at, err := server.Resumable(t.Context(), server.Hall, h.organizer, document, upload)
				if err != nil || at.Offset == at.Size {
					if err != nil {
						t.Error(err)
					}
					return
				}
				_, err = server.Append(t.Context(), server.Hall, h.organizer, document, upload, uploads.Part{
					Offset: at.Offset, Size: -1, Body: io.LimitReader(bytes.NewReader(content[at.Offset:]), 9_000),
				})
				if err != nil && congress.CodeOf(err) != "offset_wrong" {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if u := h.upload(upload); u.SHA256 != sha256.Sum256(content) {
		t.Errorf("%+v", u)
	}
}

func TestAnUploadThatIsGivenUpOrRunsOutLeavesNothing(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	document := h.draft("Báo cáo")
	given, late := h.begin(document, len(content)), h.begin(document, len(content))
	for _, upload := range []congress.ObjectID{given, late} {
		if _, err := h.send(document, upload, 0, bytes.NewReader(content[:5])); err != nil {
			t.Fatal(err)
		}
	}
	h.wantBlobs(4)
	if err := h.GiveUp(t.Context(), h.Hall, h.organizer, document, given); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(2)
	_, err := h.send(document, given, 5, unread{t})
	wantNothing(t, err)
	wantNothing(t, h.GiveUp(t.Context(), h.Hall, h.organizer, document, given))
	h.clock.Pass(documents.ResumableLife)
	_, err = h.send(document, late, 5, unread{t})
	wantNothing(t, err)
	if n, err := h.Sweep(t.Context(), h.Hall, 24*time.Hour); n != 0 || err != nil {
		t.Errorf("swept %d %v, though it may just be coming to its end", n, err)
	}
	h.clock.Pass(2 * time.Hour)
	if n, err := h.Sweep(t.Context(), h.Hall, 24*time.Hour); n != 2 || err != nil {
		t.Errorf("swept %d %v, want 2", n, err)
	}
}

func TestPartsAreForOrganizersOfAnOpenDocument(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	for name, actor := range h.everybody() {
		if _, err := h.Begin(t.Context(), h.Hall, actor, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Size: 9}); err == nil {
			t.Errorf("%s begins an upload", name)
		}
		if _, err := h.Resumable(t.Context(), h.Hall, actor, document, upload); err == nil {
			t.Errorf("%s sees an upload", name)
		}
		if _, err := h.Append(t.Context(), h.Hall, actor, document, upload, uploads.Part{Size: -1, Body: unread{t}}); err == nil {
			t.Errorf("%s sends a part", name)
		}
		if err := h.GiveUp(t.Context(), h.Hall, actor, document, upload); err == nil {
			t.Errorf("%s gives it up", name)
		}
	}
	second := h.seat(nil, congress.Organizer)
	if _, err := h.Append(t.Context(), h.Hall, second, document, upload, uploads.Part{Size: -1, Body: bytes.NewReader(content[:5])}); err != nil {
		t.Errorf("another organizer goes on: %v", err)
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
	_, err := h.send(document, upload, 5, unread{t})
	wantCode(t, err, congress.Conflict, "document_recalled")
	_, err = h.Begin(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Size: 9})
	wantCode(t, err, congress.Conflict, "document_recalled")
}

func TestACrashBeforeTheRecordIsMendedByAsking(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	ctx, cancel := context.WithCancel(t.Context())
	// The last part is kept, and then the request is given up before the file is received.
	_, err := h.Append(ctx, h.Hall, h.organizer, document, upload, uploads.Part{Size: -1, Body: io.MultiReader(bytes.NewReader(content), readerFunc(func([]byte) (int, error) {
		h.leave()
		cancel()
		return 0, io.EOF
	}))})
	if err == nil {
		t.Fatal("the file was received")
	}
	h.serve(h.Stream, 0)
	r, err := h.Resumable(t.Context(), h.Hall, h.organizer, document, upload)
	if congress.KindOf(err) == congress.NotFound || err == nil && r.Offset != r.Size && r.Offset != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	if r.Offset < r.Size {
		if _, err := h.send(document, upload, r.Offset, bytes.NewReader(content[r.Offset:])); err != nil {
			t.Fatal(err)
		}
	}
	if u := h.upload(upload); u.SHA256 != sha256.Sum256(content) {
		t.Errorf("%+v", u)
	}
	h.wantBlobs(1)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestTheSameBytesTwiceAreRecognised(t *testing.T) {
	h := openHouse(t)
	first := h.receive(h.draft("Một"), "a.pdf", pdf("x"))
	again := h.receive(h.draft("Hai"), "b.pdf", pdf("x"))
	other := h.receive(h.draft("Ba"), "c.pdf", pdf("y"))
	if h.upload(first).SameAs != "" || h.upload(again).SameAs != first || h.upload(other).SameAs != "" {
		t.Errorf("%q %q %q", h.upload(first).SameAs, h.upload(again).SameAs, h.upload(other).SameAs)
	}
}

func TestAStrangerCannotCutAnothersUpload(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	other := h.draft("Tài liệu khác")
	r, w := io.Pipe()
	first := make(chan uploads.Resumable, 1)
	go func() {
		at, err := h.Append(t.Context(), h.Hall, h.organizer, document, upload, uploads.Part{
			Size: -1, Body: r, Stop: func() { t.Error("the upload was cut"); _ = r.CloseWithError(errCut) },
		})
		if err != nil {
			t.Error(err)
		}
		first <- at
	}()
	if _, err := w.Write(content[:5]); err != nil {
		t.Fatal(err)
	}
	for name, actor := range h.everybody() {
		for what, err := range map[string]error{
			"asks":   errorOf(h.Resumable(t.Context(), h.Hall, actor, document, upload)),
			"sends":  errorOf(h.Append(t.Context(), h.Hall, actor, document, upload, uploads.Part{Body: unread{t}})),
			"gives":  h.GiveUp(t.Context(), h.Hall, actor, document, upload),
			"guards": errorOf(h.Resumable(t.Context(), h.Hall, h.organizer, other, upload)), // the same id of another document
		} {
			if err == nil {
				t.Errorf("%s %s, and is let in", name, what)
			}
		}
	}
	if _, err := w.Write(content[5:]); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	if at := <-first; at.Offset != at.Size {
		t.Errorf("it ended at %+v", at)
	}
}

func errorOf[T any](_ T, err error) error { return err }

// Whatever instant a recall falls on, nothing of the document stays.
func TestARecallWhileAPartComesLeavesNothing(t *testing.T) {
	h := openHouse(t)
	content := pdf("một hai ba")
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	body := io.MultiReader(bytes.NewReader(content[:5]), recalling{h, document}, bytes.NewReader(content[5:9]))
	_, err := h.send(document, upload, 0, body)
	wantCode(t, err, congress.Conflict, "document_recalled")
	h.wantBlobs(0)
}

// recalling is a stretch of no bytes during which the document is recalled.
type recalling struct {
	h        *house
	document congress.ObjectID
}

func (r recalling) Read([]byte) (int, error) {
	if _, err := r.h.Recall(r.h.Context(), r.h.Hall, r.h.organizer, change(r.document), "gửi nhầm"); err != nil {
		r.h.Error(err)
	}
	return 0, io.EOF
}

// A client that sends a whole file in one request loses little of it to a kill.
func TestALongBodyIsKeptInPartsAsItComes(t *testing.T) {
	h := openHouse(t)
	const part = 16 << 20
	content := append(pdf("x"), make([]byte, 2*part)...)
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	seen := 0
	body := io.MultiReader(bytes.NewReader(content[:2*part+10]), reading(func() { seen = len(h.keys()) }), iotest.ErrReader(errCut))
	if r, err := h.send(document, upload, 0, body); err != nil || r.Offset != 2*part+10 {
		t.Fatalf("%+v %v", r, err)
	}
	if seen != 3 { // what is said of it, and two parts
		t.Errorf("while it came, the store had %d blobs", seen)
	}
	if r, err := h.send(document, upload, 2*part+10, bytes.NewReader(content[2*part+10:])); err != nil || r.Offset != r.Size {
		t.Fatalf("%+v %v", r, err)
	}
	if u := h.upload(upload); u.SHA256 != sha256.Sum256(content) {
		t.Error("the file came out as another")
	}
}

type reading func()

func (r reading) Read([]byte) (int, error) { r(); return 0, io.EOF }

// An empty body leaves nothing in the store that would stand in the way of the next one.
func TestAnEmptyPartIsNotStored(t *testing.T) {
	h := openHouse(t)
	content := pdf("một")
	document := h.draft("Báo cáo")
	upload := h.begin(document, len(content))
	h.blobs.failAfter(0) // as if it was killed before it could clean up
	for _, body := range []io.Reader{bytes.NewReader(nil), iotest.ErrReader(errCut)} {
		if r, err := h.send(document, upload, 0, body); err != nil || r.Offset != 0 {
			t.Errorf("%+v %v", r, err)
		}
	}
	h.blobs.failAfter(-1)
	if r, err := h.send(document, upload, 0, bytes.NewReader(content)); err != nil || r.Offset != r.Size {
		t.Errorf("%+v %v", r, err)
	}
}

// Parts that could not be deleted when the file was whole go with it, when it turns out to be a state secret.
func TestARejectedFileLeavesNoParts(t *testing.T) {
	h := openReading(t, nil)
	document, content := h.draft("Báo cáo"), pdf("x\nMẬT\nx")
	upload := h.begin(document, len(content))
	h.blobs.failAfter(0)
	_, _ = h.send(document, upload, 0, bytes.NewReader(content)) // whole, whatever it answers
	h.blobs.failAfter(-1)
	h.await(upload, documents.Quarantined)
	part := ""
	for _, key := range h.keys() {
		if strings.Contains(key, "/parts/") {
			part = key
		}
	}
	if part == "" {
		t.Fatal("the parts were deleted; this tests nothing")
	}
	if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Reason: "Là tài liệu mật."}); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
	if _, err := h.blobs.Put(t.Context(), part, 1, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if p, err := h.VerifyFiles(t.Context(), h.Hall); err != nil || len(p.Faults) != 1 || !strings.Contains(p.Faults[0], part) {
		t.Errorf("%+v %v", p, err)
	}
}
