package uploads

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/bulk"
	"plenum/documents/marking"
	"plenum/journal"
)

// Import is a ZIP of materials to be registered at once.
type Import struct {
	ID      congress.RecordID // the same id with the same files again makes nothing twice
	Size    int64             // -1: not known
	Body    io.Reader
	DryRun  bool // nothing is written; the answer says what would be
	Partial bool // good rows are taken although others have errors
}

// Action is what becomes of a row.
type Action string

// The actions.
const (
	ImportCreate Action = "create" // a draft with its file
	ImportSkip   Action = "skip"   // it was made by this import before, with the same words and file
	ImportError  Action = "error"
)

// ImportRow is what became, or would become, of a row.
type ImportRow struct {
	Row      int                 `json:"row"` // of the spreadsheet, from 1 with its heading; without one, the place in the ZIP
	File     string              `json:"file,omitempty"`
	Action   Action              `json:"action"`
	Document congress.ObjectID   `json:"document,omitempty"`
	Upload   congress.ObjectID   `json:"upload,omitempty"`
	Entry    *documents.Entry    `json:"register,omitempty"`
	Audience congress.Audience   `json:"audience"`
	Warnings []documents.Warning `json:"warnings,omitempty"`
	Errors   []*congress.Error   `json:"-"`

	path string
}

// Imported is what became of all rows.
type Imported struct {
	Rows    []ImportRow
	Sheet   string   // the spreadsheet; "": folder and file names
	Extra   []string // files that no row names; they are not taken
	Others  []string // headings of columns of the spreadsheet that are not taken; the letter of one without a heading
	Passed  []bulk.Passed
	Creates int
	Skips   int
	Errors  int
	Done    bool // false: nothing was written
}

// Codes of warnings of rows.
const (
	warningSameBytes = "same_bytes" // another file of the congress, or of the ZIP, has the same bytes
	warningNobody    = "audience_later"
	warningFolder    = "folder_unknown" // nothing of the congress is called as this folder, and another one is the kind
	warningNumber    = "number_twice"   // other rows of the list have the same number
	warningMarked    = "marked"         // the file's name carries a marking of a state secret; it would be quarantined
)

// Import registers a draft with its file for each row of the plan that the ZIP holds (see bulk).
// Every row passes the doors that single documents and files do. Without Partial, nothing is
// written when a row has an error. It may take as long as its files; what was written when it broke
// off is skipped when it is sent again. The actor needs EditDocuments. Errors: Forbidden, those of
// bulk about the ZIP as a whole, TooLarge "file_too_large", Unavailable, Canceled.
func (s *Uploads) Import(ctx context.Context, h *journal.Hall, actor congress.Actor, in Import) (Imported, error) {
	if !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return Imported{}, documents.ErrForbidden
	}
	if !congress.Brought(in.ID) { // rows have ids that are made of it, and no record has it itself
		return Imported{}, documents.ErrRecordID
	}
	if err := s.files.Room(in.Size, in.Size); err != nil { // its files are no less
		return Imported{}, err
	}
	held, err := s.expect(h, actor, Receive{ID: in.ID, Size: in.Size})
	if err != nil {
		return Imported{}, err
	}
	held.end() // each of its files is held to the total by itself
	path, err := s.spool(in.Body)
	if err != nil {
		return Imported{}, err
	}
	defer func() { _ = os.Remove(path) }()
	// The files are read twice: to be checked and to be taken.
	archive, err := bulk.Open(path, s.options.MaxFile)
	if err != nil {
		return Imported{}, err
	}
	defer func() { _ = archive.Close() }()
	plan, err := bulk.Read(archive)
	if err != nil {
		return Imported{}, err
	}
	out := Imported{Sheet: plan.Sheet, Extra: plan.Extra, Others: plan.Others, Passed: plan.Passed, Rows: make([]ImportRow, len(plan.Rows))}
	names, seen := namesOf(h), map[congress.Hash]bool{}
	for r := range h.All(documents.ServerActor(h), congress.KindUpload) {
		var u documents.Upload
		if r.Decode(&u) == nil && u.Blob != "" {
			seen[u.SHA256] = true
		}
	}
	marked, around := markedFolder(strings.Join(plan.Around, "/")+"/"), names.telling(plan.Around)
	for i, row := range plan.Rows {
		if err := ctx.Err(); err != nil {
			return Imported{}, err
		}
		if marked { // of a state secret, nothing is looked at
			out.Rows[i] = ImportRow{Row: row.Number, File: row.File}
			out.Rows[i].fail(documents.ErrClassified)
			continue
		}
		if plan.Sheet == "" {
			row.Folders = slices.Concat(around, row.Folders)
		}
		out.Rows[i], err = s.planRow(ctx, h, in.ID, row, names, archive, seen)
		if err != nil {
			return Imported{}, err
		}
	}
	out.sameNumbers()
	out.count()
	if in.DryRun || out.Errors > 0 && !in.Partial {
		return out, nil
	}
	again, err := bulk.Open(path, s.options.MaxFile)
	if err != nil {
		return out, err
	}
	defer func() { _ = again.Close() }()
	for i := range out.Rows {
		if out.Rows[i].Action != ImportCreate {
			continue
		}
		if err := s.importRow(ctx, h, actor, &out.Rows[i], again); err != nil {
			if kind := congress.KindOf(err); kind == congress.Unavailable || kind == congress.Canceled || kind == congress.Internal || kind == congress.Forbidden {
				return out, err
			}
			out.Rows[i].fail(err)
		}
	}
	out.Done = true
	out.count()
	return out, nil
}

// sameNumbers warns the rows whose number another row of the list has too, in whatever case and
// with whatever blanks: a copied line, or two documents that nobody can tell apart.
func (i *Imported) sameNumbers() {
	same := map[string][]int{}
	numberOf := func(r ImportRow) string {
		if r.Entry == nil {
			return ""
		}
		return strings.ToLower(strings.Join(strings.Fields(r.Entry.Number), ""))
	}
	for at, r := range i.Rows {
		if number := numberOf(r); number != "" {
			same[number] = append(same[number], at)
		}
	}
	for at := range i.Rows {
		var others []int
		for _, other := range same[numberOf(i.Rows[at])] {
			if other != at {
				others = append(others, i.Rows[other].Row)
			}
		}
		if len(others) > 0 {
			i.Rows[at].Warnings = append(i.Rows[at].Warnings, documents.Warning{Code: warningNumber, Rows: congress.Ranges(others)})
		}
	}
}

func (i *Imported) count() {
	i.Creates, i.Skips, i.Errors = 0, 0, 0
	for _, r := range i.Rows {
		switch r.Action {
		case ImportCreate:
			i.Creates++
		case ImportSkip:
			i.Skips++
		case ImportError:
			i.Errors++
		}
	}
}

// asked is what the row asks for, under the id of its document: an import of the same id may say
// something else of it.
func (r *ImportRow) asked() congress.Hash {
	said, err := json.Marshal(struct {
		*documents.Entry
		Audience congress.Audience `json:"audience"`
	}{r.Entry, r.Audience})
	if err != nil {
		return congress.Hash{}
	}
	return journal.Asked(congress.RecordID(r.Document), said)
}

func (r *ImportRow) fail(err error) {
	r.Action = ImportError
	r.Errors = append(r.Errors, congress.AsError(err))
}

// spool keeps the ZIP while it is worked on: its list is at its end.
func (s *Uploads) spool(body io.Reader) (path string, err error) {
	file, err := os.CreateTemp(s.options.Temp, "plenum-*.zip")
	if err != nil {
		return "", congress.Wrap(fmt.Errorf("the folder for reading files cannot be written: %w", err), congress.Unavailable, messages.StorageUnavailable)
	}
	n, err := io.Copy(file, &roomy{r: io.LimitReader(body, s.options.MaxFile+1), files: s.files})
	closeErr := file.Close()
	var pathErr *os.PathError
	switch {
	case errors.As(err, &pathErr) || err == nil && closeErr != nil:
		err = congress.Wrap(fmt.Errorf("the folder for reading files cannot be written: %w", errors.Join(err, closeErr)), congress.Unavailable, messages.StorageUnavailable)
	case err != nil:
		err = broken(err)
	case n > s.options.MaxFile:
		err = errFileTooLarge
	case n == 0:
		err = errFileEmpty
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// roomy is a body that is kept in Temp as long as there is room, whatever was said of its length
// and whoever else writes there.
type roomy struct {
	r     io.Reader
	files *blobs.Files
	since int64
}

func (r *roomy) Read(p []byte) (int, error) {
	const step = 1 << 20
	if r.since -= int64(len(p)); r.since < 0 {
		r.since = step
		if err := r.files.Room(0, step); err != nil {
			return 0, err
		}
	}
	return r.r.Read(p)
}

// planRow says what is to become of a row, and everything that is wrong with it. The error is about
// reading what stands.
func (s *Uploads) planRow(ctx context.Context, h *journal.Hall, id congress.RecordID, row bulk.Row, names names, archive *bulk.Archive, seen map[congress.Hash]bool) (ImportRow, error) {
	out := ImportRow{Row: row.Number, File: row.File, Action: ImportCreate, path: row.Path}
	r := documents.Entry{Date: row.Date, Classification: row.Classification, Tags: row.Tags}
	r.Take(row.Texts)
	if above(row) { // of a state secret, nothing is looked at
		out.fail(documents.ErrClassified)
		return out, nil
	}
	if row.Err != nil {
		out.fail(row.Err)
		return out, nil
	}
	fields := maps.Clone(row.Faults)
	if fields == nil {
		fields = map[string]messages.Fault{}
	}
	if fields["classification"].Code() != "" {
		r.Classification = congress.InternalUse // it is said once
	}
	if row.Order != "" {
		n, err := strconv.ParseFloat(row.Order, 64)
		if r.Order = int(n); err != nil || float64(r.Order) != n {
			fields["order"] = messages.Number(0, 1_000_000)
			r.Order = 0
		}
	}
	say := func(field string, fault messages.Fault) {
		if fault.Code() != "" {
			fields[field] = fault
		}
	}
	var fault messages.Fault
	if row.Agenda != "" {
		r.Agenda, fault = names.item(row.Agenda)
		say("agenda", fault)
	}
	out.Audience, fault = names.audience(row.Audience)
	say("audience", fault)
	if len(row.Folders) > 0 {
		said := names.byFolders(row.Folders)
		r.Agenda, out.Audience, r.Kind = said.agenda, said.audience, said.kind
		maps.Copy(fields, said.fields)
		for _, folder := range said.unknown {
			out.Warnings = append(out.Warnings, documents.Warning{Code: warningFolder, Folder: folder})
		}
	}
	if len(fields) > 0 {
		out.fail(congress.FieldErrors(messages.DocumentInvalid, fields))
	}
	register, err := r.Clean()
	if err == nil && markedFolder(row.Path) {
		err = documents.ErrClassified
	}
	if err != nil {
		out.fail(err)
		if errors.Is(err, documents.ErrClassified) {
			return out, nil // of a state secret, nothing more is looked at
		}
	}
	out.Entry = &register
	if register.Classification == congress.Restricted && out.Audience.Everyone {
		out.fail(documents.ErrAudienceNamed)
	}
	if out.Audience.Nobody() {
		out.Warnings = append(out.Warnings, documents.Warning{Code: warningNobody})
	}
	if row.Path == "" {
		return out, nil
	}
	if len(marking.Find(marking.Input{Name: path.Base(row.Path)})) > 0 {
		out.Warnings = append(out.Warnings, documents.Warning{Code: warningMarked})
	}
	hash, err := s.lookAt(archive, row.Path, &out, seen)
	if err != nil {
		out.fail(err)
	}
	if out.Action == ImportError {
		return out, nil
	}
	out.Document = congress.ObjectID(congress.DerivedUUID("import", string(id), row.Path))
	out.Upload = congress.ObjectID(congress.DerivedUUID("import file", string(id), row.Path))
	var u documents.Upload
	if r, err := h.Get(documents.ServerActor(h), out.Upload); err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil {
		return out, nil //nolint:nilerr // it was not made before
	}
	out.Action = ImportSkip
	made, err := h.Stood(ctx, congress.RecordID(out.Document))
	if err != nil {
		return out, err
	}
	if made.Asked != (congress.Hash{}) && made.Asked != out.asked() || u.Blob != "" && u.SHA256 != hash {
		out.fail(journal.KeyReused(out.Document))
	}
	return out, nil
}

// markedFolder reports whether a folder says of what is in it that it is a state secret.
func markedFolder(path string) bool {
	parts := strings.Split(path, "/")
	return slices.ContainsFunc(parts[:len(parts)-1], func(folder string) bool {
		return len(marking.Find(marking.Input{Name: folder})) > 0
	})
}

// above reports whether a title or the section's heading above the row says of it that it is a
// state secret.
func above(row bulk.Row) bool {
	return slices.ContainsFunc(row.Above, func(text string) bool { return len(marking.Find(marking.Input{Name: text})) > 0 })
}

// lookAt reads a file to its end, and says what a single upload of it would be told.
func (s *Uploads) lookAt(archive *bulk.Archive, path string, out *ImportRow, seen map[congress.Hash]bool) (hash congress.Hash, err error) {
	name, err := documents.CleanName(path)
	if err != nil {
		return hash, err
	}
	body, _, err := archive.Read(path)
	if err != nil {
		return hash, err
	}
	defer func() { _ = body.Close() }()
	head := make([]byte, sniffLength)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return hash, err
	}
	head = head[:n]
	if n == 0 {
		return hash, errFileEmpty
	}
	sum, end := sha256.New(), &tail{}
	if _, err := io.Copy(io.MultiWriter(sum, end), io.MultiReader(bytes.NewReader(head), body)); err != nil {
		return hash, err
	}
	if err := s.nameFault(name); err != nil {
		return hash, err
	}
	_, fault := sniff(head, name)
	if fault == "container" {
		_, fault = sniffParts(end.last(), name)
	}
	if err := typeFault(fault); err != nil {
		return hash, err
	}
	hash = congress.Hash(sum.Sum(nil))
	if seen[hash] {
		out.Warnings = append(out.Warnings, documents.Warning{Code: warningSameBytes})
	}
	seen[hash] = true
	return hash, nil
}

// tail keeps the last bytes of what is written, tailLength or a little more.
type tail struct{ kept []byte }

func (t *tail) Write(b []byte) (int, error) {
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailLength; over > tailLength {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(b), nil
}

func (t *tail) last() []byte { return t.kept[max(0, len(t.kept)-tailLength):] }

// importRow makes the draft and takes its file. Both have ids of the import, so that neither is
// made twice.
func (s *Uploads) importRow(ctx context.Context, h *journal.Hall, actor congress.Actor, row *ImportRow, archive *bulk.Archive) error {
	ctx = journal.Asking(ctx, congress.RecordID(row.Document), row.asked())
	if _, err := s.register.Create(ctx, h, actor, documents.NewDocument{ID: congress.RecordID(row.Document), Derived: true, Entry: *row.Entry, Audience: row.Audience}); err != nil {
		return err
	}
	body, size, err := archive.Read(row.path)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	_, err = s.Receive(ctx, h, actor, Receive{ID: congress.RecordID(row.Upload), Derived: true, Document: row.Document, Name: row.path, Size: size, Body: body})
	return err
}
