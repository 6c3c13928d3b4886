package readership

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/sheets"
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
	Missing []congress.ObjectID `json:"missing"` // documents that they have not confirmed, in the register's order
}

// ProgressOfMembers says for each member how far they are with all published documents, by name; of
// one group when it is named. Members for whom nothing is meant are left out. The actor needs
// EditDocuments. Errors: Forbidden, Unavailable.
func (s *Board) ProgressOfMembers(ctx context.Context, h *journal.Hall, actor congress.Actor, group congress.GroupID) ([]MemberProgress, error) {
	if !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return nil, documents.ErrForbidden
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return nil, err
	}
	published, err := onBoard(h, actor)
	if err != nil {
		return nil, err
	}
	pages := make([]int, len(published))
	for i, p := range published {
		pages[i] = pagesOf(h, p.Document)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	out := []MemberProgress{}
	for _, m := range documents.MembersInOrder(documents.MembersOf(h)) {
		if group != "" && !slices.Contains(m.Groups, group) {
			continue
		}
		one := MemberProgress{Member: m.Actor.Member, Name: m.Name, Card: m.Card, Title: m.Title, Groups: append([]congress.GroupID{}, m.Groups...), Missing: []congress.ObjectID{}}
		for i, p := range published {
			if !s.options.Policy.Visible(m.Actor, congress.KindDocument, documents.Intended(p.record.Audience, p.Classification)) {
				continue
			}
			r := b.by[version{p.record.Object, p.Versions[len(p.Versions)-1].Number}][m.Actor.Member]
			one.count(r, pages[i])
			if r == nil || r.Confirmed == nil {
				one.Missing = append(one.Missing, p.record.Object)
			}
		}
		if one.Meant > 0 {
			out = append(out, one)
		}
	}
	return out, nil
}

// namedMissing is how many documents a line of the workbook names.
const namedMissing = 40

// ReadinessSheet is the board as a workbook: the members with what they have not confirmed, those
// who lack most first, for calling; and the documents by group. Cells are text and numbers only.
// Errors as ProgressOfMembers.
func (s *Board) ReadinessSheet(ctx context.Context, h *journal.Hall, actor congress.Actor, group congress.GroupID) ([]byte, error) {
	members, err := s.ProgressOfMembers(ctx, h, actor, group)
	if err != nil {
		return nil, err
	}
	board, err := s.Readiness(ctx, h, actor)
	if err != nil {
		return nil, err
	}
	groups := groupNames(h)
	documents := map[congress.ObjectID]string{}
	byGroup := [][]any{{"Số, ký hiệu", "Tài liệu", "Tổ", "Được gửi", "Đã nhận", "Đã mở", "Đã nghiên cứu", "Đã xác nhận"}}
	for _, line := range board {
		documents[line.Document] = line.Number
		if line.Number == "" {
			documents[line.Document] = line.Title
		}
		add := func(name string, f Figures) {
			byGroup = append(byGroup, []any{line.Number, line.Title, name, f.Meant, f.Received, f.Opened, f.Studied, f.Confirmed})
		}
		if group == "" {
			add("Tất cả", line.Figures)
		}
		for _, g := range line.Groups {
			if group == "" || g.Group == group {
				add(groups[g.Group], g.Figures)
			}
		}
	}
	slices.SortStableFunc(members, func(a, b MemberProgress) int { return len(b.Missing) - len(a.Missing) })
	rows := [][]any{{"TT", "Họ và tên", "Số thẻ", "Chức vụ", "Tổ", "Được gửi", "Đã nhận", "Đã mở", "Đã nghiên cứu", "Đã xác nhận", "Chưa xác nhận", "Tài liệu chưa xác nhận"}}
	for _, m := range members {
		var of, missing []string
		for _, g := range groupsInOrder(h, m.Groups) {
			of = append(of, groups[g])
		}
		for _, d := range m.Missing[:min(len(m.Missing), namedMissing)] {
			missing = append(missing, documents[d])
		}
		if more := len(m.Missing) - len(missing); more > 0 {
			missing = append(missing, fmt.Sprintf("và %d tài liệu khác", more))
		}
		rows = append(rows, []any{
			len(rows), m.Name, m.Card, m.Title, strings.Join(of, ", "),
			m.Meant, m.Received, m.Opened, m.Studied, m.Confirmed, len(m.Missing), strings.Join(missing, "; "),
		})
	}
	return sheets.Write(sheets.Sheet{Name: "Đại biểu", Title: "Tình hình nghiên cứu tài liệu của đại biểu", Rows: rows},
		sheets.Sheet{Name: "Tài liệu theo tổ", Title: "Tình hình nghiên cứu từng tài liệu theo tổ", Rows: byGroup})
}

// groupNames are the names of the congress's groups.
func groupNames(h *journal.Hall) map[congress.GroupID]string {
	names := map[congress.GroupID]string{}
	for r := range h.All(documents.ServerActor(h), congress.KindGroup) {
		var g congress.Group
		if r.Decode(&g) == nil {
			names[congress.GroupID(r.Object)] = g.Name
		}
	}
	return names
}
