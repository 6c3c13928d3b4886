package extract

import (
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// self is this very program, also when its file was replaced or removed since the start.
func self() (string, error) { return "/proc/self/exe", nil }

// apart: signals for the server are not for the process of a file, and it never outlives the
// server.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// giveWay has all threads of this process run only where nothing else wants to (sched(7),
// SCHED_IDLE): what people say in discussions goes before what is read and drawn. The kernel counts
// a processor with such a thread as idle when it looks for one to wake another thread on, which it
// does not do for a low priority (nice). Linux keeps the policy for each thread, and Go has some
// already when main begins; later ones inherit it.
func giveWay() {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.SchedSetAttr(id, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_IDLE}, 0)
		}
	}
}
