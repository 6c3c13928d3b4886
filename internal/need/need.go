// Package need is how a test asks for what a bare clone does not have: programs, servers and
// clients of others, and real documents.
//
// A test that misses something is skipped and says what it is and where it comes from, so
// `go test ./...` is green right after `go mod download`. With PLENUM_TEST_ALL=1, which
// `make test` and `.ci/run` set, it fails instead: nothing stays untested there unseen.
// Real documents and rights of the system are the exceptions, because nobody can install them: a
// test that misses them is skipped there too, and counted. Under -short a test that takes long is
// skipped as well.
package need

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// all, in the environment, makes a failure of what is missing.
const all = "PLENUM_TEST_ALL"

// shared, in the environment, names the folder of the real documents; else it is ../shared, beside
// the repository.
const shared = "PLENUM_TEST_SHARED"

// packages are Debian's packages of the programs that tests run. A program that is not here is one
// that no test may ask for.
var packages = map[string]string{
	"clamd":     "clamav-daemon",
	"curl":      "curl",
	"fc-list":   "fontconfig",
	"fc-match":  "fontconfig",
	"node":      "nodejs",
	"pdftotext": "poppler-utils",
	"python3":   "python3",
	"qpdf":      "qpdf",
	"soffice":   "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
}

// Program gives the path of an installed program. LibreOffice starts slowly, so -short goes
// without.
func Program(tb testing.TB, name string) string {
	tb.Helper()
	if name == "soffice" {
		Long(tb, "LibreOffice starts")
	}
	hint, known := packages[name]
	if !known {
		tb.Fatalf("need knows no package of the program %s", name)
	}
	path, err := exec.LookPath(name)
	if err != nil { // daemons are where the PATH of people does not lead
		path, err = exec.LookPath(filepath.Join("/usr/sbin", name))
	}
	if err != nil {
		missing(tb, "the program "+name, "apt-get install "+hint)
	}
	return path
}

// Letters asks for a font that stands in for Times New Roman and has the letters of Vietnamese:
// without it LibreOffice takes each of those letters from another font, and lines are broken
// elsewhere.
func Letters(tb testing.TB) {
	tb.Helper()
	match := Program(tb, "fc-match")
	languages, err := exec.CommandContext(tb.Context(), match, "-f", "%{lang}", "Times New Roman").Output()
	if err != nil {
		tb.Fatal(err)
	}
	if !slices.Contains(strings.Split(string(languages), "|"), "vi") {
		missing(tb, "a font with Vietnamese letters in place of Times New Roman", "apt-get install fonts-liberation2")
	}
}

// Server gives the path of a server that tools/test-servers.sh builds: ferret or minio. -short goes
// without servers of others.
func Server(tb testing.TB, name string) string {
	tb.Helper()
	Long(tb, "a server of others starts")
	return built(tb, "the server "+name, "make test-servers", ".tools", "bin", name)
}

// Client gives the path of a client of others that tools/test-clients.sh installs, by its path
// below tools/.
func Client(tb testing.TB, path string) string {
	tb.Helper()
	name, _, _ := strings.Cut(path, "/")
	return built(tb, "the client "+name, "make test-clients", "tools", filepath.FromSlash(path))
}

func built(tb testing.TB, what, how string, path ...string) string {
	tb.Helper()
	file := filepath.Join(append([]string{Module(tb)}, path...)...)
	if _, err := os.Stat(file); err != nil {
		missing(tb, what, how)
	}
	return file
}

// Corpus gives the folder shared/corpus of real documents, which are not in the repository. The
// test needs the files of these names in it. -short goes without.
func Corpus(tb testing.TB, files ...string) string {
	tb.Helper()
	Long(tb, "real documents are read")
	folder := filepath.Join(Shared(tb), "corpus")
	if _, err := os.Stat(folder); err != nil {
		tb.Skip("missing: the real documents (put them into shared/corpus beside the repository, or name another shared folder in " + shared + ")")
	}
	for _, name := range files {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			missing(tb, "the real document "+name, "put it into shared/corpus")
		}
	}
	return folder
}

// Shared gives the folder that holds corpus/ and cases/, whether it is there or not.
func Shared(tb testing.TB) string {
	tb.Helper()
	if folder := os.Getenv(shared); folder != "" {
		return folder
	}
	return filepath.Join(filepath.Dir(Module(tb)), "shared")
}

// Right skips a test that needs a right of the system which this process does not have.
func Right(tb testing.TB, to string) {
	tb.Helper()
	tb.Skip("missing: the right to " + to + " (run the tests as root, and in a container that may)")
}

// Long skips a test under -short, because of what it does.
func Long(tb testing.TB, why string) {
	tb.Helper()
	if testing.Short() {
		tb.Skip("left out by -short: " + why)
	}
}

// Module gives the folder of Plenum's go.mod, above the package under test.
func Module(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		} else if !errors.Is(err, os.ErrNotExist) {
			tb.Fatal(err)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			tb.Fatal("there is no go.mod above the test")
		}
		dir = parent
	}
}

func missing(tb testing.TB, what, how string) {
	tb.Helper()
	if os.Getenv(all) != "" {
		tb.Fatalf("missing: %s (%s); %s is set, so nothing may be left out", what, how, all)
	}
	tb.Skipf("missing: %s (%s)", what, how)
}
