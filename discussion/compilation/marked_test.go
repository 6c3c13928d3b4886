package compilation_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/journal"
)

// The report reaches everybody that its document does, so what is written of it is held to markings.
func TestWordsOfAReportThatCarryAMarkingAreRefused(t *testing.T) {
	h := openHouse(t, 1, 2)
	comment := h.say(0, 0, 1, discussion.Propose, "Đề nghị bổ sung chỉ tiêu.")
	finding := h.found(1, "Bổ sung chỉ tiêu.")
	h.place(comment, compilation.Part{Finding: finding})
	length := len([]rune("Đề nghị bổ sung chỉ tiêu."))
	late := h.say(0, 1, 1, discussion.Propose, "Đề nghị bổ sung chỉ tiêu.")
	h.submit()
	doors := map[string]func(text string) (journal.Result, error){
		"a finding": func(text string) (journal.Result, error) {
			return h.Found(t.Context(), h.Hall, h.secretariat, newID(), h.discussion, "", compilation.Sentence{Issue: 1, Text: text})
		},
		"a finding's heading": func(text string) (journal.Result, error) {
			return h.Found(t.Context(), h.Hall, h.secretariat, newID(), h.discussion, "", compilation.Sentence{Issue: 1, Heading: text, Text: "Bổ sung."})
		},
		"an answer": func(text string) (journal.Result, error) {
			return h.SetAnswer(t.Context(), h.Hall, h.secretariat, next(h.line(finding).N), finding, &compilation.Answer{Unit: "Ban Tổ chức", State: compilation.Accepted, Text: text})
		},
		"a part set aside": func(text string) (journal.Result, error) {
			return h.Place(t.Context(), h.Hall, h.secretariat, next(h.row(late).Placement), late, []compilation.Part{{To: length, Aside: text}})
		},
		"a remark": func(text string) (journal.Result, error) {
			return h.Remark(t.Context(), h.Hall, h.presidium, next(h.outline().N), h.discussion, text, "")
		},
		"the report's head": func(text string) (journal.Result, error) {
			w := h.outline().Report.Settings
			w.Office = text
			return h.Set(t.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, w)
		},
	}
	for door, write := range doors {
		for _, text := range []string{"TỐI MẬT", "Kính gửi Đoàn Thư ký:\nTUYỆT MẬT\nnhư đã nêu.", "TÀI LIỆU MẬT"} {
			before := h.Head().N
			_, err := write(text)
			if congress.CodeOf(err) != "words_marked" || len(congress.AsError(err).Fields) != 1 || h.Head().N != before {
				t.Errorf("%s %q: %v, %d records written", door, text, err, h.Head().N-before)
			}
		}
		for _, text := range []string{"Tăng cường bảo vệ bí mật nhà nước.", "Bỏ phiếu kín (secret ballot)."} {
			if _, err := write(text); err != nil {
				t.Errorf("%s %q: %v", door, text, err)
			}
		}
	}
}
