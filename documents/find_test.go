package documents_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/search"
)

func (h *house) finds(actor congress.Actor, text string) (ids []congress.ObjectID) {
	h.Helper()
	res, err := h.Find(h.Context(), h.Hall, actor, search.Query{Text: text})
	if err != nil {
		h.Fatal(err)
	}
	for _, hit := range res.Hits {
		ids = append(ids, hit.Document)
	}
	if res.Total != len(ids) {
		h.Errorf("%d are counted, %d shown", res.Total, len(ids))
	}
	return ids
}

// Every role, every state: what one may not see is not found, by its title or by its text.
func TestOnlyWhatOneMaySeeIsFound(t *testing.T) {
	h := openReading(t, nil)
	make := func(title string, edit func(*documents.Entry), audience congress.Audience, steps func(document, upload congress.ObjectID)) congress.ObjectID {
		n := documents.NewDocument{ID: newID(), Entry: documents.Entry{Title: title}, Audience: audience}
		if edit != nil {
			edit(&n.Entry)
		}
		res, err := h.Create(t.Context(), h.Hall, h.organizer, n)
		if err != nil {
			t.Fatal(err)
		}
		upload := h.receive(res.Record.Object, "a.pdf", pdf("nội dung bên trong"))
		h.await(upload, documents.Ready)
		steps(res.Record.Object, upload)
		return res.Record.Object
	}
	publish := func(document, upload congress.ObjectID) { h.publish(document, upload, nil) }
	all := map[string]congress.ObjectID{
		"draft":    make("Tài liệu", nil, everyone, func(congress.ObjectID, congress.ObjectID) {}),
		"everyone": make("Tài liệu", nil, everyone, publish),
		"group":    make("Tài liệu", nil, congress.Audience{Groups: h.groups[:1]}, publish),
		"public":   make("Tài liệu", func(r *documents.Entry) { r.Classification = congress.Public }, everyone, publish),
		"named":    make("Tài liệu", func(r *documents.Entry) { r.Classification = congress.Restricted }, congress.Audience{Members: []congress.MemberID{h.other.Member}}, publish),
		"withdrawn": make("Tài liệu", nil, everyone, func(document, upload congress.ObjectID) {
			publish(document, upload)
			if _, err := h.Withdraw(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
				t.Fatal(err)
			}
		}),
		"recalled": make("Tài liệu", nil, everyone, func(document, upload congress.ObjectID) {
			publish(document, upload)
			if len(h.finds(h.delegate, "tài liệu")) == 0 {
				t.Error("before the recall nothing is found")
			}
			if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err != nil {
				t.Fatal(err)
			}
		}),
	}
	people := h.everybody()
	people["organizer"] = h.organizer
	for name, want := range map[string][]string{
		"organizer": {"draft", "everyone", "group", "public", "named", "withdrawn"},
		"delegate":  {"everyone", "group", "public"}, "other delegate": {"everyone", "public", "named"},
		"secretariat": {"everyone", "public"}, "guest": {"public"}, "press": {"public"}, "stranger": {}, "administrator": {},
	} {
		for _, query := range []string{"tài liệu", "noi dung ben trong", `"bên trong"`, "tai lieu"} {
			got := h.finds(people[name], query)
			for state, id := range all {
				// A draft has no version yet whose text could be found, and of a restricted document none is.
				should := slices.Contains(want, state) && (state != "draft" && state != "named" || strings.HasPrefix(query, "t"))
				if found := slices.Contains(got, id); found != should {
					t.Errorf("%s looks for %s: %s found %v, want %v", name, query, state, found, should)
				}
			}
		}
	}
	delete(people, "organizer")
	if len(people)+1 != 8 {
		t.Errorf("%d roles were asked", len(people)+1)
	}
}

func TestASearchIsRightAgainAfterARestartAndALongPause(t *testing.T) {
	h := openReading(t, nil)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("chuyển đổi số"))
	h.await(upload, documents.Ready)
	h.publish(document, upload, nil)
	for range 2 {
		if got := h.finds(h.delegate, "chuyen doi so"); len(got) != 1 || got[0] != document {
			t.Errorf("found %v", got)
		}
		h.clock.Pass(2 * time.Hour)
		h.restart()
	}
}

// The index lets go of a restricted document's text at each change of it, also of one that is asked for again.
func TestAChangeThatIsAskedAgainHidesNothingFromTheSearch(t *testing.T) {
	h := openHouse(t)
	document := h.restricted(pdf("nội dung"))
	edit := h.seen(document)
	for _, asked := range []string{"once", "again"} {
		if _, err := h.Edit(t.Context(), h.Hall, h.organizer, edit, documents.Entry{Title: "Phương án nhân sự", Classification: congress.Restricted}, nil); err != nil {
			t.Fatal(asked, err)
		}
		if found := h.finds(h.organizer, "nhân sự"); !slices.Equal(found, []congress.ObjectID{document}) {
			t.Errorf("asked %s: found %v, want %v", asked, found, document)
		}
	}
}
