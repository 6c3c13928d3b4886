package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// fieldTexts finds what the program says of fields: the texts of congress.FieldError, of Fields: map…{}, and what is put
// into a map called fields, Fields or Faults. A text has a sample in place of what is only known at run time.
type fieldTexts struct {
	t      *testing.T
	files  *token.FileSet
	consts map[string]string
	texts  map[string]string // where
	codes  map[string]map[string]bool
}

func (f *fieldTexts) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.Ident:
		s, ok := f.consts[e.Name]
		return s, ok
	case *ast.BinaryExpr:
		left, ok := f.text(e.X)
		if right, also := f.text(e.Y); also {
			return left + right, ok
		}
		return left + "7", ok
	case *ast.CallExpr:
		if nameOf(e.Fun) == "Sprintf" && len(e.Args) > 0 {
			if s, ok := f.text(e.Args[0]); ok {
				return verbs.ReplaceAllString(s, "7"), true
			}
		}
	}
	return "", false
}

var verbs = regexp.MustCompile(`%[dsqv]`)

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func (f *fieldTexts) note(code, e ast.Expr) {
	where := f.files.Position(e.Pos()).String()
	text, ok := f.text(e)
	if !ok {
		what := nameOf(e)
		if call, is := e.(*ast.CallExpr); is {
			what = nameOf(call.Fun)
		}
		if !carriedFrom[what] {
			f.t.Errorf("%s: what is said here of a field (%s) cannot be read by this test: write it as a constant text", where, what)
		}
		return
	}
	f.texts[text] = where
	if c, ok := f.text(code); code != nil && ok {
		if f.codes[c] == nil {
			f.codes[c] = map[string]bool{}
		}
		f.codes[c][text] = true
	}
}

// carriedFrom are the names of what hands a text on that is found where it was made, or has no language (seconds, ids).
var carriedFrom = map[string]bool{"fault": true, "seconds": true, "message": true, "retryAfter": true, "string": true, "reasonWords": true, "Sprintf": true, "err": true}

// Every text that the program says of a field has Vietnamese words: its own, or those of its code, where the code has no other text.
func TestEveryTextOfAFieldHasVietnameseWords(t *testing.T) {
	f := &fieldTexts{t: t, files: token.NewFileSet(), texts: map[string]string{}, codes: map[string]map[string]bool{}}
	for _, folder := range []string{"auth", "congress", "journal", "documents", "discussion", "handlers", "realtime", "mobile-api", "server"} {
		f.consts = map[string]string{}
		var parsed []*ast.File
		err := filepath.WalkDir("../"+folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(f.files, path, nil, parser.SkipObjectResolution)
			parsed = append(parsed, file)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		each := func(see func(ast.Node) bool) {
			for _, file := range parsed {
				ast.Inspect(file, see)
			}
		}
		each(func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				for i, id := range spec.Names {
					if i < len(spec.Values) {
						if lit, ok := spec.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
							f.consts[id.Name], _ = strconv.Unquote(lit.Value)
						}
					}
				}
			}
			return true
		})
		inMap := func(e ast.Expr) {
			if m, ok := e.(*ast.CompositeLit); ok {
				for _, pair := range m.Elts {
					f.note(nil, pair.(*ast.KeyValueExpr).Value)
				}
			}
		}
		each(func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				switch {
				case nameOf(n.Fun) == "FieldError" && len(n.Args) == 3:
					f.note(n.Args[0], n.Args[2])
				case nameOf(n.Fun) == "errQuery" && len(n.Args) > 0:
					if s, ok := f.text(n.Args[0]); ok {
						f.texts[verbs.ReplaceAllString(s, "7")] = f.files.Position(n.Pos()).String()
					}
				case nameOf(n.Fun) == "faults" && len(n.Args) == 2:
					inMap(n.Args[1])
				}
			case *ast.KeyValueExpr:
				if nameOf(n.Key) == "Fields" {
					inMap(n.Value)
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					at, ok := left.(*ast.IndexExpr)
					if !ok || i >= len(n.Rhs) {
						continue
					}
					if what := nameOf(at.X); what == "fields" || what == "Fields" || what == "Faults" {
						f.note(nil, n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	if len(f.texts) < 80 || f.texts["at most 50 tags"] == "" || f.texts["there is no such level"] == "" {
		t.Fatalf("only %d texts were found; the search is broken", len(f.texts))
	}
	alone := map[string]bool{}
	for code, texts := range f.codes {
		for text := range texts {
			alone[text] = alone[text] || len(texts) == 1 && details[code] != ""
		}
	}
	for text, where := range f.texts {
		if _, known := inVietnamese(text); !known && !alone[text] {
			t.Errorf("%s: %q has no Vietnamese words (handlers/fieldwords.go)", where, text)
		}
	}
}

// What the validators of the contract say is Vietnamese in a Vietnamese answer, and whatever they may say else is too.
func TestTheValidatorsWordsAreSaidInVietnamese(t *testing.T) {
	for english, want := range map[string]string{
		"got number, want string":                    "sai kiểu, cần chuỗi ký tự",
		"got string, want integer":                   "sai kiểu, cần số nguyên",
		"got string, want number":                    "sai kiểu, cần số",
		"got null, want boolean":                     "sai kiểu, cần true hoặc false",
		"got array, want object":                     "sai kiểu, cần đối tượng JSON",
		"got object, want array":                     "sai kiểu, cần danh sách",
		"got number, want string or null":            "sai kiểu",
		"minLength: got 0, want 1":                   "có 0, cần ít nhất 1",
		"maxItems: got 21, want 20":                  "có 21, chỉ nhận tối đa 20",
		"minimum: got -1, want 0":                    "nhỏ quá, cần từ 0",
		"maximum: got 1,001, want 1,000":             "lớn quá, chỉ nhận đến 1,000",
		"minProperties: got 0, want 1":               "có 0 trường, cần ít nhất 1",
		"maxProperties: got 3, want 2":               "có 3 trường, chỉ nhận tối đa 2",
		"items at 0 and 1 are equal":                 "mục 0 và mục 1 trùng nhau",
		"value must be one of 'mat', 'toi-mat'":      "phải là một trong: 'mat', 'toi-mat'",
		"value must be 'ok'":                         "phải là 'ok'",
		"missing property 'title'":                   "thiếu title",
		"missing properties 'title', 'roles'":        "thiếu 'title', 'roles'",
		"additional properties 'x' not allowed":      "không nhận 'x'",
		"the value does not match pattern '^[a-z]$'": "không đúng dạng '^[a-z]$'",
		"the value is not valid date-time":           "không phải ngày giờ theo RFC 3339",
		"the value is not valid date":                "không phải ngày theo dạng YYYY-MM-DD",
		"the value is not valid uuid":                "không đúng dạng",
		"the value is not a valid integer":           "cần số nguyên",
		"the value is not a valid boolean":           "cần true hoặc false",
		"the value is not a valid number":            "cần số",
		"The query parameter 'q' is defined as being required, however it's missing": "còn thiếu",
		"The query parameter 'n' is defined as being an integer, however the value":  "cần số nguyên",
		"The request body is empty but there is a schema defined":                    "còn trống",
		"'oneOf' failed, none matched":                                               "chưa đúng",
		"a text of a later version":                                                  "chưa đúng",
		"12":                                                                         "12",
		"01938f1c-0000-7000-8000-000000000000":                                       "01938f1c-0000-7000-8000-000000000000",
	} {
		if got, _ := inVietnamese(english); got != want {
			t.Errorf("%q is said as %q, want %q", english, got, want)
		}
	}
}
