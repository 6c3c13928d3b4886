package report

import (
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/internal/need"
)

// word is a word of a page as it is printed, in points from above and left.
type word struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	Text string  `xml:",chardata"`
}

// wordsOf gives the words of each page of a Word file as LibreOffice prints it.
func wordsOf(t *testing.T, docx []byte) (pages [][]word) {
	t.Helper()
	need.Letters(t)
	soffice, pdftotext := need.Program(t, "soffice"), need.Program(t, "pdftotext")
	dir := t.TempDir()
	file := filepath.Join(dir, "a.docx")
	if err := os.WriteFile(file, docx, 0o600); err != nil {
		t.Fatal(err)
	}
	convert := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, file)
	if out, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), pdftotext, "-bbox", filepath.Join(dir, "a.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Pages []struct {
			Words []word `xml:"word"`
		} `xml:"body>doc>page"`
	}
	d := xml.NewDecoder(strings.NewReader(string(out)))
	d.Entity, d.Strict = xml.HTMLEntity, false
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Pages {
		pages = append(pages, p.Words)
	}
	return pages
}

// Nghị định 30/2020/NĐ-CP, annex I: the text of each page begins at its margin of 20 mm, the first page too; an annex
// counts its pages from 1, without a number on the first; and the signature has at least two lines of text with it.
func TestPagesAreAsTheDecreeHasThem(t *testing.T) {
	t.Parallel()
	const margin = 20 * 72 / 25.4
	for _, form := range []Form{StateForm, PartyForm} {
		c := invented(form)
		for i := range 40 {
			c.Annexes[0].Opinions = append(c.Annexes[0].Opinions, AnnexOpinion{Number: i + 2, Issue: "Nội dung 1", Text: strings.Repeat("Đề nghị bổ sung chỉ tiêu về nhà ở. ", 6), Place: "I.1, ý 1"})
		}
		c.Office = "Trưởng đoàn"
		docx, err := CompiledDOCX(c)
		if err != nil {
			t.Fatal(err)
		}
		var numbers []string // of pages, as they are printed above; "-" for none
		for n, words := range wordsOf(t, docx) {
			number, first := "-", 1000.0
			for _, w := range words {
				if w.YMin < margin-6 {
					number = w.Text
				} else {
					first = min(first, w.YMin)
				}
			}
			numbers = append(numbers, number)
			if first < margin-2 || first > margin+20 { // a title has 18 points above it
				t.Errorf("%s, page %d: the text begins at %.1f mm", form, n+1, first*25.4/72)
			}
		}
		all := strings.Join(numbers, " ")
		if !strings.HasPrefix(all, "- 2 - 2 3") && !strings.HasPrefix(all, "- - 2 3") || strings.Count(all, "-") != 4 {
			t.Errorf("%s: the pages are numbered %s", form, all)
		}
	}
	minutes, err := MinutesDOCX(Minutes{Congress: "Đại hội mẫu", Place: "Hà Nội", Room: "Phòng họp 3", Group: "Tổ 1", Discussion: "Thảo luận", Date: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	page := wordsOf(t, minutes)[0]
	if y := slices.MinFunc(page, func(a, b word) int { return int(a.YMin - b.YMin) }).YMin; y < margin-2 || y > margin+4 {
		t.Errorf("the minutes begin at %.1f mm", y*25.4/72)
	}
	var text []string
	for _, w := range page {
		text = append(text, w.Text)
	}
	got := strings.ReplaceAll(strings.Join(text, " "), "\u00a0", " ")
	for _, want := range []string{"Hà Nội, ngày 24 tháng 11 năm 2026", "Địa điểm: Phòng họp 3."} {
		if !strings.Contains(got, want) {
			t.Errorf("the minutes have no %q: %s", want, got)
		}
	}
}

// However long the last paragraph is, two lines of it stand on the page of the signature.
func TestTheSignatureHasTextWithIt(t *testing.T) {
	t.Parallel()
	for lines := 24; lines <= 40; lines += 4 {
		c := invented(StateForm)
		c.Annexes, c.Answers, c.Hash = nil, nil, ""
		c.Specific = c.Specific[:1]
		c.General.Headings[0].Findings[0].Text = strings.Repeat("nhất trí với bố cục của dự thảo và đề nghị rút gọn ", lines*2/3)
		docx, err := CompiledDOCX(c)
		if err != nil {
			t.Fatal(err)
		}
		for n, words := range wordsOf(t, docx) {
			signed := slices.IndexFunc(words, func(w word) bool { return w.Text == "TM." })
			if signed < 0 {
				continue
			}
			rows := map[string]bool{}
			for _, w := range words {
				if w.YMin > 50 && w.YMin < words[signed].YMin-12 {
					rows[fmt.Sprintf("%.0f", w.YMin)] = true
				}
			}
			if len(rows) < 2 {
				t.Errorf("%d lines: on page %d the signature has %d lines of text with it", lines, n+1, len(rows))
			}
		}
	}
}

// However much text is before them, the hash and who signed stand on the page of the signature.
func TestTheConfirmationIsOnThePageOfTheSignature(t *testing.T) {
	t.Parallel()
	for lines := 6; lines <= 26; lines += 5 {
		c := invented(StateForm)
		c.Annexes, c.Answers, c.Specific = nil, nil, c.Specific[:1]
		c.General.Headings[0].Findings[0].Text = strings.Repeat("nhất trí với bố cục của dự thảo và đề nghị rút gọn ", lines*2/3)
		report, err := CompiledDOCX(c)
		if err != nil {
			t.Fatal(err)
		}
		m := sample()
		m.Additions, m.Secretaries, m.Conclusion = nil, m.Secretaries[:1], strings.Repeat("Tổ thống nhất cao với bố cục của dự thảo và đề nghị rút gọn. ", lines*2/3)
		minutes, err := MinutesDOCX(m)
		if err != nil {
			t.Fatal(err)
		}
		for what, made := range map[string]struct {
			docx        []byte
			signed, end string
		}{"report": {report, "TM.", "https"}, "minutes": {minutes, "TRÌ", "Lập"}} {
			signed, end, hash := -1, -1, -1
			for n, words := range wordsOf(t, made.docx) {
				for _, w := range words {
					switch {
					case w.Text == made.signed:
						signed = n
					case strings.HasPrefix(w.Text, made.end):
						end = n
					case strings.HasPrefix(w.Text, "0a0a0a0a"):
						hash = n
					}
				}
			}
			if signed < 0 || signed != end || signed != hash {
				t.Errorf("%d lines of the %s: the signature is on page %d, the hash on %d, the last line on %d", lines, what, signed+1, hash+1, end+1)
			}
		}
	}
}
