package discussion_test

import (
	"bytes"
	"slices"
	"testing"

	"plenum/congress"
	"plenum/discussion"
)

func TestTheOutlineStaysUnderWhatWasSaid(t *testing.T) {
	h := openHouse(t)
	put := func(edit func(*discussion.Discussion)) error {
		d, r, err := h.Service.Get(h.Hall, h.organizer, h.discussion)
		if err != nil {
			t.Fatal(err)
		}
		edit(&d)
		_, err = h.Service.Put(t.Context(), h.Hall, h.organizer, discussion.Save{ID: newID(), Object: h.discussion, IfMatch: r.N, Discussion: d})
		return err
	}
	h.want("turning an outline round that nobody spoke to", put(func(d *discussion.Discussion) { slices.Reverse(d.Issues) }), "")
	h.want("leaving a group out that said nothing", put(func(d *discussion.Discussion) { d.Groups, d.Open = h.groups[:1], h.groups[:1] }), "")
	h.want("a plenary thread", put(func(d *discussion.Discussion) { d.Groups, d.Plenary = h.groups[:], true }), "")

	h.say(h.delegate, 0, "Về nội dung 1.")
	h.open(0, false)
	second := func(d *discussion.Discussion) { d.Issues = d.Issues[:1] }
	steps := []struct {
		what         string
		edit         func(*discussion.Discussion)
		draft, after string // the code while the record is a draft, and once it is signed
	}{
		{"turning it round", func(d *discussion.Discussion) { slices.Reverse(d.Issues) }, "outline_in_use", "outline_in_use"},
		{"putting one before it", func(d *discussion.Discussion) {
			d.Issues = slices.Insert(d.Issues, 0, discussion.Issue{Title: "Mới"})
		}, "outline_in_use", "outline_in_use"},
		{"removing it", func(d *discussion.Discussion) { d.Issues = nil }, "outline_in_use", "outline_in_use"},
		{"wording it anew", func(d *discussion.Discussion) { d.Issues[0].Title += ", sửa" }, "", "outline_in_use"},
		{"asking it anew", func(d *discussion.Discussion) { d.Issues[0].Question += " Vì sao?" }, "", "outline_in_use"},
		{"removing the other", second, "", ""},
		{"adding one", func(d *discussion.Discussion) { d.Issues = append(d.Issues, discussion.Issue{Title: "Thêm"}) }, "", ""},
		{"binding it to nothing else", func(d *discussion.Discussion) { d.Issues[0].Documents = nil }, "", ""},
		{"another title of the whole", func(d *discussion.Discussion) { d.Title += "." }, "", ""},
		{"leaving its group out", func(d *discussion.Discussion) { d.Groups, d.Open = h.groups[1:], nil }, "outline_in_use", "outline_in_use"},
		{"leaving the plenary out", func(d *discussion.Discussion) { d.Plenary = false }, "", ""},
	}
	for _, s := range steps {
		h.want(s.what, put(s.edit), s.draft)
	}
	_, err := h.PutMinutes(t.Context(), h.Hall, h.secretary, change(), h.whole(discussion.Minutes{Discussion: h.discussion, Group: h.groups[0]}))
	h.want("the record", err, "")
	_, err = h.Sign(t.Context(), h.Hall, h.chair, h.minuted(h.groups[0]), h.discussion, h.groups[0])
	h.want("signing", err, "")
	_, err = h.Seal(t.Context(), h.Hall, h.secretary, h.minuted(h.groups[0]), h.discussion, h.groups[0])
	h.want("sealing", err, "")
	minutes := func() []byte {
		made, err := h.MinutesDOCX(t.Context(), h.Hall, h.delegate, congress.Info{Title: "Đại hội mẫu"}, h.discussion, h.groups[0])
		if err != nil {
			t.Fatal(err)
		}
		return made.DOCX
	}
	sealed := minutes()
	for _, s := range steps {
		h.want(s.what+", sealed", put(s.edit), s.after)
		if !bytes.Equal(minutes(), sealed) {
			t.Fatalf("%s changes sealed minutes", s.what)
		}
	}
	_, err = h.PutMinutes(t.Context(), h.Hall, h.secretariat, change(), discussion.Minutes{Discussion: h.discussion, Group: h.groups[1]})
	h.want("the other group's record", err, "")
	h.want("leaving a group out that has a record", put(func(d *discussion.Discussion) { d.Groups = h.groups[:1] }), "outline_in_use")
}
