package report

import (
	"strings"
	"testing"
	"time"

	"plenum/vietnamese/vietnamesetest"
)

// What the program itself puts into a report is Vietnamese.
func TestReportsHaveNoForeignWord(t *testing.T) {
	t.Parallel()
	draft := invented(StateForm)
	draft.Draft, draft.SignedBy, draft.SignedAt, draft.Number, draft.Date, draft.IssuedBy, draft.Plenary = true, "", time.Time{}, "", time.Time{}, "", true
	minutes := Minutes{
		Congress: "Đại hội thử", Group: "Tổ 1", Discussion: "Thảo luận", Present: []string{"Nguyễn Văn Mẫu"}, Absent: []Absent{{"Trần Thị Mẫu", "ốm"}}, Opening: "Mở đầu.",
		Issues: []MinutesIssue{{Title: "Một", Comments: []Comment{{Number: 1, Stance: "đề nghị", Text: "Ý kiến."}}}}, Conclusion: "Kết luận.",
		SignedBy: "Nguyễn Văn Mẫu", SignedAt: time.Unix(1_800_000_000, 0), Hash: "0a", Additions: []Addition{{time.Unix(1_800_000_000, 0), "Nguyễn Văn Mẫu", "Bổ sung.", nil}},
	}
	for name, write := range map[string]func() ([]byte, error){
		"state":   func() ([]byte, error) { return CompiledDOCX(invented(StateForm)) },
		"party":   func() ([]byte, error) { return CompiledDOCX(invented(PartyForm)) },
		"draft":   func() ([]byte, error) { return CompiledDOCX(draft) },
		"minutes": func() ([]byte, error) { return MinutesDOCX(minutes) },
	} {
		docx, err := write()
		if err != nil {
			t.Fatal(err)
		}
		said := 0
		for part, text := range unpack(t, docx) {
			if !strings.HasPrefix(part, "word/") || !strings.HasSuffix(part, ".xml") {
				continue
			}
			for _, line := range texts(t, text) {
				said++
				if words := vietnamesetest.Foreign(line); len(words) > 0 {
					t.Errorf("%s, %s says %q in %q", name, part, words, line)
				}
			}
		}
		if said < 10 {
			t.Errorf("%s has %d texts", name, said)
		}
	}
	for _, sheet := range draft.Sheets() {
		for _, row := range append(sheet.Rows, []any{sheet.Name}) {
			for _, cell := range row {
				if text, ok := cell.(string); ok && len(vietnamesetest.Foreign(text)) > 0 {
					t.Errorf("the sheet %s says %q", sheet.Name, text)
				}
			}
		}
	}
}
