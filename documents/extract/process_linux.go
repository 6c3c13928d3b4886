package extract

import "syscall"

// self is this very program, also when its file was replaced or removed since the start.
func self() (string, error) { return "/proc/self/exe", nil }

// apart: signals for the server are not for the process of a file, and it never outlives the server.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
