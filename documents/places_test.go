package documents_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/convert"
	"plenum/documents/extract"
	"plenum/documents/ingest"
	"plenum/documents/marking"
	"plenum/documents/uploads"
	"plenum/internal/need"
)

// sight says who sees the words at a place of a file.
type sight int

const (
	shown      sight = iota + 1 // readers see them: a marking is quarantined, and the words are found
	doorway                     // no reader sees them, but somebody who opens the file may: a marking is quarantined, and the words are not found
	unreadable                  // nobody can read them: organizers are told could_not_be_checked
	refused                     // a file of this type is not taken in this set-up
)

// place is a row of the one table: a place of a format where words can stand. Whoever finds a new one adds a row.
type place struct {
	format string                    // the ending of the file's name
	where  string                    // for people
	make   func(words string) []byte // the file with the words at that place, as a paragraph of their own, and nothing else that looks like a marking
	sees   sight                     // without a converter
	office sight                     // with one; 0: it has no part in files of this format
}

func (p place) String() string { return p.format + ": " + p.where }

// places are the rows of all formats.
func places() []place {
	return slices.Concat(textPlaces(), pdfPlaces(), ooxmlPlaces())
}

// Words that a reader sees are words that the door sees, and that are found, in every format and set-up.
func TestWhatAReaderSeesIsSeenByTheDoorAndTheSearch(t *testing.T) {
	t.Parallel()
	need.Program(t, "soffice") // which writes the former formats of Office for places
	rows := places()
	for setup, sees := range map[string]func(place) sight{
		"without a converter": func(p place) sight { return p.sees },
		"with a converter":    func(p place) sight { return p.office },
	} {
		t.Run(setup, func(t *testing.T) {
			t.Parallel()
			tryPlaces(t, rows, sees, setup == "with a converter")
		})
	}
}

// trial is a place with a marking at it, or with prose.
type trial struct {
	place
	want           sight
	marking        bool
	word           string // no other file has it
	content        []byte
	document, file congress.ObjectID
	held           bool // it was quarantined
}

func tryPlaces(t *testing.T, rows []place, sees func(place) sight, converter bool) {
	t.Helper()
	var trials []*trial
	names := map[string]bool{}
	for _, row := range rows {
		if names[row.String()] {
			t.Errorf("the row %q is there twice", row)
		}
		names[row.String()] = true
		want := sees(row)
		if want == 0 {
			continue
		}
		word := rareWord(len(trials))
		trials = append(trials,
			&trial{place: row, want: want, marking: true, content: row.make("TỐI MẬT")},
			&trial{place: row, want: want, word: word, content: row.make("Giữ bí mật, mật độ dân cư thôn " + word)})
	}
	h := openHouse(t)
	h.leave()
	h.reader = readReally(t)
	if converter {
		h.office = convertAll(t, trials)
	}
	h.serve(h.Stream, 0)
	for i, c := range trials {
		c.document = h.draft("Tài liệu số " + strconv.Itoa(i))
		name := fmt.Sprintf("tai-lieu-%d.%s", i, c.format)
		if c.want == refused {
			_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: c.document, Name: name, Size: int64(len(c.content)), Body: bytes.NewReader(c.content)})
			wantCode(t, err, congress.Invalid, "type_former")
			continue
		}
		c.file = h.receive(c.document, name, c.content)
	}
	for _, c := range trials {
		if c.want == refused {
			continue
		}
		t.Run(strings.ReplaceAll(c.String(), "/", " ")+map[bool]string{true: ", a marking", false: ", prose"}[c.marking], func(t *testing.T) {
			c.check(t, h)
		})
	}
	t.Log(scores(trials))
}

// scores is a table of how markings are told from prose in files of each format, without those that nobody can read.
func scores(trials []*trial) string {
	type score struct{ right, missed, wrong, passed int }
	by := map[string]*score{"all": {}}
	for _, c := range trials {
		if c.want != shown && c.want != doorway {
			continue
		}
		if by[c.format] == nil {
			by[c.format] = &score{}
		}
		for _, s := range []*score{by[c.format], by["all"]} {
			switch {
			case c.marking && c.held:
				s.right++
			case c.marking:
				s.missed++
			case c.held:
				s.wrong++
			default:
				s.passed++
			}
		}
	}
	out := "\nformat  found  missed  false alarms  passed  precision  recall\n"
	for _, format := range slices.Sorted(maps.Keys(by)) {
		s := by[format]
		out += fmt.Sprintf("%-6s  %5d  %6d  %12d  %6d  %9.3f  %6.3f\n", format, s.right, s.missed, s.wrong, s.passed, float64(s.right)/float64(max(1, s.right+s.wrong)), float64(s.right)/float64(max(1, s.right+s.missed)))
	}
	return out
}

func (c *trial) check(t *testing.T, h *house) {
	u := h.awaitEnd(c.file)
	c.held = u.Ingest == documents.Quarantined
	told := slices.ContainsFunc(u.Warnings, func(w documents.Warning) bool { return w.Code == extract.Unchecked })
	switch {
	case c.want == unreadable:
		if !told {
			t.Errorf("it is %s with %v, and nobody is told that words could not be checked", u.Ingest, u.Warnings)
		}
		return
	case c.marking:
		if u.Ingest != documents.Quarantined {
			t.Errorf("the marking passed the door: it is %s (%s) with %v", u.Ingest, u.Reason, u.Warnings)
		}
		return
	case u.Ingest != documents.Ready:
		t.Errorf("prose is %s (%s): %v", u.Ingest, u.Reason, u.Markings)
		return
	}
	h.publish(c.document, c.file, nil)
	found := slices.Contains(h.finds(h.delegate, c.word), c.document)
	if want := c.want == shown; found != want {
		t.Errorf("searched for, the words are found: %v, want %v", found, want)
	}
}

// awaitEnd waits until the file was read.
func (h *house) awaitEnd(upload congress.ObjectID) documents.Upload {
	h.Helper()
	for {
		n := h.Head().N
		if u := h.upload(upload); u.Ingest != documents.Checking {
			return u
		}
		if !h.Hall.Wait(h.Context(), n) {
			h.Fatal("the file is never read")
		}
	}
}

// rareWord is a word of letters only, which no other n has.
func rareWord(n int) string {
	word := []byte("xoq")
	for range 4 {
		word = append(word, "bdghklmnprst"[n%12], "aeiou"[n%5])
		n /= 12
	}
	return string(word)
}

// theReader is the product's process of one file, built once for all tests. It is not under the race detector: PDFium
// starts there for each file.
var theReader = sync.OnceValues(func() (extract.Reader, error) {
	dir, err := os.MkdirTemp("", "plenum-reader")
	if err != nil {
		return extract.Reader{}, err
	}
	r := extract.Reader{Program: filepath.Join(dir, "reader"), Cache: filepath.Join(dir, "cache")}
	if out, err := exec.Command("go", "build", "-o", r.Program, "./extract/testdata/reader").CombinedOutput(); err != nil {
		return r, fmt.Errorf("%w: %s", err, out)
	}
	return r, nil
})

// readReally is the reader of the product, in a process for each file, as there.
func readReally(t testing.TB) func(context.Context, string, documents.File) (ingest.Reading, error) {
	t.Helper()
	r, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		found, err := r.Read(ctx, path, f.Type, nil)
		if err != nil {
			return ingest.Reading{}, err
		}
		out := ingest.Reading{Pages: found.Pages, Rows: found.Rows, Properties: found.Properties}
		for _, hidden := range found.Hidden {
			out.Hidden = append(out.Hidden, marking.HiddenText(hidden))
		}
		for _, w := range found.Warnings {
			out.Warnings = append(out.Warnings, documents.Warning{Code: w.Code, Page: w.Page, Pages: w.Pages})
		}
		for _, font := range found.Fonts {
			out.Fonts = append(out.Fonts, ingest.Font(font))
		}
		return out, nil
	}
}

// typesOf are the types of files of which readers may be shown less, by the endings of their names.
var typesOf = map[string]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"odt":  "application/vnd.oasis.opendocument.text",
	"ods":  "application/vnd.oasis.opendocument.spreadsheet",
	"odp":  "application/vnd.oasis.opendocument.presentation",
	"rtf":  "text/rtf",
}

// convertAll has one run of LibreOffice make the PDFs of all trials, which costs a second where a run for each would cost minutes.
func convertAll(t testing.TB, trials []*trial) func(context.Context, string, documents.File) (string, error) {
	t.Helper()
	soffice := need.Program(t, "soffice")
	dir, made := t.TempDir(), map[[sha256.Size]byte]string{}
	settings := filepath.Join(dir, "profile", "user")
	if err := errors.Join(os.MkdirAll(settings, 0o700), os.WriteFile(filepath.Join(settings, "registrymodifications.xcu"), []byte(convert.Profile), 0o600)); err != nil {
		t.Fatal(err)
	}
	run := func(format string, files []string) {
		for batch := range slices.Chunk(files, 50) {
			args := append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", format, "--outdir", dir}, batch...)
			cmd := exec.CommandContext(t.Context(), soffice, args...)
			cmd.Env = append(os.Environ(), "HOME="+dir, "SAL_USE_VCLPLUGIN=svp")
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("soffice: %v: %.500s", err, said)
			}
		}
	}
	final := func(file string) (changed bool) {
		changed, err := extract.ForReaders(file, typesOf[strings.TrimPrefix(filepath.Ext(file), ".")], file+"-final")
		if err == nil && changed {
			err = os.Rename(file+"-final", file)
		}
		if err != nil {
			t.Fatal(file, err)
		}
		return changed
	}
	var former []string // as the server does
	for i, c := range trials {
		file := filepath.Join(dir, fmt.Sprintf("%d.%s", i, c.format))
		if err := os.WriteFile(file, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		made[sha256.Sum256(c.content)] = file
		if c.format == "doc" {
			former = append(former, file)
		} else if typesOf[c.format] != "" {
			final(file)
		}
	}
	if len(former) > 0 {
		run("odt", former)
	}
	files := maps.Clone(made)
	for key, file := range files {
		if odt := strings.TrimSuffix(file, ".doc") + ".odt"; strings.HasSuffix(file, ".doc") && final(odt) {
			files[key] = odt
		}
	}
	run("pdf", slices.Sorted(maps.Values(files)))
	return func(_ context.Context, path string, f documents.File) (string, error) {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		source := made[sha256.Sum256(content)]
		pdf, err := os.ReadFile(strings.TrimSuffix(source, filepath.Ext(source)) + ".pdf")
		if err != nil {
			return "", errors.Join(errors.New("LibreOffice made no PDF"), err)
		}
		out := filepath.Join(dir, "out-"+string(newID()))
		return out, os.WriteFile(out, pdf, 0o600)
	}
}
