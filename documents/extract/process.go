package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"plenum/congress"
)

// Command is the word after which the program acts as the process of one file; see Main.
const Command = "extract-file"

// Reader reads each file in a process of its own, which is this very program
// called with Command. It is safe for concurrent use.
type Reader struct {
	Program string        // path of the program; "": the running one
	Cache   string        // folder that keeps PDFium's compiled form (20 MB); "": it is compiled each time, 4 s
	Time    time.Duration // for one file; 0: 5 minutes
	Memory  int           // bytes for one file; 0: 1 GB
}

// answer is what the process of a file says at its end.
type answer struct {
	Result Result `json:"result"`
	Code   string `json:"code,omitempty"` // of the error, if there was one
	Cause  string `json:"cause,omitempty"`
}

// maxAnswer is how much of an answer is read.
const maxAnswer = 4*maxText + 1<<20

// Read reads the file at path, of the given type. Errors: ErrEncrypted,
// ErrBroken, Conflict "inflates_too_far", "extract_timeout", "extract_memory" or "extract_failed"; Canceled when ctx ended.
func (r Reader) Read(ctx context.Context, path, mime string) (Result, error) {
	if r.Time == 0 {
		r.Time = 5 * time.Minute
	}
	if r.Memory == 0 {
		r.Memory = 1 << 30
	}
	program, err := r.Program, error(nil)
	if program == "" {
		if program, err = self(); err != nil {
			return Result{}, fmt.Errorf("find the program: %w", err)
		}
	}
	if path, err = filepath.Abs(path); err != nil {
		return Result{}, fmt.Errorf("find the file: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, r.Time)
	defer cancel()
	cmd := exec.CommandContext(limited, program, Command, mime, r.Cache, fmt.Sprint(r.Memory), path) //nolint:gosec // the program is ours
	cmd.Env = []string{"GOTRACEBACK=none", "GOMAXPROCS=1"}                                           // and nothing of the server's
	cmd.Dir = filepath.Dir(path)
	cmd.SysProcAttr = apart()
	cmd.WaitDelay = 5 * time.Second
	out, faults := &firstOf{most: maxAnswer}, &firstOf{most: 4096}
	cmd.Stdout, cmd.Stderr = out, faults
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	case limited.Err() != nil:
		return Result{}, congress.Wrap(err, congress.Conflict, "extract_timeout", "reading the file took too long")
	}
	var a answer
	if jsonErr := json.Unmarshal(out.Bytes(), &a); err != nil || jsonErr != nil {
		err = errors.Join(err, jsonErr, errors.New(strings.TrimSpace(faults.String())))
		if text := faults.String(); strings.Contains(text, "out of memory") || strings.Contains(text, "cannot allocate memory") {
			return Result{}, congress.Wrap(err, congress.Conflict, "extract_memory", "reading the file takes too much memory")
		}
		return Result{}, congress.Wrap(err, congress.Conflict, "extract_failed", "reading the file failed")
	}
	if a.Code != "" {
		return Result{}, congress.Wrap(errors.New(a.Cause), congress.Conflict, a.Code, "the file cannot be read")
	}
	return a.Result, nil
}

// firstOf keeps the first bytes of what is written and lets go of the rest.
type firstOf struct {
	bytes.Buffer
	most int
}

func (f *firstOf) Write(b []byte) (int, error) {
	f.Buffer.Write(b[:min(len(b), f.most-f.Len())])
	return len(b), nil
}

// Main is the process of one file: it bounds itself, reads, writes the answer
// to out and gives the program's exit status. args are what stands after Command.
func Main(ctx context.Context, args []string, out io.Writer) int {
	if len(args) != 4 {
		return 2
	}
	mime, cache, path := args[0], args[1], args[3]
	var memory uint64
	if _, err := fmt.Sscan(args[2], &memory); err != nil {
		return 2
	}
	bound(memory)
	result, err := Extract(ctx, path, mime, cache)
	a := answer{Result: result}
	if err != nil {
		a = answer{Code: congress.CodeOf(err), Cause: err.Error()}
		if congress.KindOf(err) != congress.Conflict {
			a.Code = "extract_failed"
		}
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		return 1
	}
	return 0
}

// bound limits what this process may take: data in memory (beyond it Go ends
// with "out of memory"), files to write (PDFium's compiled form), open files; no core is left of the text in it, and it waits for others.
func bound(memory uint64) {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 5) // discussions go before
	debug.SetMemoryLimit(int64(memory / 2))
	debug.SetMaxStack(64 << 20)
	for what, most := range map[int]uint64{syscall.RLIMIT_DATA: memory, syscall.RLIMIT_FSIZE: 128 << 20, syscall.RLIMIT_NOFILE: 64, syscall.RLIMIT_CORE: 0} {
		_ = syscall.Setrlimit(what, &syscall.Rlimit{Cur: most, Max: most})
	}
}
