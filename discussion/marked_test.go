package discussion_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
)

// marked are words that carry a marking as a page would, and prose are words about secrets.
var (
	marked = []string{
		"TỐI MẬT", "Mật", "Ý kiến của tôi:\nTUYỆT MẬT\nKính chuyển Đoàn Chủ tịch.", "Độ mật: Tối mật", "TÀI LIỆU TỐI MẬT", "M Ậ T", "Phụ lục III (Mật)", "TOP SECRET",
		"Tô\u0301i mật\nTỐI MẬT",
	}
	prose = []string{
		"Đề nghị tăng cường bảo vệ bí mật nhà nước.", "Nhất trí bỏ phiếu kín (secret ballot).", "Mật độ xây dựng quá cao.", "Ba độ mật là mật, tối mật và tuyệt mật.",
		"Nghề nuôi ong lấy\nmật cần được hỗ trợ.", "Mặt trận Tổ quốc\nCÓ MẶT",
	}
)

// What flows to a whole hall is held to markings as files are, at every door where words are written.
func TestWordsThatCarryAMarkingAreTakenAtNoDoor(t *testing.T) {
	h := openHouse(t)
	h.open(0, true)
	first := h.say(h.delegate, 0, "Đề nghị bổ sung chỉ tiêu.")
	said := func(text string) discussion.Words { return discussion.Words{Issue: 1, Text: text} }
	doors := map[string]func(text string) (journal.Result, error){
		"a comment": func(text string) (journal.Result, error) {
			return h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: said(text)})
		},
		"a comment written offline": func(text string) (journal.Result, error) {
			at := h.now()
			return h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Written: &at, Words: said(text)})
		},
		"a changed comment": func(text string) (journal.Result, error) {
			return h.Edit(t.Context(), h.Hall, h.delegate, discussion.Change{ID: newID()}, first, said(text))
		},
		"a recorded comment": func(text string) (journal.Result, error) {
			return h.Hear(t.Context(), h.Hall, h.secretary, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Member: h.delegate.Member, Words: said(text)})
		},
		"a reason": func(text string) (journal.Result, error) {
			res, err := h.Hide(t.Context(), h.Hall, h.secretary, discussion.Change{ID: newID()}, first, text)
			if err == nil {
				_, err = h.Show(t.Context(), h.Hall, h.secretary, discussion.Change{ID: newID()}, first)
			}
			return res, err
		},
		"the minutes": func(text string) (journal.Result, error) {
			return h.PutMinutes(t.Context(), h.Hall, h.secretary, h.minuted(h.groups[0]), discussion.Minutes{Discussion: h.discussion, Group: h.groups[0], Opening: text})
		},
		"a question of the outline": func(text string) (journal.Result, error) {
			d := h.outline(h.groups[0])
			d.Issues[1].Question = text
			return h.Service.Put(t.Context(), h.Hall, h.organizer, discussion.Save{ID: newID(), Discussion: d})
		},
		"a title of the outline": func(text string) (journal.Result, error) {
			d := h.outline(h.groups[0])
			d.Issues[0].Title = text
			return h.Service.Put(t.Context(), h.Hall, h.organizer, discussion.Save{ID: newID(), Discussion: d})
		},
		"a notice": func(text string) (journal.Result, error) {
			return h.Notify(t.Context(), h.Hall, h.organizer, newID(), discussion.Notice{Title: "Thông báo", Text: text}, congress.Audience{Everyone: true})
		},
	}
	for door, write := range doors {
		for _, text := range marked {
			before := h.Head().N
			_, err := write(text)
			h.want(door, err, "words_marked")
			if e := congress.AsError(err); len(e.Fields) != 1 || h.Head().N != before {
				t.Errorf("%s %q: fields %v, %d records written", door, text, e.Fields, h.Head().N-before)
			}
		}
		for _, text := range prose {
			if _, err := write(text); err != nil {
				t.Errorf("%s %q: %v", door, text, err)
			}
		}
	}
}
