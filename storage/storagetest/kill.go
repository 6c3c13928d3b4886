package storagetest

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"plenum/documents/blobs"
	"plenum/journal"
)

// Environment of the child process of a killing test.
const (
	childVariable = "PLENUM_STORAGETEST_CHILD" // the round's name
	placeVariable = "PLENUM_STORAGETEST_PLACE"
)

// Child is what a storage's TestMain gives to Main: how its child processes
// open the store. One of the two is nil.
type Child struct {
	OpenLog   func(place string) (journal.Log, error)
	OpenBlobs func(place string) (blobs.Store, error)
}

// Main runs the tests, or, in a child process of a killing test, writes until it is killed.
func Main(m *testing.M, c Child) {
	round := os.Getenv(childVariable)
	if round == "" {
		os.Exit(m.Run())
	}
	go func() { // ends the child when the parent is gone
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(3)
	}()
	var err error
	if c.OpenLog != nil {
		err = writeRecords(c.OpenLog, os.Getenv(placeVariable))
	} else {
		err = writeBlobs(c.OpenBlobs, os.Getenv(placeVariable), round)
	}
	fmt.Fprintln(os.Stderr, "child:", err)
	os.Exit(1)
}

// killChild runs this test binary as a child that writes to the place and
// prints a line for whatever was acknowledged, kills it with SIGKILL at a random moment, and
// gives all lines that it printed.
func killChild(t *testing.T, place, round string) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+round, placeVariable+"="+place)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// The moment is random both in the work done and in the work under way.
	after, moment := 1+rand.IntN(25), time.Duration(rand.IntN(3000))*time.Microsecond
	var lines []string
	scanner := bufio.NewScanner(stdout)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
		if len(lines) == after {
			time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
		}
	}
	err = cmd.Wait()
	_ = stdin.Close()
	if cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child ended by itself: %v\n%s", err, complaints.String())
	}
	return lines
}
