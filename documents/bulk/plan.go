package bulk

import (
	"cmp"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/sheets"
	"plenum/vietnamese"
)

// Row is one material of the plan, in the words of who made it.
type Row struct {
	Number int    // of the spreadsheet's row, from 1 with its heading; without one, the place in the archive, from 1
	Path   string // of the file in the archive; "" when it names none that is there
	File   string // as the spreadsheet names it
	Err    error  // the file cannot be taken whatever else is said

	Texts                         map[string]string       // of the columns that are taken as they are, by name; without empty ones
	Classification                congress.Classification // a level, or "?" when the word is none
	Agenda, Date, Order, Audience string
	Tags                          []string
	Folders                       []string // around the file, outermost first; only when they are to say what it is

	Above  []string                  // what stands above it in the list: titles, and the section's heading
	Faults map[string]messages.Fault // fields that are not right, and how
}

// Passed is a row of the spreadsheet that is none of a file, and was passed over.
type Passed struct {
	Row  int    `json:"row"`
	Text string `json:"text"`
	Why  string `json:"why"` // "heading" or "total"
}

// Plan is what an archive is to become.
type Plan struct {
	Rows   []Row
	Sheet  string   // the spreadsheet that it is from; "": folder and file names
	Extra  []string // files that no row names, and those that cannot be taken
	Others []string // headings of columns that are not taken; the letter of one without a heading
	Passed []Passed
	Around []string // folders around everything, outermost first, which stand in no path
}

const (
	maxRows  = 2000
	maxSheet = 20 << 20 // bytes of the spreadsheet
)

// Errors of a spreadsheet.
var (
	ErrNoFileColumn = congress.E(congress.Invalid, messages.SheetNoFileColumn)
	ErrEmpty        = congress.E(congress.Invalid, messages.ImportEmpty)
)

// Faults of a row's fields.
const ()

// Read makes a plan of the archive: by the spreadsheet that names files in a column, the one that
// is nearest to the root, else by the names of folders and files. Errors: ErrEmpty, and those of a
// spreadsheet that is called danh-muc or register and cannot be read or names no file.
func Read(a *Archive) (Plan, error) {
	candidates := slices.DeleteFunc(slices.Clone(a.paths), func(p string) bool { return !isSheet(p) })
	slices.SortStableFunc(candidates, func(x, y string) int {
		return cmp.Or(strings.Count(x, "/")-strings.Count(y, "/"), boolInt(meantAsList(y))-boolInt(meantAsList(x)))
	})
	alike := map[string]bool{}
	for _, name := range candidates[:min(len(candidates), maxCandidates)] {
		atRoot := !strings.Contains(name, "/")
		tables, err := a.tables(name)
		if err != nil {
			if atRoot && meantAsList(name) {
				return Plan{}, err
			}
			continue
		}
		for _, t := range tables {
			h := t.find()
			switch {
			case h.has() && t.more:
				return Plan{}, sheets.ErrUnreadable
			case h.has():
				return a.bySheet(name, t, h)
			case atRoot && h.alike():
				alike[name] = true
			}
		}
		if atRoot && meantAsList(name) {
			return Plan{}, ErrNoFileColumn
		}
	}
	return a.byNames(alike)
}

// maxCandidates is how many spreadsheets are looked at: the others are materials.
const maxCandidates = 50

func boolInt(is bool) int {
	if is {
		return 1
	}
	return 0
}

// meantAsList reports whether the name says that it is the list of the others.
func meantAsList(name string) bool {
	key := vietnamese.Fold(withoutEnding(path.Base(name)))
	return slices.Contains([]string{"danhmuc", "danhmuctailieu", "danhmucfile", "danhmuctep", "register"}, key)
}

// isSheet reports whether the file may be a list: plain text only where its name says so.
func isSheet(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx", ".xlsm", ".csv", ".tsv":
		return true
	case ".txt", ".xls", ".ods": // the last two cannot be read, which is told
		return meantAsList(name)
	}
	return false
}

func (a *Archive) tables(name string) ([]table, error) {
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
	if !strings.HasPrefix(strings.ToLower(path.Ext(name)), ".xls") {
		t, err := readText(content)
		return []table{t}, err
	}
	list, err := sheets.Read(content, maxRows+headingRows)
	if err != nil {
		return nil, err
	}
	var out []table
	for _, t := range list {
		out = append(out, tableOf(t))
	}
	return out, nil
}

func (a *Archive) bySheet(name string, t table, h headings) (Plan, error) {
	plan := Plan{Sheet: name, Around: a.around, Others: h.others}
	files, named := newFinder(a.paths, name), map[string]int{}
	refused := map[string]error{}
	for _, r := range a.refused {
		refused[r.Name] = r.Err
	}
	var titles []string
	for at := range h.row {
		if text := t.line(at); text != "" {
			titles = append(titles, text)
		}
	}
	section := ""
	for at := h.row + 1; at < len(t.rows); at++ {
		if t.line(at) == "" {
			continue
		}
		if len(plan.Rows) == maxRows {
			return Plan{}, sheets.ErrUnreadable
		}
		found, fault := files.find(t.get(at, h.places["file"]))
		if why := t.passes(at, h); why != "" && found == "" {
			plan.Passed = append(plan.Passed, Passed{Row: at + 1, Text: t.line(at), Why: why})
			if why == "heading" {
				section = t.line(at)
			}
			continue
		}
		get := func(column string) string { return t.get(at, h.places[column]) }
		row := Row{
			Number: at + 1, File: get("file"), Texts: map[string]string{}, Agenda: get("agenda"), Order: get("order"),
			Audience: t.lines(at, h.places["audience"]), Tags: Words(t.lines(at, h.places["tags"])), Faults: map[string]messages.Fault{},
		}
		for _, column := range columns {
			if column.Text {
				row.says(column.Name, get(column.Name))
			}
		}
		if line := strings.TrimRight(get("line"), ". )"); row.Order == "" && whole.MatchString(line) {
			row.Order = line
		}
		row.Above = slices.Clone(titles)
		if section != "" {
			row.Above = append(row.Above, section)
		}
		if row.Err = refused[row.File]; row.Err == nil {
			row.Path = found
			if fault.Code() != "" {
				row.Faults["file"] = fault
			} else if before := named[row.Path]; before > 0 {
				row.Path, row.Faults["file"] = "", messages.NamedBefore(before)
			} else {
				named[row.Path] = row.Number
			}
		}
		if row.Texts["title"] == "" && len(h.places["title"]) == 0 && row.Path != "" {
			row.says("title", byName(row.Path).Texts["title"])
		}
		var ok bool
		if row.Date, ok = t.day(at, h.places["date"]); !ok {
			row.Faults["date"] = messages.RowDate()
		}
		if row.Classification = level(get("classification")); row.Classification == "?" {
			row.Faults["classification"] = messages.NoLevel()
		}
		for _, cell := range t.rows[at] { // a level of state secrets counts wherever somebody wrote it
			if l := level(cell); l.Valid() && l.Secret() && (!row.Classification.Valid() || l.Above(row.Classification)) {
				row.Classification = l
			}
		}
		plan.Rows = append(plan.Rows, row)
	}
	for _, p := range a.paths {
		if named[p] == 0 && p != name {
			plan.Extra = append(plan.Extra, p)
		}
	}
	for _, r := range a.refused {
		if !slices.ContainsFunc(plan.Rows, func(row Row) bool { return row.Err != nil && row.File == r.Name }) {
			plan.Extra = append(plan.Extra, r.Name)
		}
	}
	if len(plan.Rows) == 0 {
		return plan, ErrEmpty
	}
	return plan, nil
}

var whole = regexp.MustCompile(`^\d{1,6}$`)

// line is all that stands in the row.
func (t table) line(row int) string {
	return vietnamese.Blanks(norm.NFC.String(strings.Join(t.rows[row], " ")))
}

// get is the text of the row in the first of the columns that has any.
func (t table) get(row int, columns []int) string {
	return vietnamese.Blanks(t.lines(row, columns))
}

// lines is the same with its line breaks.
func (t table) lines(row int, columns []int) string {
	for _, at := range columns {
		if text := cell(t.rows, row, at); text != "" {
			return norm.NFC.String(text)
		}
	}
	return ""
}

// day is the date in the row. A number in the file is a day's, however it is shown.
func (t table) day(row int, columns []int) (string, bool) {
	for _, at := range columns {
		if raw := cell(t.raw, row, at); serial.MatchString(raw) {
			n, err := strconv.ParseFloat(raw, 64)
			if t.early {
				n += 1462
			}
			return sheets.Day(int(n)).Format(time.DateOnly), err == nil
		}
	}
	return date(t.get(row, columns))
}

// running is a row of column numbers under a heading: (1) (2) (3).
func (t table) running(row int) bool {
	n := 0
	for _, text := range t.rows[row] {
		if text = strings.Trim(text, " ()[]"); text == "" {
			continue
		}
		if n++; text != strconv.Itoa(n) && !(n == 1 && text == "0") && text != strconv.Itoa(n-1) {
			return false
		}
	}
	return n > 2
}

// passes says why the row is none of a file: "heading" for one that repeats or numbers the columns,
// or heads or signs what follows; "total" for a sum; "" for a row that is meant to be one of a
// file.
func (t table) passes(row int, h headings) string {
	get := func(column string) string { return t.get(row, h.places[column]) }
	repeated := 0
	for column, places := range h.places {
		if columnOf(t.over(row, places[0])) == column {
			repeated++
		}
	}
	file := get("file")
	switch first := vietnamese.Plain(t.first(row)); {
	case repeated > 1 && repeated*2 > len(h.places), t.running(row), t.section(row):
		return "heading"
	case totals.MatchString(first) && (file == "" || !strings.ContainsAny(file, "./") || file == t.first(row)):
		return "total"
	case file == t.line(row) && !strings.ContainsAny(file, "./\\"), file != "" && t.sameMerge(row, h.places["file"][0], h.places["file"][0]+1) && !strings.ContainsAny(file, "./\\"):
		return "heading" // it is all there is, over the columns
	case file != "" || whole.MatchString(strings.TrimRight(get("line")+get("order"), ". )")):
		return ""
	}
	for _, column := range []string{"number", "date", "issuedBy", "classification", "audience"} {
		if len(h.places[column]) > 0 && get(column) != "" && get(column) != t.first(row) {
			return ""
		}
	}
	if get("title") != "" && get("title") != t.first(row) && get("line") == "" {
		return "" // the file is missing
	}
	return "heading"
}

// section reports whether the row is a Roman number or a letter and one text that is no file's name
// and no document's number, in whichever column the text stands.
func (t table) section(row int) bool {
	var texts []string
	for _, text := range t.rows[row] {
		if text = vietnamese.Blanks(text); text != "" {
			texts = append(texts, text)
		}
	}
	return len(texts) == 2 && sectionNumber.MatchString(texts[0]) && !notHeading.MatchString(texts[1])
}

var (
	sectionNumber = regexp.MustCompile(`^(?:[IVXLC]{1,7}|[A-ZĐ])[.)]?$`)
	notHeading    = regexp.MustCompile(`[/\\]|\.[A-Za-z0-9]{2,5}$|\d-[A-ZĐ]`)
)

// totals begin the row of a sum.
var totals = regexp.MustCompile(`^(?:tong )?(?:cong|so)\b|^tong(?: so| cong)?\b|^(?:grand )?total\b`)

// first is the text of the first cell that has any but a number.
func (t table) first(row int) string {
	for _, text := range t.rows[row] {
		if text = vietnamese.Blanks(text); text != "" && !whole.MatchString(text) {
			return text
		}
	}
	return ""
}

// levels are what people call the levels, folded; none is internal.
var levels = map[string]congress.Classification{
	"": "", "congkhai": congress.Public, "public": congress.Public, "noibo": congress.InternalUse, "internal": congress.InternalUse,
	"hanche": congress.Restricted, "restricted": congress.Restricted, "mat": congress.Mat, "toimat": congress.ToiMat, "tuyetmat": congress.TuyetMat,
	"thuong": "", "binhthuong": "", "khong": "", "khongmat": "", "luuhanhnoibo": congress.InternalUse,
	"confidential": congress.Mat, "secret": congress.ToiMat, "topsecret": congress.TuyetMat,
}

func level(word string) congress.Classification {
	if c, ok := levels[vietnamese.Fold(word)]; ok {
		return c
	}
	return "?"
}

// Words splits a list by semicolons, commas and lines.
func Words(list string) (out []string) {
	for w := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune(";,\r\n", r) }) {
		if w = vietnamese.Blanks(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// Names such as "07-HD_ĐHM Hướng dẫn thảo luận.docx" begin with a number and symbol, and such as
// "03. Báo cáo.pdf" with an order.
var (
	orderFirst  = regexp.MustCompile(`^(\d{1,4})[.)_]?\s+(.+)$|^(\d{1,4})[.)_]\s*(.+)$`)
	orderOfName = regexp.MustCompile(`^\d{1,4}(?:\.\d{1,4})*(?:\s*[.)_:–-]\s*|\s+)(.+)$`)
	symbolFirst = regexp.MustCompile(`^(\d{1,6}[-_][\p{L}\d][\p{L}\d_-]{0,40})\s+(.+)$`)
)

// WithoutOrder is the name of a folder or an agenda item without the number that puts it in order:
// 02. Khai mạc.
func WithoutOrder(name string) string {
	if m := orderOfName.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return name
}

// byNames plans by names; alike are the lists among them that name no files, which are no
// materials.
func (a *Archive) byNames(alike map[string]bool) (Plan, error) {
	plan := Plan{Around: a.around}
	for i, p := range a.paths {
		row := byName(p)
		row.Number = i + 1
		if alike[p] {
			row.Path, row.Err = "", ErrNoFileColumn
		}
		plan.Rows = append(plan.Rows, row)
	}
	for i, r := range a.refused {
		plan.Rows = append(plan.Rows, Row{Number: len(a.paths) + i + 1, File: r.Name, Err: r.Err})
	}
	if len(plan.Rows) == 0 {
		return plan, ErrEmpty
	}
	return plan, nil
}

// says notes the text of a column, if there is one.
func (r *Row) says(column, text string) {
	if text != "" {
		r.Texts[column] = text
	}
}

func byName(p string) Row {
	row := Row{Path: p, File: p, Texts: map[string]string{}}
	title := strings.TrimSpace(withoutEnding(path.Base(p)))
	if m := symbolFirst.FindStringSubmatch(title); m != nil {
		row.says("number", strings.ReplaceAll(m[1], "_", "/"))
		title = m[2]
	} else if m := orderFirst.FindStringSubmatch(title); m != nil {
		row.Order, title = m[1]+m[3], m[2]+m[4]
	}
	row.says("title", vietnamese.Blanks(strings.ReplaceAll(title, "_", " ")))
	if folders := path.Dir(p); folders != "." {
		row.Folders = strings.Split(folders, "/")
	}
	return row
}
