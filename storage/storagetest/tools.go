package storagetest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// minioModule is the last state of MinIO's server that the module proxy has.
const minioModule = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c"

// tool gives the path of a server in .tools/bin and builds it first when it is
// missing, also when several test binaries want it at the same time.
func tool(tb testing.TB, name string) string {
	tb.Helper()
	root := moduleRoot(tb)
	bin := filepath.Join(root, ".tools", "bin")
	path := filepath.Join(bin, name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := os.MkdirAll(bin, 0o755); err != nil {
		tb.Fatal(err)
	}
	lock, err := os.OpenFile(filepath.Join(root, ".tools", name+".lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		tb.Fatal(err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		tb.Fatalf("lock %s: %v", lock.Name(), err)
	}
	if _, err := os.Stat(path); err == nil {
		return path // another test binary built it while this one waited
	}
	tb.Logf("building %s into %s, once", name, bin)
	staging, err := os.MkdirTemp(filepath.Join(root, ".tools"), name)
	if err != nil {
		tb.Fatal(err)
	}
	defer os.RemoveAll(staging)
	build := exec.Command("go", "install", minioModule)
	if name == "ferret" {
		build = exec.Command("go", "install", ".")
		build.Dir = filepath.Join(root, "tools", "ferret")
	}
	build.Env = append(os.Environ(), "GOBIN="+staging, "GOFLAGS=-buildvcs=false")
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("build %s: %v\n%s", name, err, out)
	}
	if err := os.Rename(filepath.Join(staging, name), path); err != nil {
		tb.Fatal(err)
	}
	return path
}

// moduleRoot is the folder of Plenum's go.mod, above the package under test.
func moduleRoot(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		} else if !errors.Is(err, os.ErrNotExist) {
			tb.Fatal(err)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			tb.Fatal("there is no go.mod above the test")
		}
		dir = parent
	}
}
