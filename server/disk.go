package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
)

// The states of a disk, as readiness and the log call them.
const (
	diskOK      = "ok"
	diskLow     = "low"     // less is free than the setting disk-warning
	diskReserve = "reserve" // no more is free than what files leave to comments: files are refused
)

// disk is a file system that this server fills. Files leave a reserve of it, because a comment
// needs a thousandth of what a file does. It is safe for concurrent use.
type disk struct {
	name             string // data or files
	folder           string
	reserve, warning int64 // bytes; a reserve of 0 refuses nothing, a warning of 0 warns of nothing
	free             func(folder string) (int64, error)
	log              *slog.Logger
	refused          prometheus.Counter

	mu      sync.Mutex
	claimed int64 // bytes of files that may still come and for which there was room
	state   string
}

func freeOf(folder string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, err
	}
	if free := uint64(s.Bavail) * uint64(s.Bsize); free < math.MaxInt64 { //nolint:gosec,unconvert // types differ between systems
		return int64(free), nil
	}
	return math.MaxInt64, nil
}

var errNoRoom = &congress.Error{Kind: congress.Unavailable, Code: messages.StorageFull, RetryAfter: 60}

// look finds how much is free, and says in the log when the state is another. The lock is held. The
// state of a disk that does not answer is unknown.
func (d *disk) look() (free int64) {
	free, err := d.free(d.folder)
	if err != nil {
		return math.MaxInt64
	}
	below := func(limit int64, already bool) bool {
		if already { // it has to be left clearly, so that the log does not say it again and again
			limit += limit / 10
		}
		return free < limit
	}
	now := diskOK
	switch {
	case below(d.reserve, d.state == diskReserve):
		now = diskReserve
	case below(d.warning, d.state != diskOK):
		now = diskLow
	}
	if now == d.state {
		return free
	}
	level, text := slog.LevelWarn, "the disk becomes full: make room before files are refused"
	switch {
	case now == diskReserve:
		level, text = slog.LevelError, "THE DISK IS FULL BUT FOR THE RESERVE: files are refused, comments are not"
	case now == diskOK:
		level, text = slog.LevelInfo, "the disk has room again"
	case d.state == diskReserve:
		text = "files are taken again; the disk is still nearly full"
	}
	d.log.Log(context.Background(), level, text, "disk", d.name, "folder", d.folder, "free", free, "reserve", d.reserve, "warning", d.warning)
	d.state = now
	return free
}

// claim takes so many bytes for a file that comes, if they leave the reserve. Bytes that came are
// let go of again, because the disk counts them then.
func (d *disk) claim(bytes int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if free := d.look(); d.reserve > 0 && free-d.reserve-d.claimed < bytes {
		d.refused.Inc()
		return errNoRoom
	}
	d.claimed += bytes
	return nil
}

func (d *disk) letGo(bytes int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.claimed -= bytes
}

// State is the state now.
func (d *disk) State() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.look()
	return d.state
}

// disks are those that this server fills: that of the data folder, with the log and files while
// they are read, and that of the files.
type disks struct {
	data  *disk
	files *disk // nil: they are in an S3 store. It may be that of the data folder
}

// openDisks measures nothing yet.
func openDisks(c *Config) (*disks, error) {
	one := func(name, folder string) *disk {
		return &disk{
			name: name, folder: folder, reserve: c.Reserve, warning: c.DiskWarning, free: freeOf, log: slog.New(slog.DiscardHandler), state: diskOK,
			refused: prometheus.NewCounter(prometheus.CounterOpts{
				Name: "plenum_disk_refused_total", Help: "Files refused because they would have come into the disk's reserve.", ConstLabels: prometheus.Labels{"disk": name},
			}),
		}
	}
	d := &disks{data: one("data", c.Data)}
	if c.S3Endpoint != "" {
		return d, nil
	}
	d.files = d.data
	files := filepath.Join(c.Data, filesFolder)
	var a, b syscall.Stat_t
	if err := errors.Join(syscall.Stat(c.Data, &a), syscall.Stat(files, &b)); err != nil {
		return nil, fmt.Errorf("data: the disk of %s cannot be told: %w", files, err)
	}
	if a.Dev != b.Dev {
		d.files = one("files", files)
	}
	return d, nil
}

func (d *disks) each() []*disk {
	if d.files == nil || d.files == d.data {
		return []*disk{d.data}
	}
	return []*disk{d.data, d.files}
}

// Room fits blobs.Options.Room.
func (d *disks) Room(stored, temporary int64) error {
	need := map[*disk]int64{d.data: temporary}
	if d.files != nil {
		need[d.files] += stored
	}
	for _, one := range d.each() {
		if err := one.claim(need[one]); err != nil {
			return err
		}
		one.letGo(need[one])
	}
	return nil
}

// Warnings are the disks that become full.
func (d *disks) Warnings() map[string]string {
	out := map[string]string{}
	for _, one := range d.each() {
		if state := one.State(); state != diskOK {
			out["disk "+one.name] = state
		}
	}
	return out
}

// watch warns in the log, until ctx ends.
func (d *disks) watch(ctx context.Context) {
	ticker := time.NewTicker(10 * time.Second)
	defer ticker.Stop()
	for {
		for _, one := range d.each() {
			one.State()
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// register gives the disks their log and their metrics.
func (d *disks) register(log *slog.Logger, registry *prometheus.Registry) {
	for _, one := range d.each() {
		one.mu.Lock()
		one.log, one.state = log, diskOK // what was so before is said now
		one.mu.Unlock()
		gauge := func(name, help string, value func() float64) {
			registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: prometheus.Labels{"disk": one.name}}, value))
		}
		gauge("plenum_disk_free_bytes", "Bytes that are free on the disk.", func() float64 {
			free, err := one.free(one.folder)
			if err != nil {
				return math.NaN()
			}
			return float64(free)
		})
		gauge("plenum_disk_reserve_bytes", "Bytes that files leave free for comments.", func() float64 { return float64(one.reserve) })
		gauge("plenum_disk_state", "0: there is room; 1: less is free than the setting disk-warning; 2: files are refused.", func() float64 {
			return map[string]float64{diskOK: 0, diskLow: 1, diskReserve: 2}[one.State()]
		})
		registry.MustRegister(one.refused)
	}
}

// reserved are the files of a disk. None comes into its reserve.
type reserved struct {
	blobs.Store
	disk *disk
}

// Put implements blobs.Store.
func (r reserved) Put(ctx context.Context, key string, size int64, body io.Reader) (int64, error) {
	if err := r.disk.claim(max(0, size)); err != nil {
		return 0, err
	}
	from := &claimed{r: body, disk: r.disk, left: max(0, size), said: size >= 0}
	defer func() { r.disk.letGo(from.left) }()
	return r.Store.Put(ctx, key, size, from)
}

// claimed is a body for which there is room. One whose length was not said claims more as it comes.
type claimed struct {
	r    io.Reader
	disk *disk
	said bool
	left int64 // claimed and not come yet
}

const claimStep = 1 << 20

func (c *claimed) Read(p []byte) (int, error) {
	if !c.said && c.left < int64(len(p)) {
		if err := c.disk.claim(claimStep); err != nil {
			return 0, err
		}
		c.left += claimStep
	}
	n, err := c.r.Read(p)
	came := min(int64(n), c.left)
	c.left -= came
	c.disk.letGo(came)
	return n, err
}
