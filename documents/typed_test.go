package documents_test

import (
	"bytes"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/uploads"
)

// What organizers type is held to the same as a file's name: a marking is refused, and a text about secrets is none.
func TestAMarkingThatIsTypedIsRefused(t *testing.T) {
	h := openHouse(t)
	create := func(r documents.Entry) error {
		_, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: newID(), Entry: r, Audience: everyone})
		return err
	}
	for _, words := range []string{
		"Công tác bảo vệ bí mật nhà nước", "Báo cáo công tác bảo mật", "Danh mục bí mật nhà nước độ Tuyệt mật", "Mật độ dân số và nhà ở", "Nghề nuôi ong lấy mật",
		"Mặt trận Tổ quốc", "Về việc giải mật, giảm độ mật tài liệu", "Kết quả bỏ phiếu kín (secret ballot)", "Bảo đảm an ninh, an toàn thông tin, bí mật nhà nước",
	} {
		if err := create(documents.Entry{Title: words, Kind: words, Tags: []string{words}}); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	}
	for field, r := range map[string]documents.Entry{
		"title": {Title: "TỐI MẬT"}, "title with others": {Title: "Phương án bầu cử (MẬT)"}, "title as a name": {Title: "Báo cáo.MẬT"}, "title without diacritics": {Title: "TUYET MAT - bao cao"},
		"title in English": {Title: "Report, TOP SECRET"}, "title with letters apart": {Title: "M Ậ T"}, "number": {Title: "a", Number: "07-NQ/ĐH TUYỆT MẬT"}, "kind": {Title: "a", Kind: "Tài liệu mật"},
		"tags": {Title: "a", Tags: []string{"kinh tế", "tối mật"}}, "issuedBy": {Title: "a", IssuedBy: "Độ mật: MẬT"},
	} {
		wantCode(t, create(r), congress.Invalid, "classified_refused")
		if err := congress.AsError(create(r)); len(err.Fields) != 1 {
			t.Errorf("%s: %v", field, err.Fields)
		}
	}
	if err := create(documents.Entry{Title: "Báo cáo", IssuedBy: "Ông Nguyễn Văn Mật"}); err != nil {
		t.Errorf("a name: %v", err)
	}
}

// It is refused at each later door too, also when the record is from before anybody looked.
func TestAMarkingThatIsTypedIsRefusedAtEachDoor(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Công tác bảo vệ bí mật nhà nước")
	_, err := h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "Báo cáo (TỐI MẬT)"}, nil)
	wantCode(t, err, congress.Invalid, "classified_refused")
	receive := func(document congress.ObjectID, note string) error {
		_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Note: note, Size: 1, Body: unread{t}})
		return err
	}
	wantCode(t, receive(document, "Bổ sung phụ lục TỐI MẬT"), congress.Invalid, "classified_refused")
	_, err = h.Begin(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Note: "MẬT", Size: 1})
	wantCode(t, err, congress.Invalid, "classified_refused")
	next := pdf("hai")
	if _, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{
		ID: newID(), Document: document, Name: "a.pdf", Note: "Bổ sung mục bảo vệ bí mật nhà nước", Size: int64(len(next)), Body: bytes.NewReader(next),
	}); err != nil {
		t.Errorf("a note about secrets: %v", err)
	}

	old := h.draft("Báo cáo")
	file := h.receive(old, "a.pdf", pdf("cũ"))
	h.put(congress.KindDocument, old, documents.Document{Entry: documents.Entry{Title: "Báo cáo MẬT", Classification: congress.InternalUse}, State: documents.Draft, Versions: []documents.Version{}, Audience: &everyone})
	_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(old), file, nil)
	wantCode(t, err, congress.Invalid, "classified_refused")
	wantCode(t, receive(old, ""), congress.Invalid, "classified_refused")
	if _, err := h.Edit(t.Context(), h.Hall, h.organizer, h.seen(old), documents.Entry{Title: "Báo cáo"}, nil); err != nil {
		t.Fatal(err)
	}
	h.publish(old, file, nil)
	again := h.receive(old, "b.pdf", pdf("ba"))
	u := h.upload(again)
	u.Note = "TUYỆT MẬT"
	h.put(congress.KindUpload, again, u)
	_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(old), again, nil)
	wantCode(t, err, congress.Invalid, "classified_refused")
}
