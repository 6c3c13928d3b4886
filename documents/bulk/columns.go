package bulk

import (
	"regexp"
	"slices"
	"strings"

	"plenum/vietnamese"
)

// columnNames are what a column may be called, folded.
var columnNames = map[string][]string{
	"file": {
		"tep", "tentep", "teptin", "tenteptin", "taptin", "tentaptin", "file", "files", "filename", "tenfile", "filedinhkem", "tenfiledinhkem", "tepdinhkem", "tentepdinhkem", "taptindinhkem", "dinhkem", "duongdan",
		"duongdanfile", "duongdantep", "path", "filepath", "attachment", "tepdientu", "tentepdientu", "fileso", "filepdf", "filescan", "tenfilescan", "tentepscan", "filegui", "tenfilepdf", "tenfileword",
	},
	"number": {
		"so", "kyhieu", "sokyhieu", "sovakyhieu", "sohieu", "sohieukyhieu", "sovahieu", "sovb", "sokyhieuvb", "sohieuvb", "sovakyhieuvb", "number", "symbol", "documentnumber", "docnumber", "docno", "sokihieu", "sovakihieu", "kihieu",
	},
	"title": {
		"ten", "trichyeu", "trichyeunoidung", "noidungtrichyeu", "noidung", "tenloaivatrichyeunoidung", "tenloaivatrichyeu", "tenvatrichyeu", "tenvatrichyeunoidung", "trichyeuvanoidung", "tentrichyeu", "tentrichyeunoidung",
		"tenvankien", "tieude", "title", "name", "subject", "documenttitle", "tenvb", "trichyeuvb", "noidungvb", "tenbaocao", "chude", "tenchuyende", "tenthamluan",
	},
	"kind":     {"loai", "tenloai", "theloai", "hinhthuc", "loaivb", "loaihinh", "kind", "type", "documenttype", "category"},
	"issuedBy": {"coquanbanhanh", "noibanhanh", "donvibanhanh", "coquantochucbanhanh", "coquandonvibanhanh", "cqbanhanh", "cqbh", "tencoquanbanhanh", "tencoquantochucbanhanh", "tacgia", "donvisoanthao", "coquansoanthao", "donvitrinh", "coquantrinh", "coquan", "donvi", "issuedby", "issuer", "issuingbody", "author"},
	"date": {
		"ngay", "ngaythang", "ngaythangnam", "ngaybanhanh", "ngaythangbanhanh", "ngaythangnambanhanh", "thoigianbanhanh", "ngayky", "ngaythangky", "ngaythangnamky", "ngayphathanh", "ngayvb", "date", "dated", "issuedate", "issuedon", "documentdate",
	},
	"language":       {"ngonngu", "language", "lang"},
	"classification": {"domat", "mucdo", "mucdomat", "capdomat", "capdo", "dobaomat", "mucdobaomat", "mucmat", "chedomat", "chedo", "classification", "level"},
	"agenda":         {"chuongtrinh", "mucchuongtrinh", "noidungchuongtrinh", "mucnoidungchuongtrinh", "phien", "phienhop", "phienlamviec", "agenda", "agendaitem"},
	"order":          {"thutu", "sothutu", "order"},
	"line":           {"tt", "stt", "sott", "no", "index"}, // an order too, where it is a number; in offices it may be I, 1.1 or a)
	"tags":           {"tukhoa", "nhan", "tags", "tag", "keywords", "keyword"},
	"audience":       {"doituong", "nguoinhan", "doituongnhan", "doituonggui", "doituongduocxem", "doituongxem", "doituongsudung", "doituongphobien", "noinhan", "thanhphannhan", "phamvi", "phamviphobien", "phamvigui", "guicho", "guiden", "nguoixem", "audience", "recipients"},
}

// aside is what stands in brackets behind a heading; ofPaper are words at its end that all of them may have.
var (
	aside   = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|\*`)
	ofPaper = regexp.MustCompile(`(?:cua)?(?:vanban|tailieu|vankien)$`)
)

// columnOf is the column that a heading names; "" for none.
func columnOf(heading string) string {
	for _, text := range []string{heading, aside.ReplaceAllString(heading, " ")} {
		key := vietnamese.Fold(text)
		for _, key := range []string{key, ofPaper.ReplaceAllString(key, "")} {
			for column, names := range columnNames {
				if key != "" && slices.Contains(names, key) {
					return column
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
