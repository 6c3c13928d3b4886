package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/storage/storagetest"
)

// full is the code of a file for which there is no room.
var full = messages.StorageFull.String()

// testDisk is a disk of 1000 bytes of which so many are free as the test says.
func testDisk(reserve, warning int64) (d *disk, free *atomic.Int64, log *lockedBuffer) {
	free, log = &atomic.Int64{}, &lockedBuffer{}
	free.Store(1000)
	return &disk{
		name: "data", reserve: reserve, warning: warning, free: func(string) (int64, error) { return free.Load(), nil },
		log: slog.New(slog.NewTextHandler(log, nil)), state: diskOK, refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "refused"}),
	}, free, log
}

// A disk that becomes full is said before it is, once, and not again and again at the border.
func TestADiskThatBecomesFullIsSaidOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		reserve, warning int64
		free             []int64
		want             string // the states
		lines            int
	}{
		"room":                     {100, 300, []int64{1000, 500, 300}, "ok ok ok", 0},
		"low":                      {100, 300, []int64{1000, 299, 298, 200}, "ok low low low", 1},
		"at the border":            {100, 300, []int64{299, 301, 299, 320, 299, 330}, "low low low low low ok", 2},
		"into the reserve":         {100, 300, []int64{299, 100, 99, 50, 0}, "low low reserve reserve reserve", 2},
		"at the reserve's border":  {100, 300, []int64{99, 101, 99, 109, 110, 99}, "reserve reserve reserve reserve low reserve", 3},
		"at once":                  {100, 300, []int64{0}, "reserve", 1},
		"over":                     {100, 300, []int64{0, 400}, "reserve ok", 2},
		"no warning":               {100, 0, []int64{200, 99, 200}, "ok reserve ok", 2},
		"no reserve":               {0, 300, []int64{299, 1, 0}, "low low low", 1},
		"nothing is set":           {0, 0, []int64{1000, 1, 0}, "ok ok ok", 0},
		"a reserve that is larger": {300, 100, []int64{1000, 299, 99, 331}, "ok reserve reserve ok", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, free, log := testDisk(tt.reserve, tt.warning)
			var got []string
			for _, n := range tt.free {
				free.Store(n)
				d.State()
				got = append(got, d.State())
			}
			if states := strings.Join(got, " "); states != tt.want {
				t.Errorf("states %s, want %s", states, tt.want)
			}
			if n := strings.Count(log.whole(), "\n"); n != tt.lines {
				t.Errorf("%d lines of log, want %d:\n%s", n, tt.lines, log.whole())
			}
		})
	}
	t.Run("a disk that does not answer", func(t *testing.T) {
		d, _, log := testDisk(100, 300)
		d.free = func(string) (int64, error) { return 0, errors.New("no such disk") }
		if err := d.claim(1 << 50); err != nil || d.State() != diskOK || log.whole() != "" {
			t.Errorf("%v %s %s", err, d.State(), log.whole())
		}
	})
}

// What several send at once is held against the same room.
func TestRoomIsGivenOnce(t *testing.T) {
	t.Parallel()
	d, free, _ := testDisk(100, 0) // 900 for files
	var given atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			if err := d.claim(70); err == nil {
				given.Add(1)
			} else if congress.CodeOf(err) != full || congress.KindOf(err) != congress.Unavailable {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := given.Load(); n != 12 {
		t.Fatalf("room for %d files of 70 bytes in 900, want 12", n)
	}
	d.letGo(70)
	free.Store(930) // one came; 11 files of 70 bytes may still come, in 830
	if err := d.claim(61); congress.CodeOf(err) != full {
		t.Errorf("beside what may still come: %v", err)
	}
	if err := d.claim(60); err != nil {
		t.Errorf("what is left beside it: %v", err)
	}
	d.letGo(60)
	for range 11 {
		d.letGo(70)
	}
	if err := d.claim(830); err != nil {
		t.Errorf("all that is free: %v", err)
	}
}

// Where files and the log are on disks of their own, or the files elsewhere, each disk is asked for what comes to it.
func TestEachDiskIsAskedForWhatComesToIt(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		data, files       int64 // free; files -1: in an S3 store; -2: the same disk
		stored, temporary int64
		fits              bool
	}{
		"one disk":                     {1100, -2, 500, 500, true},
		"one disk, a byte too much":    {1100, -2, 501, 500, false},
		"S3: only what is read":        {600, -1, 1 << 40, 500, true},
		"S3, no room to read":          {600, -1, 1, 501, false},
		"S3, in the reserve":           {50, -1, 1, 1, false},
		"two disks":                    {600, 600, 500, 500, true},
		"two disks, none for the file": {600, 600, 501, 500, false},
		"two disks, none to read it":   {600, 600, 500, 501, false},
		"nothing to be stored":         {600, 100, 0, 500, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, free, _ := testDisk(100, 0)
			free.Store(tt.data)
			d := &disks{data: data}
			switch tt.files {
			case -1:
			case -2:
				d.files = data
			default:
				files, free, _ := testDisk(100, 0)
				free.Store(tt.files)
				d.files = files
			}
			if err := d.Room(tt.stored, tt.temporary); (err == nil) != tt.fits || err != nil && congress.CodeOf(err) != full {
				t.Errorf("%v, want room: %v", err, tt.fits)
			}
			for _, one := range d.each() {
				if one.claimed != 0 {
					t.Errorf("%d bytes stay claimed", one.claimed)
				}
			}
		})
	}
}

// A body that said its length has room from the first byte; one that did not is given up at the reserve, and leaves nothing claimed.
func TestABodyIsGivenUpAtTheReserve(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		size, comes int64
		want        string
	}{
		"said":               {4 << 20, 4 << 20, ""},
		"said, and too much": {41 << 20, 41 << 20, full},
		"not said":           {-1, 30 << 20, ""},
		"not said, too much": {-1, 60 << 20, full},
		"breaks off":         {8 << 20, 1 << 20, ""},
		"exactly all of it":  {40 << 20, 40 << 20, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, free, _ := testDisk(10<<20, 0)
			free.Store(50 << 20)
			store := &sink{free: free}
			n, err := reserved{store, d}.Put(t.Context(), "key", tt.size, io.LimitReader(endless{}, tt.comes))
			if congress.CodeOf(err) != tt.want || err == nil && n != tt.comes {
				t.Errorf("%d bytes, %v, want %q", n, err, tt.want)
			}
			if d.claimed != 0 {
				t.Errorf("%d bytes stay claimed", d.claimed)
			}
			if left := free.Load(); left < 10<<20 {
				t.Errorf("%d bytes of the reserve were taken", 10<<20-left)
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// sink is a store that takes room on the disk as bytes come.
type sink struct {
	blobs.Store
	free *atomic.Int64
}

func (s *sink) Put(_ context.Context, _ string, _ int64, r io.Reader) (n int64, err error) {
	for b := make([]byte, 256<<10); ; {
		m, err := r.Read(b)
		n += int64(m)
		s.free.Add(-int64(m))
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// On a real disk: files that do not fit beside the reserve are refused when they are announced, at every door; comments go on.
func TestFilesLeaveAReserveToComments(t *testing.T) {
	const mb = 1 << 20
	for name, apart := range map[string]bool{"one disk": false, "files on a disk of their own": true} {
		t.Run(name, func(t *testing.T) {
			disk, _, _, ok := storagetest.SmallDisk(t, "256m")
			if !ok {
				t.Skip("only root can mount a small disk")
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
