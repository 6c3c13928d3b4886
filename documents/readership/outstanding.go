package readership

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/sheets"
	"plenum/journal"
)

// namedMissing is how many documents a line of the workbook names.
const namedMissing = 40

// ReadinessSheet is the board as a workbook: the members with what they have not confirmed, those
// who lack most first, for calling; and the documents by group. Cells are text and numbers only.
// Errors as ProgressOfMembers.
func (s *Board) ReadinessSheet(ctx context.Context, h *journal.Hall, actor congress.Actor, group congress.GroupID) ([]byte, error) {
	members, err := s.ProgressOfMembers(ctx, h, actor, ProgressOf{Group: group, Whole: true})
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
