package stories_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plenum/storage/storagetest"
)

// Files of MinIO are sent from a copy that has no name: a killed server leaves nothing of them, and a recall lets it go.
func TestFilesAtHandHaveNoName(t *testing.T) {
	store := storagetest.StartMinIO(t)
	data := t.TempDir()
	args := []string{"--s3", store.Addr, "--s3-access-key", storagetest.MinIOAccessKey, "--s3-secret-key", storagetest.MinIOSecretKey}
	if out, code := run(t, "mật khẩu dài\n", append([]string{"admin", "create", "--data", data}, append(args, "quantri", "Quản", "Trị")...)...); code != 0 {
		t.Fatal(out)
	}
	p := start(t, data, args...)
	who, _ := thread(t, p)
	content := bytes.Repeat([]byte("Nội dung của tài liệu.\n"), 100_000)
	var d shelved
	d.publish(t, who, content)
	for _, from := range []int{0, 1_000_000} {
		res := who.do("GET", d.content, nil, map[string]string{"Range": fmt.Sprintf("bytes=%d-", from)})
		if !bytes.Equal(res.body, content[from:]) {
			t.Errorf("from %d on %d bytes came", from, len(res.body))
		}
	}
	wantCopies(t, p, 1)
	if res := who.do("POST", d.document+"/recall", map[string]any{"reason": "nhầm"}, key(newID())); res.status != 200 && res.status != 201 {
		t.Fatal(res)
	}
	wantCopies(t, p, 0)
	d.publish(t, who, content)
	if res := who.get(d.content); !bytes.Equal(res.body, content) {
		t.Errorf("%d bytes came", len(res.body))
	}
	wantCopies(t, p, 1)
	p.kill()
	err := filepath.WalkDir(data, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, content[:1000]) {
			t.Errorf("%s has the file", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wantCopies holds how many files without a name the server has open in its folder; it has nothing else there.
func wantCopies(t *testing.T, p *process, want int) {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join(p.data, readingFolder))
	if err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		fds, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p.cmd.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		for _, fd := range fds {
			if to, err := os.Readlink(fd); err == nil && strings.HasPrefix(to, folder) && strings.HasSuffix(to, " (deleted)") {
				n++
			}
		}
		return n
	}
	eventually(t, fmt.Sprintf("%d files are at hand", want), func() bool { return count() == want }) // an answer's own file is closed after it
	if left, err := filepath.Glob(folder + "/*"); err != nil || len(left) != 0 {
		t.Errorf("the folder has %v, %v", left, err)
	}
}
