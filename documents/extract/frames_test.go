package extract

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
)

// FuzzFrames: whatever the process says, what is taken are pictures that were asked for, in their order.
func FuzzFrames(f *testing.F) {
	wanted := []Picture{{1, 320}, {1, 1600}, {2, 1600}}
	var said bytes.Buffer
	w := frameWriter{bufio.NewWriter(&said)}
	for _, p := range wanted {
		if err := w.picture(p, []byte("\xff\xd8\xff\xd9")); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.end(fault{}); err != nil {
		f.Fatal(err)
	}
	f.Add(said.Bytes())
	for _, s := range []string{
		`{"page":1,"width":320,"bytes":0}` + "\n" + `{"end":true,"code":"broken","cause":"x"}` + "\n", `{"page":1,"width":320,"bytes":-1}` + "\n",
		`{"page":2,"width":320,"bytes":4}` + "\n\xff\xd8\xff\xd9", `{"page":1,"width":320,"bytes":99999999999}` + "\n", "\n", strings.Repeat("x", 5000) + "\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		taken := 0
		n, _, err := readFrames(bytes.NewReader(said), wanted, func(p Picture, jpeg []byte) error {
			if p != wanted[taken] || len(jpeg) > len(said) {
				t.Errorf("picture %d is %v of %d bytes", taken, p, len(jpeg))
			}
			taken++
			return nil
		})
		if n != taken || n > len(wanted) || err == nil && !bytes.Contains(said, []byte("nd")) {
			t.Errorf("it counts %d of %d pictures, %v", n, taken, err)
		}
	})
}

func TestAListOfPicturesComesThrough(t *testing.T) {
	for _, list := range []string{"", "1", "x", "1x", "0x320", "1x320,", "1x320;2x320", "99999x320", "1x99999"} {
		if got, err := parsePictures(list); err == nil {
			t.Errorf("%q is %v, want an error", list, got)
		}
	}
	if list := listPictures([]Picture{{1, 320}, {5000, 1600}}); list != "1x320,5000x1600" {
		t.Errorf("the list is %q", list)
	}
	got, err := parsePictures("1x320,5000x1600")
	if err != nil || len(got) != 2 || got[0] != (Picture{1, 320}) || got[1] != (Picture{5000, 1600}) {
		t.Errorf("%v %v", got, err)
	}
}
