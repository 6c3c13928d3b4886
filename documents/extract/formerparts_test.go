package extract

import (
	"encoding/binary"
	"testing"
)

// LibreOffice writes no comments into PowerPoint's former format; these records are as [MS-PPT] has them.
func TestCommentsAndHiddenSlidesOfFormerShowsAreTold(t *testing.T) {
	t.Parallel()
	record := func(version, kind uint16, body ...byte) []byte {
		head := binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, version), kind)
		return append(binary.LittleEndian.AppendUint32(head, uint32(len(body))), body...) //nolint:gosec // a few bytes
	}
	const holds = 0xf
	info := func(flags byte) []byte { return record(0, 0x3f9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, flags, 0) }
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"a comment":           {record(holds, 0x3e8, record(holds, 0x3ee, record(holds, 0x1388, record(holds, 0x2ee0)...)...)...), Comments},
		"a hidden slide":      {record(holds, 0x3ee, info(4)...), HiddenSheets},
		"a slide of its time": {record(holds, 0x3ee, info(3)...), ""},
		"neither":             {record(holds, 0x3e8, record(0, 0x3e9, 1, 2, 3)...), ""},
		"a text that says so": {record(0, 0xfa0, record(holds, 0x2ee0)...), ""},
		"cut off":             {record(holds, 0x3e8, record(holds, 0x3ee, info(4)...)...)[:20], ""},
		"nothing":             {nil, ""},
	} {
		r := Result{}
		r.formerShow(former{c.in}, 0)
		got := ""
		if len(r.Warnings) > 0 {
			got = r.Warnings[0].Code
		}
		if got != c.want || len(r.Warnings) > 1 {
			t.Errorf("%s: %v, want %q", name, r.Warnings, c.want)
		}
	}
}

func FuzzFormerParts(f *testing.F) {
	f.Add([]byte{0xec, 0xa5}, []byte{2, 0, 0, 0, 1})
	f.Add([]byte{0x09, 0x08, 0x02, 0x00, 0, 0}, []byte{1})
	f.Fuzz(func(_ *testing.T, stream, table []byte) {
		r := Result{}
		r.formerWord(former{stream}, former{table})
		r.formerBook(former{stream})
		r.formerShow(former{stream}, 0)
	})
}
