package extract

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"slices"

	"github.com/richardlehane/mscfb"
)

// mostStream is how much of a stream of a former format is looked at.
const mostStream = 128 << 20

// formerParts notes what organizers should know of a file of Office's former formats, by its
// structure ([MS-DOC], [MS-XLS], [MS-PPT]). Files of before Office 97, and those whose structure is
// broken, have no notes: their words are for the door all the same.
func (r *Result) formerParts(ctx context.Context, f source) {
	defer func() { _ = recover() }() // the library's, on broken files
	file, err := mscfb.New(f)
	if err != nil {
		return
	}
	streams := map[string][]byte{}
	for {
		entry, err := file.Next()
		if err != nil {
			break
		}
		switch entry.Name {
		case "Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT":
			r.warn(Macros, 0)
		case "ObjectPool":
			r.warn(Attachments, 0)
		case "Revision Log":
			r.warn(TrackedChanges, 0)
		case "WordDocument", "0Table", "1Table", "Workbook", "Book", "PowerPoint Document":
			if len(entry.Path) == 0 && len(streams) < 10 {
				streams[entry.Name], _ = io.ReadAll(io.LimitReader(entry, mostStream)) // as far as it can be read
			}
		default:
			r.formerObject(ctx, f, entry)
		}
	}
	for name, stream := range streams {
		b := former{stream}
		switch name {
		case "WordDocument":
			table := "0Table"
			if b.u16(0x0a)&0x200 != 0 {
				table = "1Table"
			}
			r.formerWord(b, former{streams[table]})
		case "Workbook", "Book":
			r.formerBook(b)
		case "PowerPoint Document":
			r.formerShow(b, 0)
		}
	}
}

// formerObject reads a file that stands in a stream, as it is or behind a short head ([MS-OLEDS]
// 2.3.6).
func (r *Result) formerObject(ctx context.Context, f source, stream io.Reader) {
	const head = 4096
	b := make([]byte, head)
	n, _ := io.ReadFull(stream, b) // as far as it can be read
	b = b[:n]
	for _, begins := range []string{"PK\x03\x04", "%PDF-", `{\rtf`, "\xd0\xcf\x11\xe0"} {
		if at := bytes.Index(b, []byte(begins)); at >= 0 {
			rest, _ := io.ReadAll(io.LimitReader(stream, attachedLength+1))
			r.within(ctx, f, "", append(b[at:], rest...))
			return
		}
	}
}

// former is a stream of such a file; beyond its end it is all zeros.
type former struct{ b []byte }

func (f former) part(from, n int) former {
	if from < 0 || n <= 0 || from >= len(f.b) {
		return former{}
	}
	return former{f.b[from:min(from+n, len(f.b))]}
}

func (f former) u8(at int) int { return int(f.fixed(at, 1)) }

func (f former) u16(at int) int { return int(f.fixed(at, 2)) }

func (f former) u32(at int) int { return int(f.fixed(at, 4)) }

func (f former) fixed(at, n int) uint32 {
	var b [4]byte
	copy(b[:], f.part(at, n).b)
	return binary.LittleEndian.Uint32(b[:])
}

// Where a Word file's header says where the parts are ([MS-DOC] 2.5.6): a place and a length in the
// table stream.
const (
	wordIdent    = 0xa5ec
	wordComments = 0xba
	wordRuns     = 0xfa
	wordPieces   = 0x1a2
	wordPage     = 512
)

func (r *Result) formerWord(doc, table former) {
	if doc.u16(0) != wordIdent || doc.u16(0x0a)&0x100 != 0 { // locked by a password
		return
	}
	in := func(at int) former { return table.part(doc.u32(at), doc.u32(at+4)) }
	if len(in(wordComments).b) > 4 {
		r.warn(Comments, 0)
	}
	runs := in(wordRuns)
	n := max(0, (len(runs.b)-4)/8)
	for i := range n {
		page := doc.part((runs.u32(4*(n+1)+4*i)&0x3fffff)*wordPage, wordPage)
		count := page.u8(wordPage - 1)
		for k := range count {
			if at := 2 * page.u8(4*(count+1)+k); at > 0 {
				r.formerRun(page.part(at+1, page.u8(at)))
			}
		}
	}
	pieces := in(wordPieces)
	for at := 0; at < len(pieces.b); {
		switch pieces.u8(at) {
		case 1: // how pieces look
			r.formerRun(pieces.part(at+3, pieces.u16(at+1)))
			at += 3 + pieces.u16(at+1)
			continue
		case 2: // the pieces
			all := pieces.part(at+5, pieces.u32(at+1))
			n := max(0, (len(all.b)-4)/12)
			for i := range n {
				if look := all.u16(4*(n+1) + 8*i + 6); look&1 == 0 {
					r.formerLook(map[int]int{0x41: 0x0800, 0x42: 0x0801, 0x5c: 0x083c}[look>>1&0x7f], look>>8)
				}
			}
		}
		return
	}
}

// formerRun takes how a run looks: properties with values of known lengths (2.2.5.1).
func (r *Result) formerRun(look former) {
	for at := 0; at+2 < len(look.b); {
		what := look.u16(at)
		r.formerLook(what, look.u8(at+2))
		switch what >> 13 {
		case 0, 1:
			at += 3
		case 2, 4, 5:
			at += 4
		case 3:
			at += 6
		case 7:
			at += 5
		default:
			at += 3 + look.u8(at+2)
		}
	}
}

func (r *Result) formerLook(what, value int) {
	switch {
	case what == 0xca57 || what == 0xca89: // it looked otherwise before
		r.warn(TrackedChanges, 0)
	case value&1 == 0:
	case what == 0x0800 || what == 0x0801:
		r.warn(TrackedChanges, 0)
	case what == 0x083c:
		r.warn(HiddenText, 0)
	}
}

// formerBook takes the records of a workbook ([MS-XLS] 2.3).
func (r *Result) formerBook(b former) {
	var columns [][2]int
	rows := map[int]bool{}
	cells := []int{0x06, 0xbd, 0xd6, 0xfd, 0x203, 0x204, 0x205, 0x27e}
	for at := 0; at+4 <= len(b.b); at += 4 + b.u16(at+2) {
		record := b.part(at+4, b.u16(at+2))
		switch kind := b.u16(at); {
		case kind == 0x2f: // what follows is locked
			return
		case kind == 0x809: // another sheet
			columns = nil
			clear(rows)
		case kind == 0x85 && record.u8(4)&3 != 0 && record.u8(5) != 6:
			r.warn(HiddenSheets, 0)
		case kind == 0x1c:
			r.warn(Comments, 0)
		case kind == 0x7d && record.u16(8)&1 != 0:
			columns = append(columns, [2]int{record.u16(0), record.u16(2)})
		case kind == 0x208 && record.u16(12)&0x20 != 0:
			rows[record.u16(0)] = true
		case slices.Contains(cells, kind):
			for _, c := range columns {
				rows[-1] = rows[-1] || c[0] <= record.u16(2) && record.u16(2) <= c[1]
			}
			if rows[record.u16(0)] || rows[-1] {
				r.warn(HiddenText, 0)
			}
		}
	}
}

// formerShow takes the records of a presentation, which hold others ([MS-PPT] 2.3.1).
func (r *Result) formerShow(b former, depth int) {
	for at := 0; at+8 <= len(b.b); at += 8 + b.u32(at+4) {
		record := b.part(at+8, b.u32(at+4))
		switch kind := b.u16(at + 2); {
		case kind == 0x2ee0:
			r.warn(Comments, 0)
		case kind == 0x3f9 && record.u16(10)&4 != 0:
			r.warn(HiddenSheets, 0)
		case b.u16(at)&0xf == 0xf && depth < 50:
			r.formerShow(record, depth+1)
		}
	}
}
