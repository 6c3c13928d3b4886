package documents

import (
	"context"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"plenum/congress"
	"plenum/journal"
)

// CallSheet is Members as a workbook for calling those who are missing: the
// ones who have not confirmed first. Cells are text and numbers only, so that no name is taken for a
// formula. Times are those of Việt Nam. Errors as Members.
func (s *Service) CallSheet(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID) ([]byte, error) {
	members, err := s.Members(ctx, h, actor, document)
	if err != nil {
		return nil, err
	}
	groups := map[congress.GroupID]string{}
	for r := range h.All(server(h), congress.KindGroup) {
		var g congress.Group
		if r.Decode(&g) == nil {
			groups[congress.GroupID(r.Object)] = g.Name
		}
	}
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
			for _, g := range m.Groups {
				names = append(names, groups[g])
			}
			rows = append(rows, []any{
				len(rows), m.Name, m.Card, m.Title, strings.Join(names, ", "), clock(r.Received), clock(r.Opened), r.Seconds / 60, r.Seen(), clock(r.Confirmed),
			})
		}
	}
	return workbook("Danh sách", rows)
}

// hanoi is the time of Việt Nam, which has had no other since 1975.
var hanoi = time.FixedZone("+07", 7*60*60)

func clock(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(hanoi).Format("02/01/2006 15:04")
}

// workbook writes one sheet whose first row is its heading.
func workbook(sheet string, rows [][]any) (out []byte, err error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	for i, row := range rows {
		for j, value := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return nil, err
			}
			switch v := value.(type) {
			case string:
				err = f.SetCellStr(sheet, cell, v)
			case int:
				err = f.SetCellInt(sheet, cell, int64(v))
			}
			if err != nil {
				return nil, err
			}
		}
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	if err := f.SetRowStyle(sheet, 1, 1, bold); err != nil {
		return nil, err
	}
	if err := f.SetColWidth(sheet, "B", "E", 26); err != nil {
		return nil, err
	}
	if err := f.SetColWidth(sheet, "F", "J", 17); err != nil {
		return nil, err
	}
	if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	buffer, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}
