package register

import (
	"encoding/base64"
	"strings"
	"testing"

	"plenum/congress"
)

// FuzzTusMetadata: what a client packs is what we unpack, and any other header is the client's fault.
func FuzzTusMetadata(f *testing.F) {
	f.Add("filename U+G7kSBsaeG7h3UudHh0,note YQ==", "Số liệu.txt", "ghi chú")
	f.Add("filename", "", "")
	f.Add("a !!!,, b", ",", " ")
	f.Fuzz(func(t *testing.T, header, name, note string) {
		meta, err := tusMetadata(header)
		if err != nil && (congress.KindOf(err) != congress.Invalid || congress.CodeOf(err) != "tus_header" || meta != nil) {
			t.Errorf("%q: %v %v", header, meta, err)
		}
		if err == nil && len(meta) > strings.Count(header, ",")+1 {
			t.Errorf("%q has %d values", header, len(meta))
		}
		pack := base64.StdEncoding.EncodeToString
		meta, err = tusMetadata("filename " + pack([]byte(name)) + ",note " + pack([]byte(note)))
		if err != nil || len(meta) != 2 || meta["filename"] != name || meta["note"] != note {
			t.Errorf("%q and %q come back as %q, %v", name, note, meta, err)
		}
	})
}

// FuzzTusChecksum: a sum has the length of its algorithm, and whatever is no sum is the client's fault.
func FuzzTusChecksum(f *testing.F) {
	for _, header := range []string{"", "sha1 ", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "md5 AAAAAAAAAAAAAAAAAAAAAA==", "sha1", "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		h, sum, err := tusChecksum(header)
		switch {
		case err != nil:
			if congress.CodeOf(err) != "tus_checksum" || h != nil || sum != nil {
				t.Errorf("%q: %v %x", header, err, sum)
			}
		case header == "":
			if h != nil || sum != nil {
				t.Error("no header is a checksum")
			}
		default:
			if h == nil || h.Size() != len(sum) || !strings.HasPrefix(header, "sha") {
				t.Fatalf("%q is a sum of %d bytes", header, len(sum))
			}
			_, again, err := tusChecksum(strings.Fields(header)[0] + " " + base64.StdEncoding.EncodeToString(sum))
			if err != nil || string(again) != string(sum) {
				t.Errorf("%q: %x comes back as %x, %v", header, sum, again, err)
			}
		}
	})
}
