package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Open data are sentences and counts, small groups together. No opinion and no person is in it, and
// nobody is singled out.
type openReport struct {
	Congress   string        `json:"congress"`
	Discussion string        `json:"discussion"`
	AsOf       uint64        `json:"asOf"`
	Hash       string        `json:"hash,omitempty"`
	Opinions   int           `json:"opinions"`
	Members    int           `json:"members"`
	Groups     []string      `json:"groups"`
	Findings   []openFinding `json:"findings"`
	Matrix     []openRow     `json:"matrix"`
}

type openFinding struct {
	Chapter    string `json:"chapter"`
	Heading    string `json:"heading,omitempty"`
	Quantifier string `json:"quantifier,omitempty"`
	Text       string `json:"text"`
	Opinions   int    `json:"opinions"`
	Groups     []int  `json:"groups"`
	Dissent    bool   `json:"dissent,omitempty"` // from the sentence before it
}

type openRow struct {
	Issue  string `json:"issue"`
	Groups []int  `json:"groups"`
}

func (c Compiled) open() openReport {
	out := openReport{
		Congress: oneLine(c.Congress), Discussion: oneLine(c.Discussion), AsOf: c.AsOf, Hash: c.Hash, Opinions: c.Opinions, Members: c.Members,
		Groups: c.Groups, Findings: []openFinding{}, Matrix: []openRow{},
	}
	public := func(counts []int) []int {
		if c.Public == nil {
			return counts
		}
		sums := make([]int, len(c.Public))
		for i, n := range counts {
			sums[c.Column[i]] += n
		}
		return sums
	}
	if c.Public != nil {
		out.Groups = c.Public
	}
	var add func(chapter, heading string, f Finding, dissent bool)
	add = func(chapter, heading string, f Finding, dissent bool) {
		out.Findings = append(out.Findings, openFinding{chapter, oneLine(heading), f.Quantifier, oneLine(f.Text), f.Opinions, public(f.Groups), dissent})
		for _, d := range f.Dissent {
			add(chapter, heading, d, true)
		}
	}
	chapters := append([]Chapter{c.General}, c.Specific...)
	chapters[0].Title = "Vấn đề chung"
	outside := c.Outside
	outside.Title = "Ngoài đề cương"
	for _, chapter := range append(chapters, outside) {
		for _, h := range chapter.Headings {
			for _, f := range h.Findings {
				add(oneLine(chapter.Title), h.Title, f, false)
			}
		}
	}
	for i, row := range c.Matrix.Rows {
		out.Matrix = append(out.Matrix, openRow{row, public(c.Matrix.Counts[i])})
	}
	return out
}

// OpenJSON writes the report as open data.
func OpenJSON(c Compiled) ([]byte, error) {
	out, err := json.MarshalIndent(c.open(), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write open data: %w", err)
	}
	return append(out, '\n'), nil
}

// OpenCSV writes the findings as open data, a line each, with a mark of UTF-8 before them because
// spreadsheets need it (RFC 4180).
func OpenCSV(c Compiled) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	open := c.open()
	head := []string{"Mục", "Tiêu đề", "Mức độ", "Nội dung", "Ý kiến khác", "Số ý kiến"}
	for _, g := range open.Groups {
		head = append(head, harmless(oneLine(g)))
	}
	if err := w.Write(head); err != nil {
		return nil, fmt.Errorf("write open data: %w", err)
	}
	for _, f := range open.Findings {
		dissent := ""
		if f.Dissent {
			dissent = "x"
		}
		line := []string{harmless(f.Chapter), harmless(f.Heading), harmless(f.Quantifier), harmless(f.Text), dissent, strconv.Itoa(f.Opinions)}
		for _, n := range f.Groups {
			line = append(line, strconv.Itoa(n))
		}
		if err := w.Write(line); err != nil {
			return nil, fmt.Errorf("write open data: %w", err)
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// harmless is a cell that no spreadsheet takes for a formula (OWASP, CSV Injection), whatever it
// leaves out before the sign.
func harmless(s string) string {
	first := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	if first != "" && strings.ContainsRune("=+-@|%＝＋－＠﹢﹣﹦﹫−", []rune(first)[0]) || s != "" && strings.ContainsRune("\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Sheet is a table of a workbook under its title, its first row the head. Cells are string or int,
// never a formula.
type Sheet struct {
	Name  string
	Title string
	Rows  [][]any
}

// Sheets are the report as tables: opinions by issue and group, every opinion with where it went,
// and the answers. No author is named.
func (c Compiled) Sheets() []Sheet {
	head := []any{"Nội dung"}
	for _, g := range c.Groups {
		head = append(head, oneLine(g))
	}
	matrix := Sheet{Name: "Ma trận", Title: titled("Số ý kiến theo nội dung và theo tổ", c.Discussion), Rows: [][]any{append(head, "Cộng")}}
	for i, row := range c.Matrix.Rows {
		line, sum := []any{oneLine(row)}, 0
		for _, n := range c.Matrix.Counts[i] {
			line = append(line, n)
			sum += n
		}
		matrix.Rows = append(matrix.Rows, append(line, sum))
	}
	opinions := Sheet{Name: "Ý kiến", Title: titled("Các ý kiến và vị trí của từng ý kiến trong báo cáo", c.Discussion), Rows: [][]any{{"Tổ", "Số", "Nội dung", "Thái độ", "Ý kiến", "Vị trí trong báo cáo"}}}
	for _, a := range c.Annexes {
		for _, o := range a.Opinions {
			opinions.Rows = append(opinions.Rows, []any{oneLine(a.Group), o.Number, oneLine(o.Issue), oneLine(o.Stance), clean(o.Text), oneLine(o.Place)})
		}
	}
	return []Sheet{matrix, opinions, AnswerSheet(c.Answers)}
}

// titled is what a table is, and of which discussion.
func titled(what, discussion string) string {
	if of := oneLine(discussion); of != "" {
		return what + ": " + of
	}
	return what
}

// AnswerSheet is the table of what became of the findings.
func AnswerSheet(rows []AnswerRow) Sheet {
	out := Sheet{Name: "Tiếp thu, giải trình", Title: "Kết quả tiếp thu, giải trình ý kiến thảo luận tổ", Rows: [][]any{{"Ý kiến", "Đơn vị", "Kết quả", "Hạn", "Nội dung", "Tài liệu"}}}
	for _, a := range rows {
		out.Rows = append(out.Rows, []any{oneLine(a.Finding), oneLine(a.Unit), oneLine(a.State), oneLine(a.Deadline), clean(a.Text), oneLine(a.Document)})
	}
	return out
}
