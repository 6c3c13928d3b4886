package stories_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents/sheets"
	"plenum/handlers/discussions"
	"plenum/server/demo"
)

// desk is the secretaries' work as it is done, noted so that others can try the same afterwards.
type desk struct {
	t    *testing.T
	dis  string // the discussion's path
	done *[]operation
}

// does sends what must succeed. n is the If-Match of a change; 0: none.
func (d desk) does(who *person, method, path string, n float64, body map[string]any) response {
	d.t.Helper()
	header := map[string]string{}
	if n > 0 {
		header["If-Match"] = quoted(n)
	}
	o := operation{method: method, path: path, header: header, body: body, keyed: method != "GET"}
	res := ask(d.t, who, o)
	if res.status >= 300 {
		d.t.Fatalf("%s %s: %s", method, path, res)
	}
	*d.done = append(*d.done, o)
	return res
}

// n is the If-Match of the report.
func (d desk) n(who *person) float64 {
	d.t.Helper()
	n, _ := d.does(who, "GET", d.dis+"/findings", 0, nil).json()["n"].(float64)
	return n
}

// row is an opinion in the workbench.
func (d desk) row(who *person, comment string) map[string]any {
	d.t.Helper()
	rows, _ := d.does(who, "GET", d.dis+"/workbench?limit=200", 0, nil).json()["rows"].([]any)
	for _, row := range rows {
		if r, _ := row.(map[string]any); r["comment"] == comment {
			return r
		}
	}
	d.t.Fatalf("the workbench has no %s", comment)
	return nil
}

// change changes an opinion's placement.
func (d desk) change(who *person, comment, what string, body map[string]any) response {
	d.t.Helper()
	n, _ := d.row(who, comment)["placement"].(float64)
	return d.does(who, "PUT", "~/comments/"+comment+"/"+what, n, body)
}

// place puts the parts of an opinion, from each of the characters to the next, at their places.
func (d desk) place(who *person, comment string, from []int, where ...map[string]any) response {
	d.t.Helper()
	text, _ := d.row(who, comment)["text"].(string)
	from = append(from, len([]rune(text)))
	var parts []any
	for i, w := range where {
		part := map[string]any{"from": from[i], "to": from[i+1], "issue": 1}
		maps.Copy(part, w)
		parts = append(parts, part)
	}
	return d.change(who, comment, "placement", map[string]any{"parts": parts})
}

// alike are the opinions that are suggested for one.
func (d desk) alike(who *person, comment string) (others []string) {
	d.t.Helper()
	list := items(d.does(who, "GET", d.dis+"/suggestions?comment="+comment, 0, nil))
	for _, s := range list {
		if s["a"] != comment {
			d.t.Errorf("a suggestion of another: %v", s)
		}
		other, _ := s["b"].(string)
		others = append(others, other)
	}
	return others
}

// follows opens the live map and reads its first event.
func (d desk) follows(who *person) {
	d.t.Helper()
	path := d.dis + "/map/live"
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, "GET", who.url+strings.Replace(path, "~", "/api/v1/congresses/"+who.congress, 1), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+who.token)
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || lines.Text() != "event: map" || !lines.Scan() || res.Header.Get("Content-Type") != "text/event-stream" {
		d.t.Fatalf("the live map: %d %q, %v", res.StatusCode, lines.Text(), lines.Err())
	}
	m := d.does(who, "GET", d.dis+"/map", 0, nil)
	if event, _ := strings.CutPrefix(lines.Text(), "data: "); event != strings.TrimSpace(string(m.body)) {
		d.t.Errorf("the live map is %s, the map %s", event, m)
	}
	*d.done = append(*d.done, operation{method: "GET", path: path})
}

// A secretary's day: every operation of the compilation and the report is done once by who may, and by nobody else.
func TestASecretarysDay(t *testing.T) {
	pdf, err := demo.Files.ReadFile("materials/chuong-trinh.pdf")
	if err != nil {
		t.Fatal(err)
	}
	gotenberg := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(pdf) }))
	defer gotenberg.Close()
	p := start(t, t.TempDir(), "--demo", "--converter", gotenberg.URL)
	secretariat, second, presidium, organizer, author := p.as("thuky1"), p.as("thuky2"), p.as("chutich1"), p.as("bantochuc1"), p.as("to1-daibieu01")
	silent := p.as("to1-daibieu05")
	discussion, _ := items(secretariat.get("~/discussions"))[0]["object"].(string)
	d := desk{t: t, dis: "~/discussions/" + discussion, done: &[]operation{}}
	say := func(login, text string) string {
		t.Helper()
		who, id := p.as(login), newID()
		if res := who.do("POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": who.groups[0], "issue": 2, "stance": "propose", "text": text}, key(id)); res.status != 201 {
			t.Fatal(res)
		}
		return id
	}
	const point = "Đề nghị sớm khởi công cầu qua sông ở phía bắc để giảm ùn tắc cho khu công nghiệp."
	mine := say("to1-daibieu01", "Nhất trí với dự thảo. "+point)
	same := say("to2-daibieu02", point+" Đây là mong mỏi của cử tri.")
	other := say("to3-daibieu01", "Đề nghị sớm khởi công cầu qua sông ở phía bắc để giảm ùn tắc cho khu công nghiệp và cảng.")

	// One takes an opinion in hand; the other is told.
	d.change(secretariat, mine, "claim", map[string]any{"take": true})
	if res := second.do("PUT", "~/comments/"+mine+"/claim", map[string]any{"take": true}, with(key(newID()), "If-Match", quoted(d.row(second, mine)["placement"].(float64)))); res.str("code") != "claimed" {
		t.Errorf("in hand of another: %s", res)
	}
	found := func(issue int, heading, text string) string {
		t.Helper()
		return d.does(secretariat, "POST", d.dis+"/findings", 0, map[string]any{"issue": issue, "heading": heading, "text": text}).str("object")
	}
	agree, bridge, crossing, empty := found(-1, "", "nhất trí với dự thảo"), found(2, "Về cầu", "đề nghị sớm khởi công cầu phía bắc"), found(2, "Về cầu", "đề nghị làm cầu"), found(0, "", "không có ý kiến nào")
	of := func(finding string) float64 {
		t.Helper()
		lines, _ := d.does(secretariat, "GET", d.dis+"/findings", 0, nil).json()["findings"].([]any)
		for _, line := range lines {
			if l, _ := line.(map[string]any); l["object"] == finding {
				n, _ := l["n"].(float64)
				return n
			}
		}
		t.Fatalf("there is no finding %s", finding)
		return 0
	}
	d.does(secretariat, "PUT", "~/findings/"+bridge, of(bridge), map[string]any{"issue": 2, "heading": "Về cầu", "text": "đề nghị sớm khởi công cầu qua sông ở phía bắc", "order": 1})

	// It is split, undone, and done again.
	cut := len([]rune("Nhất trí với dự thảo. "))
	placed := d.place(secretariat, mine, []int{0, cut}, map[string]any{"finding": agree, "stance": "agree"}, map[string]any{"finding": bridge, "issue": 2, "tags": []string{"hạ tầng"}})
	object, _ := d.row(secretariat, mine)["object"].(string)
	steps := items(d.does(secretariat, "GET", "~/steps/"+object, 0, nil))
	if len(steps) != 2 { // the claim, and before that nothing
		t.Fatalf("the steps are %v", steps)
	}
	back := func(record any) {
		t.Helper()
		n, _ := d.row(secretariat, mine)["placement"].(float64)
		d.does(secretariat, "POST", "~/steps/"+object, n, map[string]any{"record": record})
	}
	back(steps[0]["record"])
	if parts, _ := d.row(secretariat, mine)["parts"].([]any); len(parts) != 1 {
		t.Errorf("undone it has the parts %v", parts)
	}
	back(placed.str("id"))
	if parts, _ := d.row(secretariat, mine)["parts"].([]any); len(parts) != 2 {
		t.Errorf("done again it has the parts %v", parts)
	}
	d.change(secretariat, mine, "claim", map[string]any{"take": false})

	// Of two suggestions one is refused, and one accepted.
	if alike := d.alike(second, mine); !slices.Contains(alike, same) || !slices.Contains(alike, other) {
		t.Fatalf("suggested are %v, want %s and %s", alike, same, other)
	}
	d.change(second, mine, "unlike", map[string]any{"comment": other, "unlike": true})
	d.place(second, same, []int{0}, map[string]any{"finding": crossing, "issue": 2})
	if alike := d.alike(second, mine); !slices.Contains(alike, same) || slices.Contains(alike, other) {
		t.Errorf("one refused, suggested are %v", alike)
	}
	d.does(secretariat, "PUT", "~/findings/"+crossing+"/merger", of(crossing), map[string]any{"into": bridge})
	if alike := d.alike(second, mine); len(alike) != 0 {
		t.Errorf("one refused and one in the same finding, suggested are %v", alike)
	}
	d.does(secretariat, "DELETE", "~/findings/"+crossing+"/merger", d.n(secretariat), nil) // the merger was the last that was done
	d.does(secretariat, "PUT", "~/findings/"+crossing+"/merger", of(crossing), map[string]any{"into": bridge})
	d.does(secretariat, "PUT", "~/findings/"+empty+"/removal", of(empty), map[string]any{"removed": true})

	// What is left goes to its places, one aside; then nothing waits.
	waiting, _ := d.does(second, "GET", d.dis+"/workbench?state=waiting&limit=200", 0, nil).json()["rows"].([]any)
	for i, row := range waiting {
		r, _ := row.(map[string]any)
		where := map[string]any{"finding": agree}
		if i == 0 {
			where = map[string]any{"aside": "ngoài phạm vi thảo luận"}
		}
		d.place(second, r["comment"].(string), []int{0}, where)
	}
	coverage, _ := d.does(second, "GET", d.dis+"/workbench?state=aside", 0, nil).json()["coverage"].(map[string]any)
	if coverage["waiting"] != 0.0 || coverage["aside"] != 1.0 {
		t.Errorf("the coverage is %v", coverage)
	}
	resolution, _ := organizer.the("documents", "number", "04-NQ/ĐHM")["object"].(string)
	answer := map[string]any{"document": resolution, "version": 1, "page": 1, "unit": "Sở Xây dựng", "state": "accepted", "text": "Tiếp thu; bổ sung vào danh mục.", "deadline": "2027-06-30"}
	d.does(secretariat, "PUT", "~/findings/"+bridge+"/answer", of(bridge), answer)
	d.does(secretariat, "DELETE", "~/findings/"+bridge+"/answer", of(bridge), nil)
	d.does(secretariat, "PUT", "~/findings/"+bridge+"/answer", of(bridge), answer)

	// The delegate is told that it is placed, and not yet what the report says.
	trace := d.does(author, "GET", "~m/comments/"+mine+"/trace", 0, nil)
	if parts, _ := trace.json()["parts"].([]any); len(parts) != 2 || strings.Contains(string(trace.body), "sentence") || !strings.Contains(string(trace.body), "placed") {
		t.Errorf("before the signature the trace is %s", trace)
	}
	if m := d.does(presidium, "GET", d.dis+"/map", 0, nil); !strings.Contains(string(m.body), "cầu qua sông") {
		t.Errorf("the map is %s", m)
	}
	d.follows(presidium)
	if list := d.does(secretariat, "GET", d.dis+"/silent", 0, nil); !strings.Contains(string(list.body), silent.member) || strings.Contains(string(list.body), author.member) {
		t.Errorf("silent are %s", list)
	}
	d.does(secretariat, "POST", d.dis+"/silent/reminders", 0, map[string]any{"text": "Mời đồng chí góp ý trước 16 giờ.", "groups": silent.groups})
	if !strings.Contains(string(silent.get("~/notices").body), "trước 16 giờ") {
		t.Error("the silent one is not reminded")
	}

	// The report, in the congress's own template, from draft to signature.
	template := organizer.put("mẫu.docx", templateOf(t, "{{discussion}}: {{opinions}} ý kiến"))
	change := func(who *person, method, path string, body map[string]any) response {
		t.Helper()
		return d.does(who, method, d.dis+path, d.n(who), body)
	}
	settings := map[string]any{
		"form": "party", "smallest": 3, "rule": map[string]any{"base": "issue", "most": 50, "many": 20, "some": 2}, "number": "12-BC/ĐTK", "recipients": []string{"Đoàn Chủ tịch"},
	}
	own := maps.Clone(settings)
	own["template"] = template
	change(secretariat, "PUT", "/report/settings", own)
	if docx := d.does(secretariat, "GET", d.dis+"/report.docx", 0, nil); !strings.Contains(mainText(t, docx.body), ": 11 ý kiến") {
		t.Errorf("in its template the report is %q", mainText(t, docx.body))
	}
	change(secretariat, "PUT", "/report/settings", settings)
	change(secretariat, "PUT", "/report/state", map[string]any{"review": true})
	remark := change(presidium, "POST", "/report/remarks", map[string]any{"text": "Nêu rõ vị trí cầu.", "finding": bridge}).str("id")
	if res := secretariat.do("POST", d.dis+"/report/signature", nil, with(key(newID()), "If-Match", quoted(d.n(secretariat)))); res.str("code") != "review_open" {
		t.Errorf("signing over a remark: %s", res)
	}
	change(secretariat, "PUT", "/report/remarks/"+remark, map[string]any{"settled": true})
	sign := func() {
		t.Helper()
		change(secretariat, "POST", "/report/signature", nil)
	}
	sign()
	for form, begins := range map[string]string{"docx": "PK", "pdf": "%PDF", "xlsx": "PK", "json": "{", "csv": "\ufeff"} {
		res := d.does(secretariat, "GET", d.dis+"/report."+form, 0, nil)
		if again := d.does(presidium, "GET", d.dis+"/report."+form+"?asOf="+res.header.Get("X-Plenum-As-Of"), 0, nil); !bytes.HasPrefix(res.body, []byte(begins)) || !bytes.Equal(again.body, res.body) {
			t.Errorf("report.%s: %.80q, and again %.80q", form, res.body, again.body)
		}
	}
	if book, err := sheets.Read(d.does(secretariat, "GET", d.dis+"/report.xlsx", 0, nil).body, 1000); err != nil || len(book[0].Rows) < 3 {
		t.Errorf("the workbook: %v, %v", book, err)
	}
	// Answers go on after the signature; the table of then stays.
	table := func(query string) (res response, text string) {
		t.Helper()
		res = d.does(secretariat, "GET", d.dis+"/report/answers.xlsx"+query, 0, nil)
		tables, err := sheets.Read(res.body, 1000)
		if err != nil || len(tables[0].Rows) != 3 { // the title, the heading, one answer
			t.Fatalf("the answers: %v, %v", tables, err)
		}
		return res, fmt.Sprint(tables[0].Rows[2])
	}
	then, text := table("")
	for _, want := range []string{"II.2, ý 1: đề nghị sớm khởi công", "Sở Xây dựng", "Tiếp thu", "30/06/2027", "Dự thảo Nghị quyết Đại hội (04-NQ/ĐHM), bản 1, trang 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("the answers say no %q: %s", want, text)
		}
	}
	answer["text"] = "Tiếp thu; bổ sung vào danh mục và kế hoạch vốn."
	d.does(secretariat, "PUT", "~/findings/"+bridge+"/answer", of(bridge), answer)
	if _, text := table(""); !strings.Contains(text, "kế hoạch vốn") {
		t.Errorf("after the signature the answers say %s", text)
	}
	if again, _ := table("?asOf=" + then.header.Get("X-Plenum-As-Of")); !bytes.Equal(again.body, then.body) {
		t.Error("the answers as of the same record have other bytes")
	}
	trace = d.does(author, "GET", "~m/comments/"+mine+"/trace", 0, nil)
	for _, want := range []string{`"signed":true`, resolution, "cầu qua sông ở phía bắc", "kế hoạch vốn"} {
		if !strings.Contains(string(trace.body), want) {
			t.Errorf("the trace says no %s: %s", want, trace)
		}
	}

	keeper := p.as("to1-thuky")
	if own := mainText(t, d.does(keeper, "GET", d.dis+"/report.docx?group="+keeper.groups[0], 0, nil).body); !strings.Contains(own, point) || strings.Contains(own, "mong mỏi của cử tri") {
		t.Errorf("the group's own report is %q", own)
	}
	if res := keeper.get(d.dis + "/report.docx"); res.status != http.StatusForbidden {
		t.Errorf("a group's secretary reads the common report: %s", res)
	}

	// Into the register, to its readers, and once more after the signature was taken back.
	into := newID()
	document := d.does(organizer, "POST", d.dis+"/report/document", 0, nil).str("object")
	if res := organizer.do("POST", d.dis+"/report/document", nil, key(into)); res.str("code") != "report_registered" {
		t.Errorf("twice into the register: %s", res)
	}
	if res := organizer.do("PUT", "~/documents/"+document, map[string]any{"title": "Báo cáo tổng hợp", "audience": map[string]any{"everyone": true}}, with(key(newID()), "If-Match", organizer.get("~/documents/"+document).header.Get("ETag"))); res.status != 200 && res.status != 201 {
		t.Fatal(res)
	}
	file := congress.DerivedUUID("report", "file", document)
	organizer.ready("~/documents/" + document + "/uploads/" + file)
	if res := organizer.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": file}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	if res := silent.get("~m/documents/" + document + "/versions/1/content"); res.status != 200 || !bytes.HasPrefix(res.body, []byte("PK")) {
		t.Errorf("a delegate reads the report: %s", res)
	}
	verified := func() string {
		t.Helper()
		report, _ := d.does(secretariat, "GET", d.dis+"/findings", 0, nil).json()["report"].(map[string]any)
		signed, _ := report["signed"].(map[string]any)
		address, _ := signed["verify"].(string)
		return strings.TrimPrefix(address, p.url)
	}
	first := verified()
	page := d.does(author, "GET", first, 0, nil)
	read := silent.get("~m/documents/" + document + "/versions/1/content?as=pdf")
	for _, want := range [][]byte{silent.get("~m/documents/" + document + "/versions/1/content").body, read.body} {
		if sum := fmt.Sprintf("%x", sha256.Sum256(want)); !strings.Contains(string(page.body), sum) {
			t.Errorf("the page says no %s: %s", sum, page.body)
		}
	}
	const superseded = "bản ký mới hơn"
	if strings.Contains(string(page.body), superseded) {
		t.Error("what stands is superseded")
	}
	change(secretariat, "DELETE", "/report/signature", map[string]any{"reason": "bổ sung ý kiến đến sau"})
	sign()
	if page := d.does(author, "GET", first, 0, nil); !strings.Contains(string(page.body), superseded) {
		t.Errorf("the page of the first signature is %s", page.body)
	}
	if page := d.does(author, "GET", verified(), 0, nil); strings.Contains(string(page.body), superseded) || strings.Contains(string(page.body), "sổ tài liệu") {
		t.Errorf("the page of the second signature, which is in no register, is %s", page.body)
	}

	everyOperationWasDone(t, *d.done)
	nobodyElse(t, d, p, []string{"to2-daibieu01", "khachmoi1", "baochi1", "quantri"})
}

// everyOperationWasDone holds what was done to the routes of the compilation.
func everyOperationWasDone(t *testing.T, done []operation) {
	t.Helper()
	table := map[string]bool{}
	for _, o := range done {
		path, _, _ := strings.Cut(o.path, "?")
		path = strings.Replace(strings.Replace(path, "~m", "/mobile/v1/congresses/x", 1), "~", "/api/v1/congresses/x", 1)
		table[o.method+" "+path] = true
	}
	for _, r := range append(discussions.CompilationRoutes(discussions.CompilationOptions{}), discussions.Trace("/mobile/v1/congresses/:congress", nil)) {
		if name := r.Method + " " + r.Path; !matchesOne(name, table) {
			t.Errorf("nobody did %s", name)
		}
	}
}

// nobodyElse lets each of those people try what was done, word for word: it is not there for them, or not theirs, and nothing changes.
func nobodyElse(t *testing.T, d desk, p *process, logins []string) {
	t.Helper()
	secretariat := p.as("thuky1")
	before := secretariat.get(d.dis + "/findings").body
	for _, login := range logins {
		who := p.as(login)
		who.congress = secretariat.congress // the administrator is in none
		tried := map[string]bool{}
		for _, o := range *d.done {
			if tried[fmt.Sprint(o)] || strings.HasPrefix(o.path, "/verify/") {
				continue
			}
			tried[fmt.Sprint(o)] = true
			if res := ask(t, who, o); res.status != http.StatusForbidden && res.status != http.StatusNotFound {
				t.Errorf("%s: %s %s: %s", login, o.method, o.path, res)
			}
		}
	}
	if after := secretariat.get(d.dis + "/findings").body; !bytes.Equal(before, after) {
		t.Errorf("others changed the report from %.300s to %.300s", before, after)
	}
}
