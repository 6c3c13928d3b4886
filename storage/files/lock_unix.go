//go:build unix

package files

import (
	"os"
	"syscall"
)

// lock takes the lock of an open file and reports whether nobody else had it.
// The lock ends with the file's last descriptor, so with the process too.
func lock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
