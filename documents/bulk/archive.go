package bulk

import (
	"archive/zip"
	"cmp"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/vietnamese"
)

// Limits of an archive.
const (
	maxEntries = 2000
	maxRatio   = 300      // inflated to stored; text and office files reach 100
	ratioFrom  = 10 << 20 // bytes inflated below which the ratio says nothing
)

// Errors of an archive as a whole: nothing of such a one is taken.
var (
	ErrArchive  = congress.E(congress.Invalid, messages.ZIPUnreadable)
	ErrLocked   = congress.E(congress.Invalid, messages.ZIPLocked)
	ErrTooMany  = congress.E(congress.TooLarge, messages.ZIPTooMany)
	ErrTooLarge = congress.E(congress.TooLarge, messages.ZIPTooLarge)
	ErrOneFile  = congress.E(congress.Invalid, messages.ImportOneFile)
	ErrBomb     = congress.E(congress.Invalid, messages.ZIPBomb)
)

// Errors of an entry, which is not taken; the others are.
var (
	ErrPath  = congress.E(congress.Invalid, messages.ZIPPath)
	ErrTwice = congress.E(congress.Invalid, messages.ZIPNameTwice)
)

// Refusal is an entry that is not taken.
type Refusal struct {
	Name string // fit to be read
	Err  *congress.Error
}

// Archive is an opened ZIP whose list of files is fit to be looked at.
type Archive struct {
	file    *os.File
	byPath  map[string]*zip.File
	paths   []string // in order
	refused []Refusal
	around  []string // folders around everything, outermost first, which the paths leave out
	left    int64    // bytes that may still be inflated
}

// Open opens the ZIP at a path. most is how many bytes its files may have together. Errors: those
// above.
func Open(at string, most int64) (*Archive, error) {
	file, err := os.Open(at)
	if err != nil {
		return nil, err
	}
	a := &Archive{file: file, byPath: map[string]*zip.File{}, left: most}
	if err := a.list(most); err != nil {
		_ = file.Close()
		return nil, err
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

// Paths are the files in the archive that are taken, in Vietnamese order, in NFC.
func (a *Archive) Paths() []string { return a.paths }

func (a *Archive) list(most int64) error {
	info, err := a.file.Stat()
	if err != nil {
		return err
	}
	if crowded(a.file, info.Size()) {
		return ErrTooMany
	}
	z, err := zip.NewReader(a.file, info.Size())
	if err != nil {
		return congress.Wrap(err, ErrArchive.Kind, ErrArchive.Code)
	}
	if oneFile(z) {
		return ErrOneFile
	}
	if len(z.File) > maxEntries {
		return ErrTooMany
	}
	var total uint64
	twice := map[string]bool{}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return ErrLocked
		}
		if f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxRatio > f.CompressedSize64 {
			return ErrBomb
		}
		if total += f.UncompressedSize64; total > uint64(most) || f.UncompressedSize64 > uint64(most) { //nolint:gosec // a limit is positive
			return ErrTooLarge
		}
		given := nameOf(f)
		folder := strings.HasSuffix(given, "/") || strings.HasSuffix(given, `\`) || f.FileInfo().IsDir()
		name, err := cleanPath(given)
		switch {
		case strings.HasSuffix(f.Name, "/Icon\r"), err == nil && ignored(name):
		case err != nil && folder && f.UncompressedSize64 == 0 && !strings.Contains(given, ".."): // such as "/" or "./"
		case err != nil, !folder && !f.Mode().IsRegular():
			a.refused = append(a.refused, Refusal{shown(given), ErrPath})
		case folder:
		case a.byPath[name] != nil:
			twice[name] = true
		default:
			a.byPath[name] = f
			a.paths = append(a.paths, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(twice)) { // nobody can tell which of them is meant
		delete(a.byPath, name)
		a.paths = slices.DeleteFunc(a.paths, func(p string) bool { return p == name })
		a.refused = append(a.refused, Refusal{name, ErrTwice})
	}
	slices.Sort(a.paths)
	a.unwrap()
	vietnamese.Sort(a.paths, func(p string) []string { return strings.Split(p, "/") })
	return a.apart()
}

// oneFile reports whether the ZIP is itself an Office file, such as a list that was sent without
// its files: by the part that each has at its root (ECMA-376, part 2; OpenDocument 1.2, part 3).
func oneFile(z *zip.Reader) bool {
	for at, f := range z.File {
		switch {
		case f.Name == "[Content_Types].xml", at == 0 && f.Name == "mimetype" && f.UncompressedSize64 < 200:
			return true
		}
	}
	return false
}

// unwrap takes a folder around everything, which is what zipping a folder makes, out of the paths.
func (a *Archive) unwrap() {
	for len(a.paths) > 0 {
		folder, _, inside := strings.Cut(a.paths[0], "/")
		if !inside || !strings.HasPrefix(a.paths[len(a.paths)-1], folder+"/") { // they are in order
			return
		}
		for i, p := range a.paths {
			file := a.byPath[p]
			delete(a.byPath, p)
			a.paths[i] = strings.TrimPrefix(p, folder+"/")
			a.byPath[a.paths[i]] = file
		}
		a.around = append(a.around, folder)
		if len(a.paths) == 1 {
			return // a single file keeps the rest of its folders, which say its kind
		}
	}
}

// apart refuses files that lie over each other in the archive, which is how a small one holds the
// same bytes a million times.
func (a *Archive) apart() error {
	type stretch struct{ from, to int64 }
	var all []stretch
	for _, f := range a.byPath {
		from, err := f.DataOffset()
		if err != nil {
			return congress.Wrap(err, ErrArchive.Kind, ErrArchive.Code)
		}
		all = append(all, stretch{from, from + int64(f.CompressedSize64)}) //nolint:gosec // checked to be under the limit's ratio
	}
	slices.SortFunc(all, func(x, y stretch) int { return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to)) })
	for i := 1; i < len(all); i++ {
		if all[i].from < all[i-1].to {
			return ErrBomb
		}
	}
	return nil
}

// Read opens a file of the archive. It gives no more bytes than the archive may
// inflate to in all, whatever the list says, and ends with an error when the file is damaged.
func (a *Archive) Read(name string) (io.ReadCloser, int64, error) {
	f := a.byPath[name]
	if f == nil {
		return nil, 0, congress.ErrNotFound
	}
	r, err := f.Open()
	if err != nil {
		return nil, 0, congress.Wrap(err, ErrArchive.Kind, ErrArchive.Code)
	}
	return &bounded{r, a}, int64(f.UncompressedSize64), nil //nolint:gosec // under the limit
}

type bounded struct {
	io.ReadCloser
	archive *Archive
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.archive.left -= int64(n); b.archive.left < 0 {
		return 0, ErrBomb
	}
	if err != nil && err != io.EOF { //nolint:errorlint // as io.Reader says it
		err = congress.Wrap(err, ErrArchive.Kind, ErrArchive.Code)
	}
	return n, err
}

// ignored are what systems and programs leave in folders.
func ignored(name string) bool {
	base := path.Base(name)
	for part := range strings.SplitSeq(name, "/") {
		if part == "__MACOSX" || strings.HasPrefix(part, ".") {
			return true
		}
	}
	lower := strings.ToLower(base)
	return lower == "thumbs.db" || lower == "desktop.ini" || strings.HasPrefix(base, "~$")
}
