package documents_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/search"
	"plenum/documents/uploads"
)

func (h *house) annex(document, main congress.ObjectID, name string, content []byte) congress.ObjectID {
	h.Helper()
	res, err := h.Receive(h.Context(), h.Hall, h.organizer, uploads.Receive{
		ID: newID(), Document: document, AnnexTo: main, Name: name, Size: int64(len(content)), Body: bytes.NewReader(content),
	})
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

func (h *house) readAnnex(actor congress.Actor, document congress.ObjectID, version, annex int) (string, error) {
	h.Helper()
	c, err := h.Content(h.Hall, actor, documents.VersionFile{Document: document, Version: version, Annex: annex})
	if err != nil {
		return "", err
	}
	r, err := c.Open(h.Context(), 0, -1)
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	all, err := io.ReadAll(r)
	return string(all), err
}

func TestAnnexesStandInTheOrderOfTheirNames(t *testing.T) {
	for name, c := range map[string]struct{ came, want []string }{
		"numbers":          {[]string{"Phụ lục 10.txt", "Phụ lục 2.txt", "Phụ lục 1.txt"}, []string{"Phụ lục 1.txt", "Phụ lục 2.txt", "Phụ lục 10.txt"}},
		"Roman numbers":    {[]string{"Phụ lục IX.txt", "Phụ lục II.txt", "Phụ lục V.txt", "Phụ lục I.txt"}, []string{"Phụ lục I.txt", "Phụ lục II.txt", "Phụ lục V.txt", "Phụ lục IX.txt"}},
		"letters":          {[]string{"Biểu đ.txt", "Biểu d.txt", "Biểu ă.txt", "Biểu a.txt", "Biểu b.txt"}, []string{"Biểu a.txt", "Biểu ă.txt", "Biểu b.txt", "Biểu d.txt", "Biểu đ.txt"}},
		"numbers in front": {[]string{"10. Dự toán.txt", "9. Danh sách.txt"}, []string{"9. Danh sách.txt", "10. Dự toán.txt"}},
		"one name":         {[]string{"a.txt", "a.txt"}, []string{"a.txt", "a.txt"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			document := h.draft("Báo cáo")
			main := h.receive(document, "Báo cáo.pdf", pdf("một"))
			for i, name := range c.came {
				h.annex(document, main, name, []byte(name+strings.Repeat(" ", i)))
			}
			h.publish(document, main, nil)
			var got []string
			for i, a := range h.document(h.delegate, document).Versions[0].Annexes {
				got = append(got, a.Name)
				if content, err := h.readAnnex(h.delegate, document, 1, i+1); err != nil || strings.TrimSpace(content) != a.Name {
					t.Errorf("annex %d, %s, is %q: %v", i+1, a.Name, content, err)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAVersionHasItsAnnexes(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	main := h.receive(document, "Báo cáo.pdf", pdf("một"))
	first := h.annex(document, main, "Phụ lục A.txt", []byte("a"))
	h.annex(document, main, "Phụ lục B.txt", []byte("b"))
	h.annex(document, main, "Hỏng.docx", zipOf(h, "readme.md")) // failed, and not published
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), first, nil)
	wantCode(t, err, congress.Conflict, "upload_is_annex")
	h.publish(document, main, nil)
	if v := h.document(h.delegate, document).Versions[0]; len(v.Annexes) != 2 || v.Annexes[0].Upload != first || v.Annexes[1].Name != "Phụ lục B.txt" {
		t.Fatalf("%+v", v)
	}
	for annex, want := range map[int]string{1: "a", 2: "b"} {
		if got, err := h.readAnnex(h.delegate, document, 1, annex); err != nil || got != want {
			t.Errorf("annex %d: %q %v", annex, got, err)
		}
	}
	for _, annex := range []int{-1, 3} {
		wantNothing(t, errorOf(h.readAnnex(h.delegate, document, 1, annex)))
	}
	wantNothing(t, errorOf(h.readAnnex(h.guest, document, 1, 1)))

	var b bytes.Buffer
	if err := h.Archive(t.Context(), h.Hall, h.delegate, &b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if want := []string{"001 01-BC_ĐH Báo cáo.pdf", "001.1 Phụ lục 1 - Phụ lục A.txt", "001.2 Phụ lục 2 - Phụ lục B.txt"}; !slices.Equal(names, want) {
		t.Errorf("the ZIP has %q", names)
	}

	// An annex that comes later makes a new version of the same main file.
	h.annex(document, main, "Phụ lục C.txt", []byte("c"))
	h.publish(document, main, nil)
	if d := h.document(h.delegate, document); len(d.Versions) != 2 || len(d.Versions[0].Annexes) != 2 || len(d.Versions[1].Annexes) != 3 {
		t.Errorf("%+v", d.Versions)
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
}

// What was approved is the file with its annexes.
func TestAnAnnexAfterTheApprovalNeedsAnother(t *testing.T) {
	h := openHouse(t)
	h.twoPersons()
	document := h.draft("Báo cáo")
	main := h.receive(document, "Báo cáo.pdf", pdf("một"))
	h.submit(document, main, nil)
	if _, err := h.Approve(t.Context(), h.Hall, h.seat(nil, congress.Organizer), change(document), main); err != nil {
		t.Fatal(err)
	}
	h.annex(document, main, "Phụ lục.txt", []byte("a"))
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), main, nil)
	wantCode(t, err, congress.Conflict, "review_outdated")
}

// An annex is read like the main file: as a PDF, by pages, by search and by what changed.
func TestAnAnnexIsReadLikeTheMainFile(t *testing.T) {
	e := newEasel()
	h := openOffice(t, e, "biểu một\fbiểu hai")
	document := h.draft("Báo cáo")
	publish := func(annex string, content []byte) {
		main := h.receive(document, "Báo cáo.pdf", pdf("lời đầu"))
		h.await(main, documents.Ready)
		next(t, e.ended)
		h.await(h.annex(document, main, annex, content), documents.Ready)
		next(t, e.ended)
		h.publish(document, main, nil)
		next(t, e.ended)
		if wanted := next(t, e.ended); len(wanted) != strings.Count(string(content), "\f")+1 && !strings.HasSuffix(annex, "rtf") {
			t.Errorf("of the annex %v are drawn", wanted)
		}
	}
	publish("Phụ lục.pdf", pdf("khoản một\fkhoản hai"))
	publish("Báo cáo.rtf", []byte(rtf))
	of := func(version int) documents.VersionFile {
		return documents.VersionFile{Document: document, Version: version, Annex: 1}
	}
	if v := h.document(h.delegate, document).Versions; !v[0].Annexes[0].PDF || v[0].Annexes[0].Pages != 2 || !v[1].Annexes[0].PDF || v[1].Annexes[0].Pages != 2 {
		t.Errorf("tablets are told %+v", v)
	}
	c, err := h.PDF(h.Hall, h.delegate, of(2))
	if err != nil || c.Name != "Báo cáo.pdf" || c.Size != int64(len(pdf("biểu một\fbiểu hai"))) {
		t.Errorf("as PDF %+v, %v", c.File, err)
	}
	if c, err := h.Picture(t.Context(), h.Hall, h.delegate, of(2), page(2)); err != nil || c.Name != "Báo cáo - trang 2.jpg" {
		t.Errorf("page 2 is %+v, %v", c.File, err)
	}
	if text, err := h.PageText(t.Context(), h.Hall, h.delegate, of(2), 2); err != nil || !strings.Contains(text, "biểu hai") {
		t.Errorf("the text of page 2 is %q, %v", text, err)
	}
	if r, err := h.Comparison(t.Context(), h.Hall, h.delegate, of(2), 1); err != nil || len(r.Changes) == 0 {
		t.Errorf("since version 1 %+v, %v", r, err)
	}
	found, err := h.Find(t.Context(), h.Hall, h.delegate, search.Query{Text: "biểu hai"})
	if err != nil || len(found.Hits) != 1 || found.Hits[0].Passages[0].Annex != 1 || found.Hits[0].Passages[0].Page != 2 {
		t.Errorf("found %+v, %v", found, err)
	}
	if len(h.finds(h.delegate, "khoản")) > 0 {
		t.Error("an annex of the version before is found")
	}
	var noted int
	for _, a := range h.accesses() {
		if a.Annex == 1 && a.Version == 2 {
			noted++
		}
	}
	if noted != 2 { // the text and the comparison; nobody opened the files
		t.Errorf("%d accesses to the annex were written down", noted)
	}
	none := of(2)
	none.Annex = 2
	asked := func(actor congress.Actor, f documents.VersionFile) map[string]error {
		_, pdf := h.PDF(h.Hall, actor, f)
		_, picture := h.Picture(t.Context(), h.Hall, actor, f, page(1))
		_, text := h.PageText(t.Context(), h.Hall, actor, f, 1)
		_, comparison := h.Comparison(t.Context(), h.Hall, actor, f, 1)
		return map[string]error{"PDF": pdf, "picture": picture, "text": text, "comparison": comparison}
	}
	for what, err := range asked(h.delegate, none) {
		if congress.KindOf(err) != congress.NotFound {
			t.Errorf("%s of no annex: %v", what, err)
		}
	}
	for what, err := range asked(h.guest, of(2)) {
		if congress.KindOf(err) != congress.NotFound {
			t.Errorf("a guest's %s: %v", what, err)
		}
	}

	if _, err := h.Reclassify(t.Context(), h.Hall, h.organizer, change(document), congress.Restricted, "nhân sự", documents.PaperLine{}); err != nil {
		t.Fatal(err)
	}
	if left := h.pictures(); len(left) > 0 || len(h.finds(h.organizer, "biểu")) > 0 {
		t.Errorf("restricted, it has %v, and is found by its annex", left)
	}
	for what, err := range asked(h.organizer, of(2)) {
		if what != "PDF" {
			wantCode(t, err, congress.Conflict, "restricted_watermarked_only")
		}
	}
	if c, err := h.PDF(h.Hall, h.organizer, of(2)); err != nil || !c.Watermarked {
		t.Errorf("restricted, the annex is %+v, %v", c.File, err)
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
	if p, err := h.VerifyFiles(t.Context(), h.Hall); err != nil || len(p.Faults) > 0 || p.Erased != 1 {
		t.Errorf("verify: %+v, %v", p, err)
	}
}

func TestAnAnnexThatCannotBeMarkedIsNotPublishedAsRestricted(t *testing.T) {
	h := openHouse(t)
	res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{
		ID: newID(), Entry: documents.Entry{Title: "Hạn chế", Classification: congress.Restricted}, Audience: congress.Audience{Groups: h.groups[:1]},
	})
	if err != nil {
		t.Fatal(err)
	}
	document := res.Record.Object
	main := h.receive(document, "a.pdf", pdf("x"))
	h.annex(document, main, "b.pdf", []byte("%PDF-1.7\nkhông phải PDF\n%%EOF\n"))
	_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), main, nil)
	wantCode(t, err, congress.Conflict, "mark_broken")
}

// A state secret's bytes that are an annex elsewhere are not found there either, by nobody.
func TestAnAnnexThatIsASecretElsewhereIsNotFound(t *testing.T) {
	h := openReading(t, nil)
	secret, document := h.draft("Kế hoạch"), h.draft("Báo cáo")
	same := pdf("phương án bí hiểm")
	upload := h.receive(secret, "a.pdf", same)
	h.await(upload, documents.Ready)
	main := h.receive(document, "b.pdf", pdf("lời đầu"))
	h.await(main, documents.Ready)
	annex := h.annex(document, main, "c.pdf", same)
	h.await(annex, documents.Ready)
	h.publish(document, main, nil)
	if got := h.finds(h.organizer, "bí hiểm"); len(got) != 1 {
		t.Errorf("before it found %v", got)
	}
	if _, err := h.Reclassify(t.Context(), h.Hall, h.organizer, change(secret), congress.Mat, "xác định lại", documents.PaperLine{Paper: documents.Paper{Collect: "Phòng 201"}, Audience: everyone}); err != nil {
		t.Fatal(err)
	}
	h.await(annex, documents.Quarantined)
	for range 2 { // the second search too, when the index is right again
		if got := h.finds(h.organizer, "bí hiểm"); len(got) > 0 {
			t.Errorf("it is found in %v", got)
		}
	}
}
