package convert

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestTheFinalViewIsConverted(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{\rtf1 a{\deleted b}{\revised c}}`:          `{\rtf1 a{\v b}{ c}}`,
		`{\rtf1 a\deleted\revauthdel1 b\deleted0 c}`: `{\rtf1 a\v\revauthdel1 b\v0 c}`,
		`{\rtf1 a\deleted1\f1 b}`:                    `{\rtf1 a\v\f1 b}`,
		`{\rtf1 a}`:                                  `{\rtf1 a}`,
		`{\rtf1\deletedx\revisedy}`:                  `{\rtf1\deletedx\revisedy}`,
	} {
		if got := finalOf(t, []byte(in), ".rtf"); string(got) != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	content := `<office:text><text:tracked-changes text:track-changes="true"><text:changed-region><text:deletion><text:p>cũ</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>a<text:change text:change-id="c"/><text:change-start text:change-id="d"/>b<text:change-end text:change-id="d"/></text:p></office:text>`
	got := finalOf(t, container(t, content), ".odt")
	z, err := zip.NewReader(bytes.NewReader(got), int64(len(got)))
	if err != nil || len(z.File) != 2 || z.File[0].Name != "mimetype" || z.File[0].Method != zip.Store {
		t.Fatalf("the container is %v %v", z, err)
	}
	part, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part)
	if want := `<office:text><text:p>ab</text:p></office:text>`; err != nil || string(text) != want {
		t.Errorf("the text is %s %v, want %s", text, err, want)
	}
	for _, broken := range [][]byte{nil, []byte("PK"), container(t, "<office:text/>")} {
		if got := finalOf(t, broken, ".odt"); !bytes.Equal(got, broken) {
			t.Errorf("%q became %q", broken, got)
		}
	}
}

func container(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{{"mimetype", "x"}, {"content.xml", content}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func finalOf(t *testing.T, content []byte, ending string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	c := Converter{Temp: t.TempDir()}
	out, err := c.final(path, ending)
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return made
}
