package extract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/documents/extract"
	"plenum/documents/watermark"
)

// A reader's copy has the text of the file and, on every page, the reader's name as it is written.
func TestACopySaysWhoReadsItOnEveryPage(t *testing.T) {
	const name = "Nguyễn Thị Hồng Nhữ Ẫm"
	in, out := "../../server/demo/materials/bao-cao-tong-hop.pdf", filepath.Join(t.TempDir(), "copy.pdf")
	if err := reader.Mark(t.Context(), in, out, watermark.Text{Across: name + " · Thẻ 0123", Foot: "Bản đọc của " + name}); err != nil {
		t.Fatal(err)
	}
	before, err := reader.Read(t.Context(), in, "application/pdf", nil)
	if err != nil {
		t.Fatal(err)
	}
	after, err := reader.Read(t.Context(), out, "application/pdf", nil)
	if err != nil || len(after.Pages) != len(before.Pages) {
		t.Fatalf("%d pages became %d, %v", len(before.Pages), len(after.Pages), err)
	}
	for i, page := range after.Pages {
		if strings.Count(page, "Bản đọc của "+name) != 1 || strings.Count(page, name) < 3 {
			t.Errorf("page %d does not say who reads it: %.300s", i+1, page)
		}
		if words := strings.Fields(before.Pages[i]); len(words) > 3 && !strings.Contains(page, words[3]) {
			t.Errorf("page %d has lost its text", i+1)
		}
	}
}

func TestACopyOfWhatCannotBeMarkedIsAnErrorOfTheFile(t *testing.T) {
	in := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(in, []byte("%PDF-1.7\nkein PDF"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "copy.pdf")
	err := extract.Reader{Program: reader.Program, Cache: reader.Cache}.Mark(t.Context(), in, out, watermark.Text{Across: "A", Foot: "B"})
	if congress.CodeOf(err) != congress.CodeOf(watermark.ErrBroken) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a copy was left")
	}
}
