package watermark_test

import (
	"bytes"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents/watermark"
)

// FuzzLook: whatever a PDF's objects say, looking into it ends, and what it draws stands on pages that there are.
func FuzzLook(f *testing.F) {
	for _, in := range [][4]string{
		{"/Kids [3 0 R] /Count 1", "/MediaBox [0 0 595 842]", "/S /JavaScript /JS (x)", "BT (a) Tj ET"},
		{"/Kids [3 0 R] /Count 1", "/Resources << /Pattern << /P 6 0 R >> /Font << /F 5 0 R >> >>", "/Subtype /Type3 /CharProcs << /a 6 0 R /b 4 0 R >>", "/P scn /F 9 Tf /P Do BT (a) Tj ET"},
		{"/Kids [3 0 R 2 0 R] /Count 1", "/Resources << /ExtGState << /G << /SMask << /S /Alpha /G 6 0 R >> >> >> >>", "/Next 5 0 R", "/G gs BT [(a)] TJ ET"},
		{"/Kids [3 0 R] /Count 1", "/Resources << /XObject << /X 4 0 R >> >> /Contents 6 0 R", "/A [[[[/S]]]]", "/X Do /X Do BT <61> Tj ET"},
		{"", "/Type /Page /Contents [4 0 R 4 0 R]", "", "BT (a) ' ET"},
	} {
		f.Add(in[0], in[1], in[2], in[3])
	}
	f.Fuzz(func(t *testing.T, tree, leaf, annotation, content string) {
		if len(tree)+len(leaf)+len(annotation)+len(content) > 8<<10 {
			return
		}
		file := tangled(tree, leaf, annotation, content)
		begun := time.Now()
		in, err := watermark.Look(bytes.NewReader(file))
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
		if err != nil {
			if congress.KindOf(err) != congress.Conflict {
				t.Errorf("%q %q %q: %v", tree, leaf, annotation, err)
			}
			return
		}
		if len(in.Drawn) > 0 != (len(in.Pages) > 0) {
			t.Errorf("%d are drawn, on %d bytes of pages", len(in.Drawn), len(in.Pages))
		}
		for _, drawn := range in.Drawn {
			for i, page := range drawn.On {
				if page < 1 || i > 0 && page <= drawn.On[i-1] {
					t.Errorf("it is seen on the pages %v", drawn.On)
				}
			}
		}
	})
}
