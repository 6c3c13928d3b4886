package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenum/internal/need"
)

func TestThePDFOfTheSameReportIsTheSameBytes(t *testing.T) {
	soffice, pdftotext := need.Program(t, "soffice"), need.Program(t, "pdftotext")
	docx, err := CompiledDOCX(invented(PartyForm))
	if err != nil {
		t.Fatal(err)
	}
	var raw, stable [2][]byte
	for i := range raw {
		dir := t.TempDir()
		file := filepath.Join(dir, "report.docx")
		if err := os.WriteFile(file, docx, 0o600); err != nil {
			t.Fatal(err)
		}
		convert := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, file)
		if out, err := convert.CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		if raw[i], err = os.ReadFile(filepath.Join(dir, "report.pdf")); err != nil {
			t.Fatal(err)
		}
		stable[i] = StablePDF(raw[i], docx)
		if err := os.WriteFile(filepath.Join(dir, "stable.pdf"), stable[i], 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.CommandContext(t.Context(), pdftotext, filepath.Join(dir, "stable.pdf"), "-").CombinedOutput()
		if err != nil || !strings.Contains(string(text), "VỀ VẤN ĐỀ CHUNG") || strings.Contains(string(text), "Error") {
			t.Errorf("the PDF reads %v %q", err, text)
		}
	}
	if !bytes.Equal(stable[0], stable[1]) {
		t.Error("two PDFs of one report differ")
	}
	if bytes.Equal(raw[0], raw[1]) {
		t.Error("the converter's own do not differ any more: this has become needless")
	}
	if len(stable[0]) != len(raw[0]) || !bytes.Contains(stable[0], []byte("/CreationDate(D:20261124023000Z")) {
		t.Error("it has another length, or not the report's date")
	}
}

func TestWhatAConverterSaysOfItsRunIsTakenOutOfAPDF(t *testing.T) {
	docx, err := archived("", core("", "", time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	pdf := func(at, id string) []byte {
		return []byte("%PDF-1.7\n<</CreationDate (D:" + at + "+07'00') /ModDate(D:" + at + ")>>\n<xmp:CreateDate>" + at[:4] + "-01-01T00:00:00Z</xmp:CreateDate>\n/ID [ <" + id + ">\n<" + id + "> ] /DocChecksum /" + id + "\n%%EOF")
	}
	first, second := StablePDF(pdf("20260101000000", "00ff"), docx), StablePDF(pdf("20271231235959", "A1B2"), docx)
	if !bytes.Equal(first, second) || len(first) != len(pdf("20260101000000", "00ff")) {
		t.Errorf("%s\nand\n%s", first, second)
	}
	other, err := archived("", core("", "other", time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)))
	if err != nil || bytes.Equal(StablePDF(first, other), first) {
		t.Errorf("the PDF of another file has the same identifier (%v)", err)
	}
	if got := StablePDF(first, nil); !bytes.Contains(got, []byte("D:19800101000000")) {
		t.Errorf("without a date: %s", got)
	}
}
