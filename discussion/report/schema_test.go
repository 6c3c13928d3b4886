package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plenum/internal/need"
)

// Microsoft's Open XML SDK finds nothing in what is written that the schema does not allow, and finds what is put in wrongly.
func TestDocumentsFollowTheOpenXMLSchema(t *testing.T) {
	validate := need.OpenXML(t)
	check := func(name string, docx []byte, err error) (ok bool, said string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		faults := validate(name+".docx", docx)
		return len(faults) == 0, fmt.Sprintf("%+v", faults)
	}
	minutes := Minutes{
		Congress: "Đại hội thử", Group: "Tổ 1", Discussion: "Thảo luận", Present: []string{"Nguyễn Văn Mẫu"}, Absent: []Absent{{"Trần Thị Mẫu", "ốm"}}, Opening: "Mở đầu.",
		Issues: []MinutesIssue{{Title: "Một", Comments: []Comment{{Number: 1, Stance: "đề nghị", Text: "Ý kiến.\nHai đoạn."}}}}, Conclusion: "Kết luận.",
		SignedBy: "Nguyễn Văn Mẫu", SignedAt: time.Unix(1_800_000_000, 0), Hash: "0a", Additions: []Addition{{time.Unix(1_800_000_000, 0), "Nguyễn Văn Mẫu", "Bổ sung.", nil}},
	}
	for name, write := range map[string]func() ([]byte, error){
		"state":   func() ([]byte, error) { return CompiledDOCX(invented(StateForm)) },
		"party":   func() ([]byte, error) { return CompiledDOCX(invented(PartyForm)) },
		"minutes": func() ([]byte, error) { return MinutesDOCX(minutes) },
		"sample":  func() ([]byte, error) { return MinutesDOCX(sample()) },
		"template": func() ([]byte, error) {
			return FillTemplate(template(t, `<w:p><w:r><w:t>{{congress}}</w:t></w:r></w:p><w:p><w:r><w:t>{{body}}</w:t></w:r></w:p>`+
				`<w:p><w:r><w:t>{{annexes}}</w:t></w:r></w:p><w:p><w:r><w:t>{{answers}}</w:t></w:r></w:p><w:p><w:r><w:t>{{qr}}</w:t></w:r></w:p><w:p><w:r><w:t>{{as</w:t></w:r><w:r><w:t>of}} hết</w:t></w:r></w:p>`), invented(StateForm))
		},
	} {
		docx, err := write()
		if ok, said := check(name, docx, err); !ok {
			t.Errorf("%s: %s", name, said)
		}
	}
	docx, err := CompiledDOCX(invented(StateForm))
	if err != nil {
		t.Fatal(err)
	}
	var wrong []part
	for name, text := range unpack(t, docx) {
		if name == mainPart {
			text = strings.Replace(text, "<w:jc ", "<w:nothing/><w:jc ", 1)
		}
		wrong = append(wrong, part{name, text})
	}
	bad, err := zipped(wrong)
	if ok, said := check("wrong", bad, err); ok || !strings.Contains(said, "nothing") {
		t.Errorf("an element that there is not: %s", said)
	}
}
