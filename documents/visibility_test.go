package documents_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/uploads"
	"plenum/journal"
)

// sees reports whether the actor finds the document on every way there is, and
// fails when the ways disagree.
func (h *house) sees(actor congress.Actor, document congress.ObjectID, version int) bool {
	h.Helper()
	ways := map[string]bool{}
	_, _, err := h.Rooms.Get(h.Hall, actor, document)
	ways["get"] = err == nil
	_, err = h.Content(h.Hall, actor, mainFile(document, version))
	ways["content"] = err == nil
	for r := range h.All(actor, congress.KindDocument) {
		ways["all"] = ways["all"] || r.Object == document
	}
	for _, r := range h.List(actor, congress.KindDocument, 0, 1000, nil).Records {
		ways["list"] = ways["list"] || r.Object == document
	}
	for _, r := range h.Changes(actor, journal.Cursor{}, 1000).Records {
		ways["changes"] = ways["changes"] || r.Object == document
	}
	for _, way := range []string{"content", "all", "list", "changes"} {
		if ways[way] != ways["get"] {
			h.Errorf("%v: get says %v, but %s says %v", actor.Roles, ways["get"], way, ways[way])
		}
	}
	return ways["get"]
}

func TestAPublishedDocumentIsForItsAudienceOnly(t *testing.T) {
	h := openHouse(t)
	var none congress.Audience
	for name, c := range map[string]struct {
		level    congress.Classification
		audience congress.Audience
		want     []string
	}{
		"everyone":            {congress.InternalUse, everyone, []string{"delegate", "other delegate", "secretariat"}},
		"one group":           {congress.InternalUse, congress.Audience{Groups: h.groups[:1]}, []string{"delegate"}},
		"one member":          {congress.Restricted, congress.Audience{Members: []congress.MemberID{h.other.Member}}, []string{"other delegate"}},
		"a role":              {congress.InternalUse, congress.Audience{Roles: []congress.Role{congress.Secretariat}}, []string{"secretariat"}},
		"public":              {congress.Public, everyone, []string{"delegate", "other delegate", "secretariat", "guest", "press"}},
		"public to one group": {congress.Public, congress.Audience{Groups: h.groups[1:]}, []string{"other delegate", "guest", "press"}},
		"organizers":          {congress.InternalUse, congress.Audience{Roles: []congress.Role{congress.Organizer}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h.TB = t
			res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{
				ID: newID(), Entry: documents.Entry{Title: "Dự thảo nghị quyết", Classification: c.level}, Audience: none,
			})
			if err != nil {
				t.Fatal(err)
			}
			document := res.Record.Object
			upload := h.receive(document, "Dự thảo.pdf", pdf("dự thảo"))
			for role, actor := range h.everybody() {
				if h.sees(actor, document, 1) {
					t.Errorf("%s sees a draft", role)
				}
			}
			h.publish(document, upload, &c.audience)
			want := map[string]bool{}
			for _, role := range c.want {
				want[role] = true
			}
			if !h.sees(h.organizer, document, 1) {
				t.Error("the organizer does not see it")
			}
			for role, actor := range h.everybody() {
				if got := h.sees(actor, document, 1); got != want[role] {
					t.Errorf("%s sees it: %v, want %v", role, got, want[role])
				}
				_, err := h.UploadContent(h.Hall, actor, document, upload)
				wantNothing(t, err)
				_, err = h.Progress(h.Hall, actor, document, upload)
				wantNothing(t, err)
			}
			if _, err := h.Withdraw(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
				t.Fatal(err)
			}
			for role, actor := range h.everybody() {
				if h.sees(actor, document, 1) {
					t.Errorf("%s sees a withdrawn document", role)
				}
			}
			h.publish(document, "", nil) // to those it was for before
			for role, actor := range h.everybody() {
				if got := h.sees(actor, document, 1); got != want[role] {
					t.Errorf("published again: %s sees it: %v, want %v", role, got, want[role])
				}
			}
		})
	}
}

func TestAFileNotYetPublishedIsNowhereInWhatReadersGet(t *testing.T) {
	h := openHouse(t)
	document, first := h.published("Báo cáo chính trị")
	second := h.receive(document, "Bản chưa công bố.pdf", pdf("chưa công bố"))
	if got := h.document(h.delegate, document); len(got.Versions) != 1 || got.Versions[0].Upload != first {
		t.Errorf("versions %+v, want the published one", got.Versions)
	}
	for role, actor := range h.everybody() {
		for _, r := range h.Changes(actor, journal.Cursor{}, 1000).Records {
			if bytes.Contains(r.Body, []byte(second)) || bytes.Contains(r.Body, []byte("chưa công bố")) || bytes.Contains(r.Body, []byte(`"blob"`)) {
				t.Errorf("%s gets %s", role, r.Body)
			}
		}
		_, err := h.Content(h.Hall, actor, mainFile(document, 2))
		wantNothing(t, err)
	}
	if _, err := h.UploadContent(h.Hall, h.organizer, document, second); err != nil {
		t.Errorf("the organizer cannot read the new file: %v", err)
	}
	h.publish(document, second, nil)
	got, err := h.read(h.delegate, document, 2)
	if err != nil || !bytes.Equal(got, pdf("chưa công bố")) {
		t.Errorf("version 2 is %q, %v", got, err)
	}
}

// Group 1 had version 1. When everyone gets version 2, version 1 is still none
// of their business: not its bytes, not its name.
func TestAnOlderVersionDoesNotReachThoseItWasNotFor(t *testing.T) {
	wider := map[string]func(h *house, document, upload congress.ObjectID){
		"published to more": func(h *house, document, upload congress.ObjectID) { h.publish(document, upload, &everyone) },
		"published to another group": func(h *house, document, upload congress.ObjectID) {
			h.publish(document, upload, &congress.Audience{Groups: h.groups[1:]})
		},
		"published to more later": func(h *house, document, upload congress.ObjectID) {
			h.publish(document, upload, nil)
			h.publish(document, "", &everyone)
		},
		"withdrawn, and then to more": func(h *house, document, upload congress.ObjectID) {
			if _, err := h.Withdraw(h.Context(), h.Hall, h.organizer, change(document)); err != nil {
				h.Fatal(err)
			}
			h.publish(document, upload, &everyone)
		},
	}
	for name, widen := range wider {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			document := h.draft("Báo cáo kiểm điểm")
			h.publish(document, h.receive(document, "Chỉ cho tổ 1.pdf", pdf("một")), &congress.Audience{Groups: h.groups[:1]})
			widen(h, document, h.receive(document, "Cho mọi người.pdf", pdf("hai")))
			d, r, err := h.Rooms.Get(h.Hall, h.other, document)
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Versions) != 1 || d.Versions[0].Number != 2 || bytes.Contains(r.Body, []byte("Chỉ cho")) {
				t.Errorf("the other group gets %s", r.Body)
			}
			_, err = h.read(h.other, document, 1)
			wantNothing(t, err)
			if got, err := h.read(h.other, document, 2); err != nil || !bytes.Equal(got, pdf("hai")) {
				t.Errorf("version 2 is %q, %v", got, err)
			}
			h.publish(document, h.receive(document, "Lần ba.pdf", pdf("ba")), nil)
			if d := h.document(h.other, document); len(d.Versions) != 2 || d.Versions[1].Number != 3 {
				t.Errorf("after one more the versions are %+v", d.Versions)
			}
		})
	}
	t.Run("made public by another publication", func(t *testing.T) {
		h := openHouse(t)
		document, _ := h.published("Chương trình")
		h.publish(document, h.receive(document, "Chương trình.pdf", pdf("hai")), nil)
		if _, err := h.PublishAs(t.Context(), h.Hall, h.organizer, change(document), documents.Publication{Level: congress.Public}); err != nil {
			t.Fatal(err)
		}
		_, err := h.read(h.press, document, 1)
		wantNothing(t, err)
		if _, err := h.read(h.press, document, 2); err != nil {
			t.Errorf("the press cannot read what is public: %v", err)
		}
	})
}

func TestReadersKeepTheVersionsThatWereForThem(t *testing.T) {
	h := openHouse(t)
	document, first := h.published("Báo cáo")
	h.publish(document, h.receive(document, "Lần hai.pdf", pdf("hai")), nil)
	for version, want := range map[int][]byte{1: pdf("một"), 2: pdf("hai")} {
		if got, err := h.read(h.delegate, document, version); err != nil || !bytes.Equal(got, want) {
			t.Errorf("version %d is %q, %v", version, got, err)
		}
	}
	h.publish(document, first, nil) // back to the first file, as version 3
	d := h.document(h.delegate, document)
	if len(d.Versions) != 3 || d.Versions[2].Number != 3 || d.Versions[2].Upload != first {
		t.Errorf("versions %+v, want the first file again as version 3", d.Versions)
	}
	h.publish(document, first, nil)
	if again := h.document(h.delegate, document); len(again.Versions) != 3 {
		t.Errorf("publishing what is in force made %d versions", len(again.Versions))
	}
}

func TestTheAudienceAsSaidStaysWithTheServer(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Danh sách")
	record := h.publish(document, h.receive(document, "Danh sách.pdf", pdf("x")), &congress.Audience{Members: []congress.MemberID{h.delegate.Member, h.other.Member, h.delegate.Member}})
	wire, err := json.Marshal(journal.WireOf(record))
	if err != nil || bytes.Contains(wire, []byte(h.other.Member)) {
		t.Errorf("a reader gets the other readers' ids: %s, %v", wire, err)
	}
	if len(record.Audience.Members) != 2 {
		t.Errorf("members %v, want each once", record.Audience.Members)
	}
}

func TestOtherCongressesIDsAreNotFound(t *testing.T) {
	h, there := openHouse(t), openHouse(t)
	document, upload := there.published("Của đại hội khác")
	mine, _ := h.published("Của đại hội này")
	ctx := t.Context()
	calls := map[string]error{}
	_, _, calls["get"] = h.Rooms.Get(h.Hall, h.organizer, document)
	_, calls["content"] = h.Content(h.Hall, h.organizer, mainFile(document, 1))
	_, calls["upload content"] = h.UploadContent(h.Hall, h.organizer, mine, upload)
	_, calls["progress"] = h.Progress(h.Hall, h.organizer, document, upload)
	_, calls["progress of an upload there"] = h.Progress(h.Hall, h.organizer, mine, upload)
	_, calls["edit"] = h.Edit(ctx, h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "x"}, nil)
	_, calls["publish"] = h.Publish(ctx, h.Hall, h.organizer, change(document), "", nil)
	_, calls["publish an upload of there"] = h.Publish(ctx, h.Hall, h.organizer, change(mine), upload, nil)
	_, calls["withdraw"] = h.Withdraw(ctx, h.Hall, h.organizer, change(document))
	_, calls["recall"] = h.Recall(ctx, h.Hall, h.organizer, change(document), "nhầm")
	_, calls["receive"] = h.Receive(ctx, h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Size: -1, Body: unread{t}})
	for call, err := range calls {
		t.Run(call, func(t *testing.T) { wantNothing(t, err) })
	}
	for kind, id := range map[string]congress.ObjectID{"a member": congress.ObjectID(h.delegate.Member), "a group": congress.ObjectID(h.groups[0])} {
		_, err := h.Publish(ctx, h.Hall, h.organizer, change(id), "", nil)
		t.Run(kind, func(t *testing.T) { wantNothing(t, err) })
	}
}
