package vietnamesetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// EachIsSaid finds the values of an enumeration (the string constants of a type) in the source of a package's folder, and fails where
// say has no Vietnamese words for one. Values of except are never shown to people.
func EachIsSaid(tb testing.TB, folder, enumeration string, say func(value string) string, except ...string) {
	tb.Helper()
	values := Values(tb, folder, enumeration)
	if len(values) < 2 {
		tb.Errorf("%s has %d values in %s: the search is broken", enumeration, len(values), folder)
	}
	for _, value := range values {
		if slices.Contains(except, value) {
			continue
		}
		if words := say(value); words == "" {
			tb.Errorf("%s %q has no Vietnamese words", enumeration, value)
		} else if foreign := Foreign(words); len(foreign) > 0 {
			tb.Errorf("%s %q is said as %q, which has %q", enumeration, value, words, foreign)
		}
	}
}

// Values are the string constants of a type in the source of a package's folder, without its tests.
func Values(tb testing.TB, folder, enumeration string) (values []string) {
	tb.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), folder, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.SkipObjectResolution) //nolint:staticcheck // build tags play no part here
	if err != nil {
		tb.Fatal(err)
	}
	for _, p := range packages {
		ast.Inspect(p, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			of, ok := spec.Type.(*ast.Ident)
			if !ok || of.Name != enumeration {
				return true
			}
			for _, v := range spec.Values {
				if text, ok := v.(*ast.BasicLit); ok && text.Kind == token.STRING {
					value, err := strconv.Unquote(text.Value)
					if err != nil {
						tb.Fatal(err)
					}
					values = append(values, value)
				}
			}
			return true
		})
	}
	slices.Sort(values)
	return values
}
