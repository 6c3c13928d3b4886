package stories_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/documents/sheets"
	"plenum/handlers"
	"plenum/internal/need"
	"plenum/vietnamese/vietnamesetest"
)

// workbooks are all workbooks that Plenum makes: the function that writes it, its path in the contract, who gets it, and how many
// rows it has at least in the test.
var workbooks = []struct {
	maker, path string
	secretariat bool
	rows        int
}{
	{"CallSheet", "/api/v1/congresses/:congress/documents/:document/readiness.xlsx", false, 10},
	{"ReadinessSheet", "/api/v1/congresses/:congress/readiness.xlsx", false, 10},
	{"AccessSheet", "/api/v1/congresses/:congress/audit/reads.xlsx", false, 3},
	{"LedgerSheet", "/api/v1/congresses/:congress/documents/:document/ledger.xlsx", false, 10},
	{"ImportTemplate", "/api/v1/congresses/:congress/imports/template.xlsx", false, 3},
	{"workbookOfSheets", "/api/v1/congresses/:congress/discussions/:discussion/report.xlsx", true, 3},
	{"workbookOfSheets", "/api/v1/congresses/:congress/discussions/:discussion/report/answers.xlsx", true, 2},
}

// knownFaults are what excelize writes against the schema, in the one part of styles: the members of a font stand in the order of its
// Go struct (name, family, b, color, sz) instead of the schema's (b, sz, color, name, family), and no option changes that.
// Excel, LibreOffice and WPS take them in any order.
var knownFaults = []need.SchemaFault{
	{
		Description: "The element has unexpected child element 'http://schemas.openxmlformats.org/spreadsheetml/2006/main:b'.",
		Path:        "/xl/styles.xml", XPath: "/x:styleSheet[1]/x:fonts[1]/x:font[2]", ID: "Sch_UnexpectedElementContentExpectingComplex",
	},
	{
		Description: "The element has unexpected child element 'http://schemas.openxmlformats.org/spreadsheetml/2006/main:color'.",
		Path:        "/xl/styles.xml", XPath: "/x:styleSheet[1]/x:fonts[1]/x:font[1]", ID: "Sch_UnexpectedElementContentExpectingComplex",
	},
}

func TestTheTableOfWorkbooksHasEachThatIsMade(t *testing.T) {
	t.Parallel()
	makers, paths := map[string]bool{}, map[string]bool{}
	for _, w := range workbooks {
		makers[w.maker], paths[w.path] = true, true
	}
	contract, err := handlers.LoadContract()
	if err != nil {
		t.Fatal(err)
	}
	for _, operation := range contract.Operations() {
		if method, path, _ := strings.Cut(operation, " "); strings.HasSuffix(path, ".xlsx") && !paths[path] {
			t.Errorf("%s %s is a workbook that the table does not have", method, path)
		}
	}
	found := writersOf(t, "sheets", "Write")
	if want := slices.Sorted(maps.Keys(makers)); !slices.Equal(slices.Sorted(maps.Keys(found)), want) {
		t.Errorf("workbooks are written by %q, and the table has %q", slices.Sorted(maps.Keys(found)), want)
	}
}

// writersOf are the functions of the program that call this function of a package.
func writersOf(t *testing.T, pkg, name string) map[string]bool {
	t.Helper()
	found, root, read := map[string]bool{}, need.Module(t), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		read++
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(function, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == name {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == pkg {
						found[function.Name.Name] = true
					}
				}
				return true
			})
		}
		return nil
	})
	if err != nil || read < 100 {
		t.Fatalf("%d files, %v", read, err)
	}
	return found
}

// Microsoft's Open XML SDK finds nothing in the workbooks but what is known, and their words are Vietnamese.
func TestWorkbooksFollowTheOpenXMLSchemaAndSpeakVietnamese(t *testing.T) {
	validate := need.OpenXML(t)
	p := start(t, t.TempDir(), "--demo") // its own: a document is recalled
	organizer, secretariat, reader, other := p.as("bantochuc1"), p.as("thuky1"), p.as("to1-daibieu01"), p.as("to2-daibieu01")
	must := func(res response) response {
		t.Helper()
		if res.status >= 300 {
			t.Fatal(res)
		}
		return res
	}
	kept := organizer.published(t, "Báo cáo = thử & nghiệm <một>\nhai dòng", []byte("Báo cáo thử nghiệm"), "bao-cao.txt", map[string]any{"everyone": true})
	gone := organizer.published(t, "Phương án nhân sự", []byte("Phương án"), "phuong-an.txt", map[string]any{"everyone": true})
	for _, who := range []*person{reader, other} {
		for _, document := range []string{kept, gone} {
			must(who.get("~m/documents/" + document + "/versions/1/content"))
		}
	}
	now := time.Now().UTC().Format(time.RFC3339)
	must(reader.do("POST", "~m/receipts", map[string]any{"facts": []any{map[string]any{"id": newID(), "document": kept, "version": 1, "confirmed": now}}}, nil))
	organizer.recall(t, gone)
	must(reader.do("POST", "~m/erasures", map[string]any{"documents": []string{gone}}, nil))

	discussion, _ := items(secretariat.get("~/discussions"))[0]["object"].(string)
	dis := "~/discussions/" + discussion
	finding := must(secretariat.do("POST", dis+"/findings", map[string]any{"issue": 1, "heading": "Về chỉ tiêu", "text": "đề nghị bổ sung chỉ tiêu"}, key(newID()))).str("object")
	rows, _ := must(secretariat.get(dis + "/workbench?state=waiting&limit=5")).json()["rows"].([]any)
	for _, row := range rows {
		r, _ := row.(map[string]any)
		text, _ := r["text"].(string)
		comment, _ := r["comment"].(string)
		must(secretariat.do("PUT", "~/comments/"+comment+"/placement", map[string]any{
			"parts": []any{map[string]any{"from": 0, "to": len([]rune(text)), "issue": 1, "finding": finding}},
		}, key(newID())))
	}
	must(secretariat.do("PUT", "~/findings/"+finding+"/answer", map[string]any{
		"unit": "Sở Xây dựng", "state": "accepted", "text": "Tiếp thu.", "deadline": "2027-06-30",
	}, with(key(newID()), "If-Match", etag(secretariat, dis, finding))))

	known := map[string]bool{}
	for _, w := range workbooks {
		who, document := organizer, kept
		if w.secretariat {
			who = secretariat
		}
		if w.maker == "LedgerSheet" {
			document = gone
		}
		path := strings.NewReplacer("/api/v1/congresses/:congress", "~", ":document", document, ":discussion", discussion).Replace(w.path)
		book := must(who.get(path)).body
		for _, fault := range validate("so.xlsx", book) {
			if known[fault.XPath] = true; !slices.Contains(knownFaults, fault) {
				t.Errorf("%s: %+v", w.path, fault)
			}
		}
		tables, err := sheets.Read(book, 10_000)
		if err != nil {
			t.Errorf("%s: %v", w.path, err)
			continue
		}
		count := 0
		for _, table := range tables {
			count += len(table.Rows)
			for _, text := range append(slices.Concat(table.Rows...), table.Name) {
				if words := vietnamesetest.Foreign(text); len(words) > 0 {
					t.Errorf("%s says %q in %q", w.path, words, text)
				}
			}
		}
		if count < w.rows {
			t.Errorf("%s has %d rows, want %d", w.path, count, w.rows)
		}
	}

	for _, fault := range knownFaults {
		if !known[fault.XPath] {
			t.Errorf("it is known no more, and may go from the list: %+v", fault)
		}
	}

	bad := rewritten(t, must(organizer.get("~/readiness.xlsx")).body, "xl/worksheets/sheet1.xml", "<sheetData>", "<nothing/><sheetData>")
	if faults := validate("sai.xlsx", bad); !strings.Contains(fmt.Sprint(faults), "nothing") {
		t.Errorf("an element that there is not: %+v", faults)
	}
}

// rewritten is an archive with another text in one of its files.
func rewritten(t *testing.T, archive []byte, name, old, text string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == name {
			part = bytes.Replace(part, []byte(old), []byte(text), 1)
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
