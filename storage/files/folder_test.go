package files_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/internal/need"
	"plenum/storage/storagetest"
)

func TestFilesBelongToTheOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	b := openAt(t, dir)
	if _, err := b.Put(t.Context(), "a/b", -1, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if e.IsDir() {
			want = fs.ModeDir | 0o700
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLeftoversAreRemovedAtOpenAndLivePutsAreNot(t *testing.T) {
	dir := t.TempDir()
	b := openAt(t, dir)
	left := filepath.Join(dir, "tmp", "left")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	begun, goOn, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() { // ends with its stream
		_, err := b.Put(t.Context(), "live", -1, &gate{begun, goOn, strings.NewReader("whole")})
		done <- err
	}()
	<-begun
	openAt(t, dir)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("the leftover is still there: %v", err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Fatalf("the live put: %v", err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil || len(entries) != 0 {
		t.Errorf("the temporary folder holds %v, %v", entries, err)
	}
}

// gate is a reader that tells its first Read and then waits.
type gate struct {
	begun, goOn chan struct{}
	*strings.Reader
}

func (g *gate) Read(p []byte) (int, error) {
	if g.begun != nil {
		close(g.begun)
		g.begun = nil
		<-g.goOn
	}
	return g.Reader.Read(p)
}

func TestEmptyFoldersGoWithTheirLastBlob(t *testing.T) {
	dir := t.TempDir()
	b := openAt(t, dir)
	for _, key := range []string{"a/b/c/d", "a/b/e"} {
		if _, err := b.Put(t.Context(), key, 1, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ key, gone, stays string }{{"a/b/c/d", "a/b/c", "a/b"}, {"a/b/e", "a", ""}} {
		if err := b.Delete(t.Context(), tt.key); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "blobs", tt.gone)); !os.IsNotExist(err) {
			t.Errorf("the folder %s is still there: %v", tt.gone, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "blobs", tt.stays)); err != nil {
			t.Errorf("the folder %q is gone: %v", tt.stays, err)
		}
	}
}

func TestNoLinkLeadsOutOfTheFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	b := openAt(t, dir)
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "blobs", "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "secret"), filepath.Join(dir, "blobs", "file")); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"link/secret", "file"} {
		if r, err := b.Open(t.Context(), key, 0, -1); err == nil {
			_ = r.Close()
			t.Errorf("%s leads out of the folder", key)
		}
	}
	if _, err := b.Put(t.Context(), "link/new", 1, strings.NewReader("x")); err == nil {
		t.Error("a put leads out of the folder")
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 1 {
		t.Errorf("outside there is %v", entries)
	}
}

func TestAKeyUnderAnotherBlobIsInvalid(t *testing.T) {
	b := openAt(t, t.TempDir())
	if _, err := b.Put(t.Context(), "a", 1, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Put(t.Context(), "a/b", 1, strings.NewReader("x")); congress.KindOf(err) != congress.Invalid {
		t.Errorf("put a/b beside a: %v, want invalid", err)
	}
	if _, err := b.Stat(t.Context(), "a/b"); congress.KindOf(err) != congress.NotFound {
		t.Errorf("stat a/b beside a: %v, want not_found", err)
	}
}

// Without the folder nothing is known to be gone, and nothing is put elsewhere; once it is back all is as before.
func TestAFolderThatWasTakenAwayIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	b := openAt(t, dir)
	if _, err := b.Put(t.Context(), "a/kept", 1, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	blobs, away := filepath.Join(dir, "blobs"), filepath.Join(dir, "away")
	if err := os.Rename(blobs, away); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() error{
		"put":    func() error { _, err := b.Put(t.Context(), "a/new", 1, strings.NewReader("x")); return err },
		"open":   func() error { _, err := b.Open(t.Context(), "a/kept", 0, -1); return err },
		"stat":   func() error { _, err := b.Stat(t.Context(), "a/kept"); return err },
		"delete": func() error { return b.Delete(t.Context(), "a/kept") },
		"list":   func() error { _, err := b.List(t.Context(), "", "", 10); return err },
		"ping":   func() error { return b.Ping(t.Context()) },
	} {
		if err := call(); congress.KindOf(err) != congress.Unavailable {
			t.Errorf("%s: %v, want unavailable", name, err)
		}
	}
	if err := os.Rename(away, blobs); err != nil {
		t.Fatal(err)
	}
	if list, err := b.List(t.Context(), "", "", 10); err != nil || len(list) != 1 || list[0].Key != "a/kept" {
		t.Errorf("once it is back: %v, %v", list, err)
	}
	if _, err := b.Put(t.Context(), "a/new", 1, strings.NewReader("x")); err != nil {
		t.Errorf("once it is back: %v", err)
	}
}

// The suite fills the disk by a limit of the process; this is a real full disk.
func TestAFullFileSystemIsUnavailableAndRecovers(t *testing.T) {
	dir, cut, mend, ok := storagetest.SmallDisk(t, "4m")
	if !ok {
		need.Right(t, "mount a small disk") // TestBlobs had a full one the other way
	}
	b := openAt(t, filepath.Join(dir, "data"))
	for range 3 {
		cut()
		_, err := b.Put(t.Context(), "blob", -1, strings.NewReader(strings.Repeat("x", 1<<20)))
		if congress.KindOf(err) != congress.Unavailable {
			t.Fatalf("on a full disk: %v, want unavailable", err)
		}
		if err := b.Ping(t.Context()); congress.KindOf(err) != congress.Unavailable {
			t.Errorf("ping on a full disk: %v, want unavailable", err)
		}
		mend()
		if _, err := b.Put(t.Context(), "blob", -1, strings.NewReader(strings.Repeat("x", 1<<20))); err != nil {
			t.Fatalf("after it was freed: %v", err)
		}
		if err := b.Delete(t.Context(), "blob"); err != nil {
			t.Fatal(err)
		}
	}
}
