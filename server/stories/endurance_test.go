package stories_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"plenum/internal/need"
)

// The real files that are not ready at the end, and why. A file that is not here is ready.
var corpusFailed = map[string]string{
	"password-asdfasdf.pdf": "encrypted",
	"fuzzed-no-pages.pdf":   "broken", "fuzzed-unreadable.pdf": "broken", "fuzzed-bad-page.pdf": "broken",
}

// The real files whose type is refused by the name or at the first bytes, and nothing of them stands.
var corpusRefused = map[string]string{"MANIFEST.md": "type_refused", "macros.docm": "type_refused", "password-tika.docx": "encrypted"}

// What organizers are told of the real files before they publish them: each code, and of those that name pages which. A file that is
// not here has no warning.
var corpusWarnings = map[string]string{
	"attachment.pdf":                   "attachments, could_not_be_checked",
	"book-352-pages.pdf":               "could_not_be_checked on 1-2, 144, 163, 255",
	"fuzzed-blank.pdf":                 "could_not_be_checked",
	"mixed-fonts.pdf":                  "fonts_missing on 1",
	"nghi-dinh-30-2020-phu-luc-1.docx": "could_not_be_checked",
	"nghi-dinh-30-2020.docx":           "text_decomposed",
	"nghi-quyet-202-2025-scan.pdf":     "could_not_be_checked, scanned_without_text",
	"page-tree-loop.pdf":               "page_broken on 2",
	"picture.jpg":                      "could_not_be_checked",
	"picture.png":                      "could_not_be_checked",
	"scan.pdf":                         "could_not_be_checked, scanned_without_text",
	"xfa-form.pdf":                     "could_not_be_checked, macros",
}

// warned puts the warnings of an upload into the form of corpusWarnings.
func warned(upload response) string {
	var out []string
	list, _ := upload.json()["warnings"].([]any)
	for _, w := range list {
		warning, _ := w.(map[string]any)
		code, _ := warning["code"].(string)
		if pages, _ := warning["pages"].(string); pages != "" {
			code += " on " + pages
		}
		out = append(out, code)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// Every real file, healthy or broken, comes to its state in the built server, round after round: PLENUM_TEST_ROUNDS of
// them (1). Afterwards the server holds no more than after the first rounds, and nothing is left of what was recalled. From 20 rounds on, the server is killed at
// the end, and one that starts on the same data holds as much after a few rounds: what it holds is the register, and nothing that piles up.
func TestTheCorpusRoundAfterRound(t *testing.T) {
	corpus := need.Corpus(t)
	entries, err := os.ReadDir(corpus)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(corpus, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	rounds, _ := strconv.Atoi(os.Getenv("PLENUM_TEST_ROUNDS"))
	p := newServer(t)
	who, _ := thread(t, p)
	held := who.corpusRounds(t, files, max(rounds, 1))
	if n := len(held); n >= 20 {
		p.kill()
		p = start(t, p.data)
		who = p.signIn("dai-bieu", "mật khẩu dài")
		anew := median(who.corpusRounds(t, files, 10)[5:])
		first, last := median(held[5:10]), median(held[n-5:])
		t.Logf("rounds 6 to 10: %d MB, the last 5: %d MB, and rounds 6 to 10 after the restart: %d MB", first>>10, last>>10, anew>>10)
		if last > first+first/4+16<<10 {
			t.Errorf("the server held %d KB, and %d KB at the end", first, last)
		}
		if last > anew+anew/8 {
			t.Errorf("the server held %d KB at the end, and one that has just started on the same data %d KB", last, anew)
		}
	}
	eventually(t, "an empty folder of files while they are read", func() bool { // a picture may be being drawn still
		left, err := filepath.Glob(filepath.Join(p.data, readingFolder, "*"))
		return err == nil && len(left) == 0
	})
	left := 0
	if err := filepath.WalkDir(filepath.Join(p.data, filesFolder), func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.Contains(path, who.congress) {
			left++
		}
		return err
	}); err != nil || left > 0 {
		t.Errorf("%d files of recalled documents, %v", left, err)
	}
}

// corpusRounds brings all files in and recalls them, so many times, and gives what the server's process holds after each round, in KB.
func (w *person) corpusRounds(t *testing.T, files map[string][]byte, rounds int) (held []int) {
	t.Helper()
	for round := range rounds {
		began := time.Now()
		var all sync.WaitGroup
		var mu sync.Mutex
		var documents []string
		for name, content := range files {
			all.Go(func() {
				document := newID()
				if res := w.do("POST", "~/documents", map[string]any{"title": name}, key(document)); res.status != 201 {
					t.Errorf("%s: %s", name, res)
					return
				}
				mu.Lock()
				documents = append(documents, document)
				mu.Unlock()
				w.bringIn(t, document, name, content)
			})
		}
		all.Wait()
		for _, document := range documents {
			if res := w.do("POST", "~/documents/"+document+"/recall", map[string]any{"reason": "xong"}, key(newID())); res.status != 201 {
				t.Fatal(res)
			}
		}
		held = append(held, resident(t, w.process))
		t.Logf("round %d: %d files in %s, the server holds %d MB", round+1, len(files), time.Since(began).Round(100*time.Millisecond), held[round]>>10)
		if t.Failed() {
			t.FailNow()
		}
	}
	return held
}

// bringIn uploads a file of the corpus and waits for the state and the warnings it is to have.
func (w *person) bringIn(t *testing.T, document, name string, content []byte) {
	t.Helper()
	file := "~/documents/" + document + "/uploads/" + newID()
	res := w.do("PUT", file+"?name="+urlEncode(name), bytes.NewReader(content), nil)
	if code := corpusRefused[name]; code != "" {
		if res.status != 400 || res.str("code") != code {
			t.Errorf("%s: %s, want %s", name, res, code)
		}
		return
	}
	if res.status != 201 {
		t.Errorf("%s: %s", name, res)
		return
	}
	var at response
	for range 3000 {
		if at = w.get(file); at.str("state") != "checking" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	want := "ready"
	if corpusFailed[name] != "" {
		want = "failed"
	}
	if at.str("state") != want || at.str("reason") != corpusFailed[name] {
		t.Errorf("%s: %s, want %s %s", name, at, want, corpusFailed[name])
	}
	if got := warned(at); got != corpusWarnings[name] {
		t.Errorf("%s warns of %q, want %q", name, got, corpusWarnings[name])
	}
}

var vmRSS = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// resident is what the server's process holds, in KB.
func resident(t *testing.T, p *process) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	m := vmRSS.FindSubmatch(status)
	if err != nil || m == nil {
		t.Fatalf("%v %s", err, status)
	}
	kb, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

func median(list []int) int {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
