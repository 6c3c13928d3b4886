package discussion_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
)

func TestOfTwoWhoChangeTheSameTheSecondIsTold(t *testing.T) {
	h := openHouse(t)
	g := h.groups[0]
	second := h.seat(h.groups[:1], congress.GroupSecretary)
	stale := func(what string, object congress.ObjectID, f func(discussion.Change) (journal.Result, error)) {
		t.Helper()
		now := h.read(object)
		for name, c := range map[string]discussion.Change{"without number": change(), "with an old number": {ID: newID(), IfMatch: now.IfMatch - 1}} {
			_, err := f(c)
			h.want(what+" "+name, err, "stale")
			if e := congress.AsError(err); e != nil && e.Object != object {
				t.Errorf("%s %s: it is about %s, want %s", what, name, e.Object, object)
			}
		}
		_, err := f(now)
		h.want(what, err, "")
	}
	record := func(opening string) discussion.Minutes {
		return h.whole(discussion.Minutes{Discussion: h.discussion, Group: g, Opening: opening})
	}
	res, err := h.PutMinutes(t.Context(), h.Hall, h.secretary, change(), record("Của thư ký 1."))
	h.want("the first draft of a record", err, "")
	minutes := res.Record.Object
	stale("the second secretary's draft", minutes, func(c discussion.Change) (journal.Result, error) {
		return h.PutMinutes(t.Context(), h.Hall, second, c, record("Của thư ký 2."))
	})
	spoken, err := h.Hear(t.Context(), h.Hall, h.secretary, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: g, Member: h.delegate.Member, Words: discussion.Words{Text: "Gốc."}})
	h.want("recording", err, "")
	stale("the second secretary's words", spoken.Record.Object, func(c discussion.Change) (journal.Result, error) {
		return h.Edit(t.Context(), h.Hall, second, c, spoken.Record.Object, discussion.Words{Text: "Đổi hẳn."})
	})
	stale("confirming what the member has not read", spoken.Record.Object, func(c discussion.Change) (journal.Result, error) {
		return h.Confirm(t.Context(), h.Hall, h.delegate, c, spoken.Record.Object)
	})
	stale("the outline, with which threads are open", h.discussion, func(c discussion.Change) (journal.Result, error) {
		return h.Service.Put(t.Context(), h.Hall, h.organizer, discussion.Save{ID: c.ID, Object: h.discussion, IfMatch: c.IfMatch, Discussion: h.outline()})
	})
	stale("signing", minutes, func(c discussion.Change) (journal.Result, error) {
		return h.Sign(t.Context(), h.Hall, h.chair, c, h.discussion, g)
	})
	stale("unsigning", minutes, func(c discussion.Change) (journal.Result, error) {
		return h.Unsign(t.Context(), h.Hall, h.chair, c, h.discussion, g)
	})
	_, err = h.Sign(t.Context(), h.Hall, h.chair, h.minuted(g), h.discussion, g)
	h.want("signing again", err, "")
	stale("sealing", minutes, func(c discussion.Change) (journal.Result, error) {
		return h.Seal(t.Context(), h.Hall, second, c, h.discussion, g)
	})
	for range 2 { // what is only added needs no number
		_, err = h.Add(t.Context(), h.Hall, second, change(), h.discussion, g, "Bổ sung.")
		h.want("an addition", err, "")
	}
	_, err = h.Add(t.Context(), h.Hall, second, discussion.Change{ID: newID(), IfMatch: 1}, h.discussion, g, "Bổ sung.")
	h.want("an addition to what was read too long ago", err, "stale")
	_, err = h.SetOpen(t.Context(), h.Hall, h.organizer, discussion.Change{ID: newID(), IfMatch: 1}, h.discussion, h.groups[1], true)
	h.want("opening what was read too long ago", err, "stale")
}
