package documents_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"plenum/documents"
	"plenum/documents/ingest"
	"plenum/documents/uploads"
	"plenum/internal/need"
)

// No public document is held back: as it is, as LibreOffice makes a PDF of it, and in the former format of Office.
func TestNoRealPublicDocumentIsQuarantined(t *testing.T) {
	t.Parallel()
	need.Program(t, "soffice")
	files, err := filepath.Glob(filepath.Join(need.Corpus(t), "*.*"))
	if err != nil || len(files) == 0 {
		t.Fatal("the corpus is empty: ", err)
	}
	read := readReally(t)
	h := openHouse(t)
	h.leave()
	h.reader = func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		return read(ctx, path, f)
	}
	dir := t.TempDir()
	h.office = func(context.Context, string, documents.File) (string, error) { return "", os.ErrNotExist }
	h.serve(h.Stream, 0)
	files = append(files, formerly(t, dir, files)...)
	tried := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(file) == ".md" || len(content) > 10<<20 {
			continue
		}
		res, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{
			ID: newID(), Document: h.draft("Tài liệu " + strconv.Itoa(tried)), Name: filepath.Base(file), Size: int64(len(content)), Body: bytes.NewReader(content),
		})
		if err != nil { // of a type that is not taken
			t.Logf("%s: %v", filepath.Base(file), err)
			continue
		}
		u := h.awaitEnd(res.Record.Object)
		if u.Ingest == documents.Quarantined {
			t.Errorf("%s is quarantined: %v", filepath.Base(file), u.Markings)
		}
		if u.Ingest == documents.Ready {
			tried++
		}
	}
	t.Logf("%d of %d files were read", tried, len(files))
	if tried < 25 {
		t.Errorf("%d files were read, want at least 25", tried)
	}
}

// formerly has LibreOffice write the Office files as .doc, .xls and .ppt, and as PDF.
func formerly(t *testing.T, dir string, files []string) (made []string) {
	t.Helper()
	for from, formats := range map[string][]string{".docx": {"doc", "pdf"}, ".rtf": {"doc"}, ".odt": {"doc", "pdf"}, ".xlsx": {"xls", "pdf"}, ".pptx": {"ppt", "pdf"}} {
		for _, to := range formats {
			args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", to, "--outdir", filepath.Join(dir, to)}
			n := len(args)
			for _, file := range files {
				if filepath.Ext(file) == from && !strings.Contains(file, "password") {
					args = append(args, file)
				}
			}
			if len(args) == n {
				continue
			}
			cmd := exec.CommandContext(t.Context(), need.Program(t, "soffice"), args...)
			cmd.Env = append(os.Environ(), "HOME="+dir, "SAL_USE_VCLPLUGIN=svp")
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("soffice: %v: %.500s", err, said)
			}
		}
	}
	for _, to := range []string{"doc", "xls", "ppt", "pdf"} {
		found, err := filepath.Glob(filepath.Join(dir, to, "*."+to))
		if err != nil || len(found) == 0 {
			t.Errorf("LibreOffice wrote no .%s: %v", to, err)
		}
		made = append(made, found...)
	}
	return made
}
