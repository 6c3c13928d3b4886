// Package bulk reads what organizers send at once: a ZIP of materials, with a
// spreadsheet that says what each file is, or with folder and file names that do.
//
// It promises that nothing outside the archive is touched, that an archive costs no more memory and room than was
// allowed whatever it says of itself, and that what is wrong is said of its row. It knows no congress: names of agenda
// items, groups and people stay words.
package bulk

import (
	"bytes"
	"encoding/csv"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/documents/sheets"
	"plenum/vietnamese"
)

// Row is one material of the plan, in the words of who made it.
type Row struct {
	Number int    // of the spreadsheet's row, from 1 with its heading; without one, the place in the archive, from 1
	Path   string // of the file in the archive; "" when it names none that is there
	File   string // as the spreadsheet names it

	DocumentNumber, Title, Kind, IssuedBy, Date, Language string
	Classification                                        congress.Classification // a level, or "?" when the word is none
	Agenda, Order, Audience                               string
	Tags                                                  []string
	Folders                                               []string // around the file, outermost first; only when they are to say what it is

	Faults []string // fields that are not right
}

// Plan is what an archive is to become.
type Plan struct {
	Rows   []Row
	Sheet  string   // the spreadsheet that it is from; "": folder and file names
	Extra  []string // files that no row names
	Around []string // folders around everything, outermost first, which stand in no path
}

const (
	maxRows  = 2000
	maxSheet = 20 << 20 // bytes of the spreadsheet
)

// Errors of a spreadsheet as a whole.
var (
	ErrNoFileColumn = congress.E(congress.Invalid, "sheet_no_file_column", "the spreadsheet's first row must name its columns, with one for the file and one for the title")
	ErrEmpty        = congress.E(congress.Invalid, "import_empty", "there is nothing to import")
)

// Read makes a plan of the archive: by the one spreadsheet at its root whose
// first row names a column of files, else by the names of folders and files. Errors: ErrEmpty, and those of a spreadsheet that is
// called danh-muc or register and cannot be read.
func Read(a *Archive) (Plan, error) {
	for _, name := range a.paths {
		ending := strings.ToLower(path.Ext(name))
		if strings.Contains(name, "/") || ending != ".xlsx" && ending != ".csv" {
			continue
		}
		rows, err := a.sheet(name, ending)
		meant := slices.Contains([]string{"danhmuc", "register"}, vietnamese.Fold(strings.TrimSuffix(name, path.Ext(name))))
		if err != nil {
			if meant {
				return Plan{}, err
			}
			continue
		}
		if columns := headings(rows); columns["file"] > 0 && columns["title"] > 0 {
			return a.bySheet(name, rows, columns)
		}
		if meant {
			return Plan{}, ErrNoFileColumn
		}
	}
	return a.byNames()
}

func (a *Archive) sheet(name, ending string) ([][]string, error) {
	r, size, err := a.Read(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	if size > maxSheet {
		return nil, sheets.ErrUnreadable
	}
	content, err := io.ReadAll(io.LimitReader(r, maxSheet+1))
	if err != nil {
		return nil, err
	}
	if ending == ".xlsx" {
		return sheets.Read(content, maxRows+1)
	}
	return readCSV(content)
}

// readCSV takes commas or semicolons, which is what Excel writes where a comma is decimal, and UTF-8.
func readCSV(content []byte) ([][]string, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(content) {
		return nil, sheets.ErrUnreadable
	}
	first, _, _ := bytes.Cut(content, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';'
	}
	var rows [][]string
	for {
		row, err := r.Read()
		if err == io.EOF { //nolint:errorlint // as encoding/csv says it
			return rows, nil
		}
		if err != nil || len(rows) > maxRows {
			return nil, congress.Wrap(err, sheets.ErrUnreadable.Kind, sheets.ErrUnreadable.Code, sheets.ErrUnreadable.Message)
		}
		rows = append(rows, row)
	}
}

// columnNames are what a column may be called, folded.
var columnNames = map[string][]string{
	"file":           {"tep", "tentep", "file", "filename", "duongdan", "path"},
	"number":         {"sokyhieu", "so", "kyhieu", "number", "symbol"},
	"title":          {"ten", "trichyeu", "tentailieu", "tieude", "title"},
	"kind":           {"loai", "loaitailieu", "loaivanban", "kind", "type"},
	"issuedBy":       {"coquanbanhanh", "noibanhanh", "donvibanhanh", "issuedby", "issuer"},
	"date":           {"ngay", "ngaybanhanh", "date"},
	"language":       {"ngonngu", "language"},
	"classification": {"domat", "mucdo", "classification", "level"},
	"agenda":         {"chuongtrinh", "mucchuongtrinh", "agenda", "agendaitem"},
	"order":          {"thutu", "tt", "order"},
	"tags":           {"tukhoa", "nhan", "tags", "keywords"},
	"audience":       {"doituong", "nguoinhan", "doituongnhan", "audience"},
}

// headings finds the columns by the first row; their places count from 1.
func headings(rows [][]string) map[string]int {
	found := map[string]int{}
	if len(rows) == 0 {
		return found
	}
	for i, cell := range rows[0] {
		for column, names := range columnNames {
			if slices.Contains(names, vietnamese.Fold(cell)) && found[column] == 0 {
				found[column] = i + 1
			}
		}
	}
	return found
}

func (a *Archive) bySheet(name string, rows [][]string, columns map[string]int) (Plan, error) {
	plan := Plan{Sheet: name, Around: a.around}
	byFold := map[string]string{}
	for _, p := range a.paths {
		byFold[strings.ToLower(p)] = p
	}
	named := map[string]bool{name: true}
	for i, cells := range rows[1:] {
		get := func(column string) string {
			if at := columns[column]; at > 0 && at <= len(cells) {
				return norm.NFC.String(strings.TrimSpace(cells[at-1]))
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		row := Row{
			Number: i + 2, File: get("file"), DocumentNumber: get("number"), Title: get("title"), Kind: get("kind"), IssuedBy: get("issuedBy"),
			Language: get("language"), Agenda: get("agenda"), Order: get("order"), Audience: get("audience"), Tags: Words(get("tags")),
		}
		row.Path = byFold[strings.ToLower(strings.ReplaceAll(row.File, "\\", "/"))]
		if row.Path == "" || named[row.Path] {
			row.Path = ""
			row.Faults = append(row.Faults, "file")
		}
		named[row.Path] = true
		var ok bool
		if row.Date, ok = date(get("date")); !ok {
			row.Faults = append(row.Faults, "date")
		}
		if row.Classification = level(get("classification")); row.Classification == "?" {
			row.Faults = append(row.Faults, "classification")
		}
		for _, cell := range cells { // a level of state secrets counts wherever somebody wrote it
			if l := level(cell); l.Valid() && l.Secret() && (!row.Classification.Valid() || l.Above(row.Classification)) {
				row.Classification = l
			}
		}
		plan.Rows = append(plan.Rows, row)
	}
	for _, p := range a.paths {
		if !named[p] {
			plan.Extra = append(plan.Extra, p)
		}
	}
	if len(plan.Rows) == 0 {
		return plan, ErrEmpty
	}
	return plan, nil
}

// levels are what people call the levels, folded; none is internal.
var levels = map[string]congress.Classification{
	"": "", "congkhai": congress.Public, "public": congress.Public, "noibo": congress.InternalUse, "internal": congress.InternalUse,
	"hanche": congress.Restricted, "restricted": congress.Restricted, "mat": congress.Mat, "toimat": congress.ToiMat, "tuyetmat": congress.TuyetMat,
	"confidential": congress.Mat, "secret": congress.ToiMat, "topsecret": congress.TuyetMat,
}

func level(word string) congress.Classification {
	if c, ok := levels[vietnamese.Fold(word)]; ok {
		return c
	}
	return "?"
}

// date reads 2026-11-23, 23/11/2026, 23-11-2026, 23.11.2026, and a spreadsheet's day number.
func date(text string) (string, bool) {
	if text == "" {
		return "", true
	}
	for _, form := range []string{time.DateOnly, "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && n > 10_000 && n < 100_000 {
		return sheets.Day(int(n)).Format(time.DateOnly), true
	}
	return "", false
}

// Words splits a list by semicolons.
func Words(list string) (out []string) {
	for w := range strings.SplitSeq(list, ";") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// Names such as "07-HD_ĐHM Hướng dẫn thảo luận.docx" begin with a number and symbol, and such as "03. Báo cáo.pdf" with an order.
var (
	orderFirst  = regexp.MustCompile(`^(\d{1,4})[.)_]?\s+(.+)$|^(\d{1,4})[.)_]\s*(.+)$`)
	orderOfName = regexp.MustCompile(`^\d{1,4}(?:\.\d{1,4})*(?:\s*[.)_:–-]\s*|\s+)(.+)$`)
	symbolFirst = regexp.MustCompile(`^(\d{1,6}[-_][\p{L}\d][\p{L}\d_-]{0,40})\s+(.+)$`)
)

// WithoutOrder is the name of a folder or an agenda item without the number that puts it in order: 02. Khai mạc.
func WithoutOrder(name string) string {
	if m := orderOfName.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return name
}

func (a *Archive) byNames() (Plan, error) {
	plan := Plan{Around: a.around}
	for i, p := range a.paths {
		row := Row{Number: i + 1, Path: p, File: p}
		name := strings.TrimSuffix(path.Base(p), path.Ext(p))
		name = strings.TrimSpace(name)
		if m := symbolFirst.FindStringSubmatch(name); m != nil {
			row.DocumentNumber, row.Title = strings.ReplaceAll(m[1], "_", "/"), m[2]
		} else if m := orderFirst.FindStringSubmatch(name); m != nil {
			row.Order, row.Title = m[1]+m[3], m[2]+m[4]
		} else {
			row.Title = name
		}
		row.Title = strings.TrimSpace(strings.ReplaceAll(row.Title, "_", " "))
		if folders := path.Dir(p); folders != "." {
			row.Folders = strings.Split(folders, "/")
		}
		plan.Rows = append(plan.Rows, row)
	}
	if len(plan.Rows) == 0 {
		return plan, ErrEmpty
	}
	return plan, nil
}
