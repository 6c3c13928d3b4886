package readership

import (
	"context"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// MemberProgress is how far one member is with the documents that are meant for them.
type MemberProgress struct {
	Member congress.MemberID  `json:"member"`
	Name   string             `json:"name"`
	Card   string             `json:"card,omitempty"`
	Title  string             `json:"title,omitempty"`
	Groups []congress.GroupID `json:"groups"`
	Figures
	Missing []congress.ObjectID `json:"missing"` // the first documents that they have not confirmed, in the register's order
}

// FirstMissing is how many documents a line names that a member has not confirmed.
const FirstMissing = 20

// ProgressOf says of whom the progress is asked, and how much.
type ProgressOf struct {
	Group  congress.GroupID  // of its members; empty: of all
	Member congress.MemberID // of this one; empty: of all
	Whole  bool              // every document that is missing, as it is of one member
}

// ProgressOfMembers says for each member how far they are with all published documents, by name.
// Members for whom nothing is meant are left out. A line is counted anew when the member told
// something, or the documents or the members changed. The actor needs EditDocuments. Errors:
// Forbidden, Unavailable.
func (s *Board) ProgressOfMembers(ctx context.Context, h *journal.Hall, actor congress.Actor, of ProgressOf) ([]MemberProgress, error) {
	if !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return nil, documents.ErrForbidden
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return nil, err
	}
	list, err := b.onBoard(h, actor)
	if err != nil {
		return nil, err
	}
	most := FirstMissing
	if of.Whole || of.Member != "" {
		most = len(list)
	}
	m := s.materials(h, list)
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, p := range list {
		m.receipts[i] = b.by[version{p.record.Object, p.Versions[len(p.Versions)-1].Number}]
	}
	out := []MemberProgress{}
	for _, one := range documents.MembersInOrder(documents.MembersOf(h)) {
		if of.Group != "" && !slices.Contains(one.Groups, of.Group) || of.Member != "" && one.Actor.Member != of.Member {
			continue
		}
		if line := b.progress(m, one, most); line.Meant > 0 {
			out = append(out, line)
		}
	}
	return out, nil
}

// materials are the documents of the board with what is counted of each.
type materials struct {
	list     []published
	pages    []int
	audience []int // of each, which of the audiences
	receipts []map[congress.MemberID]*Receipt
	meant    []func(congress.Actor) bool // for each audience
	of       sum
}

// sum stands for all documents, their pages and those whom they may be meant for: it changes with
// each.
type sum struct {
	documents, people uint64
	count             int
}

// materials prepares the list. The visibility rule is asked for each audience of a member, not for
// each document.
func (s *Board) materials(h *journal.Hall, list []published) *materials {
	m := &materials{
		list: list, pages: make([]int, len(list)), audience: make([]int, len(list)), receipts: make([]map[congress.MemberID]*Receipt, len(list)),
		of: sum{people: h.Newest(congress.KindMember, congress.KindGroup, congress.KindPolicy), count: len(list)},
	}
	var audiences []congress.Audience
	for i, p := range list {
		m.pages[i] = pagesOf(h, p.Document)
		m.of.documents = (m.of.documents+p.record.N)*0x9e3779b97f4a7c15 + uint64(m.pages[i]) //nolint:gosec // a number of pages
		audience := documents.Intended(p.record.Audience, p.Classification)
		at := slices.IndexFunc(audiences, audience.Equal)
		if at < 0 {
			at = len(audiences)
			audiences = append(audiences, audience)
			m.meant = append(m.meant, func(actor congress.Actor) bool {
				return s.options.Policy.Visible(actor, congress.KindDocument, audience)
			})
		}
		m.audience[i] = at
	}
	return m
}

// memberLine is how far a member is and from what that was counted.
type memberLine struct {
	of      sum
	receipt uint64
	most    int
	MemberProgress
}

// progress is a member's line, as it is or counted anew. The board is locked.
func (b *board) progress(m *materials, one documents.Seated, most int) MemberProgress {
	who := one.Actor.Member
	if line, ok := b.people[who]; ok && line.of == m.of && line.receipt == b.told[who] && line.most == most {
		return line.MemberProgress
	}
	line := MemberProgress{Member: who, Name: one.Name, Card: one.Card, Title: one.Title, Groups: append([]congress.GroupID{}, one.Groups...), Missing: []congress.ObjectID{}}
	meant := make([]bool, len(m.meant))
	for i, is := range m.meant {
		meant[i] = is(one.Actor)
	}
	for i, p := range m.list {
		if !meant[m.audience[i]] {
			continue
		}
		r := m.receipts[i][who]
		line.count(r, m.pages[i])
		if (r == nil || r.Confirmed == nil) && len(line.Missing) < most {
			line.Missing = append(line.Missing, p.record.Object)
		}
	}
	if most == FirstMissing { // what many ask for
		b.people[who] = memberLine{m.of, b.told[who], most, line}
	}
	return line
}
