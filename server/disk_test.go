package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
)

// full is the code of a file for which there is no room.
var full = messages.StorageFull.String()

// testDisk is a disk of 1000 bytes of which so many are free as the test says.
func testDisk(reserve, warning int64) (d *disk, free *atomic.Int64, log *bytes.Buffer) {
	free, log = &atomic.Int64{}, &bytes.Buffer{}
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
			if n := strings.Count(log.String(), "\n"); n != tt.lines {
				t.Errorf("%d lines of log, want %d:\n%s", n, tt.lines, log.String())
			}
		})
	}
	t.Run("a disk that does not answer", func(t *testing.T) {
		d, _, log := testDisk(100, 300)
		d.free = func(string) (int64, error) { return 0, errors.New("no such disk") }
		if err := d.claim(1 << 50); err != nil || d.State() != diskOK || log.String() != "" {
			t.Errorf("%v %s %s", err, d.State(), log.String())
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
