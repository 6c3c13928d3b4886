package documents_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/readership"
	"plenum/documents/sheets"
	"plenum/journal"
)

func (h *house) accesses() []readership.Reader {
	h.Helper()
	all, _, err := h.Accesses(h.Context(), h.Hall, h.organizer, readership.AccessQuery{})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

func TestWhoReadWhatIsWrittenDown(t *testing.T) {
	h := openHouse(t)
	document, upload := h.published("Báo cáo")
	delegate := h.delegate
	delegate.Device = congress.DeviceID(newID())
	for range 3 { // pages of a file that is open
		if _, err := h.read(delegate, document, 1); err != nil {
			t.Fatal(err)
		}
	}
	c, err := h.UploadContent(h.Hall, h.organizer, document, upload)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := c.Open(t.Context(), 0, -1); err != nil || r.Close() != nil {
		t.Fatal(err)
	}
	if err := h.Archive(t.Context(), h.Hall, h.other, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	_, err = h.read(h.guest, document, 1)
	wantNothing(t, err)
	h.restart()
	h.clock.Pass(time.Hour)
	if _, err := h.read(delegate, document, 1); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range h.accesses() {
		got = append(got, string(a.What)+" "+string(a.Member))
		if a.Title != "Báo cáo" || a.Name != "Trần Thị Bình" {
			t.Errorf("%+v", a)
		}
	}
	want := []string{"content " + string(delegate.Member), "upload " + string(h.organizer.Member), "archive " + string(h.other.Member), "content " + string(delegate.Member)}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for name, actor := range h.everybody() {
		if _, _, err := h.Accesses(t.Context(), h.Hall, actor, readership.AccessQuery{}); congress.KindOf(err) != congress.Forbidden {
			t.Errorf("%s reads the audit: %v", name, err)
		}
	}
	if sheet, err := h.AccessSheet(t.Context(), h.Hall, h.organizer, document); err != nil || len(sheet) < 1000 {
		t.Errorf("%d bytes, %v", len(sheet), err)
	}
}

// The proof of a recall: which devices had it, which have erased it, and that the store has nothing.
func TestTheLedgerOfARecall(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	first, second := h.delegate, h.other
	first.Device, second.Device = congress.DeviceID(newID()), congress.DeviceID(newID())
	for _, actor := range []congress.Actor{first, second} {
		if _, err := h.read(actor, document, 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	ledger := func() readership.Ledger {
		l, err := h.Ledger(t.Context(), h.Hall, h.organizer, document, func(_ congress.AccountID, d congress.DeviceID) bool { return d == second.Device })
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if l := ledger(); l.Outstanding != 2 || l.Erased != 0 || l.Left != 0 || l.Recall == nil || l.Recall.Erased == nil || l.Recall.By != h.organizer.Account {
		t.Errorf("%+v", l)
	}
	stranger := h.delegate // a device that never had it
	stranger.Device = congress.DeviceID(newID())
	for actor, want := range map[*congress.Actor]string{&stranger: "not_found", &first: ""} {
		codes, err := h.NoteErased(t.Context(), h.Hall, *actor, []congress.ObjectID{document})
		if err != nil || codes[0] != want {
			t.Errorf("%v %v", codes, err)
		}
	}
	h.restart()
	l := ledger()
	if l.Outstanding != 1 || l.Erased != 1 || l.Devices[0].Device != second.Device || !l.Devices[0].Online || l.Devices[1].Erased == nil {
		t.Errorf("%+v", l)
	}
	if sheet, err := h.LedgerSheet(t.Context(), h.Hall, h.organizer, document, nil); err != nil || len(sheet) < 1000 {
		t.Errorf("%d bytes, %v", len(sheet), err)
	}
	_, err := h.Ledger(t.Context(), h.Hall, h.delegate, document, nil)
	wantNothing(t, err)
}

// What a device is given again after it erased is to be erased again.
func TestACopyGivenAgainIsOutstandingAgain(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	read := func() {
		if _, err := h.read(h.delegate, document, 1); err != nil {
			t.Fatal(err)
		}
	}
	outstanding := func() int {
		l, err := h.Ledger(t.Context(), h.Hall, h.organizer, document, nil)
		if err != nil {
			t.Fatal(err)
		}
		return l.Outstanding
	}
	read()
	if _, err := h.NoteErased(t.Context(), h.Hall, h.delegate, []congress.ObjectID{document}); err != nil || outstanding() != 0 {
		t.Errorf("%v, %d outstanding", err, outstanding())
	}
	read()
	if n := outstanding(); n != 1 {
		t.Errorf("%d are outstanding", n)
	}
}

// A page turned is no new access, a copy made is.
func TestEachRestrictedCopyHasItsLine(t *testing.T) {
	h := openHouse(t)
	restricted := h.restricted(pdf("x"))
	open, _ := h.published("Báo cáo")
	lines := map[congress.ObjectID]int{}
	for range 3 {
		for _, document := range []congress.ObjectID{restricted, open} {
			if _, err := h.read(h.delegate, document, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, a := range h.accesses() {
		lines[a.Document]++
	}
	if lines[restricted] != 3 || lines[open] != 1 {
		t.Errorf("%d lines of three restricted copies, %d of one file read three times", lines[restricted], lines[open])
	}
}

// busy is a log that takes accesses only once it is let.
type busy struct {
	journal.Log
	began chan struct{}
	goOn  chan struct{}
}

func (b *busy) Append(ctx context.Context, records []congress.Record) (int, error) {
	if records[0].Kind == congress.KindAccess {
		b.began <- struct{}{}
		<-b.goOn
	}
	return b.Log.Append(ctx, records)
}

// Lines that the server is writing at the moment are missing to nobody who asks.
func TestTheAuditHasTheLinesThatAreBeingWritten(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	h.leave()
	log := &busy{Log: h.log, began: make(chan struct{}, 10), goOn: make(chan struct{})}
	h.log = log
	h.serve(h.Stream, 0)
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Fatal(err)
	}
	<-log.began // within a second, by itself
	soon, cancel := context.WithCancel(t.Context())
	cancel()
	if list, _, err := h.Accesses(soon, h.Hall, h.organizer, readership.AccessQuery{}); congress.KindOf(err) != congress.Canceled {
		t.Errorf("who does not wait is told %d lines, %v", len(list), err)
	}
	lines := make(chan int)
	go func() { // ends with its question
		list, _, err := h.Accesses(h.Context(), h.Hall, h.organizer, readership.AccessQuery{})
		if err != nil {
			t.Error(err)
		}
		lines <- len(list)
	}()
	close(log.goOn)
	if n := <-lines; n != 1 {
		t.Errorf("%d lines, want 1", n)
	}
	if l, err := h.Ledger(t.Context(), h.Hall, h.organizer, document, nil); err != nil || l.Outstanding != 1 {
		t.Errorf("%+v %v", l, err)
	}
}

// An administrator reads nothing without a seat; one who took a seat is still shown as who they are.
func TestAnAdministratorsReadingShows(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	seated := h.organizer
	seated.Roles = append(slices.Clone(seated.Roles), congress.Administrator)
	for _, actor := range []congress.Actor{seated, h.delegate} {
		if _, err := h.read(actor, document, 1); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range h.accesses() {
		if a.Administrator != (a.Member == seated.Member) {
			t.Errorf("%+v", a)
		}
	}
}

// The audit of a congress is long; it is read in parts, which miss nothing and double nothing while more is written down.
func TestTheAuditIsReadInParts(t *testing.T) {
	h := openHouse(t)
	other, _ := h.published("Khác")
	document, _ := h.published("Báo cáo")
	read := func(document congress.ObjectID) {
		if _, err := h.read(h.delegate, document, 1); err != nil {
			t.Fatal(err)
		}
		h.clock.Pass(time.Hour)
	}
	for range 3 {
		read(document)
		read(other)
	}
	var sizes, nexts []int
	seen := map[time.Time]bool{}
	for after := -1; after != 0; {
		list, next, err := h.Accesses(t.Context(), h.Hall, h.organizer, readership.AccessQuery{Document: document, After: max(after, 0), Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if seen[a.At] || a.Document != document {
				t.Errorf("again, or of another: %+v", a)
			}
			seen[a.At] = true
		}
		if after == -1 {
			read(document)
		}
		sizes, nexts, after = append(sizes, len(list)), append(nexts, next), next
	}
	if !slices.Equal(sizes, []int{2, 2}) || nexts[0] == 0 || nexts[1] != 0 {
		t.Errorf("parts of %v, next %v", sizes, nexts)
	}
}

// Lines that were written down at once are parted as well.
func TestAPartOfTheAuditEndsWithinARecord(t *testing.T) {
	h := openHouse(t)
	var all, want []congress.ObjectID
	for range 5 {
		document, _ := h.published("Báo cáo")
		want = append(want, document)
	}
	for _, document := range want { // within one second of the clock that stands still
		if _, err := h.read(h.delegate, document, 1); err != nil {
			t.Fatal(err)
		}
	}
	for after := -1; after != 0; {
		list, next, err := h.Accesses(t.Context(), h.Hall, h.organizer, readership.AccessQuery{After: max(after, 0), Limit: 2})
		if err != nil || len(list) > 2 {
			t.Fatalf("%d lines, %v", len(list), err)
		}
		for _, a := range list {
			all = append(all, a.Document)
		}
		after = next
	}
	if !slices.Equal(all, want) {
		t.Errorf("the parts are %v, want %v", all, want)
	}
}

func TestTheAuditSheetHasAWordForEachKindOfAccess(t *testing.T) {
	h := openReading(t, nil)
	document := h.draft("Báo cáo")
	for _, text := range []string{"một", "hai"} {
		upload := h.receive(document, "a.pdf", pdf(text))
		h.await(upload, documents.Ready)
		h.publish(document, upload, nil)
	}
	if _, err := h.PageText(t.Context(), h.Hall, h.delegate, mainFile(document, 1), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Comparison(t.Context(), h.Hall, h.delegate, mainFile(document, 2), 1); err != nil {
		t.Fatal(err)
	}
	sheet, err := h.AccessSheet(t.Context(), h.Hall, h.organizer, document)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := sheets.Read(sheet, 10)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, row := range tables[0].Rows[2:] {
		words = append(words, row[6])
	}
	if want := []string{"đọc chữ của trang", "so sánh phiên bản"}; !slices.Equal(words, want) {
		t.Errorf("the sheet says %q, want %q", words, want)
	}
}
