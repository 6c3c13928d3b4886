package storagetest

import (
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// FullDisk gives a full disk on demand: between cut and mend no file of this
// process can grow beyond limit bytes (RLIMIT_FSIZE), which needs no
// privilege. Nothing else may write large files meanwhile.
func FullDisk(tb testing.TB, limit uint64) (cut, mend func()) {
	tb.Helper()
	var normal syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &normal); err != nil {
		tb.Fatal(err)
	}
	set := func(limit syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			tb.Fatal(err)
		}
	}
	signal.Ignore(syscall.SIGXFSZ) // so that writing fails with EFBIG
	tb.Cleanup(func() {
		set(normal)
		signal.Reset(syscall.SIGXFSZ)
	})
	return func() { set(syscall.Rlimit{Cur: limit, Max: normal.Max}) }, func() { set(normal) }
}

// SmallDisk mounts a file system of the given size in memory and gives its path, and cut and mend
// that fill it and free it again. Only root can do it: for others it answers false.
func SmallDisk(tb testing.TB, size string) (dir string, cut, mend func(), ok bool) {
	tb.Helper()
	dir = tb.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		tb.Logf("no file system can be mounted here: %v", err)
		return "", nil, nil, false
	}
	tb.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			tb.Errorf("unmount: %v", err)
		}
	})
	filler := dir + "/filler"
	cut = func() {
		f, err := os.Create(filler)
		if err != nil {
			tb.Fatal(err)
		}
		defer f.Close()
		for {
			if _, err := f.Write(make([]byte, 4096)); err != nil {
				return // full
			}
		}
	}
	mend = func() {
		if err := os.Remove(filler); err != nil {
			tb.Fatal(err)
		}
	}
	return dir, cut, mend, true
}
