package compilation_test

import (
	"slices"
	"testing"

	"plenum/congress"
	"plenum/discussion"
)

// What is found after single changes is what is found by one who looks for the first time.
func TestSuggestionsFollowEachChangedOpinion(t *testing.T) {
	h := openHouse(t, 2, 2)
	const road, clinic = "Đề nghị sớm đầu tư xây dựng tuyến đường vành đai số 4 qua địa bàn huyện.", "Đề nghị bổ sung bác sĩ cho trạm y tế các xã vùng sâu, vùng xa."
	a, b := h.say(0, 0, 1, discussion.Propose, road), h.say(1, 0, 1, discussion.Propose, clinic)
	for range 40 {
		h.say(0, 1, 1, discussion.Propose, "Cần quan tâm chất lượng đào tạo nghề cho thanh niên nông thôn "+string(newID()))
	}
	pairs := func(of ...congress.ObjectID) (n int) {
		t.Helper()
		got, err := h.Suggest(h.Hall, h.secretariat, h.discussion, "", 0, 200)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range got.Items {
			if slices.Contains(of, s.A) && slices.Contains(of, s.B) {
				n++
			}
		}
		return n
	}
	say := func(who congress.Actor, comment congress.ObjectID, text string) {
		t.Helper()
		if _, err := h.threads.Edit(t.Context(), h.Hall, who, discussion.Change{ID: newID()}, comment, discussion.Words{Issue: 1, Stance: discussion.Propose, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	if n := pairs(a, b); n != 0 {
		t.Errorf("the two are %d pairs", n)
	}
	say(h.delegates[1][0], b, "Tôi đề nghị sớm đầu tư xây dựng đường vành đai số 4 qua huyện ta.")
	if n := pairs(a, b); n != 1 {
		t.Errorf("once the one says the same, they are %d pairs", n)
	}
	c, d := h.say(1, 1, 1, discussion.Propose, clinic), h.say(0, 0, 1, discussion.Propose, clinic)
	if n := pairs(c, d); n != 1 {
		t.Errorf("two new ones are %d pairs", n)
	}
	say(h.delegates[1][0], b, clinic)
	if road, clinics := pairs(a, b), pairs(b, c, d); road != 0 || clinics != 3 {
		t.Errorf("once it says something else, they are %d pairs, and %d with the others", road, clinics)
	}
	if _, err := h.threads.Withdraw(t.Context(), h.Hall, h.delegates[1][1], discussion.Change{ID: newID()}, c); err != nil {
		t.Fatal(err)
	}
	if n := pairs(b, c, d); n != 1 {
		t.Errorf("without the withdrawn one they are %d pairs", n)
	}
}
