package compilation

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"plenum/congress"
)

// A PDF that takes longer than anybody waits is made to its end, once for all who ask, and told to be on its way meanwhile.
func TestALongPDFIsMadeOnceAndNeverTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop, end := context.WithCancel(context.Background())
		defer end()
		release := make(chan struct{})
		var begun atomic.Int32
		s := New(Options{Stop: stop, PDF: func(ctx context.Context, docx []byte) ([]byte, error) {
			begun.Add(1)
			select {
			case <-release:
				return []byte("%PDF of " + string(docx)), nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}})
		s.Print([]byte("báo cáo")) // as at the signature
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := s.PDF(t.Context(), []byte("báo cáo")); congress.CodeOf(err) != "pdf_making" {
					t.Errorf("while it is made: %v", err)
				}
			})
		}
		all.Wait()
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := s.PDF(gone, []byte("báo cáo")); !errors.Is(err, context.Canceled) {
			t.Errorf("one who left hears %v", err)
		}
		close(release)
		for range 3 {
			if pdf, err := s.PDF(t.Context(), []byte("báo cáo")); err != nil || !bytes.Contains(pdf, []byte("báo cáo")) {
				t.Errorf("then it is %q, %v", pdf, err)
			}
		}
		if n := begun.Load(); n != 1 {
			t.Errorf("it was made %d times", n)
		}
	})
}

// What failed is tried again, and of what is finished the last ones stay.
func TestPDFsAreForgottenInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fail, made := true, map[string]int{}
		s := New(Options{Stop: t.Context(), PDF: func(_ context.Context, docx []byte) ([]byte, error) {
			made[string(docx)]++
			if fail {
				return nil, errors.New("the converter is broken")
			}
			return []byte("%PDF"), nil
		}})
		if _, err := s.PDF(t.Context(), []byte("a")); err == nil {
			t.Error("a failure is told as made")
		}
		synctest.Wait()
		fail = false
		for _, docx := range []string{"a", "b", "c", "d", "e", "e", "b", "a"} {
			if _, err := s.PDF(t.Context(), []byte(docx)); err != nil {
				t.Error(err)
			}
			synctest.Wait()
		}
		if made["a"] != 3 || made["b"] != 1 || made["e"] != 1 {
			t.Errorf("they were made %v times", made)
		}
	})
}
