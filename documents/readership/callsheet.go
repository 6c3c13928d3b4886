package readership

import (
	"context"
	"strings"
	"time"

	"plenum/congress"
	"plenum/documents/sheets"
	"plenum/journal"
)

// CallSheet is Members as a workbook for calling those who are missing: the ones who have not
// confirmed first. Cells are text and numbers only, so that no name is taken for a formula. Times
// are those of Việt Nam. Errors as Members.
func (s *Board) CallSheet(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID) ([]byte, error) {
	members, err := s.Members(ctx, h, actor, document)
	if err != nil {
		return nil, err
	}
	groups := groupNames(h)
	rows := [][]any{{"TT", "Họ và tên", "Số thẻ", "Chức vụ", "Tổ", "Đã nhận", "Đã mở", "Số phút đọc", "Số trang đã xem", "Đã xác nhận"}}
	for _, confirmed := range []bool{false, true} {
		for _, m := range members {
			r := m.Receipt
			if r == nil {
				r = &Receipt{}
			}
			if (r.Confirmed != nil) != confirmed {
				continue
			}
			var names []string
			for _, g := range groupsInOrder(h, m.Groups) {
				names = append(names, groups[g])
			}
			rows = append(rows, []any{
				len(rows), m.Name, m.Card, m.Title, strings.Join(names, ", "), clock(r.Received), clock(r.Opened), r.Seconds / 60, r.Seen(), clock(r.Confirmed),
			})
		}
	}
	title := "Tình hình nghiên cứu tài liệu"
	if d, _, err := s.register.Get(h, actor, document); err == nil {
		title += ": " + strings.TrimSpace(d.Number+" "+d.Title)
	}
	return sheets.Write(sheets.Sheet{Name: "Danh sách", Title: title, Rows: rows})
}

func clock(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(congress.Hanoi).Format("02/01/2006 15:04")
}
