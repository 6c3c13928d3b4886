package storagetest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"plenum/internal/need"
)

// Server is a real server of another program, running for one test on a free
// port of the loopback interface with its data in a temporary folder. It is
// killed when the test ends, and also when the test binary dies.
type Server struct {
	// Addr is where it listens, host:port; it stays the same after Restart.
	Addr string

	tb    testing.TB
	name  string
	dir   string
	log   string
	args  []string
	env   []string
	ready func(addr string) error

	remove string // this folder, when the guard ends; "": the test has it removed

	guard *exec.Cmd
	stdin io.Closer
	pid   int
}

// The credentials of StartMinIO.
const (
	MinIOAccessKey = "plenum-test"
	MinIOSecretKey = "plenum-test-secret"
)

// StartMongoDB starts a server that speaks MongoDB's protocol: FerretDB on SQLite files.
func StartMongoDB(tb testing.TB) *Server {
	tb.Helper()
	s := newServer(tb, "ferret", dialable)
	s.args = []string{"-listen", s.Addr, "-dir", s.dir}
	s.env = []string{"DO_NOT_TRACK=1", "FERRETDB_TELEMETRY=disable"}
	s.Restart()
	return s
}

// StartMinIO starts a server that speaks S3.
func StartMinIO(tb testing.TB) *Server {
	tb.Helper()
	return StartMinIOIn(tb, "")
}

// SharedMinIO is a server that speaks S3 for all tests of a test binary, each of which takes a bucket
// of its own. It ends with the binary, and its folder goes then.
func SharedMinIO(tb testing.TB) *Server {
	tb.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.minio == nil {
		dir, err := os.MkdirTemp("", "plenum-minio")
		if err != nil {
			tb.Fatal(err)
		}
		shared.minio = StartMinIO(lasting{tb, dir})
	}
	return shared.minio
}

var shared struct {
	sync.Mutex
	minio *Server
}

// lasting is a test whose server outlives it.
type lasting struct {
	testing.TB
	dir string
}

func (lasting) Cleanup(func())    {}
func (l lasting) TempDir() string { return l.dir }

// StartMinIOIn is StartMinIO with its data in a folder of the caller's; "": one of its own.
func StartMinIOIn(tb testing.TB, dir string) *Server {
	tb.Helper()
	s := newServer(tb, "minio", healthy)
	if dir != "" {
		s.dir = dir
	}
	dir = s.dir
	s.args = []string{"server", "--quiet", "--address", s.Addr, "--console-address", "127.0.0.1:0", dir}
	s.env = []string{
		"MINIO_ROOT_USER=" + MinIOAccessKey, "MINIO_ROOT_PASSWORD=" + MinIOSecretKey,
		"MINIO_BROWSER=off", "MINIO_UPDATE=off", "MINIO_CALLHOME_ENABLE=off", "MINIO_CI_CD=1",
	}
	s.Restart()
	return s
}

// Dir is the folder of the server's data.
func (s *Server) Dir() string { return s.dir }

// Freeze stops the server without ending it (SIGSTOP): its connections stand and nothing answers,
// once it has returned. Thaw lets it go on.
func (s *Server) Freeze() {
	_ = syscall.Kill(s.pid, syscall.SIGSTOP)
	for end := time.Now().Add(5 * time.Second); s.running() && time.Now().Before(end); {
		time.Sleep(time.Millisecond) // each thread stops when the kernel comes to it
	}
}

// running reports whether a thread of the server is not stopped, where the kernel tells (proc(5)).
func (s *Server) running() bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", s.pid))
	return slices.ContainsFunc(threads, func(file string) bool {
		stat, err := os.ReadFile(file)
		_, state, ok := strings.Cut(string(stat), ") ")
		return err == nil && ok && !strings.HasPrefix(state, "T")
	})
}

// Thaw lets a frozen server go on.
func (s *Server) Thaw() { _ = syscall.Kill(s.pid, syscall.SIGCONT) }

// URI is the server's address for mongodb.Open.
func (s *Server) URI() string { return "mongodb://" + s.Addr + "/" }

func newServer(tb testing.TB, name string, ready func(string) error) *Server {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	s := &Server{tb: tb, name: need.Server(tb, name), Addr: l.Addr().String(), dir: filepath.Join(tb.TempDir(), name), ready: ready}
	s.log = s.dir + ".log"
	if l, ok := tb.(lasting); ok {
		s.remove = l.dir
	}
	tb.Cleanup(s.Kill)
	return s
}

// guard runs a server as its child, tells the server's pid, and kills the
// server when its own input ends: whoever holds the other end has died or wants it. Then it removes
// the folder REMOVE.
const guard = `log=$1; shift; "$@" >>"$log" 2>&1 & pid=$!; echo $pid; read -r line; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null; [ -z "$REMOVE" ] || rm -rf "$REMOVE"`

// Restart starts the server, again after Kill, and waits until it answers.
func (s *Server) Restart() {
	s.tb.Helper()
	log := s.log
	s.guard = exec.Command("sh", append([]string{"-c", guard, "guard", log, s.name}, s.args...)...)
	s.guard.Env = append(append(os.Environ(), "REMOVE="+s.remove), s.env...)
	stdin, err := s.guard.StdinPipe()
	if err != nil {
		s.tb.Fatal(err)
	}
	stdout, err := s.guard.StdoutPipe()
	if err != nil {
		s.tb.Fatal(err)
	}
	if err := s.guard.Start(); err != nil {
		s.tb.Fatal(err)
	}
	s.stdin = stdin
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		s.tb.Fatalf("start %s: %v", s.name, err)
	}
	if s.pid, err = strconv.Atoi(strings.TrimSpace(line)); err != nil {
		s.tb.Fatal(err)
	}
	// Another program becomes ready at a time of its own and says so only when asked.
	deadline := time.Now().Add(60 * time.Second)
	for {
		err := s.ready(s.Addr)
		if err == nil {
			return
		}
		if gone := syscall.Kill(s.pid, 0); gone != nil || time.Now().After(deadline) {
			text, _ := os.ReadFile(log)
			s.tb.Fatalf("%s did not become ready: %v (%v)\n%s", s.name, err, gone, text)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Kill ends the server with SIGKILL and waits until it is gone. A killed server stays killed.
func (s *Server) Kill() {
	if s.guard == nil {
		return
	}
	_ = syscall.Kill(s.pid, syscall.SIGKILL)
	_ = s.stdin.Close()
	_ = s.guard.Wait()
	s.guard = nil
}

func dialable(addr string) error {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	return c.Close()
}

func healthy(addr string) error {
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	// Its health page answers before the store does; the store itself refuses a stranger only once it
	// works.
	response, err := client.Get("http://" + addr + "/")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		return fmt.Errorf("the server says %s", response.Status)
	}
	return nil
}
