package watermark

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"plenum/congress"
	"plenum/congress/messages"
)

// Text is what a copy says on each page.
type Text struct {
	Across string `json:"across"` // again and again, half transparent
	Foot   string `json:"foot"`
}

// Errors of files; any other error of a file is Conflict with code "mark_failed", "mark_timeout" or
// "mark_memory".
var (
	ErrEncrypted = congress.E(congress.Conflict, messages.MarkEncrypted)
	ErrBroken    = congress.E(congress.Conflict, messages.MarkBroken)
)

// broken is ErrBroken because of what is wrong with the file.
func broken(cause error) error {
	return congress.Wrap(cause, ErrBroken.Kind, ErrBroken.Code)
}

// Mark writes a marked copy of the PDF at in to out, which it makes. The copy is bare when it lacks
// annotations or fields that readers' programs show though they have no look of their own. Mark
// uses the folder scratch for the font while it works, and the library's own settings, which are
// the process's: not for two at once.
func Mark(in, out, scratch string, text Text) (bare bool, err error) {
	defer func() {
		if r := recover(); r != nil { // the library's, on files that nobody thought of
			err = broken(fmt.Errorf("panic: %v", r))
		}
		if err != nil {
			_ = os.Remove(out)
		}
	}()
	api.DisableConfigDir()
	file, err := os.Open(in)
	if err != nil {
		return false, fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = file.Close() }()
	if err := checkNames(file); err != nil {
		return false, broken(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return false, fmt.Errorf("read the file: %w", err)
	}
	settings := model.NewDefaultConfiguration()
	settings.Optimize, settings.OptimizeBeforeWriting, settings.OptimizeResourceDicts, settings.Offline = false, false, false, true
	pdf, err := pdfcpu.Read(file, settings)
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword) || errors.Is(err, pdfcpu.ErrEncrypted):
		return false, congress.Wrap(err, ErrEncrypted.Kind, ErrEncrypted.Code)
	case err != nil:
		return false, broken(err)
	}
	if err := unpack(pdf.XRefTable); err != nil {
		return false, broken(err)
	}
	pdf.Encrypt, pdf.E, pdf.EncKey = nil, nil, nil // it opened without a password, as for every reader
	if err := strip(pdf); err != nil {
		return false, broken(err)
	}
	pages, err := pagesOf(pdf.XRefTable)
	if err != nil {
		return false, broken(err)
	}
	m, err := newMarks(pdf.XRefTable, scratch, text)
	if err != nil {
		return false, fmt.Errorf("prepare the mark: %w", err)
	}
	for i, p := range pages {
		if err := m.page(p); err != nil {
			return false, broken(fmt.Errorf("page %d: %w", i+1, err))
		}
	}
	if err := replaceTree(pdf.XRefTable, pages); err != nil {
		return false, broken(err)
	}
	return m.bare, write(pdf, out)
}

// unpack reads the objects that stand in object streams (PDF 1.5 and later). The library leaves
// each as text until somebody asks for it, and writes such text without what it refers to: fonts,
// pictures, whole pages.
func unpack(x *model.XRefTable) error {
	for number, entry := range x.Table {
		if entry == nil || entry.Free || entry.Generation == nil {
			continue
		}
		if _, err := x.Dereference(*types.NewIndirectRef(number, *entry.Generation)); err != nil {
			return fmt.Errorf("object %d: %w", number, err)
		}
	}
	return nil
}

func write(pdf *model.Context, path string) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("make the copy: %w", err)
	}
	buffered := bufio.NewWriterSize(out, 1<<20)
	pdf.Write.Writer = buffered
	err = pdfcpu.WriteContext(pdf)
	if err == nil {
		err = buffered.Flush()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	return nil
}

// stays are the entries of the catalogue that a copy keeps. Outlines and destinations only lead to
// pages.
var stays = map[string]bool{"Type": true, "Version": true, "Pages": true, "PageLabels": true, "Lang": true, "OCProperties": true, "Dests": true, "Names": true, "Outlines": true}

// strip takes away what is not a page, so that nothing comes along past the mark.
func strip(pdf *model.Context) error {
	catalog, err := pdf.Catalog()
	if err != nil || catalog == nil {
		return errors.Join(errors.New("there is no catalogue"), err)
	}
	for key := range catalog {
		if !stays[key] {
			delete(catalog, key)
		}
	}
	if names, err := pdf.DereferenceDict(catalog["Names"]); err == nil && names["Dests"] != nil {
		catalog["Names"] = types.Dict{"Dests": names["Dests"]}
	} else {
		delete(catalog, "Names")
	}
	if !tameOutlines(pdf.XRefTable, catalog) {
		delete(catalog, "Outlines")
	}
	pdf.AdditionalStreams, pdf.Names, pdf.Signatures = nil, nil, nil
	return nil
}

// tameOutlines leaves of each heading its title and where it leads; false when they are not a tree
// that ends.
func tameOutlines(x *model.XRefTable, catalog types.Dict) bool {
	root, err := x.DereferenceDict(catalog["Outlines"])
	if err != nil || root == nil {
		return false
	}
	const most = 10_000
	seen := 0
	var walk func(first types.Object, depth int) bool
	walk = func(first types.Object, depth int) bool {
		for next := first; next != nil; {
			item, err := x.DereferenceDict(next)
			if err != nil || item == nil || depth > 20 {
				return false
			}
			if seen++; seen > most {
				return false
			}
			if item["Dest"] == nil {
				if to := destination(x, item["A"]); to != nil {
					item["Dest"] = to
				}
			}
			for _, key := range []string{"A", "AA", "SE"} {
				delete(item, key)
			}
			if !walk(item["First"], depth+1) {
				return false
			}
			next = item["Next"]
		}
		return true
	}
	return walk(root["First"], 0)
}

// destination is where an action leads within the file; nil when it does anything else.
func destination(x *model.XRefTable, action types.Object) types.Object {
	d, err := x.DereferenceDict(action)
	if err != nil || d == nil {
		return nil
	}
	if s := d.NameEntry("S"); s == nil || *s != "GoTo" {
		return nil
	}
	return d["D"]
}
