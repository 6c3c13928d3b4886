package bulk

import (
	"bytes"
	"encoding/binary"
	"io"
)

// crowded reports whether any end of a list that a reader could take for the ZIP's says that there
// are more entries than are taken: archive/zip makes room for so many before it looks for them.
func crowded(r io.ReaderAt, size int64) bool {
	const end, locator, record = 22, 20, 56
	from := max(0, size-(end+0xffff+locator))
	tail := make([]byte, size-from)
	if n, err := r.ReadAt(tail, from); err != nil && n < len(tail) {
		return false // the reader will say so
	}
	for at := bytes.Index(tail, []byte("PK\x05\x06")); at >= 0; {
		if len(tail)-at >= end {
			count := binary.LittleEndian.Uint16(tail[at+10:])
			if count != 0xffff && count > maxEntries {
				return true
			}
		}
		if at >= locator && string(tail[at-locator:at-locator+4]) == "PK\x06\x07" {
			offset := binary.LittleEndian.Uint64(tail[at-locator+8:])
			var head [record]byte
			if offset < uint64(size) {
				if _, err := r.ReadAt(head[:], int64(offset)); err == nil && binary.LittleEndian.Uint64(head[32:]) > maxEntries {
					return true
				}
			}
		}
		next := bytes.Index(tail[at+4:], []byte("PK\x05\x06"))
		if next < 0 {
			return false
		}
		at += 4 + next
	}
	return false
}
