//go:build !linux

package extract

import (
	"os"
	"syscall"
)

func self() (string, error) { return os.Executable() }

// apart: signals for the server are not for the process of a file. One can outlive a killed server
// until it has read its file.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// giveWay has this process wait for others.
func giveWay() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 19) }
