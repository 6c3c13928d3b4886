package documents_test

import (
	"testing"

	"plenum/congress"
	"plenum/documents"
)

// Whom a document is for, by audience or level, changes by a publication; an edit that would need it is refused and changes nothing.
func TestWhatReadersHaveFindsOtherReadersByPublicationAlone(t *testing.T) {
	h := openHouse(t)
	groups, everyone := congress.Audience{Groups: h.groups[:1]}, congress.Audience{Everyone: true}
	both := congress.Audience{Groups: h.groups[:]}
	named := congress.Audience{Members: []congress.MemberID{h.delegate.Member}}
	press := congress.Audience{Everyone: true, Roles: []congress.Role{congress.Press}}
	level := func(c congress.Classification) *congress.Classification { return &c }
	for name, c := range map[string]struct {
		is       congress.Classification
		to       congress.Audience
		state    documents.State
		audience *congress.Audience
		level    *congress.Classification
		code     string
	}{
		"words":                       {congress.InternalUse, groups, documents.Published, nil, nil, ""},
		"the same audience":           {congress.InternalUse, groups, documents.Published, &groups, nil, ""},
		"the same, and organizers":    {congress.InternalUse, groups, documents.Published, &congress.Audience{Groups: h.groups[:1], Roles: []congress.Role{congress.Organizer}}, nil, ""},
		"everyone as before":          {congress.InternalUse, everyone, documents.Published, &everyone, nil, ""},
		"public as before":            {congress.Public, everyone, documents.Published, &everyone, level(congress.Public), ""},
		"restricted as before":        {congress.Restricted, named, documents.Published, &named, level(congress.Restricted), ""},
		"wider":                       {congress.InternalUse, groups, documents.Published, &both, nil, "by_publication"},
		"to everyone":                 {congress.InternalUse, groups, documents.Published, &everyone, nil, "by_publication"},
		"to the press":                {congress.InternalUse, everyone, documents.Published, &press, nil, "by_publication"},
		"narrower":                    {congress.InternalUse, both, documents.Published, &groups, nil, "by_publication"},
		"from everyone to a group":    {congress.InternalUse, everyone, documents.Published, &groups, nil, "by_publication"},
		"to nobody":                   {congress.InternalUse, groups, documents.Published, &congress.Audience{}, nil, "by_publication"},
		"superseded, wider":           {congress.InternalUse, groups, documents.Superseded, &both, nil, "by_publication"},
		"internal to public":          {congress.InternalUse, groups, documents.Published, nil, level(congress.Public), "by_publication"},
		"restricted to internal":      {congress.Restricted, named, documents.Published, nil, level(congress.InternalUse), "by_publication"},
		"restricted to public":        {congress.Restricted, named, documents.Published, &everyone, level(congress.Public), "by_publication"},
		"superseded, to public":       {congress.InternalUse, groups, documents.Superseded, nil, level(congress.Public), "by_publication"},
		"public to internal":          {congress.Public, everyone, documents.Published, nil, level(congress.InternalUse), "reclassify_recalls"},
		"internal to restricted":      {congress.InternalUse, groups, documents.Published, nil, level(congress.Restricted), "reclassify_recalls"},
		"an unknown group":            {congress.InternalUse, groups, documents.Published, &congress.Audience{Groups: []congress.GroupID{congress.GroupID(newID())}}, nil, "audience_unknown"},
		"a draft, wider":              {congress.InternalUse, groups, documents.Draft, &both, nil, ""},
		"a draft, to public":          {congress.InternalUse, groups, documents.Draft, nil, level(congress.Public), ""},
		"a withdrawn one, wider":      {congress.InternalUse, groups, documents.Withdrawn, &both, nil, ""},
		"a withdrawn one, to public":  {congress.InternalUse, groups, documents.Withdrawn, nil, level(congress.Public), ""},
		"a withdrawn one, restricted": {congress.InternalUse, groups, documents.Withdrawn, nil, level(congress.Restricted), ""},
	} {
		t.Run(name, func(t *testing.T) {
			h.TB = t
			register := documents.Entry{Title: "Báo cáo", Classification: c.is}
			res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: newID(), Entry: register, Audience: c.to})
			if err != nil {
				t.Fatal(err)
			}
			document := res.Record.Object
			if c.state != documents.Draft {
				h.publish(document, h.receive(document, "a.pdf", pdf("x")), nil)
			}
			switch c.state {
			case documents.Withdrawn:
				_, err = h.Withdraw(t.Context(), h.Hall, h.organizer, change(document))
			case documents.Superseded:
				successor := h.draft("Báo cáo mới")
				h.publish(successor, h.receive(successor, "b.pdf", pdf("y")), &both)
				_, err = h.Supersede(t.Context(), h.Hall, h.organizer, change(document), successor)
			}
			if err != nil {
				t.Fatal(err)
			}
			before, err := h.Hall.Get(h.organizer, document)
			if err != nil {
				t.Fatal(err)
			}
			register.Title = "Báo cáo chính trị"
			if c.level != nil {
				register.Classification = *c.level
			}
			_, err = h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), register, c.audience)
			if congress.CodeOf(err) != c.code {
				t.Errorf("%v, want %q", err, c.code)
			}
			after, err := h.Hall.Get(h.organizer, document)
			if err != nil || !after.Audience.Equal(before.Audience) || (c.code == "") != (after.N != before.N) {
				t.Errorf("it is for %+v at %d, was %+v at %d; %v", after.Audience, after.N, before.Audience, before.N, err)
			}
		})
	}
}

// A publication lowers the level, and its undo brings all of it back.
func TestAPublicationLowersTheLevelAndIsUndone(t *testing.T) {
	h := openHouse(t)
	document, upload := h.published("Chương trình")
	as := func(level congress.Classification) error {
		_, err := h.PublishAs(t.Context(), h.Hall, h.organizer, change(document), documents.Publication{Level: level})
		return err
	}
	wantCode(t, as(congress.Restricted), congress.Conflict, "reclassify_recalls")
	wantCode(t, as(congress.Mat), congress.Invalid, "classified_refused")
	wantCode(t, as("secretish"), congress.Invalid, "document_invalid")
	wantNothing(t, errorOf(h.read(h.press, document, 1)))
	if err := as(congress.Public); err != nil {
		t.Fatal(err)
	}
	if _, err := h.read(h.press, document, 1); err != nil {
		t.Errorf("the press cannot read what is public: %v", err)
	}
	if _, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
		t.Fatal(err)
	}
	wantNothing(t, errorOf(h.read(h.press, document, 1)))
	if d := h.document(h.organizer, document); d.Classification != congress.InternalUse || d.State != documents.Published || d.Versions[0].Upload != upload {
		t.Errorf("undone, it is %+v", d)
	}
	h.twoPersons()
	wantCode(t, as(congress.Public), congress.Conflict, "not_approved")
	h.submit(document, upload, nil)
	second := h.seat(nil, congress.Organizer)
	if _, err := h.Approve(t.Context(), h.Hall, second, change(document), upload); err != nil {
		t.Fatal(err)
	}
	wantCode(t, as(congress.Public), congress.Forbidden, "second_person")
}

// Of two organizers who change the same, the second is told, as by findings; a retry is answered.
func TestTheRegisterIsChangedAsItWasRead(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	line := congress.ObjectID(newID())
	paper := documents.PaperLine{Paper: documents.Paper{Number: "03", Classification: congress.Mat, Collect: "Phòng 201"}, Audience: congress.Audience{Everyone: true}}
	put := func(c documents.Change) error {
		return errorOf(h.PutPaper(t.Context(), h.Hall, h.organizer, c, paper))
	}
	rules := func(c documents.Change) error {
		return errorOf(h.PutRules(t.Context(), h.Hall, h.organizer, c, documents.Rules{Grace: 60}))
	}
	if err := put(change(line)); err != nil {
		t.Fatal(err)
	}
	if err := rules(change("")); err != nil {
		t.Fatal(err)
	}
	_, n := h.Rules(h.Hall)
	for name, c := range map[string]struct {
		of documents.Change
		do func(documents.Change) error
	}{
		"document": {h.seen(document), func(c documents.Change) error {
			return errorOf(h.Edit(t.Context(), h.Hall, h.organizer, c, documents.Entry{Title: "Khác"}, nil))
		}},
		"rules":        {documents.Change{ID: newID(), IfMatch: n}, rules},
		"paper line":   {h.seen(line), put},
		"a line taken": {documents.Change{}, func(c documents.Change) error { return h.DropPaper(t.Context(), h.Hall, h.organizer, c) }},
	} {
		if name == "a line taken" {
			other := congress.ObjectID(newID())
			if err := put(change(other)); err != nil {
				t.Fatal(err)
			}
			c.of = h.seen(other)
		}
		for how, n := range map[string]uint64{"without number": 0, "with an older number": c.of.IfMatch - 1, "with a later number": c.of.IfMatch + 1000} {
			stale := c.of
			stale.ID, stale.IfMatch = newID(), n
			if err := c.do(stale); congress.KindOf(err) != congress.Stale {
				t.Errorf("%s %s: %v", name, how, err)
			}
		}
		for range 2 {
			if err := c.do(c.of); err != nil {
				t.Errorf("%s, as it was read: %v", name, err)
			}
		}
	}
}
