package discussion_test

import (
	"testing"
	"time"

	"plenum/congress"
	"plenum/discussion"
)

// What comes into sealed minutes stands there in the order in which it came, whenever it was written, whatever happens to it later.
func TestAdditionsStandInTheOrderInWhichTheyCame(t *testing.T) {
	h := openHouse(t)
	g := h.groups[0]
	tick := func() { // so that no two have one time
		for at := time.Now(); time.Since(at) < 3*time.Millisecond; {
		}
	}
	late := func(text string) congress.ObjectID {
		written := time.Now().Add(-time.Hour)
		res, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: g, Written: &written, Words: discussion.Words{Issue: 1, Text: text}})
		h.want(text, err, "")
		return res.Record.Object
	}
	h.say(h.delegate, 0, "Trong phiên họp.")
	_, err := h.PutMinutes(t.Context(), h.Hall, h.secretary, h.minuted(g), h.whole(discussion.Minutes{Discussion: h.discussion, Group: g}))
	h.want("the minutes", err, "")
	h.open(0, false)
	_, err = h.Sign(t.Context(), h.Hall, h.chair, h.minuted(g), h.discussion, g)
	h.want("the signature", err, "")
	_, err = h.Seal(t.Context(), h.Hall, h.secretary, h.minuted(g), h.discussion, g)
	h.want("the seal", err, "")

	fourth, first := late("Ý thứ tư."), late("Ý thứ nhất.") // as they came into the tray
	tick()
	take := func(object congress.ObjectID) {
		_, err := h.TakeLate(t.Context(), h.Hall, h.secretary, change(), object)
		h.want("taking", err, "")
		tick()
	}
	take(first)
	_, err = h.Add(t.Context(), h.Hall, h.secretary, h.minuted(g), h.discussion, g, "Ý thứ hai.")
	h.want("a text", err, "")
	tick()
	third, err := h.Hear(t.Context(), h.Hall, h.secretary, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: g, Member: h.delegate.Member, Words: discussion.Words{Issue: 1, Text: "Ý thứ ba."}})
	h.want("recorded", err, "")
	tick()
	take(fourth)
	_, err = h.Confirm(t.Context(), h.Hall, h.delegate, h.read(third.Record.Object), third.Record.Object)
	h.want("confirming", err, "")
	_, err = h.Hide(t.Context(), h.Hall, h.secretary, change(), first, "Xem lại.")
	h.want("hiding", err, "")
	_, err = h.Show(t.Context(), h.Hall, h.secretary, change(), first)
	h.want("showing", err, "")

	made, err := h.MinutesDOCX(t.Context(), h.Hall, h.secretary, congress.Info{Title: "Đại hội mẫu"}, h.discussion, g)
	if err != nil {
		t.Fatal(err)
	}
	inOrder(t, wordsOf(t, made.DOCX), []string{"Trong phiên họp.", "Ý thứ nhất.", "Ý thứ hai.", "Ý thứ ba.", "Ý thứ tư."})
}
