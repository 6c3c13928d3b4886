package register

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"plenum/congress/messages"
	"plenum/documents"
	"plenum/vietnamese/vietnamesetest"
)

var ofWarnings = regexp.MustCompile(`(?i)\bcodes? of (the )?warnings?\b`)

// warningCodes are the constants whose comments say that they are codes of warnings, by name, and the names that are warned with, of a folder.
func warningCodes(t *testing.T, dir string) (codes map[string]string, used []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	codes = map[string]string{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				if n.Tok != token.CONST || !ofWarnings.MatchString(n.Doc.Text()) {
					break
				}
				for _, spec := range n.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && len(v.Values) == 1 {
						if l, ok := v.Values[0].(*ast.BasicLit); ok && l.Kind == token.STRING {
							codes[v.Names[0].Name], _ = strconv.Unquote(l.Value)
						}
					}
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "warn" && len(n.Args) == 2 {
					used = append(used, identOf(n.Args[0]))
				}
			case *ast.CompositeLit:
				if typeOf(n.Type) != "Warning" {
					break
				}
				for _, field := range n.Elts {
					if kv, ok := field.(*ast.KeyValueExpr); ok && identOf(kv.Key) == "Code" {
						used = append(used, identOf(kv.Value))
					}
				}
			}
			return true
		})
	}
	return codes, used
}

func identOf(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// typeOf is the name of a type, of another package's without the package.
func typeOf(e ast.Expr) string {
	if of, ok := e.(*ast.SelectorExpr); ok {
		e = of.Sel
	}
	return identOf(e)
}

func TestEveryWarningIsSaidInVietnameseAndEnglishAndStandsInTheContract(t *testing.T) {
	t.Parallel()
	contract, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, schema, _ := strings.Cut(string(contract), "\n    Warning:\n")
	schema, _, _ = strings.Cut(schema, "\n    Marking:\n")
	known := map[string]bool{}
	for dir, least := range map[string]struct{ codes, used int }{
		"../../documents/ingest": {5, 2}, "../../documents/uploads": {4, 4}, "../../documents/extract": {5, 5},
	} {
		codes, used := warningCodes(t, dir)
		if len(codes) < least.codes || len(used) < least.used {
			t.Fatalf("%s: %d codes and %d uses were found; the search is broken", dir, len(codes), len(used))
		}
		for _, name := range used {
			if name != "" && name != "code" && codes[name] == "" {
				t.Errorf("%s: %s is warned with, and no comment says that it is the code of a warning", dir, name)
			}
		}
		for name, code := range codes {
			known[code] = true
			if warnings[code][0] == "" || warnings[code][1] == "" {
				t.Errorf("%s: %s (%s) has no words in Vietnamese and English", dir, code, name)
			}
			if words := vietnamesetest.Foreign(warnings[code][0], "track", "changes", "windows", "unicode"); len(words) > 0 {
				t.Errorf("%s says %q in its Vietnamese", code, words)
			}
			if !strings.Contains(schema, "`"+code+"`") {
				t.Errorf("%s: %s is not in the contract's Warning", dir, code)
			}
		}
	}
	for code := range warnings {
		if !known[code] {
			t.Errorf("%s has words and is no code of a warning", code)
		}
	}
	for _, c := range []struct {
		warning documents.Warning
		want    string
	}{
		{documents.Warning{Code: "fonts_missing", Fonts: "Tahoma, VNI-Times"}, "a font is not in the file: letters may look different on a tablet (Tahoma, VNI-Times)."},
		{documents.Warning{Code: "number_twice", Rows: "3, 7-9"}, "another row of the list has the same number (3, 7-9)."},
	} {
		list := []documents.Warning{c.warning}
		if explained("en", list); list[0].Detail != c.want {
			t.Errorf("%s says %q, want %q", c.warning.Code, list[0].Detail, c.want)
		}
	}
	list := []documents.Warning{{Code: "comments"}, {Code: "encrypted"}}
	explained("en", list)
	if list[0].Detail != warnings["comments"][1] || list[1].Detail != messages.OfFile("encrypted", "en") {
		t.Errorf("said in English: %+v", list)
	}
	explained("vi", list)
	if list[0].Detail != warnings["comments"][0] || list[1].Detail != messages.OfFile("encrypted", "vi") {
		t.Errorf("said in Vietnamese: %+v", list)
	}
}
