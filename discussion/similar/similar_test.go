package similar_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"plenum/discussion/generate"
	"plenum/discussion/similar"
)

const (
	park    = "Đề nghị dành quỹ đất xây dựng công viên cây xanh ở phường trung tâm, ít nhất 10 héc ta."
	parkToo = "Tôi cho rằng cần dành quỹ đất để xây công viên cây xanh tại phường trung tâm, tối thiểu 10 héc ta."
	parkBig = "Đề nghị dành quỹ đất xây dựng công viên cây xanh ở phường trung tâm, ít nhất 25 héc ta."
	noPark  = "Tôi không tán thành việc dành quỹ đất xây dựng công viên cây xanh ở phường trung tâm, ít nhất 10 héc ta."
	port    = "Kiến nghị sớm nạo vét luồng vào cảng cá để tàu lớn ra vào an toàn mùa bão."
)

// discussion is an index of invented opinions with some more.
func discussion(t testing.TB, more ...similar.Item) *similar.Index {
	t.Helper()
	x := similar.NewIndex(similar.Options{})
	for _, item := range items(generate.Opinions(1, generate.Options{Count: 300})) {
		x.Add(item)
	}
	for _, item := range more {
		x.Add(item)
	}
	return x
}

func ids(all []similar.Match) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.ID)
	}
	return out
}

func TestTheSamePointIsFoundInOtherWords(t *testing.T) {
	x := discussion(t, similar.Item{ID: "park", Text: park, Issue: 7}, similar.Item{ID: "port", Text: port, Issue: 7})
	bare := strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r < 0x370:
			return -1
		case r == 'đ':
			return 'd'
		case r == 'Đ':
			return 'D'
		}
		return r
	}, norm.NFD.String(parkToo))
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"in other words":           {parkToo, []string{"park"}},
		"decomposed":               {norm.NFD.String(parkToo), []string{"park"}},
		"half decomposed":          {norm.NFD.String(parkToo[:60]) + parkToo[60:], []string{"park"}},
		"without diacritics":       {bare, []string{"park"}},
		"in capitals":              {strings.ToUpper(parkToo), []string{"park"}},
		"after another point":      {"Tôi đồng ý với báo cáo, tuy nhiên đề nghị tăng lương cho bác sĩ. " + parkToo, []string{"park"}},
		"but not another figure":   {parkBig, nil},
		"but not who is against":   {noPark, nil},
		"but not another point":    {"Đề nghị mua thêm xe buýt điện cho thành phố.", nil},
		"but not nothing":          {"", nil},
		"but not a greeting":       {"Kính thưa đoàn chủ tịch, thưa các đồng chí. Tôi xin hết.", nil},
		"but not what has no word": {"… 123 !!! \xff\xfe 🙂", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := ids(x.SimilarTo(similar.Item{Text: tt.text, Issue: 7}, 10))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSharedPhrasesStandWhereTheyAreSaidToStand(t *testing.T) {
	decomposed := norm.NFD.String(parkToo)
	x := discussion(t, similar.Item{ID: "a", Text: park}, similar.Item{ID: "b", Text: decomposed})
	all := x.Similar("a", 1)
	if len(all) != 1 || all[0].ID != "b" || len(all[0].Shared) == 0 {
		t.Fatalf("got %+v, want b with phrases", all)
	}
	longest := all[0].Shared[0]
	if want := "công viên cây xanh"; !strings.Contains(longest.Text, want) && !strings.Contains(longest.Text, "dành quỹ đất") {
		t.Errorf("got %q as the longest phrase", longest.Text)
	}
	for _, p := range all[0].Shared {
		if got := park[p.A.From:p.A.To]; got != p.Text {
			t.Errorf("got %q in the first opinion, want %q", got, p.Text)
		}
		if p.A.From < all[0].A.From || p.A.To > all[0].A.To || p.B.From < all[0].B.From || p.B.To > all[0].B.To {
			t.Errorf("phrase %+v is outside of the clauses %+v and %+v", p, all[0].A, all[0].B)
		}
	}
}

func TestAnOpinionWithTheSameIDTakesThePlaceOfTheOther(t *testing.T) {
	x := discussion(t, similar.Item{ID: "a", Text: park}, similar.Item{ID: "b", Text: parkToo})
	n := x.Len()
	if got := ids(x.Similar("a", 5)); !cmp.Equal(got, []string{"b"}) {
		t.Fatalf("got %v, want b", got)
	}
	x.Add(similar.Item{ID: "b", Text: port})
	if got := ids(x.Similar("a", 5)); got != nil || x.Len() != n {
		t.Errorf("got %v of %d opinions, want none of %d", got, x.Len(), n)
	}
	found := similar.Find([]similar.Item{{ID: "a", Text: port}, {ID: "b", Text: parkToo}, {ID: "a", Text: park}}, similar.Options{Least: 0.01})
	if len(found) != 1 || found[0].A != "b" || found[0].B != "a" {
		t.Errorf("got %+v, want one pair of b and the last a", found)
	}
}

func TestARemovedOpinionIsForgotten(t *testing.T) {
	x := discussion(t, similar.Item{ID: "a", Text: park})
	before := x.SimilarTo(similar.Item{Text: parkToo}, 5)
	for range 3 {
		x.Add(similar.Item{ID: "b", Text: parkToo, Issue: 3})
		x.Remove("b")
		x.Remove("b")
	}
	if diff := cmp.Diff(before, x.SimilarTo(similar.Item{Text: parkToo}, 5)); diff != "" {
		t.Errorf("after adding and removing (-before +after)\n%s", diff)
	}
	x.Remove("a")
	if got := x.SimilarTo(similar.Item{Text: parkToo}, 5); len(got) != 0 || x.Len() != 300 {
		t.Errorf("got %v of %d opinions, want none of 300", ids(got), x.Len())
	}
	if got := x.Similar("a", 5); got != nil {
		t.Errorf("got %v for an opinion that is not there", ids(got))
	}
}

func TestLimitsAndOrderAreKept(t *testing.T) {
	x := discussion(t)
	for _, id := range []string{"z", "y", "x", "w"} {
		x.Add(similar.Item{ID: id, Text: park})
	}
	all := x.Similar("z", 10)
	if got := ids(all); !cmp.Equal(got, []string{"w", "x", "y"}) {
		t.Fatalf("got %v, want w, x and y: equal scores are ordered by ID", got)
	}
	for limit, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 2, 3: 3, 1000: 3} {
		if got := x.Similar("z", limit); len(got) != want {
			t.Errorf("limit %d: got %d, want %d", limit, len(got), want)
		}
		if got := x.SimilarTo(similar.Item{Text: park}, limit); len(got) != min(max(limit, 0), 4) {
			t.Errorf("limit %d for a text: got %d", limit, len(got))
		}
	}
	opinions := items(generate.Opinions(3, generate.Options{Count: 400}))
	first := similar.Find(opinions, similar.Options{})
	for range 3 {
		if diff := cmp.Diff(first, similar.Find(opinions, similar.Options{})); diff != "" {
			t.Fatalf("another run differs (-first +now)\n%s", diff)
		}
	}
	for i := 1; i < len(first); i++ {
		if first[i].Score > first[i-1].Score {
			t.Fatalf("suggestion %d is surer than the one before", i)
		}
	}
}

func TestALongTextIsReadToo(t *testing.T) {
	filler := "Nhiều nơi đã làm và có kết quả tốt. "
	long := strings.Repeat(filler, 20000/len([]rune(filler))/2) + parkToo + " " + strings.Repeat("dài dòng ", 1100)
	x := discussion(t, similar.Item{ID: "a", Text: park}, similar.Item{ID: "endless", Text: strings.Repeat("á", 200_000)})
	if got := ids(x.SimilarTo(similar.Item{Text: long}, 5)); !cmp.Equal(got, []string{"a"}) {
		t.Errorf("got %v, want a in a text of %d characters", got, len([]rune(long)))
	}
}

func TestManyMayUseAnIndexAtOnce(t *testing.T) {
	x := discussion(t)
	opinions := items(generate.Opinions(1, generate.Options{Count: 40}))
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i, item := range opinions {
				switch (i + n) % 4 {
				case 0:
					item.ID = strconv.Itoa(i % 8)
					x.Add(item)
				case 1:
					x.Remove(strconv.Itoa(i % 8))
				case 2:
					x.Similar(strconv.Itoa(i), 5)
				default:
					x.SimilarTo(item, 5)
				}
				x.Len()
			}
		})
	}
	all.Wait()
}

func FuzzFind(f *testing.F) {
	f.Add(park, parkToo)
	f.Add(norm.NFD.String(park), strings.ToUpper(parkToo))
	f.Add("tang 1.500.000,5% %% 12.", "tăng ba mươi phần trăm năm 2030")
	f.Add("", "\xff\xc3 đ̣́ ℃ ﷺ")
	f.Fuzz(func(t *testing.T, a, b string) {
		texts := []string{a, b, a + " " + b, b + "\n" + a}
		var all []similar.Item
		for i, text := range texts {
			all = append(all, similar.Item{ID: strconv.Itoa(i), Text: text, Issue: i % 2})
		}
		for _, s := range similar.Find(all, similar.Options{Least: 1e-6}) {
			left, _ := strconv.Atoi(s.A)
			right, _ := strconv.Atoi(s.B)
			if left >= right || s.Score <= 0 || s.Score > 1 {
				t.Errorf("got %+v", s)
			}
			inside(t, texts[left], s.ClauseA)
			inside(t, texts[right], s.ClauseB)
			for _, p := range s.Shared {
				inside(t, texts[left], p.A)
				inside(t, texts[right], p.B)
			}
		}
	})
}

func inside(t *testing.T, text string, s similar.Span) {
	t.Helper()
	if s.From < 0 || s.To <= s.From || s.To > len(text) {
		t.Errorf("%+v is not inside of the %d bytes of %q", s, len(text), text)
	}
}

func BenchmarkIndexOf2700(b *testing.B) {
	all := items(generate.Opinions(1, generate.Options{}))
	for b.Loop() {
		x := similar.NewIndex(similar.Options{})
		for _, item := range all {
			x.Add(item)
		}
	}
}

func BenchmarkQueryAmong2700(b *testing.B) {
	all := items(generate.Opinions(1, generate.Options{}))
	x := similar.NewIndex(similar.Options{})
	for _, item := range all {
		x.Add(item)
	}
	i := 0
	for b.Loop() {
		x.SimilarTo(all[i%len(all)], 10)
		i++
	}
}
