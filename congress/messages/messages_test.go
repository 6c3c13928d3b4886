package messages

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"plenum/vietnamese/vietnamesetest"
)

var name = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// verbs are what a sentence takes from its arguments, in their order.
var verbs = regexp.MustCompile(`%[a-z%]`)

func TestEverySentenceIsInBothLanguages(t *testing.T) {
	t.Parallel()
	all := map[string]pair{}
	for code, c := range codes {
		all["code "+code] = c.says
	}
	for code, says := range ofFile {
		all["file "+code] = says
	}
	for code, says := range faults {
		all["fault "+code] = says
	}
	for kind, says := range titles {
		all["title "+kind] = says
	}
	if len(codes) < 200 || len(ofFile) < 8 || len(faults) < 120 || len(titles) < 11 {
		t.Fatalf("%d codes, %d of files, %d faults, %d titles: the tables are broken", len(codes), len(ofFile), len(faults), len(titles))
	}
	for of, says := range all {
		if !name.MatchString(strings.Fields(of)[1]) {
			t.Errorf("%s is no code", of)
		}
		if vi, en := verbs.FindAllString(says.vi, -1), verbs.FindAllString(says.en, -1); !slices.Equal(vi, en) {
			t.Errorf("%s takes %v in Vietnamese and %v in English", of, vi, en)
		}
		if says.vi == says.en && !strings.HasPrefix(says.vi, "%") {
			t.Errorf("%s is the same in both languages: %q", of, says.vi)
		}
		if strings.ContainsFunc(says.en, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }) {
			t.Errorf("%s has Vietnamese in its English: %q", of, says.en)
		}
		if words := vietnamesetest.Foreign(verbs.ReplaceAllString(says.vi, ""), values...); len(words) > 0 {
			t.Errorf("%s has no Vietnamese words %q in its Vietnamese: %q", of, words, says.vi)
		}
	}
}

// values are words of the API that Vietnamese sentences name.
var values = []string{"opinions", "answers", "limit", "offset", "put", "erase", "true", "false", "host", "save", "as", "chunked"}

// Each sentence is what its maker makes, and arguments of the wrong type do not compile; here they have to be said.
func TestFaultsSayTheirArguments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault  Fault
		code   string
		args   string
		vi, en string
	}{
		{OneLine(1, 500), "one_line", "[1 500]", "một dòng từ 1 đến 500 ký tự", "one line of 1 to 500 characters"},
		{CharactersTooMany(21000, 20000), "characters_too_many", "[21000 20000]", "có 21000 ký tự, chỉ nhận tối đa 20000", "the text has 21000 characters, at most 20000 are taken"},
		{TagsAtMost(50), "tags_at_most", "[50]", "tối đa 50 nhãn", "at most 50 tags"},
		{FoldersContradict("Tổ 1", "Tổ 2"), "folders_contradict", "[Tổ 1 Tổ 2]", "hai thư mục nói khác nhau: Tổ 1, Tổ 2", "two folders contradict each other: Tổ 1, Tổ 2"},
		{NobodyCalled("100%d"), "nobody_called", "[100%d]", "không phải vai trò, tổ hoặc số thẻ của đại hội: 100%d", "not a role, group or member of this congress: 100%d"},
		{Missing(), "missing", "[]", "còn trống", "the text is missing"},
		{IssueUnknown.Fault(), "issue_unknown", "[]", IssueUnknown.In(Vietnamese), "the outline has no such issue"},
		{Fault{}, "", "[]", "", ""},
	} {
		if c.fault.Code() != c.code || fmt.Sprint(c.fault.Args()) != c.args || c.fault.In(Vietnamese) != c.vi || c.fault.In(English) != c.en || c.fault.String() != c.en {
			t.Errorf("%s %v %q %q, want %+v", c.fault.Code(), c.fault.Args(), c.fault.In(Vietnamese), c.fault.In(English), c)
		}
	}
	if TagsAtMost(50) != TagsAtMost(50) || TagsAtMost(50) == TagsAtMost(51) || TagsAtMost(50) == AtMost(50) {
		t.Error("faults are not compared by what they say")
	}
}

func TestACodeIsFoundByItsName(t *testing.T) {
	t.Parallel()
	if c, ok := Find("thread_closed"); !ok || c != ThreadClosed || c.String() != "thread_closed" || c.In("fr") != c.In(Vietnamese) {
		t.Errorf("%v %v", c, ok)
	}
	if c, ok := Find("of_a_later_version"); ok || c != (Code{}) {
		t.Errorf("%v is found", c)
	}
	if a, b := OfFile("type_refused", Vietnamese), TypeRefused.In(Vietnamese); a == b || !strings.Contains(a, "DOCX") {
		t.Errorf("a file is refused in the words %q", a)
	}
	if OfFile("virus_found", English) != VirusFound.In(English) || OfFile("of_a_later_version", English) != "" {
		t.Error("a file's reason has other words than its code, or has some without one")
	}
}

// A new kind of error needs its title, in both languages.
func TestEveryKindOfErrorHasItsTitle(t *testing.T) {
	t.Parallel()
	vietnamesetest.EachIsSaid(t, "..", "Kind", func(kind string) string { return Title(kind, Vietnamese) })
}

// What nobody says any more goes.
func TestEverySentenceIsSaid(t *testing.T) {
	t.Parallel()
	unsaid := map[string]token.Position{}
	files := token.NewFileSet()
	for _, table := range []string{"codes.go", "faults.go"} {
		file, err := parser.ParseFile(files, table, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				unsaid[spec.Names[0].Name] = files.Position(spec.Pos())
			}
			return true
		})
	}
	if len(unsaid) != len(codes)+len(faults) {
		t.Fatalf("%d names for %d codes and %d faults", len(unsaid), len(codes), len(faults))
	}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "../.." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "data"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if of, ok := s.X.(*ast.Ident); ok && of.Name == "messages" {
					delete(unsaid, s.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(unsaid)) {
		t.Errorf("%s: %s is said nowhere", unsaid[name], name)
	}
}
