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
	"plenum/congress/messages"
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
	fault
}

// fault says why a file cannot be read.
type fault struct {
	Code  string `json:"code,omitempty"`
	Cause string `json:"cause,omitempty"`
}

const defaultMemory = 1 << 30

// maxAnswer is how much of an answer is read.
const maxAnswer = 4*maxText + 1<<20

// Read reads the file at path, of the given type, and calls pages, if it is not nil, now and then
// with which of a PDF's pages it is at. Errors: ErrEncrypted, ErrBroken, Conflict
// "inflates_too_far", "extract_timeout", "extract_memory" or "extract_failed"; Canceled when ctx
// ended.
func (r Reader) Read(ctx context.Context, path, mime string, pages func(done, of int)) (Result, error) {
	if r.Time == 0 {
		r.Time = 5 * time.Minute
	}
	if r.Memory == 0 {
		r.Memory = defaultMemory
	}
	limited, cancel := context.WithTimeout(ctx, r.Time)
	defer cancel()
	cmd, faults, err := r.process(limited, path, mime, r.Cache, memoryArg(r.Memory))
	if err != nil {
		return Result{}, err
	}
	out := &told{answer: firstOf{most: maxAnswer}, pages: pages}
	cmd.Stdout = out
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	case limited.Err() != nil:
		return Result{}, congress.Wrap(err, congress.Conflict, messages.ExtractTimeout)
	}
	var a answer
	if jsonErr := json.Unmarshal(out.answer.Bytes(), &a); err != nil || jsonErr != nil {
		return Result{}, died(errors.Join(err, jsonErr), faults)
	}
	if err := a.err(); err != nil {
		return Result{}, err
	}
	return a.Result, nil
}

// process prepares the process of the file at path, called with the arguments
// and the path after Command, and gives where its faults will be read. It ends with ctx.
func (r Reader) process(ctx context.Context, path string, args ...string) (*exec.Cmd, *firstOf, error) {
	program, err := r.Program, error(nil)
	if program == "" {
		if program, err = self(); err != nil {
			return nil, nil, fmt.Errorf("find the program: %w", err)
		}
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, nil, fmt.Errorf("find the file: %w", err)
	}
	cmd := exec.CommandContext(ctx, program, append(append([]string{Command}, args...), path)...) //nolint:gosec // the program is ours
	cmd.Env = []string{"GOTRACEBACK=none", "GOMAXPROCS=1"}                                        // and nothing of the server's
	cmd.Dir = filepath.Dir(path)
	cmd.SysProcAttr = apart()
	cmd.WaitDelay = 5 * time.Second
	faults := &firstOf{most: 4096}
	cmd.Stderr = faults
	return cmd, faults, nil
}

func memoryArg(bytes int) string { return fmt.Sprint(bytes) }

// died is the error of a process that did not come to its end.
func died(err error, faults *firstOf) error {
	text := faults.String()
	err = errors.Join(err, errors.New(strings.TrimSpace(text)))
	if strings.Contains(text, "out of memory") || strings.Contains(text, "cannot allocate memory") {
		return congress.Wrap(err, congress.Conflict, messages.ExtractMemory)
	}
	return congress.Wrap(err, congress.Conflict, messages.ExtractFailed)
}

// faultOf is how a process says that the file cannot be read; empty without an error.
func faultOf(err error) fault {
	switch {
	case err == nil:
		return fault{}
	case congress.KindOf(err) != congress.Conflict:
		return fault{"extract_failed", err.Error()}
	}
	return fault{congress.CodeOf(err), err.Error()}
}

func (f fault) err() error {
	if f.Code == "" {
		return nil
	}
	code, ok := messages.Find(f.Code)
	if !ok {
		code = messages.ExtractFailed
	}
	return congress.Wrap(errors.New(f.Cause), congress.Conflict, code)
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
	if len(args) < 4 {
		return 2
	}
	mime, cache, path := args[0], args[1], args[len(args)-1]
	var memory uint64
	if _, err := fmt.Sscan(args[2], &memory); err != nil {
		return 2
	}
	if mime == marking && len(args) == 6 {
		bound(memory, markLength)
		if err := json.NewEncoder(out).Encode(markMain(ctx, path, args[3], args[4], cache)); err != nil {
			return 1
		}
		return 0
	}
	if mime == finalView && len(args) == 6 {
		bound(memory, markLength)
		_, err := ForReaders(path, args[3], args[4])
		if err := json.NewEncoder(out).Encode(faultOf(err)); err != nil {
			return 1
		}
		return 0
	}
	bound(memory, 128<<20) // PDFium's compiled form
	if mime == comparing && len(args) == 5 {
		if err := json.NewEncoder(out).Encode(faultOf(kept(ctx, path, args[3], cache))); err != nil {
			return 1
		}
		return 0
	}
	if mime == drawing && len(args) == 6 {
		return drawMain(ctx, path, cache, args[3], args[4] == "true", out)
	}
	result, err := Extract(ctx, path, mime, cache, teller(out))
	if err != nil {
		result = Result{}
	}
	if err := json.NewEncoder(out).Encode(answer{result, faultOf(err)}); err != nil {
		return 1
	}
	return 0
}

// bound limits what this process may take: data in memory (beyond it Go ends with "out of memory"),
// what it may write to a file, open files; no core is left of the text in it, and it waits for
// others.
func bound(memory, written uint64) {
	giveWay()
	debug.SetMemoryLimit(int64(memory / 2))
	debug.SetMaxStack(64 << 20)
	for what, most := range map[int]uint64{syscall.RLIMIT_DATA: memory, syscall.RLIMIT_FSIZE: written, syscall.RLIMIT_NOFILE: 64, syscall.RLIMIT_CORE: 0} {
		_ = syscall.Setrlimit(what, &syscall.Rlimit{Cur: most, Max: most})
	}
}
