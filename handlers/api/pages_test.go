package api

import (
	"bytes"
	"html/template"
	"os"
	"regexp"
	"strings"
	"testing"

	"plenum/vietnamese/vietnamesetest"
)

// What pages say in English stands in elements that say so; the rest of the pages for people is Vietnamese. /docs is for
// programmers, and English as the contract.
func TestPagesForPeopleAreVietnamese(t *testing.T) {
	t.Parallel()
	style := regexp.MustCompile(`(?s)<style>.*?</style>`)
	english := regexp.MustCompile(`(?s)<(p|span) [^>]*lang="en"[^>]*>.*?</(p|span)>`)
	tag := regexp.MustCompile(`<[^>]*>`)
	type report struct {
		Congress, Discussion, By, Hash string
		AsOf                           int
		Superseded                     bool
	}
	for name, c := range map[string]struct {
		file string
		data map[string]any
	}{
		"front":   {"pages/front.html", map[string]any{"Title": "Plenum"}},
		"unknown": {"../discussions/pages/verify.html", map[string]any{"Found": false, "Report": report{}}},
		"signed":  {"../discussions/pages/verify.html", map[string]any{"Found": true, "Report": report{"Đại hội mẫu", "Thảo luận", "Trần Văn Mẫu", "0a", 7, false}, "At": "10:00, 24/11/2026", "Files": []struct{ Name, SHA256 string }{{"DOCX", "0a"}}}},
		"newer":   {"../discussions/pages/verify.html", map[string]any{"Found": true, "Report": report{"Đại hội mẫu", "Thảo luận", "Trần Văn Mẫu", "0a", 7, true}, "At": "10:00, 24/11/2026"}},
	} {
		written, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		page, err := template.New(name).Parse(string(written))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := page.Execute(&out, c.data); err != nil {
			t.Fatal(err)
		}
		html := out.String()
		if !english.MatchString(html) {
			t.Errorf("%s has no English beside the Vietnamese: the search is broken", name)
		}
		text := tag.ReplaceAllString(english.ReplaceAllString(style.ReplaceAllString(html, ""), ""), " ")
		if words := vietnamesetest.Foreign(text, "json", "healthz", "readyz"); len(words) > 0 || len(strings.Fields(text)) < 10 {
			t.Errorf("%s says %q in %q", name, words, text)
		}
	}
}
