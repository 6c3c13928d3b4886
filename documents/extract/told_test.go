package extract

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the process of a file tells is heard as it comes, in whatever pieces; what is no such line is the answer.
func TestPagesAreToldBeforeTheAnswer(t *testing.T) {
	for said, want := range map[string]struct {
		pages  []string
		answer string
	}{
		"1 3\n2 3\n3 3\n{\"result\":{}}\n": {[]string{"1 of 3", "2 of 3", "3 of 3"}, "{\"result\":{}}\n"},
		"{\"result\":\n1 3\n":              {nil, "{\"result\":\n1 3\n"},
		"2 3\n1 3\n{}":                     {[]string{"2 of 3"}, "1 3\n{}"}, // backwards
		"4 3\n{}":                          {nil, "4 3\n{}"},
		"1 9999999\n{}":                    {nil, "1 9999999\n{}"},
		"-1 3\n{}":                         {nil, "-1 3\n{}"},
		"chữ\n1 3\n":                       {nil, "chữ\n1 3\n"},
		"\n":                               {nil, "\n"},
		"1111111111111111111111111111111111111111 2": {nil, "1111111111111111111111111111111111111111 2"},
	} {
		for _, piece := range []int{1, 2, 5, 1000} {
			var got []string
			w := &told{answer: firstOf{most: 1000}, pages: func(done, of int) { got = append(got, fmt.Sprintf("%d of %d", done, of)) }}
			for rest := said; rest != ""; {
				n := min(piece, len(rest))
				if k, err := w.Write([]byte(rest[:n])); k != n || err != nil {
					t.Fatal(k, err)
				}
				rest = rest[n:]
			}
			if diff := cmp.Diff(want.pages, got); diff != "" || w.answer.String() != want.answer {
				t.Errorf("%q by %d: %s, the answer %q", said, piece, diff, w.answer.String())
			}
		}
	}
}

// FuzzTold: in whatever pieces it comes, what is heard and what is the answer are the same, and pages only go forward.
func FuzzTold(f *testing.F) {
	for _, said := range []string{"1 3\n2 3\n{}", "{}\n1 3", "1 3", "9999999999999999999999 1\n", "\n\n", "1 1 1\n{"} {
		f.Add(said, 3)
	}
	f.Fuzz(func(t *testing.T, said string, piece int) {
		hear := func(piece int) (pages []int, answer string) {
			w := &told{answer: firstOf{most: 1 << 20}, pages: func(done, of int) {
				if len(pages) > 0 && done <= pages[len(pages)-1] || done < 1 || done > of {
					t.Errorf("page %d of %d after %v", done, of, pages)
				}
				pages = append(pages, done)
			}}
			for rest := said; rest != ""; {
				n := min(piece, len(rest))
				_, _ = w.Write([]byte(rest[:n]))
				rest = rest[n:]
			}
			return pages, w.answer.String()
		}
		pages, answer := hear(max(1, len(said)))
		again, same := hear(1 + max(0, piece)%64)
		if diff := cmp.Diff(pages, again); diff != "" || answer != same {
			t.Errorf("%s; %q and %q", diff, answer, same)
		}
	})
}
