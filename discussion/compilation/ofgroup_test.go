package compilation_test

import (
	"reflect"
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

func TestAGroupsOwnReportIsOfItsOpinionsAndItsFindings(t *testing.T) {
	h := openHouse(t, 2, 3)
	mine, others, taken := h.say(0, 0, 1, discussion.Propose, "Giữ chỉ tiêu."), h.say(1, 0, 1, discussion.Propose, "Bỏ chỉ tiêu."), h.say(0, 1, 2, discussion.Hold, "Làm cầu.")
	res, err := h.Found(t.Context(), h.Hall, h.secretary, newID(), h.discussion, h.groups[0], compilation.Sentence{Issue: 1, Text: "Tổ đề nghị giữ chỉ tiêu"})
	if err != nil {
		t.Fatal(err)
	}
	group, common := res.Record.Object, h.found(1, "câu của đoàn thư ký")
	h.place(mine, compilation.Part{Finding: group})
	h.place(others, compilation.Part{Finding: common})
	h.place(taken, compilation.Part{Finding: common})
	if _, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(h.line(group).N), group, common); err != nil {
		t.Fatal(err)
	}
	made, err := h.OfGroup(t.Context(), h.Hall, h.secretary, info, h.discussion, h.groups[0], 0)
	if err != nil || made.Opinions != 2 || !reflect.DeepEqual(made.Groups, []string{"Tổ 1"}) || len(made.Annexes) != 1 || len(made.Annexes[0].Opinions) != 2 || made.IssuedBy != "Tổ 1" || made.Superior != info.Title || made.Office != "Tổ trưởng" || !made.Draft {
		t.Fatalf("the group's report is %+v, %v", made, err)
	}
	if all := made.Specific[0].Headings; len(all) != 1 || len(all[0].Findings) != 1 || all[0].Findings[0].Text != "Tổ đề nghị giữ chỉ tiêu" || all[0].Findings[0].Opinions != 1 {
		t.Errorf("its findings are %+v", all)
	}
	if made.Annexes[0].Opinions[0].Place != "I.1, ý 1" || made.Annexes[0].Opinions[1].Place != "Chưa xếp" {
		t.Errorf("its annex is %+v", made.Annexes[0])
	}
	if all := h.line(common); all.Counted.Opinions != 3 {
		t.Errorf("in the common report it counts %+v", all.Counted)
	}
	// What others say and what comes later changes nothing.
	h.say(1, 1, 1, discussion.Agree, "Nhất trí.")
	if again, err := h.OfGroup(t.Context(), h.Hall, h.secretariat, info, h.discussion, h.groups[0], 0); err != nil || !reflect.DeepEqual(again, made) {
		t.Errorf("after another group spoke it is %+v, %v", again, err)
	}
	h.say(0, 2, 1, discussion.Agree, "Nhất trí.")
	if again, err := h.OfGroup(t.Context(), h.Hall, h.secretary, info, h.discussion, h.groups[0], made.AsOf); err != nil || !reflect.DeepEqual(again, made) {
		t.Errorf("as of the same record it is %+v, %v", again, err)
	}
	second := h.seat(h.groups[1:], congress.GroupSecretary)
	for name, who := range map[string]congress.Actor{"a delegate": h.delegates[0][0], "another group's secretary": second, "the presidium": h.presidium, "an organizer": h.organizer} {
		if _, err := h.OfGroup(t.Context(), h.Hall, who, info, h.discussion, h.groups[0], 0); code(err) != "forbidden" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.OfGroup(t.Context(), h.Hall, h.secretariat, info, h.discussion, congress.GroupID(newID()), 0); code(err) != "not_found" {
		t.Errorf("of no group: %v", err)
	}
}
