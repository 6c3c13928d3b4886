package extract

import (
	"os"
	"strconv"
	"syscall"
)

// self is this very program, also when its file was replaced or removed since the start.
func self() (string, error) { return "/proc/self/exe", nil }

// apart: signals for the server are not for the process of a file, and it never outlives the server.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// giveWay has all threads of this process wait for others: what people say in discussions goes before what is read and
// drawn. Linux keeps a priority for each thread, and Go has some already when main begins; later ones inherit it.
func giveWay() {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, 19)
		}
	}
}
