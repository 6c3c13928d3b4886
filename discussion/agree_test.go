package discussion_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
)

// A comment is its author's opinion already: who agrees are the others.
func TestNobodyAgreesWithTheirOwnComment(t *testing.T) {
	h := openHouse(t)
	hear := func(member congress.MemberID) congress.ObjectID {
		res, err := h.Hear(t.Context(), h.Hall, h.secretary, discussion.Heard{
			ID: newID(), Discussion: h.discussion, Group: h.groups[0], Member: member, Words: discussion.Words{Issue: 1, Text: "Đề nghị làm sớm."},
		})
		if err != nil {
			t.Fatal(err)
		}
		return res.Record.Object
	}
	own, spoken := h.say(h.delegate, 0, "Một."), hear(h.delegate.Member)
	for _, c := range []struct {
		what   string
		actor  congress.Actor
		object congress.ObjectID
		agrees bool
		code   string
	}{
		{"their own", h.delegate, own, true, "comment_own"}, {"their own no longer", h.delegate, own, false, ""},
		{"what was recorded in their name", h.delegate, spoken, true, "comment_own"},
		{"another's", h.chair, own, true, ""}, {"what they recorded of another", h.secretary, spoken, true, ""},
	} {
		h.want("agreeing with "+c.what, h.Agree(t.Context(), h.Hall, c.actor, newID(), c.object, c.agrees), c.code)
	}
}
