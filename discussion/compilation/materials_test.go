package compilation_test

import (
	"context"
	"crypto/sha256"
	"io"
	"slices"
	"testing"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion/compilation"
	"plenum/discussion/report"
	"plenum/journal"
)

// shelf is what the register of materials was given, by the ids of its records: the same id makes nothing twice.
type shelf struct {
	entries map[congress.RecordID]compilation.Entry
	files   map[congress.RecordID][]byte
	notes   map[congress.RecordID]string
	broken  bool // no file can be received
}

func (s *shelf) materials() compilation.Materials {
	s.entries, s.files, s.notes = map[congress.RecordID]compilation.Entry{}, map[congress.RecordID][]byte{}, map[congress.RecordID]string{}
	return compilation.Materials{
		Template: func(_ context.Context, _ *journal.Hall, _ congress.Actor, _ congress.ObjectID, version int) ([]byte, int, error) {
			plain, err := report.CompiledDOCX(report.Compiled{})
			return plain, max(version, 1), err
		},
		Create: func(_ context.Context, _ *journal.Hall, _ congress.Actor, id congress.RecordID, e compilation.Entry) error {
			s.entries[id] = e
			return nil
		},
		Receive: func(_ context.Context, _ *journal.Hall, _ congress.Actor, f compilation.File) error {
			if s.broken {
				return congress.E(congress.Unavailable, messages.StorageUnavailable)
			}
			content, err := io.ReadAll(f.Body)
			s.files[f.ID], s.notes[f.ID] = content, f.Note
			return err
		},
	}
}

func TestASignedReportEntersTheRegisterOnceAlsoWhenItWasBrokenOff(t *testing.T) {
	h, _, _ := ready(t)
	request := newID()
	into := func(request congress.RecordID) (congress.ObjectID, error) {
		return h.IntoRegister(t.Context(), h.Hall, h.organizer, info, h.discussion, request)
	}
	if _, err := into(request); code(err) != "report_not_signed" || len(h.shelf.entries) > 0 {
		t.Fatalf("before the signature: %v, %v", err, h.shelf.entries)
	}
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.IntoRegister(t.Context(), h.Hall, h.delegates[0][0], info, h.discussion, request); code(err) != "forbidden" || len(h.shelf.entries) > 0 {
		t.Fatalf("by a delegate: %v, %v", err, h.shelf.entries)
	}
	h.shelf.broken = true
	if _, err := into(request); code(err) != "storage_unavailable" || len(h.shelf.entries) != 1 || len(h.shelf.files) != 0 {
		t.Fatalf("broken off: %v, %d entries, %d files", err, len(h.shelf.entries), len(h.shelf.files))
	}
	h.shelf.broken = false
	for range 2 { // the second is a retry of what is done
		document, err := into(request)
		if err != nil || document != congress.ObjectID(request) || len(h.shelf.entries) != 1 || len(h.shelf.files) != 1 {
			t.Fatalf("the same request: %q, %v, %d entries, %d files", document, err, len(h.shelf.entries), len(h.shelf.files))
		}
	}
	compiled, rep, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, 0)
	if err != nil || len(rep.Published) != 1 {
		t.Fatalf("published: %+v, %v", rep.Published, err)
	}
	for id, content := range h.shelf.files {
		if last := rep.Published[0]; last.Upload != congress.ObjectID(id) || last.SHA256 != sha256.Sum256(content) {
			t.Errorf("the report's record says file %s, %x; the register has %s", last.Upload, last.SHA256, id)
		}
	}
	e := h.shelf.entries[request]
	if e.Title != compilation.ReportName+": "+compiled.Discussion || e.Classification != congress.InternalUse || e.Date != compiled.SignedAt.Format("2006-01-02") {
		t.Errorf("its entry is %+v", e)
	}
	if _, err := into(newID()); code(err) != "report_registered" {
		t.Errorf("another request for the same signature: %v", err)
	}
	h.unsign()
	h.submit()
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	if document, err := into(newID()); err != nil || document != congress.ObjectID(request) || len(h.shelf.entries) != 1 || len(h.shelf.files) != 2 {
		t.Fatalf("the next version: %q, %v, %d entries, %d files", document, err, len(h.shelf.entries), len(h.shelf.files))
	}
	var notes []string
	for _, note := range h.shelf.notes {
		notes = append(notes, note)
	}
	if !slices.Contains(notes, "có ý kiến đến sau") {
		t.Errorf("the notes of the versions are %q", notes)
	}
}

func TestSettingsWriteDownTheVersionOfTheirTemplate(t *testing.T) {
	h, _, _ := ready(t)
	for _, tt := range []struct {
		template congress.ObjectID
		version  int
		want     int
	}{
		{congress.ObjectID(newID()), 0, 1},
		{congress.ObjectID(newID()), 3, 3},
		{congress.ObjectID(newID()), -2, 1},
		{"", 5, 0},
	} {
		w := settings()
		w.Template, w.TemplateVersion = tt.template, tt.version
		if _, err := h.Set(t.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, w); err != nil {
			t.Fatal(err)
		}
		_, rep, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, 0)
		if err != nil || rep.TemplateVersion != tt.want {
			t.Errorf("version %d is written down as %d, %v; want %d", tt.version, rep.TemplateVersion, err, tt.want)
		}
	}
}
