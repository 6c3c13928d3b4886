package discussion_test

import (
	"context"
	"iter"
	"testing"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
)

// reveal is what documents do with attachments, but for the documents.
func (h *house) reveal(_ context.Context, hall *journal.Hall, attachments []congress.ObjectID, carried func(iter.Seq[*congress.Record], congress.ObjectID) map[congress.ObjectID]congress.Audience) error {
	if h.away {
		return congress.E(congress.Unavailable, messages.StorageUnavailable)
	}
	for _, a := range attachments {
		comments := hall.All(auth.ServerActor(congress.CongressID(hall.Stream)), congress.KindComment)
		to, ok := carried(comments, a)[a]
		if all, there := carried(comments, "")[a]; there != ok || !all.Equal(to) {
			h.Errorf("of all attachments %s is for %+v, alone for %+v", a, all, to)
		}
		h.shown[a] = to
	}
	return nil
}

func (h *house) attachment(by congress.Actor) congress.ObjectID {
	return h.put(congress.KindDocument, map[string]any{"attachment": map[string]any{"by": by.Member}, "versions": []any{}})
}

// shows reports whether the group of the thread has the attachment.
func (h *house) shows(a congress.ObjectID) bool { return len(h.shown[a].Groups) > 0 }

func TestARetryShowsNoAttachmentThatWasTakenAway(t *testing.T) {
	h := openHouse(t)
	for name, take := range map[string]func(comment congress.ObjectID) error{
		"hidden": func(comment congress.ObjectID) error {
			_, err := h.Hide(t.Context(), h.Hall, h.secretary, change(), comment, "Lý do.")
			return err
		},
		"withdrawn": func(comment congress.ObjectID) error {
			_, err := h.Withdraw(t.Context(), h.Hall, h.delegate, change(), comment)
			return err
		},
	} {
		file := h.attachment(h.delegate)
		post := discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Text: "Kèm bảng kê.", Attached: []congress.ObjectID{file}}}
		res, err := h.Post(t.Context(), h.Hall, h.delegate, post)
		if err != nil || !h.shows(file) {
			t.Fatalf("posted, the group has the file: %v, %v", h.shows(file), err)
		}
		if err := take(res.Record.Object); err != nil || h.shows(file) {
			t.Fatalf("%s, the group has the file: %v, %v", name, h.shows(file), err)
		}
		again, err := h.Post(t.Context(), h.Hall, h.delegate, post)
		if err != nil || !again.Again || h.shows(file) {
			t.Errorf("%s and sent again, the group has the file: %v, %v", name, h.shows(file), err)
		}
	}
}

func TestWhatBrokeOffBetweenACommentAndItsFilesIsFinished(t *testing.T) {
	h := openHouse(t)
	file := h.attachment(h.delegate)
	res, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Text: "Kèm.", Attached: []congress.ObjectID{file}}})
	h.want("posting", err, "")

	h.away = true
	withdrawal := change()
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, withdrawal, res.Record.Object)
	if congress.KindOf(err) != congress.Unavailable || !h.shows(file) {
		t.Fatalf("withdrawn with the files away: %v", err)
	}
	h.away = false
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, withdrawal, res.Record.Object)
	if h.want("the same again", err, ""); h.shows(file) {
		t.Error("the withdrawal that was sent again left the file with the group")
	}

	h.shown[file] = congress.Audience{Groups: h.groups[:1]}
	if err := h.Resume(t.Context(), h.Hall); err != nil || h.shows(file) {
		t.Errorf("after a start the group has the file: %v", err)
	}
}

func TestAFileIsCarriedByOneComment(t *testing.T) {
	h := openHouse(t)
	file, theirs := h.attachment(h.delegate), h.attachment(h.chair)
	with := func(files ...congress.ObjectID) discussion.Words {
		return discussion.Words{Text: "Kèm.", Attached: files}
	}
	post := func(w discussion.Words) (congress.ObjectID, error) {
		id := newID()
		_, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: id, Discussion: h.discussion, Group: h.groups[0], Words: w})
		return congress.ObjectID(id), err
	}
	_, err := post(with(theirs))
	h.want("attaching another's file", err, "attachment_unknown")
	_, err = post(with(h.discussion))
	h.want("attaching what is no file", err, "attachment_unknown")
	first, err := post(with(file))
	h.want("attaching it", err, "")
	_, err = post(with(file))
	h.want("attaching it to a second comment", err, "attachment_taken")
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), first, with(file))
	h.want("keeping it", err, "")
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), first, with())
	if h.want("taking it out", err, ""); h.shows(file) {
		t.Error("taken out of the comment, the group has it")
	}
	second, err := post(with(file))
	if h.want("attaching it to another comment then", err, ""); !h.shows(file) {
		t.Errorf("the file of %s is not there for the group", second)
	}
}
