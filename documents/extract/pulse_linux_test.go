package extract_test

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"testing"
	"time"

	"plenum/documents/extract"
)

// beating gives the processors that a thread of this process is bound to, sorted.
func beating(t testing.TB) (processors []string) {
	t.Helper()
	threads, err := filepath.Glob("/proc/self/task/*/status")
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		status, _ := os.ReadFile(thread) //nolint:gosec // of /proc; the thread may be gone by now
		if m := boundTo.FindSubmatch(status); m != nil {
			processors = append(processors, string(m[1]))
		}
	}
	slices.Sort(processors)
	return processors
}

var boundTo = regexp.MustCompile(`Cpus_allowed_list:\s+(\d+)\n`)

// comes waits until each processor has its thread, or none has.
func comes(t testing.TB, threads int) {
	t.Helper()
	var got []string
	for range 1000 {
		if got = beating(t); len(got) == threads && len(slices.Compact(slices.Clone(got))) == threads {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("a pulse on the processors %v, want %d different ones", got, threads)
}

func TestEachProcessorHasAPulseWhileFilesAreReadAndDrawnAndNotLonger(t *testing.T) {
	if runtime.NumCPU() == 1 {
		t.Skip("with one processor every thread is bound to it")
	}
	const report = "../../server/demo/materials/bao-cao-tong-hop.pdf"
	pulsed := reader
	pulsed.Pulse = &extract.Pulse{}
	once := false
	_, err := pulsed.Read(t.Context(), report, pdfType, func(int, int) {
		if once {
			return
		}
		once = true
		comes(t, runtime.NumCPU())
		if err := pulsed.Draw(t.Context(), report, []extract.Picture{{Page: 1, Width: 100}}, func(extract.Picture, []byte) error {
			comes(t, runtime.NumCPU())
			return nil
		}); err != nil {
			t.Error(err)
		}
		time.Sleep(20 * time.Millisecond) // what ends with the drawing would have ended
		comes(t, runtime.NumCPU())
	})
	if err != nil || !once {
		t.Fatal(err, once)
	}
	comes(t, 0)
	if _, err := reader.Read(t.Context(), report, pdfType, func(int, int) { comes(t, 0) }); err != nil {
		t.Error(err)
	}
}
