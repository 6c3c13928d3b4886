package stories_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"

	"plenum/documents/sheets"
)

// The secretaries' half of a congress, from the opinions to a report that anybody can check.
func TestFromTheOpinionsToTheSignedReport(t *testing.T) {
	p := start(t, t.TempDir(), "--demo")
	secretariat, second, delegate := p.as("thuky1"), p.as("thuky2"), p.as("to1-daibieu01")
	must := func(res response) response {
		t.Helper()
		if res.status >= 300 {
			t.Fatal(res)
		}
		return res
	}
	discussion, _ := items(secretariat.get("~/discussions"))[0]["object"].(string)
	dis, mine := "~/discussions/"+discussion, newID()
	must(delegate.do("POST", "~m/discussions/"+discussion+"/comments", map[string]any{
		"group": delegate.groups[0], "issue": 1, "stance": "propose", "text": "Nhất trí với dự thảo. Đề nghị bổ sung chỉ tiêu zqmine.",
	}, key(mine)))

	for _, filter := range []string{"state=bad", "kind=bad", "sort=bad", "stance=bad"} {
		if res := secretariat.get(dis + "/workbench?" + filter); res.str("code") != "request_invalid" {
			t.Errorf("the workbench by %s: %s", filter, res)
		}
	}

	// Everything that waits goes into one of two findings, by two secretaries; what the delegate said in two parts.
	found := func(text string, issue int) string {
		return must(secretariat.do("POST", dis+"/findings", map[string]any{"issue": issue, "heading": "Về chỉ tiêu", "text": text}, key(newID()))).str("object")
	}
	agree, propose := found("nhất trí với dự thảo", 1), found("đề nghị bổ sung chỉ tiêu", 1)
	must(secretariat.do("PUT", "~/findings/"+agree, map[string]any{"issue": -1, "text": "nhất trí với dự thảo"},
		with(key(newID()), "If-Match", etag(secretariat, dis, agree))))
	for {
		list := must(second.get(dis + "/workbench?state=waiting&limit=200"))
		rows, _ := list.json()["rows"].([]any)
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			r, _ := row.(map[string]any)
			text, _ := r["text"].(string)
			end := len([]rune(text))
			parts := []any{map[string]any{"from": 0, "to": end, "issue": 1, "finding": propose}}
			if strings.Contains(text, "zqmine") {
				cut := len([]rune("Nhất trí với dự thảo. "))
				parts = []any{map[string]any{"from": 0, "to": cut, "issue": 0, "stance": "agree", "finding": agree}, map[string]any{"from": cut, "to": end, "issue": 1, "stance": "propose", "finding": propose}}
			}
			comment, _ := r["comment"].(string)
			must(second.do("PUT", "~/comments/"+comment+"/placement", map[string]any{"parts": parts}, key(newID())))
		}
	}
	state := func(method, path string, body any) response {
		t.Helper()
		outline := must(secretariat.get(dis + "/findings"))
		header := with(with(key(newID()), "Host", "bao-cao-gia.example"), "X-Forwarded-Host", "bao-cao-gia.example") // neither says where the server is
		if n, _ := outline.json()["n"].(float64); n > 0 {
			header = with(header, "If-Match", quoted(n))
		}
		return secretariat.do(method, dis+path, body, header)
	}
	must(state("PUT", "/report/settings", map[string]any{
		"form": "party", "smallest": 3, "rule": map[string]any{"base": "all", "most": 50, "many": 20, "some": 2}, "number": "12-BC/ĐTK",
	}))
	if res := state("POST", "/report/signature", nil); res.str("code") != "report_not_in_review" {
		t.Errorf("signing a draft: %s", res)
	}
	must(state("PUT", "/report/state", map[string]any{"review": true}))
	must(state("POST", "/report/signature", nil))

	docx := must(secretariat.get(dis + "/report.docx"))
	if again := must(secretariat.get(dis + "/report.docx?asOf=" + docx.header.Get("X-Plenum-As-Of"))); !bytes.Equal(again.body, docx.body) {
		t.Error("the same number gives other bytes")
	}
	if again := must(secretariat.get(dis + "/report.xlsx")); !bytes.Equal(again.body, must(secretariat.get(dis+"/report.xlsx")).body) {
		t.Error("the workbook of the same number has other bytes")
	}
	if book, err := sheets.Read(must(secretariat.get(dis+"/report.xlsx")).body, 1000); err != nil || len(book[0].Rows) < 3 {
		t.Errorf("the workbook: %v, %v", book, err)
	}
	if rows, err := csv.NewReader(bytes.NewReader(must(secretariat.get(dis + "/report.csv")).body[3:])).ReadAll(); err != nil || len(rows) != 3 {
		t.Errorf("the table: %v, %v", rows, err)
	}
	open := must(secretariat.get(dis + "/report.json"))
	if strings.Contains(string(open.body), "zqmine") || !strings.Contains(string(open.body), "Đa số ý kiến") {
		t.Errorf("open data is %s", open)
	}

	// Anybody who has the report can check it, and learns what is printed on it: of which congress it is, and who signed.
	outline := must(secretariat.get(dis + "/findings"))
	report, _ := outline.json()["report"].(map[string]any)
	signed, _ := report["signed"].(map[string]any)
	address, _ := signed["verify"].(string)
	if !strings.HasPrefix(address, p.url+"/verify/") {
		t.Errorf("the signed report names %s, want the server's own %s", address, p.url)
	}
	for hash, want := range map[string]int{"": http.StatusOK, "x": http.StatusNotFound} {
		res, err := http.Get(address + hash) //nolint:noctx // as anybody does
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != want || err != nil {
			t.Errorf("%s%s: %d, want %d, %v", address, hash, res.StatusCode, want, err)
		}
		for _, word := range []any{signed["congress"], signed["name"]} {
			if text := html.EscapeString(fmt.Sprint(word)); text == "" || strings.Contains(string(page), text) != (want == http.StatusOK) {
				t.Errorf("%s%s: the page and %q", address, hash, text)
			}
		}
	}

	trace := must(delegate.get("~m/comments/" + mine + "/trace"))
	parts, _ := trace.json()["parts"].([]any)
	if len(parts) != 2 || !strings.Contains(string(trace.body), "đề nghị bổ sung chỉ tiêu") || trace.json()["signed"] != true {
		t.Errorf("the delegate's trace is %s", trace)
	}
	// It goes into the register as a draft, once, and its signature stands then.
	organizer := p.as("bantochuc1")
	if res := organizer.get(dis + "/report.docx"); res.status != http.StatusForbidden {
		t.Errorf("an organizer reads the report: %s", res)
	}
	into := newID()
	document := must(organizer.do("POST", dis+"/report/document", nil, key(into))).str("object")
	must(organizer.do("POST", dis+"/report/document", nil, key(into)))
	if res := organizer.do("POST", dis+"/report/document", nil, key(newID())); res.str("code") != "report_registered" {
		t.Errorf("into the register twice: %s", res)
	}
	// A late opinion opens it again, with a reason; what it becomes is the next version of the same document.
	must(state("DELETE", "/report/signature", map[string]any{"reason": "có ý kiến đến sau"}))
	must(state("POST", "/report/signature", nil))
	next := newID()
	for range 2 {
		if res := must(organizer.do("POST", dis+"/report/document", nil, key(next))); res.str("object") != document {
			t.Errorf("the second version goes into %s, want %s", res, document)
		}
	}
	eventually(t, "two files in the register", func() bool {
		return strings.Count(string(organizer.get("~/register").body), "Báo cáo tổng hợp ý kiến thảo luận tổ.docx") == 2
	})
	eventually(t, "the file in the register", func() bool { return strings.Contains(string(organizer.get("~/register").body), document) })
	if len(items(organizer.get("~/documents?limit=1000"))) == 0 || strings.Contains(string(delegate.get("~/documents?limit=1000").body), document) {
		t.Error("the draft is not the organizers' alone")
	}

	if res := must(secretariat.do("POST", dis+"/silent/reminders", map[string]any{"text": "Mời các đồng chí góp ý.", "groups": delegate.groups}, key(newID()))); res.str("kind") != "notice" {
		t.Errorf("the reminder is %s", res)
	}
	if strings.Contains(string(delegate.get("~/notices").body), "Mời các đồng chí góp ý") {
		t.Error("who has spoken is reminded")
	}
	presidium := p.as("chutich1")
	if m := must(presidium.get(dis + "/map")); !strings.Contains(string(m.body), "Đa số ý kiến") {
		t.Errorf("the map is %s", m)
	}
}

// templateOf is a Word file whose only paragraph has that text.
func templateOf(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`},
	} {
		f, err := z.Create(part[0])
		if err == nil {
			_, err = f.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAReportKeepsTheVersionOfItsTemplate(t *testing.T) {
	p := demoServer(t)
	organizer, secretariat := p.as("bantochuc1"), p.as("thuky1")
	discussion, _ := items(secretariat.get("~/discussions"))[0]["object"].(string)
	dis, document := "~/discussions/"+discussion, organizer.put("mẫu.docx", templateOf(t, "Mẫu một: {{discussion}}"))
	set := func(template any) response {
		t.Helper()
		header := key(newID())
		if n, _ := secretariat.get(dis + "/findings").json()["n"].(float64); n > 0 {
			header = with(header, "If-Match", quoted(n))
		}
		return secretariat.do("PUT", dis+"/report/settings", map[string]any{
			"form": "state", "smallest": 5, "rule": map[string]any{"base": "all", "most": 50, "many": 20, "some": 2}, "template": template,
		}, header)
	}
	if res := set(document); res.status != 200 && res.status != 201 {
		t.Fatal(res)
	}
	first := secretariat.get(dis + "/report.docx")
	if first.status != 200 || !strings.Contains(mainText(t, first.body), "Mẫu một: ") {
		t.Fatalf("the report is %s", first)
	}
	n := first.header.Get("X-Plenum-As-Of")
	organizer.publish(document, "mẫu.docx", templateOf(t, "Mẫu hai: {{discussion}}"))
	if again := secretariat.get(dis + "/report.docx?asOf=" + n); !bytes.Equal(again.body, first.body) {
		t.Errorf("after a new version of its template the report is %q", mainText(t, again.body))
	}
	if res := set(document); res.status != 200 && res.status != 201 {
		t.Fatal(res)
	}
	if now := secretariat.get(dis + "/report.docx"); !strings.Contains(mainText(t, now.body), "Mẫu hai: ") {
		t.Errorf("set again the report is %q", mainText(t, now.body))
	}
	if again := secretariat.get(dis + "/report.docx?asOf=" + n); !bytes.Equal(again.body, first.body) {
		t.Errorf("after other settings the report of the earlier record is %q", mainText(t, again.body))
	}
	for name, template := range map[string]string{"nothing": newID(), "unknown names": organizer.put("mẫu.docx", templateOf(t, "{{nothing}}")), "no Word file": organizer.put("mẫu.txt", []byte("{{body}}"))} {
		if res := set(template); res.status != 422 && res.status != 400 || res.str("code") != "template_invalid" {
			t.Errorf("%s as a template: %s", name, res)
		}
	}
}

// mainText is the main part of a Word file.
func mainText(t *testing.T, docx []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatalf("%v in %.300q", err, docx)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// etag is the If-Match of a finding as it stands.
func etag(who *person, dis, finding string) string {
	lines, _ := who.get(dis + "/findings").json()["findings"].([]any)
	for _, line := range lines {
		if l, _ := line.(map[string]any); l["object"] == finding {
			n, _ := l["n"].(float64)
			return quoted(n)
		}
	}
	return ""
}

func quoted(n float64) string { return fmt.Sprintf("%q", fmt.Sprint(uint64(n))) }

func with(header map[string]string, name, value string) map[string]string {
	header[name] = value
	return header
}
