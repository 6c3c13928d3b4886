package need_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plenum/internal/need"
)

// asked is a test that asks for something, and how it ended.
type asked struct {
	testing.TB
	end string
}

func (a *asked) Helper()                   {}
func (a *asked) Skip(v ...any)             { a.stop("skip", fmt.Sprint(v...)) }
func (a *asked) Skipf(f string, v ...any)  { a.stop("skip", fmt.Sprintf(f, v...)) }
func (a *asked) Fatal(v ...any)            { a.stop("fail", fmt.Sprint(v...)) }
func (a *asked) Fatalf(f string, v ...any) { a.stop("fail", fmt.Sprintf(f, v...)) }
func (a *asked) stop(how, why string)      { a.end = how + ": " + why; panic(a) }

func ask(t *testing.T, what func(testing.TB)) string {
	t.Helper()
	a := &asked{TB: t, end: "goes on"}
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(a) {
				panic(r)
			}
		}()
		what(a)
	}()
	return a.end
}

func TestWhatIsMissingIsToldAndRequiredWhereAllIs(t *testing.T) {
	if testing.Short() {
		t.Skip("left out by -short: -short itself leaves most of it out")
	}
	empty, shared := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(shared, "corpus"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", empty)
	for _, c := range []struct {
		name         string
		what         func(testing.TB)
		shared       string
		here, needed string // how it ends without and with PLENUM_TEST_ALL; what follows is left open
	}{
		{"a program", func(t testing.TB) { need.Program(t, "qpdf") }, "", "skip: missing: the program qpdf (apt-get install qpdf)", "fail: missing: the program qpdf"},
		{"LibreOffice", func(t testing.TB) { need.Program(t, "soffice") }, "", "skip: missing: the program soffice (apt-get install libreoffice-writer-nogui", "fail: missing: the program soffice"},
		{"a program of no package", func(t testing.TB) { need.Program(t, "qpdff") }, "", "fail: need knows no package", "fail: need knows no package"},
		{"a server", func(t testing.TB) { need.Server(t, "nothing") }, "", "skip: missing: the server nothing (make test-servers)", "fail: missing: the server nothing"},
		{"a client", func(t testing.TB) { need.Client(t, "nothing/node_modules/x.js") }, "", "skip: missing: the client nothing (make test-clients)", "fail: missing: the client nothing"},
		{"a file of the repository", func(t testing.TB) { need.Client(t, "tus-client/package.json") }, "", "goes on", "goes on"},
		{"no documents", func(t testing.TB) { need.Corpus(t) }, empty, "skip: missing: the real documents", "skip: missing: the real documents"},
		{"the documents", func(t testing.TB) { need.Corpus(t) }, shared, "goes on", "goes on"},
		{"one document", func(t testing.TB) { need.Corpus(t, "a.pdf") }, shared, "skip: missing: the real document a.pdf", "fail: missing: the real document a.pdf"},
		{"time", func(t testing.TB) { need.Long(t, "nothing") }, "", "goes on", "goes on"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("PLENUM_TEST_SHARED", c.shared)
			for all, want := range map[string]string{"": c.here, "1": c.needed} {
				t.Setenv("PLENUM_TEST_ALL", all)
				if got := ask(t, c.what); !strings.HasPrefix(got, want) {
					t.Errorf("with PLENUM_TEST_ALL=%q: got %q, want %q", all, got, want)
				}
			}
		})
	}
}

// What a test may ask for is installed by .ci/run, so that nothing fails there for want of it.
func TestEachProgramIsInstalledInCI(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(need.Module(t), ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(text)) {
		if _, list, ok := strings.Cut(line, "packages+=("); ok {
			listed = append(listed, strings.Fields(strings.TrimSuffix(strings.TrimSpace(list), ")"))...)
		}
	}
	for program, names := range need.Packages {
		for _, name := range strings.Fields(names) {
			if !slices.Contains(listed, name) {
				t.Errorf(".ci/run installs %q, not %s for %s", listed, name, program)
			}
		}
	}
}
