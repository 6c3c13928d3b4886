package documents

import (
	"fmt"
	"slices"

	"plenum/congress"
	"plenum/documents/bulk"
	"plenum/documents/sheets"
	"plenum/journal"
)

// names are what people write for things of a congress, folded.
type names struct {
	agenda  map[string]congress.ObjectID
	roles   map[string]congress.Role
	groups  map[string]congress.GroupID
	members map[string]congress.MemberID // by card

	titles, tos []string // as they are shown
}

// roleWords are the roles in Vietnamese.
var roleWords = map[congress.Role]string{
	congress.Organizer: "Ban tổ chức", congress.Secretariat: "Đoàn thư ký", congress.Presidium: "Đoàn chủ tịch", congress.GroupSecretary: "Thư ký tổ",
	congress.Chair: "Tổ trưởng", congress.Deputy: "Tổ phó", congress.Delegate: "Đại biểu", congress.Guest: "Khách mời", congress.Press: "Báo chí",
}

func namesOf(h *journal.Hall) names {
	n := names{
		agenda: map[string]congress.ObjectID{}, roles: map[string]congress.Role{}, groups: map[string]congress.GroupID{}, members: map[string]congress.MemberID{},
	}
	for r := range h.All(server(h), congress.KindAgenda) {
		var a congress.Agenda
		if r.Decode(&a) == nil {
			n.agenda[bulk.Fold(a.Title)], n.agenda[bulk.Fold(string(r.Object))] = r.Object, r.Object
			n.titles = append(n.titles, a.Title)
		}
	}
	for _, role := range congress.Roles() {
		if word := roleWords[role]; word != "" {
			n.roles[bulk.Fold(word)], n.roles[bulk.Fold(string(role))] = role, role
			n.tos = append(n.tos, word)
		}
	}
	for r := range h.All(server(h), congress.KindGroup) {
		var g congress.Group
		if r.Decode(&g) == nil {
			n.groups[bulk.Fold(g.Name)], n.groups[fmt.Sprintf("to%d", g.Number)] = congress.GroupID(r.Object), congress.GroupID(r.Object)
			n.tos = append(n.tos, g.Name)
		}
	}
	for r := range h.All(server(h), congress.KindMember) {
		var m congress.Member
		if r.Decode(&m) == nil && m.Card != "" {
			n.members[bulk.Fold(m.Card)] = congress.MemberID(r.Object)
		}
	}
	return n
}

// audience reads a list such as "Đoàn chủ tịch; Tổ 1; ĐB-012"; unknown is the first word that is nobody.
func (n names) audience(list string) (a congress.Audience, unknown string) {
	for _, word := range bulk.Words(list) {
		folded := bulk.Fold(word)
		switch {
		case slices.Contains([]string{"tatca", "moinguoi", "everyone", "all"}, folded):
			a.Everyone = true
		case n.roles[folded] != "":
			a.Roles = append(a.Roles, n.roles[folded])
		case n.groups[folded] != "":
			a.Groups = append(a.Groups, n.groups[folded])
		case n.members[folded] != "":
			a.Members = append(a.Members, n.members[folded])
		default:
			return a, word
		}
	}
	a.Roles, a.Groups, a.Members = ordered(a.Roles), ordered(a.Groups), ordered(a.Members)
	return a, ""
}

// ImportTemplate is a workbook to be filled in for an import, with the words that this congress knows.
func ImportTemplate(h *journal.Hall) ([]byte, error) {
	n := namesOf(h)
	agenda, to := "", "Tất cả"
	if len(n.titles) > 0 {
		agenda = n.titles[0]
	}
	list := [][]any{
		{"Tệp", "Số, ký hiệu", "Tên", "Loại", "Cơ quan ban hành", "Ngày", "Ngôn ngữ", "Độ mật", "Chương trình", "Thứ tự", "Từ khóa", "Đối tượng"},
		{"01-bao-cao.pdf", "01-BC/VD", "Báo cáo ví dụ", "báo cáo", "Ban Tổ chức", "23/11/2026", "vi", "nội bộ", agenda, 1, "kinh tế; môi trường", to},
		{"phu-luc/02-to-trinh.docx", "02-TTr/VD", "Tờ trình ví dụ", "tờ trình", "Ban Tổ chức", "23/11/2026", "vi", "hạn chế", agenda, 2, "", "Đoàn chủ tịch"},
	}
	known := [][]any{{"Độ mật", "Chương trình", "Đối tượng"}}
	levels := []string{"công khai", "nội bộ", "hạn chế"}
	tos := append([]string{"Tất cả"}, n.tos...)
	for i := range max(len(levels), len(n.titles), len(tos)) {
		known = append(known, []any{at(levels, i), at(n.titles, i), at(tos, i)})
	}
	known = append(known, []any{"", "", "hoặc số thẻ đại biểu; nhiều đối tượng cách nhau bằng dấu ;"})
	return sheets.Write(sheets.Sheet{Name: "Danh mục", Rows: list}, sheets.Sheet{Name: "Giá trị", Rows: known})
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
