package report

import (
	"slices"
	"time"
)

// Form is the layout that a congress writes its documents in.
type Form string

// The forms.
const (
	StateForm Form = "state" // Nghị định 30/2020/NĐ-CP, annex I
	PartyForm Form = "party" // Hướng dẫn 36-HD/VPTW
)

// Compiled is the report from findings. It has no names of members but the signer's.
type Compiled struct {
	Form       Form
	Superior   string // above the issuer; "" leaves it out
	IssuedBy   string // "" is "Đoàn Thư ký"
	Number     string // số, ký hiệu; "" leaves room to write it in
	Place      string
	Congress   string
	Discussion string
	AsOf       uint64    // number of the last record that is counted in
	Date       time.Time // shown in its own location; zero leaves room to write it in
	Groups     []string
	Plenary    bool     `json:",omitempty"` // the last of Groups is the plenary, which is no group
	Public     []string `json:"-"`          // groups as open data names them, small ones together; nil: as they are
	Column     []int    `json:"-"`          // where in Public each of Groups is
	Opinions   int      // that count
	Members    int      // who spoke

	General  Chapter   // I. Về vấn đề chung
	Specific []Chapter // II. Về các nội dung cụ thể, one for each issue
	Outside  Chapter   // III. Nội dung ngoài đề cương

	Annexes    []Annex     // what was said, one for each group that spoke
	Answers    []AnswerRow // tiếp thu, giải trình
	Matrix     Matrix
	Recipients []string // nơi nhận, a line each; nil is the presidium, the groups and the file

	Draft    bool   // marked as such
	Office   string `json:",omitempty"` // chức vụ of who signs; "" has no line
	SignedBy string // "" leaves room to sign
	SignedAt time.Time
	Hash     string // of what the report says, SHA-256 in hexadecimal digits; "" is not printed
	Verify   string // address of the verification page, printed with a QR code of it; "" is not printed
}

// Chapter is what the report says of an issue.
type Chapter struct {
	Number          string // "I", or "II.2" for an issue
	Title, Question string // the question is not printed
	Headings        []Heading
	Silent          []string // groups that said nothing of it
	Elsewhere       []string `json:",omitempty"` // groups whose opinions on it are all placed at other issues
	Unplaced        bool     // something was said of it, and none of that is in a finding
}

// plenarySpoke reports whether something was said in the plenary.
func (c Compiled) plenarySpoke() bool {
	return c.Plenary && slices.ContainsFunc(c.Matrix.Counts, func(row []int) bool { return len(row) == len(c.Groups) && row[len(row)-1] > 0 })
}

// Empty reports whether nothing was said of it. It is not printed then.
func (c Chapter) Empty() bool { return len(c.Headings) == 0 && len(c.Elsewhere) == 0 && !c.Unplaced }

// Heading is "Về …" with its findings; "" is none.
type Heading struct {
	Title    string
	Findings []Finding
}

// Finding is a sentence. All but Text is counted.
type Finding struct {
	Quantifier string // such as "Đa số ý kiến"; "" is none
	Text       string
	Note       string // the footnote
	Opinions   int
	Groups     []int     // opinions by group, as in Compiled.Groups
	Dissent    []Finding // stands right under it
}

// Annex is every opinion of a group.
type Annex struct {
	Group    string
	Opinions []AnnexOpinion
}

// AnnexOpinion is a part of an opinion, and where it went.
type AnnexOpinion struct {
	Number int    // of the opinion in its group
	Issue  string // "Nội dung 2" or "Ngoài đề cương"
	Stance string
	Text   string
	Place  string // such as "II.2, ý 3", or why it was set aside
}

// AnswerRow is what became of a finding.
type AnswerRow struct{ Finding, Unit, State, Text, Deadline, Document string }

// Matrix is opinions by issue and group.
type Matrix struct {
	Rows   []string // issues, then what is outside of the outline
	Counts [][]int  // by row and group
}
