package stories_test

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"plenum/documents/antivirus/antivirustest"
	"plenum/internal/need"
	"plenum/storage/storagetest"
)

// A disk that is full is said in every way in, nothing half is to be seen, and all goes on by itself once there is room.
func TestAFullDiskIsSaidAndOverOnceThereIsRoom(t *testing.T) {
	for name, server := range map[string]func(t *testing.T, data, disk string) (args []string){
		"files": func(t *testing.T, data, disk string) []string {
			if err := os.Symlink(disk, filepath.Join(data, filesFolder)); err != nil {
				t.Fatal(err)
			}
			return nil
		},
		"MinIO": func(t *testing.T, _, disk string) []string {
			store := storagetest.StartMinIOIn(t, filepath.Join(disk, "minio"))
			return []string{"--s3", store.Addr, "--s3-access-key", storagetest.MinIOAccessKey, "--s3-secret-key", storagetest.MinIOSecretKey}
		},
		"files and records": nil,
	} {
		t.Run(name, func(t *testing.T) {
			disk, fill, free, ok := storagetest.SmallDisk(t, "256m")
			if !ok {
				need.Right(t, "mount a small disk")
			}
			data, args := filepath.Join(disk, "data"), []string(nil)
			if server != nil {
				data = t.TempDir()
				args = server(t, data, disk)
			}
			if out, code := run(t, "mật khẩu dài\n", append([]string{"admin", "create", "--data", data}, append(args, "quantri", "Quản", "Trị")...)...); code != 0 {
				t.Fatal(out)
			}
			fullDisk(t, data, args, server == nil, fill, free)
		})
	}
}

func fullDisk(t *testing.T, data string, args []string, all bool, fill, free func()) {
	t.Helper()
	clamd := antivirustest.Start(t, "", nil)
	p := start(t, data, append(args, "--clamd", clamd.Address, "--reserve", "0")...) // files may take the last byte
	who, discussion := thread(t, p)
	content := bytes.Repeat([]byte("Nội dung của tài liệu.\n"), 200_000) // 5 MB
	var d shelved
	d.publish(t, who, content)

	// One file waits to be read, and of one a part came.
	clamd.Close()
	waits := d.document + "/uploads/" + newID()
	if res := who.do("PUT", waits+"?name=b.txt", strings.NewReader("Tệp chờ đọc.\n"), nil); res.status != 201 {
		t.Fatal(res)
	}
	eventually(t, "the file waits", func() bool { return who.get(waits).str("reason") == "antivirus_away" })
	created := who.do("POST", d.document+"/tus", nil, map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": fmt.Sprint(len(content)), "Upload-Metadata": "filename ZC50eHQ="})
	at := strings.TrimPrefix(created.header.Get("Location"), who.url)
	part := func(from, to int) response {
		return who.do("PATCH", at, bytes.NewReader(content[from:to]), map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": fmt.Sprint(from), "Content-Type": "application/offset+octet-stream"})
	}
	offset := func() int {
		t.Helper()
		res := who.do("HEAD", at, nil, map[string]string{"Tus-Resumable": "1.0.0"})
		n, err := strconv.Atoi(res.header.Get("Upload-Offset"))
		if err != nil || res.status != 200 {
			t.Fatalf("how far the upload is: %s %v", res, res.header)
		}
		return n
	}

	fill()
	wantFull := func(what string, res response) {
		t.Helper()
		if res.status != 503 || res.str("code") != "storage_unavailable" {
			t.Errorf("%s on a full disk: %s", what, res)
		}
	}
	upload := d.document + "/uploads/" + newID()
	wantFull("an upload", who.do("PUT", upload+"?name=c.txt", bytes.NewReader(content[:50_000]), nil)) // fits into the connection, so that it can be sent whole
	wantFailed(t, who, upload)
	wantFull("a part of an upload", part(0, 50_000))
	if n := offset(); n > 50_000 {
		t.Errorf("of a part that failed %d bytes are there", n)
	}
	if all {
		wantFull("a comment", who.do("POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": who.groups[0], "issue": 1, "text": "Ý kiến"}, key(newID())))
	}
	if res := who.get("/readyz"); res.status != 503 {
		t.Errorf("readyz: %s", res)
	}
	antivirustest.Start(t, clamd.Address, nil)
	eventually(t, "reading the file was tried", func() bool {
		return strings.Contains(p.log.whole(), "a file could not be read for now") && who.get(waits).str("reason") != "antivirus_away"
	})
	if res := who.get(waits); res.str("state") != "checking" {
		t.Errorf("a file that could not be read for want of room: %s", res)
	}
	if res := who.get(d.content); res.status != 200 || !bytes.Equal(res.body, content) {
		t.Errorf("what was there is not given: %d, %d bytes", res.status, len(res.body))
	}

	free()
	who.ready(waits)
	if res := who.do("PUT", upload+"?name=c.txt", bytes.NewReader(content), nil); res.status != 201 {
		t.Errorf("the same upload again: %s", res)
	}
	if res := part(offset(), len(content)); res.status != 204 {
		t.Errorf("the rest: %s", res)
	}
	for _, upload := range []string{upload, d.document + "/uploads/" + path.Base(at)} {
		who.ready(upload)
		if res := who.get(upload + "/content"); !bytes.Equal(res.body, content) {
			t.Errorf("%s has %d bytes, not the %d that were sent", upload, len(res.body), len(content))
		}
	}
	if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
		t.Errorf("a comment: %s %v", res, err)
	}
	if res := who.get("/readyz"); res.status != 200 {
		t.Errorf("readyz: %s", res)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	if out, code := run(t, "", append([]string{"verify", "--data", data}, args...)...); code != 0 {
		t.Errorf("verify: %d %s", code, out)
	}
}
