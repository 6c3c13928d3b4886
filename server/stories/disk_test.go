package stories_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"plenum/congress/messages"
	"plenum/internal/need"
	"plenum/storage/storagetest"
)

// full is the code of a file for which there is no room.
var full = messages.StorageFull.String()

// On a real disk: files that do not fit beside the reserve are refused when they are announced, at every door; comments go on.
func TestFilesLeaveAReserveToComments(t *testing.T) {
	const mb = 1 << 20
	for name, apart := range map[string]bool{"one disk": false, "files on a disk of their own": true} {
		t.Run(name, func(t *testing.T) {
			disk, _, _, ok := storagetest.SmallDisk(t, "256m")
			if !ok {
				need.Right(t, "mount a small disk")
			}
			data, label := filepath.Join(disk, "data"), "data"
			if apart {
				data, label = t.TempDir(), "files"
				if err := os.Symlink(disk, filepath.Join(data, filesFolder)); err != nil {
					t.Fatal(err)
				}
			}
			if out, code := run(t, "mật khẩu dài\n", "admin", "create", "--data", data, "--reserve", "0", "quantri", "Quản", "Trị"); code != 0 {
				t.Fatal(out)
			}
			p := start(t, data, "--reserve", fmt.Sprint(64*mb), "--disk-warning", fmt.Sprint(120*mb), "--metrics-token", "metrics-of-the-test")
			who, discussion := thread(t, p)
			var d shelved
			d.publish(t, who, bytes.Repeat([]byte("Nội dung của tài liệu.\n"), 1000))
			warnings := func() any { return who.get("/readyz").json()["warnings"] }
			if got := fmt.Sprint(warnings()); got != "map[]" {
				t.Fatalf("at the start: %s", got)
			}
			document := "/api/v1/congresses/" + who.congress + strings.TrimPrefix(d.document, "~")
			tus := func(size int64) map[string]string {
				return map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": fmt.Sprint(size), "Upload-Metadata": "filename ZC50eHQ=", "Content-Length": "0"}
			}
			attachment := "/mobile/v1/congresses/" + who.congress + "/discussions/" + discussion + "/threads/" + who.groups[0] + "/attachments/"
			refusedFull := func(what string, res response) {
				t.Helper()
				if res.status != 507 || res.str("code") != full || res.header.Get("Retry-After") == "" || !strings.HasPrefix(res.str("detail"), "Máy chủ không còn chỗ") {
					t.Errorf("%s: %s %v", what, res, res.header)
				}
			}
			// Announced, and not sent.
			refusedFull("a file", who.announce("PUT", document+"/uploads/"+newID()+"?name=a.txt", map[string]string{"Content-Length": fmt.Sprint(200 * mb)}))
			refusedFull("a resumable file", who.announce("POST", document+"/tus", tus(200*mb)))
			refusedFull("an import", who.announce("POST", "/api/v1/congresses/"+who.congress+"/imports", map[string]string{"Content-Length": fmt.Sprint(200 * mb), "Idempotency-Key": newID()}))
			// Not announced: it is given up on the way, and nothing of it stays.
			upload := document + "/uploads/" + newID()
			if res, err := who.try("PUT", upload+"?name=a.txt", io.LimitReader(letters{rand.NewChaCha8([32]byte{})}, 400*mb), nil); err == nil { // else the connection was closed amid it
				refusedFull("a file that does not say its length", res)
			}
			if res := who.get(upload); res.status != 404 && res.str("reason") != full {
				t.Errorf("a file that was given up is there: %s", res)
			}
			begun := who.announce("POST", document+"/tus", tus(20*mb))
			if begun.status != 201 {
				t.Fatalf("a file that fits: %s", begun)
			}

			free, err := freeOf(disk)
			if err != nil {
				t.Fatal(err)
			}
			filler := filepath.Join(disk, "filler")
			write := func(n int64) {
				t.Helper()
				if err := os.WriteFile(filler, make([]byte, n), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write(free - 100*mb)
			if got := fmt.Sprint(warnings()); got != "map[disk "+label+":low]" {
				t.Errorf("when little is free: %s", got)
			}
			write(free - 60*mb)
			if got := fmt.Sprint(warnings()); got != "map[disk "+label+":reserve]" {
				t.Errorf("in the reserve: %s", got)
			}
			if res := who.get("/readyz"); res.status != 200 || res.str("status") != "ready" {
				t.Errorf("a warning makes it unready: %s", res)
			}
			refusedFull("a small file", who.do("PUT", upload+"?name=a.txt", strings.NewReader("Nội dung.\n"), nil))
			refusedFull("a part", who.do("PATCH", strings.TrimPrefix(begun.header.Get("Location"), p.url), strings.NewReader("Nội dung.\n"),
				map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}))
			attached := newID()
			refusedFull("an attachment", who.do("PUT", attachment+attached+"?name=a.txt", strings.NewReader("Nội dung.\n"), nil))
			refusedFull("an attachment without a length", who.do("PUT", attachment+attached+"?name=a.txt", io.MultiReader(strings.NewReader("Nội dung.\n")), nil))
			for range 100 {
				if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
					t.Fatalf("a comment: %s %v", res, err)
				}
			}
			metrics := string((&person{process: p, token: "metrics-of-the-test", many: true}).get("/metrics").body)
			for _, want := range []string{`plenum_disk_state{disk="` + label + `"} 2`, `plenum_disk_reserve_bytes{disk="` + label + `"} 6.7108864e+07`, `plenum_disk_free_bytes{disk="` + label + `"}`} {
				if !strings.Contains(metrics, want) {
					t.Errorf("no %s in the metrics", want)
				}
			}
			if strings.Contains(metrics, `plenum_disk_refused_total{disk="`+label+`"} 0`) {
				t.Error("what was refused is not counted")
			}
			if log := p.log.whole(); strings.Count(log, "THE DISK IS FULL BUT FOR THE RESERVE") != 1 || strings.Count(log, "the disk becomes full") != 2 { // by the file that was given up, and by the filler
				t.Errorf("the log has it %d and %d times", strings.Count(log, "THE DISK IS FULL BUT FOR THE RESERVE"), strings.Count(log, "the disk becomes full"))
			}

			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
			if res := who.do("PUT", upload+"?name=a.txt", strings.NewReader("Nội dung.\n"), nil); res.status != 201 {
				t.Errorf("the same file, once there is room: %s", res)
			}
			if res := who.do("PUT", attachment+attached+"?name=a.txt", strings.NewReader("Nội dung.\n"), nil); res.status != 201 {
				t.Errorf("the same attachment, once there is room: %s", res)
			}
			if got := fmt.Sprint(warnings()); got != "map[]" || !strings.Contains(p.log.whole(), "the disk has room again") {
				t.Errorf("in the end: %s", got)
			}
			if now, err := freeOf(disk); err != nil || now < free-4*mb {
				t.Errorf("%d MB free of %d before: something stayed of what was refused", now/mb, free/mb)
			}
		})
	}
}

// announce sends the head of a request and no more of its body than the server reads ahead.
func (w *person) announce(method, path string, header map[string]string) response {
	w.tb.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		w.tb.Fatal(err)
	}
	defer conn.Close()
	head := method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + w.token + "\r\n"
	for k, v := range header {
		head += k + ": " + v + "\r\n"
	}
	ahead := ""
	if header["Content-Length"] != "0" {
		ahead = strings.Repeat("Nội dung.\n", 4000)
	}
	if _, err := io.WriteString(conn, head+"\r\n"+ahead); err != nil {
		w.tb.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		w.tb.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.tb.Fatal(err)
	}
	return response{res.StatusCode, res.Header, body}
}

// freeOf gives the bytes that are free for everybody on the folder's disk.
func freeOf(folder string) (int64, error) {
	var s syscall.Statfs_t
	err := syscall.Statfs(folder, &s)
	return int64(s.Bavail) * int64(s.Bsize), err //nolint:gosec,unconvert // types differ between systems
}
