package search

import (
	"slices"
	"strings"
	"sync"
)

// forms are what says the same: each line a long form and its short ones, as offices write them.
// None of the short ones is a Vietnamese syllable, so that a word never finds what it does not
// mean.
const forms = `
Ủy ban nhân dân|UBND
Hội đồng nhân dân|HĐND
Ủy ban Mặt trận Tổ quốc|UBMTTQ|UB MTTQ|Ủy ban MTTQ
Mặt trận Tổ quốc|MTTQ
Kinh tế - xã hội|KT-XH|KTXH
Văn hóa - xã hội|VH-XH|VHXH
Quốc phòng - an ninh|QP-AN|QPAN
Công nghiệp hóa, hiện đại hóa|CNH-HĐH|CNH, HĐH
Khoa học và công nghệ|KH&CN|KHCN
Giáo dục và đào tạo|GD&ĐT|GDĐT|GD-ĐT
Cải cách hành chính|CCHC
Chuyển đổi số|CĐS
Xây dựng nông thôn mới|XD NTM|XDNTM|xây dựng NTM
Nông thôn mới|NTM
Xã hội chủ nghĩa|XHCN
Chủ nghĩa xã hội|CNXH
Thành phố Hồ Chí Minh|TP.HCM|TPHCM|TP. Hồ Chí Minh|thành phố HCM
Thành phố|TP
Thị trấn|TT
Ban Chấp hành Trung ương|BCHTW|BCH TW|BCH Trung ương|Ban Chấp hành TW
Ban Chấp hành|BCH
Ban Thường vụ|BTV
Ban Tổ chức|BTC
Bộ Tài chính|BTC
Trung ương|TW
Bộ Chính trị|BCT
Đại biểu Quốc hội|ĐBQH
Hội Cựu chiến binh|Hội CCB
Cựu chiến binh|CCB
Hội Liên hiệp Phụ nữ|Hội LHPN|LHPN
Liên đoàn Lao động|LĐLĐ
Thanh niên Cộng sản|TNCS
Phòng cháy chữa cháy|PCCC
Phòng, chống tham nhũng|PCTN
Trung học cơ sở|THCS
Trung học phổ thông|THPT
Doanh nghiệp nhà nước|DNNN
Cán bộ, công chức, viên chức|CBCCVC
Bảo hiểm y tế|BHYT
Bảo hiểm xã hội|BHXH
Ngân sách nhà nước|NSNN
Sản xuất kinh doanh|SXKD
Nghị quyết|NQ
Nghị định|NĐ
Quyết định|QĐ
Thông tư|TT
Chỉ thị|CT
Kết luận|KL
Báo cáo|BC
Tờ trình|TTr
Kế hoạch|KH
Hướng dẫn|HD
Thông báo|TB
Đề án|ĐA
Công văn|CV
Chương trình hành động|CTHĐ
`

// numbered are the documents that are called by their numbers: Nghị quyết số 57 is 57-NQ/TW.
const numbered = "NQ NĐ QĐ CT KL BC TTr KH HD TB ĐA CV"

// group is a long form with its short ones.
type group struct {
	forms    [][]key
	numbered bool
}

// groups are all of them by the first word of each form without its marks.
var groups = sync.OnceValue(func() map[string][]*group {
	all := map[string][]*group{}
	for line := range strings.Lines(strings.TrimSpace(forms)) {
		g := &group{}
		for form := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			keys := keysOf(form)
			g.forms = append(g.forms, keys)
			g.numbered = g.numbered || len(keys) == 1 && strings.Contains(" "+numbered+" ", " "+form+" ")
			if first := all[keys[0].plain]; len(first) == 0 || first[len(first)-1] != g {
				all[keys[0].plain] = append(first, g)
			}
		}
	}
	return all
})

func keysOf(text string) (keys []key) {
	for begin, end := range words(text) {
		keys = append(keys, keyOf(text[begin:end]))
	}
	return keys
}

// otherWays adds to a query what says the same in other words: long forms of short ones and back,
// dates in words and in figures. Quoted words are left as they are.
func (q *parsed) otherWays() {
	for i := 0; i < q.typed; {
		i = max(i+1, q.dates(i), q.shortForms(i))
	}
}

// shortForms adds the other forms of the longest one that begins at word i, and gives the word
// behind it.
func (q *parsed) shortForms(i int) (end int) {
	end = i
	var found []*group
	var as [][]key // the form of each as it is typed
	for _, g := range groups()[q.words[i].plain] {
		for _, form := range g.forms {
			to := i + len(form)
			if to < end || !q.reads(i, form) || !q.borders(i, to) && !q.isPiece(i, to) {
				continue
			}
			if to > end {
				found, as, end = nil, nil, to
			}
			found, as = append(found, g), append(as, form)
		}
	}
	for n, g := range found {
		for _, form := range g.forms {
			if &form[0] != &as[n][0] {
				q.also(i, end, form)
			}
		}
		if g.numbered && q.borders(i, end) {
			q.number(i, end, g)
		}
	}
	return end
}

// also adds a form in the place of the words from i up to end. A piece of what is written together
// takes the rest of it along.
func (q *parsed) also(i, end int, form []key) {
	from, to := i, end
	for from > 0 && q.words[from-1].way == q.words[from].way {
		from--
	}
	for to < q.typed && q.words[to].way == q.words[to-1].way {
		to++
	}
	var all []step
	for k := from; k < i; k++ {
		all = append(all, step{key: q.words[k].key})
	}
	for _, k := range form {
		all = append(all, step{key: k})
	}
	for k := end; k < to; k++ {
		all = append(all, step{key: q.words[k].key})
	}
	q.say(from, to, all)
}

// number adds the ways to name a document by its kind, which are the words from i up to end, and
// its number behind them.
func (q *parsed) number(i, end int, g *group) {
	at := end
	if at < q.typed && q.words[at].plain == "so" {
		at++
	}
	if at >= q.typed || !figures(q.words[at].plain) || !q.borders(at, at+1) || !q.borders(i, at) {
		return
	}
	n := step{key: q.words[at].key}
	for _, form := range g.forms {
		var kind []step
		for _, k := range form {
			kind = append(kind, step{key: k})
		}
		q.say(i, at+1, append(slices.Clone(kind), n))
		q.say(i, at+1, append(slices.Clone(kind), step{key: keyOf("số")}, n))
		if len(form) == 1 {
			q.say(i, at+1, []step{n, kind[0]})
		}
	}
}

// reads reports whether the words from i on are the form's.
func (q *parsed) reads(i int, form []key) bool {
	if i+len(form) > q.typed {
		return false
	}
	for n, k := range form {
		w := &q.words[i+n]
		if w.plain != k.plain || !w.bare() && w.key != k || q.units[w.way].literal {
			return false
		}
	}
	return true
}

// borders reports whether units begin at word i and end before word to.
func (q *parsed) borders(i, to int) bool {
	return (i == 0 || q.words[i-1].way != q.words[i].way) && (to == q.typed || q.words[to-1].way != q.words[to].way)
}

// isPiece reports whether the words are in a unit without figures: TP.Hải Phòng.
func (q *parsed) isPiece(i, to int) bool {
	if q.words[i].way != q.words[to-1].way {
		return false
	}
	for _, w := range q.words[:q.typed] {
		if w.way == q.words[i].way && figures(w.plain[:1]) {
			return false
		}
	}
	return true
}

// step is a word of a way; a number may be written 9 or 09.
type step struct {
	key
	twin string
}

// say adds a way to say the words from i up to end, as long as there is room.
func (q *parsed) say(i, end int, steps []step) {
	if len(q.words)+len(steps) > mostWords || len(q.ways) == mostWays {
		return
	}
	first := len(q.words)
	w := way{first: first, words: run(first, first+len(steps)), from: q.words[i].way, to: q.words[end-1].way}
	w.units = run(w.from, w.to+1)
	w.weight = q.weightOf(w.units)
	for n, s := range steps {
		next := first + n + 1
		if n == len(steps)-1 {
			next = -1
		}
		twin := s.twin
		if twin != "" {
			twin += "\x00"
		}
		q.words = append(q.words, wanted{key: s.key, term: wholeTerm(s.plain), begin: s.plain + "\x00", twin: twin, way: len(q.ways), next: next})
	}
	q.ways = append(q.ways, w)
}
