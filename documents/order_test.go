package documents_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/readership"
	"plenum/documents/uploads"
)

// column is a column of a workbook's sheet, without its heading.
func column(t *testing.T, book []byte, sheet string, at int) (out []string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows[0]) == 1 { // the title
		rows = rows[1:]
	}
	for _, row := range rows[1:] {
		out = append(out, row[at])
	}
	return out
}

// Wherever organizers and readers see lists, they are in Vietnamese order.
func TestListsStandInVietnameseOrder(t *testing.T) {
	h := openHouse(t)
	var groups []congress.GroupID
	for _, n := range []int{11, 10, 3} {
		groups = append(groups, congress.GroupID(h.put(congress.KindGroup, "", congress.Group{Name: "Tổ " + map[int]string{3: "3", 10: "10", 11: "11"}[n], Number: n})))
	}
	people := []string{"Lê Văn An", "Phạm Ân", "Hồ Thị Bình", "Trần Đức", "Đỗ Hoà", "Lê Hòa", "Nguyễn Yến"}
	for i, at := range []int{6, 3, 0, 5, 2, 4, 1} {
		h.put(congress.KindMember, "", congress.Member{Account: congress.AccountID(newID()), Name: people[at], Roles: []congress.Role{congress.Delegate}, Groups: groups[i%3:]})
	}
	numbers := []string{"2-BC/ĐH", "10-BC/ĐH", "10-TTr/ĐH", "100-BC/ĐH"}
	var documentIDs []congress.ObjectID
	for _, at := range []int{3, 1, 0, 2} {
		res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{
			ID: newID(), Entry: documents.Entry{Number: numbers[at], Title: "Báo cáo"}, Audience: congress.Audience{Groups: groups},
		})
		if err != nil {
			t.Fatal(err)
		}
		h.publish(res.Record.Object, h.receive(res.Record.Object, "Báo cáo.txt", []byte(numbers[at])), nil)
		documentIDs = append(documentIDs, res.Record.Object)
	}
	got := map[string][]string{}
	fine := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	standings, err := h.Standings(h.Hall, h.organizer)
	fine(err)
	for _, s := range standings {
		got["register"] = append(got["register"], s.Number)
	}
	board, err := h.Readiness(t.Context(), h.Hall, h.organizer)
	fine(err)
	for _, line := range board {
		got["board"] = append(got["board"], line.Number)
	}
	names := map[congress.GroupID]string{groups[0]: "Tổ 11", groups[1]: "Tổ 10", groups[2]: "Tổ 3"}
	for _, g := range board[0].Groups {
		got["board's groups"] = append(got["board's groups"], names[g.Group])
	}
	members, err := h.Members(t.Context(), h.Hall, h.organizer, documentIDs[0])
	fine(err)
	for _, m := range members {
		got["members"] = append(got["members"], m.Name)
	}
	progress, err := h.ProgressOfMembers(t.Context(), h.Hall, h.organizer, readership.ProgressOf{})
	fine(err)
	for _, m := range progress {
		got["progress"] = append(got["progress"], m.Name)
	}
	preview, err := h.PreviewAudience(h.Hall, h.organizer, documentIDs[0], &congress.Audience{}, "")
	fine(err)
	for _, p := range preview.Lose {
		got["preview"] = append(got["preview"], p.Name)
	}
	book, err := h.ReadinessSheet(t.Context(), h.Hall, h.organizer, "")
	fine(err)
	got["readiness workbook"] = column(t, book, "Đại biểu", 1)
	got["readiness workbook's groups"] = slices.Compact(column(t, book, "Tài liệu theo tổ", 2)[1:4])
	book, err = h.CallSheet(t.Context(), h.Hall, h.organizer, documentIDs[0])
	fine(err)
	got["call sheet"] = column(t, book, "Danh sách", 1)
	got["call sheet's groups"] = column(t, book, "Danh sách", 4)[6:]
	var b bytes.Buffer
	fine(h.Archive(t.Context(), h.Hall, h.organizer, &b))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	fine(err)
	for _, f := range z.File {
		got["archive"] = append(got["archive"], f.Name)
	}
	template, err := uploads.ImportTemplate(h.Hall)
	fine(err)
	got["template's groups"] = slices.DeleteFunc(column(t, template, "Giá trị", 2), func(s string) bool {
		return !strings.HasPrefix(s, "Tổ ") || strings.HasPrefix(s, "Tổ t") || strings.HasPrefix(s, "Tổ p")
	})
	inOrder := []string{"Tổ 3", "Tổ 10", "Tổ 11"}
	want := map[string][]string{
		"register": numbers, "board": numbers, "board's groups": inOrder, "members": people, "progress": people, "preview": people,
		"readiness workbook": people, "readiness workbook's groups": inOrder, "call sheet": people, "call sheet's groups": {"Tổ 3, Tổ 10, Tổ 11"},
		"archive":           {"001 2-BC_ĐH Báo cáo.txt", "002 10-BC_ĐH Báo cáo.txt", "003 10-TTr_ĐH Báo cáo.txt", "004 100-BC_ĐH Báo cáo.txt"},
		"template's groups": {"Tổ 1", "Tổ 2", "Tổ 3", "Tổ 10", "Tổ 11"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
