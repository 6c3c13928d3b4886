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

// noClient are the codes that end in a start that fails, in the log, or in another code before anybody could read them.
var noClient = map[string]string{
	"blob_exists": "keys are new ids", "blob_key_invalid": "keys are ours", "blob_range_invalid": "ranges are checked before",
	"id_known": "the hall answers the record", "id_known_not_found": "the hall answers the record", "number_taken": "the hall tries again",
	"mongodb_uri_invalid": "stops the start", "storage_not_ours": "stops the start", "storage_too_new": "stops the start", "log_missing": "stops the start",
	"hash_invalid":      "hashes come from storage",
	"record_unreadable": "goes to the log as a fault", "snapshot_invalid": "the snapshot is left out",
}

var isCode = regexp.MustCompile(`^[a-z]+(_[a-z0-9]+)*$`)

// Codes are found where the program makes errors: the string arguments of congress.E, Wrap and FieldError, of auth's
// faults, and every Code field and Code… constant.
func TestEveryCodeHasVietnameseWords(t *testing.T) {
	codes := map[string]token.Position{}
	files := token.NewFileSet()
	note := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if code, err := strconv.Unquote(l.Value); err == nil && isCode.MatchString(code) {
				codes[code] = files.Position(l.Pos())
			}
		}
	}
	at := map[string]int{"E": 1, "Wrap": 2, "FieldError": 0, "faults": 0}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "tools" || d.Name() == "data" || d.Name() == "storagetest"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := ""
				switch f := n.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
				}
				if i, ok := at[name]; ok && i < len(n.Args) {
					note(n.Args[i])
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
					note(n.Value)
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if strings.HasPrefix(name.Name, "Code") && i < len(n.Values) {
						note(n.Values[i])
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(codes) < 60 || codes["thread_closed"].Line == 0 {
		t.Fatalf("only %d codes were found; the search is broken", len(codes))
	}
	for code, where := range codes {
		if details[code] == "" && noClient[code] == "" && (reasons[code][0] == "" || reasons[code][1] == "") {
			t.Errorf("%s: %s has no Vietnamese words", where, code)
		}
	}
	for code := range noClient {
		if _, ok := codes[code]; !ok {
			t.Errorf("%s is no longer a code", code)
		}
	}
	for code := range details {
		if _, ok := codes[code]; !ok {
			t.Errorf("%s has words and is no longer a code", code)
		}
	}
}

func TestFieldsAreSaidInTheLanguageAskedFor(t *testing.T) {
	for english, want := range map[string]string{
		"one line of 1 to 500 characters":                        "một dòng từ 1 đến 500 ký tự",
		"the text has 21000 characters, at most 20000 are taken": "có 21000 ký tự, chỉ nhận tối đa 20000",
		"at most 50 tags": "tối đa 50 nhãn",
		"two folders contradict each other: Tổ 1, Tổ 2": "hai thư mục nói khác nhau: Tổ 1, Tổ 2",
		"a reason nobody translated":                    "chưa đúng",
	} {
		if got, _ := inVietnamese(english); got != want {
			t.Errorf("%q is %q, want %q", english, got, want)
		}
	}
}

func TestAReasonNeverRepeatsWhatWasSent(t *testing.T) {
	for reason, want := range map[string]string{
		"'bí mật' does not match pattern '^[a-z]+$'":  "the value does not match pattern '^[a-z]+$'",
		"'it's' does not match pattern '^[a-z]+$'":    "the value does not match pattern '^[a-z]+$'",
		"'x: y' is not valid date: 'x: y' is no date": "the value is not valid date",
		"value 'a b' is not a number":                 "the value is not a number",
		"missing property 'title'":                    "missing property 'title'",
	} {
		if got := reasonWords(reason); got != want {
			t.Errorf("%q is said as %q, want %q", reason, got, want)
		}
	}
}
