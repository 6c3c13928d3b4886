package documents_test

import (
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// Two persons are asked for when a file comes to its readers, whatever was asked for when it was planned or approved.
func TestWhatOnePersonPlannedDoesNotComeOnceTwoAreAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		before func(h *house, document, upload congress.ObjectID, second congress.Actor, at time.Time) error
		comes  bool
	}{
		"planned by who uploaded it": {func(h *house, document, upload congress.ObjectID, _ congress.Actor, at time.Time) error {
			_, err := h.Plan(h.Context(), h.Hall, h.organizer, change(document), upload, nil, at)
			return err
		}, false},
		"sent and approved by one": {func(h *house, document, upload congress.ObjectID, _ congress.Actor, at time.Time) error {
			h.submit(document, upload, &at)
			_, err := h.Approve(h.Context(), h.Hall, h.organizer, change(document), upload)
			return err
		}, false},
		"planned by a second person, whose own approval it is": {func(h *house, document, upload congress.ObjectID, second congress.Actor, at time.Time) error {
			_, err := h.Plan(h.Context(), h.Hall, second, change(document), upload, nil, at)
			return err
		}, false},
		"sent by one and approved by another": {func(h *house, document, upload congress.ObjectID, second congress.Actor, at time.Time) error {
			h.submit(document, upload, &at)
			_, err := h.Approve(h.Context(), h.Hall, second, change(document), upload)
			return err
		}, true},
	} {
		for when, ask := range map[string]func(h *house){
			"asked for by a request": (*house).twoPersons,
			"asked for unseen": func(h *house) {
				object := congress.ObjectID(congress.DerivedUUID("document-rules", string(h.Stream)))
				if _, err := h.Commit(h.Context(), journal.Request{ID: newID(), Kind: congress.KindRules, Actor: documents.ServerActor(h.Hall), Make: func(*journal.Tx) (journal.Draft, error) {
					return journal.Draft{Object: object, Derived: true, Audience: documents.Organizers(), Body: documents.Rules{TwoPersons: true, Grace: 600}}, nil
				}}); err != nil {
					h.Fatal(err)
				}
			},
		} {
			t.Run(name+", "+when, func(t *testing.T) {
				h := openHouse(t)
				second := h.seat(nil, congress.Organizer)
				document := h.draft("Báo cáo")
				upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
				if err := c.before(h, document, upload, second, h.clock.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
				ask(h)
				if !c.comes {
					if _, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), upload, nil); congress.CodeOf(err) != "second_person" && congress.CodeOf(err) != "not_approved" {
						t.Errorf("published by hand: %v", err)
					}
				}
				h.due()
				if c.comes {
					h.eventually(func() bool { _, err := h.read(h.delegate, document, 1); return err == nil })
					return
				}
				h.wantMissed(document, upload, "second_person")
				wantNothing(t, errorOf(h.read(h.delegate, document, 1)))
			})
		}
	}
}

// What a second person approved is planned by anybody of the two, and comes.
func TestWhatTwoApprovedIsPlannedByEither(t *testing.T) {
	for _, name := range []string{"who sent it", "who approved it"} {
		h := openHouse(t)
		h.twoPersons()
		second := h.seat(nil, congress.Organizer)
		document := h.draft("Báo cáo")
		upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
		h.submit(document, upload, nil)
		if _, err := h.Approve(t.Context(), h.Hall, second, change(document), upload); err != nil {
			t.Fatal(err)
		}
		planner := map[string]congress.Actor{"who sent it": h.organizer, "who approved it": second}[name]
		if _, err := h.Plan(t.Context(), h.Hall, planner, change(document), upload, nil, h.clock.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		h.due()
		h.eventually(func() bool { _, err := h.read(h.delegate, document, 1); return err == nil })
	}
}
