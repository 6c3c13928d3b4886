package bulk

import (
	"regexp"
	"slices"
	"strings"

	"plenum/vietnamese"
)

// Column is a column of a list of materials.
type Column struct {
	Name     string   // the field of the register that it fills, as in JSON; file, audience and line are none of it
	Heading  string   // in the template of lists; "": it is not in the template
	Examples [2]any   // in the template's rows, as far as a congress has no words of its own
	Text     bool     // what stands in it is taken as it is
	Property string   // of a file, as which its words are looked at for markings; "" is a title
	Called   []string // what people call it, folded
}

// Columns are the columns, in the template's order.
func Columns() []Column { return slices.Clone(columns) }

// columns is the one table of what a list says. A new field of the register has its line here, in
// documents.Register with its bounds, and in the contract; tests find a place that was forgotten.
var columns = []Column{
	{Name: "file", Heading: "Tệp", Examples: [2]any{"01-bao-cao.pdf", "phu-luc/02-to-trinh.docx"}, Called: []string{
		"tep", "tentep", "teptin", "tenteptin", "taptin", "tentaptin", "file", "files", "filename", "tenfile",
		"filedinhkem", "tenfiledinhkem", "tepdinhkem", "tentepdinhkem", "taptindinhkem", "dinhkem", "duongdan",
		"duongdanfile", "duongdantep", "path", "filepath", "attachment", "tepdientu", "tentepdientu", "fileso",
		"filepdf", "filescan", "tenfilescan", "tentepscan", "filegui", "tenfilepdf", "tenfileword",
	}},
	{Name: "number", Heading: "Số, ký hiệu", Examples: [2]any{"01-BC/VD", "02-TTr/VD"}, Text: true, Called: []string{
		"so", "kyhieu", "sokyhieu", "sovakyhieu", "sohieu", "sohieukyhieu", "sovahieu", "sovb", "sokyhieuvb",
		"sohieuvb", "sovakyhieuvb", "number", "symbol", "documentnumber", "docnumber", "docno", "sokihieu",
		"sovakihieu", "kihieu",
	}},
	{Name: "title", Heading: "Tên", Examples: [2]any{"Báo cáo ví dụ", "Tờ trình ví dụ"}, Text: true, Called: []string{
		"ten", "trichyeu", "trichyeunoidung", "noidungtrichyeu", "noidung", "tenloaivatrichyeunoidung",
		"tenloaivatrichyeu", "tenvatrichyeu", "tenvatrichyeunoidung", "trichyeuvanoidung", "tentrichyeu",
		"tentrichyeunoidung", "tenvankien", "tieude", "title", "name", "subject", "documenttitle", "tenvb",
		"trichyeuvb", "noidungvb", "tenbaocao", "chude", "tenchuyende", "tenthamluan",
	}},
	{Name: "kind", Heading: "Loại", Examples: [2]any{"báo cáo", "tờ trình"}, Text: true, Called: []string{
		"loai", "tenloai", "theloai", "hinhthuc", "loaivb", "loaihinh", "kind", "type", "documenttype",
		"category",
	}},
	{Name: "issuedBy", Heading: "Cơ quan ban hành", Examples: [2]any{"Ban Tổ chức", "Ban Tổ chức"}, Text: true, Property: "issuer", Called: []string{
		"coquanbanhanh", "noibanhanh", "donvibanhanh", "coquantochucbanhanh", "coquandonvibanhanh", "cqbanhanh",
		"cqbh", "tencoquanbanhanh", "tencoquantochucbanhanh", "tacgia", "donvisoanthao", "coquansoanthao",
		"donvitrinh", "coquantrinh", "coquan", "donvi", "issuedby", "issuer", "issuingbody", "author",
	}},
	{Name: "date", Heading: "Ngày", Examples: [2]any{"23/11/2026", "23/11/2026"}, Called: []string{
		"ngay", "ngaythang", "ngaythangnam", "ngaybanhanh", "ngaythangbanhanh", "ngaythangnambanhanh",
		"thoigianbanhanh", "ngayky", "ngaythangky", "ngaythangnamky", "ngayphathanh", "ngayvb", "date", "dated",
		"issuedate", "issuedon", "documentdate",
	}},
	{Name: "language", Heading: "Ngôn ngữ", Examples: [2]any{"vi", "vi"}, Text: true, Property: "language", Called: []string{
		"ngonngu", "language", "lang",
	}},
	{Name: "classification", Heading: "Độ mật", Examples: [2]any{"nội bộ", "hạn chế"}, Called: []string{
		"domat", "mucdo", "mucdomat", "capdomat", "capdo", "dobaomat", "mucdobaomat", "mucmat", "chedomat",
		"chedo", "classification", "level",
	}},
	{Name: "agenda", Heading: "Chương trình", Examples: [2]any{"", ""}, Called: []string{
		"chuongtrinh", "mucchuongtrinh", "noidungchuongtrinh", "mucnoidungchuongtrinh", "phien", "phienhop",
		"phienlamviec", "agenda", "agendaitem",
	}},
	{Name: "order", Heading: "Thứ tự", Examples: [2]any{1, 2}, Called: []string{
		"thutu", "sothutu", "order",
	}},
	{Name: "tags", Heading: "Từ khóa", Examples: [2]any{"kinh tế; môi trường", ""}, Property: "tags", Called: []string{
		"tukhoa", "nhan", "tags", "tag", "keywords", "keyword",
	}},
	{Name: "audience", Heading: "Đối tượng", Examples: [2]any{"Tất cả", "Đoàn chủ tịch"}, Called: []string{
		"doituong", "nguoinhan", "doituongnhan", "doituonggui", "doituongduocxem", "doituongxem",
		"doituongsudung", "doituongphobien", "noinhan", "thanhphannhan", "phamvi", "phamviphobien", "phamvigui",
		"guicho", "guiden", "nguoixem", "audience", "recipients",
	}},
	// An order too, where it is a number; in offices it may be I, 1.1 or a).
	{Name: "line", Called: []string{"tt", "stt", "sott", "no", "index"}},
}

// aside is what stands in brackets behind a heading; ofPaper are words at its end that all of them
// may have.
var (
	aside   = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|\*`)
	ofPaper = regexp.MustCompile(`(?:cua)?(?:vanban|tailieu|vankien)$`)
)

// columnOf is the column that a heading names; "" for none.
func columnOf(heading string) string {
	for _, text := range []string{heading, aside.ReplaceAllString(heading, " ")} {
		key := vietnamese.Fold(text)
		for _, key := range []string{key, ofPaper.ReplaceAllString(key, "")} {
			for _, column := range columns {
				if key != "" && slices.Contains(column.Called, key) {
					return column.Name
				}
			}
		}
	}
	return ""
}

// headings are the columns of a list. Places count from 0.
type headings struct {
	row    int              // of the heading
	places map[string][]int // by column; more than one where the heading is merged over them
	others []string         // headings that name no column
}

// has reports whether it is a list of files.
func (h headings) has() bool {
	return len(h.places["file"]) > 0 && h.says()
}

// says reports whether it says anything of what it names.
func (h headings) says() bool {
	for column := range h.places {
		if column != "file" && column != "line" && column != "order" {
			return true
		}
	}
	return false
}

// alike reports whether it is a list of documents that only lacks the column of files.
func (h headings) alike() bool {
	return len(h.places["file"]) == 0 && len(h.places["title"]) > 0 && len(h.places["number"]) > 0
}

// headingRows is how far down a heading is looked for.
const headingRows = 40

// find looks for the row that names most columns, one of files first.
func (t table) find() headings {
	best, most := headings{}, 0
	for i := range min(len(t.rows), headingRows) {
		h := t.headingsAt(i)
		score := len(h.places)
		if len(h.places["file"]) > 0 {
			score += 20
		}
		if score > most {
			best, most = h, score
		}
	}
	return best
}

func (t table) headingsAt(row int) headings {
	h := headings{row: row, places: map[string][]int{}}
	width := 0
	for _, cells := range t.rows[row:] {
		width = max(width, len(cells))
	}
	for at := range width {
		text := t.over(row, at)
		switch column := columnOf(text); {
		case column == "" && text != "":
			h.others = append(h.others, vietnamese.Blanks(text))
		case column == "" && t.filled(row+1, at):
			h.others = append(h.others, letters(at))
		case column == "":
		case len(h.places[column]) == 0, t.sameMerge(row, h.places[column][0], at):
			h.places[column] = append(h.places[column], at)
		default:
			h.others = append(h.others, vietnamese.Blanks(text))
		}
	}
	h.others = slices.Compact(h.others)
	return h
}

// filled reports whether anything stands in the column from the row on.
func (t table) filled(row, at int) bool {
	for _, cells := range t.rows[min(row, len(t.rows)):] {
		if at < len(cells) && strings.TrimSpace(cells[at]) != "" {
			return true
		}
	}
	return false
}

// letters are the name of a column in a spreadsheet: A, B, … AA.
func letters(at int) string {
	name := ""
	for at++; at > 0; at = (at - 1) / 26 {
		name = string(rune('A'+(at-1)%26)) + name
	}
	return name
}
