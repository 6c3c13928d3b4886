package extract

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What all parts inflate to is counted over the whole file, also when each by itself is small, and a part that is read twice counts twice.
func TestPartsAreBoundedTogether(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	z := zip.NewWriter(file)
	for _, name := range []string{"a", "b"} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, "<a>"+strings.Repeat("x", 1<<20)+"</a>")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for _, second := range []string{"a", "b"} {
		for left, want := range map[int64]error{3 << 20: nil, 3 << 19: errTooMuch} {
			c, err := openContainer(source{File: file, size: info.Size()})
			if err != nil {
				t.Fatal(err)
			}
			if c.left != maxInflated {
				t.Errorf("at first %d bytes may be inflated", c.left)
			}
			c.left = left
			nothing := func(xml.Token) error { return nil }
			if err := c.walk("a", nothing); err != nil {
				t.Errorf("the first part: %v", err)
			}
			if err := c.walk(second, nothing); !errors.Is(err, want) {
				t.Errorf("%d bytes for a and %s: %v, want %v", left, second, err, want)
			}
		}
	}
}
