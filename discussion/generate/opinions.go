package generate

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Options says how much is wanted. The zero value is a congress of 2,700 opinions in 12 groups on
// 20 issues.
type Options struct {
	Count   int // 2,700 when 0
	Groups  int // 12 when 0
	Issues  int // the first so many of Titles; all 20 when 0 or more than there are
	Members int // of each group; 45 when 0
}

// Opinion is what one member of a group said. Groups and issues count from 1, members from 0 within
// their group.
type Opinion struct {
	Group, Issue, Member int
	Stance               string // agree, propose, wonder, disagree, hold, or none
	Text                 string
	Cluster              int    // of the first point; opinions that make the same point have the same number, from 1
	Parts                []Part // what it is made of; two points are two parts
}

// Part is a point within an opinion. Cluster is 0 for a general agreement that only leads to the
// point.
type Part struct {
	Stance  string
	Text    string // as it was before anybody mistyped it
	Cluster int
}

// Same reports whether two opinions have a point in common. That is the truth which suggestions are
// held to.
func Same(a, b Opinion) bool {
	for _, p := range a.Parts {
		for _, q := range b.Parts {
			if p.Cluster == q.Cluster && p.Cluster != 0 {
				return true
			}
		}
	}
	return false
}

// Titles are the issues of the outline, of which the first is number 1.
func Titles() []string { return sections(0)["titles"] }

// claim is a point as it can be made: a demand with its figure, or the doubt or objection against
// it.
type claim struct {
	cluster, issue int
	frame          string // the section of its frames: support, doubt, oppose
	ways, reasons  []string
	written        bool // by hand, and so made by many
}

type maker struct {
	*rand.Rand
	o       Options
	phrases map[string][]string
	claims  []claim
}

// Opinions invents opinions. The points of odd and of even seeds differ.
func Opinions(seed uint64, o Options) []Opinion {
	titles := len(Titles())
	if o.Count <= 0 {
		o.Count = 2700
	}
	if o.Groups <= 0 {
		o.Groups = 12
	}
	if o.Members <= 0 {
		o.Members = 45
	}
	if o.Issues <= 0 || o.Issues > titles {
		o.Issues = titles
	}
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 0x706c656e756d)), o: o, phrases: sections(seed)} //nolint:gosec // G404: invented opinions, the same for the same seed
	m.gather(seed)
	var said []claim
	for len(said) < o.Count {
		for _, c := range m.claims {
			for range m.size(c) {
				said = append(said, c)
			}
		}
	}
	m.Shuffle(len(said), func(i, j int) { said[i], said[j] = said[j], said[i] })
	all := make([]Opinion, o.Count)
	for i := range all {
		all[i] = m.opinion(said[i])
	}
	return all
}

// gather makes the claims of the seed: a random part of what there is for its half, so that seeds
// of one half differ too.
func (m *maker) gather(seed uint64) {
	add := func(c claim) {
		if c.issue <= m.o.Issues && !chance(m.Rand, 20) {
			c.cluster = len(m.claims) + 1
			m.claims = append(m.claims, c)
		}
	}
	for i, p := range points() {
		if uint64(i)%2 != seed%2 {
			continue
		}
		figures := p.figures
		if len(figures) == 0 {
			figures = []string{""}
		}
		at := pick(m.Rand, figures)
		for _, figure := range figures {
			ways := filled(p.ways, "#", figure)
			add(claim{issue: p.issue, frame: "support", ways: ways, reasons: p.reasons, written: true})
			if figure == at {
				add(claim{issue: p.issue, frame: pick(m.Rand, []string{"doubt", "oppose"}), ways: ways, written: chance(m.Rand, 40)})
			}
		}
		if len(p.contrary) > 0 {
			add(claim{issue: p.issue, frame: "support", ways: filled(p.contrary, "#", pick(m.Rand, figures)), written: true})
		}
	}
	issue := func() int { return 1 + m.IntN(m.o.Issues) }
	for _, topic := range m.phrases["topics"] {
		of := issue()
		for _, request := range m.phrases["requests"] {
			add(claim{issue: of, frame: "support", ways: cross(ways(request), "%", ways(topic))})
		}
		for _, place := range m.phrases["places"] {
			for _, n := range m.Perm(len(m.phrases["aspects"]))[:2] {
				aspect := m.phrases["aspects"][n]
				add(claim{issue: of, frame: "support", ways: filled(cross(ways(aspect), "%", ways(topic)), "@", place)})
			}
		}
	}
	for _, need := range m.phrases["needs"] {
		of := issue()
		for _, place := range m.phrases["places"] {
			add(claim{issue: of, frame: "support", ways: filled(ways(need), "%", place)})
		}
	}
}

// size is how many opinions make the claim in one round: a long tail, longer for demands of one
// place or topic.
func (m *maker) size(c claim) int {
	n := m.IntN(100)
	if !c.written {
		switch {
		case n < 72:
			return 1
		case n < 88:
			return 2
		case n < 98:
			return 3 + m.IntN(2)
		}
		return 5 + m.IntN(4)
	}
	switch {
	case n < 20:
		return 1
	case n < 35:
		return 2
	case n < 60:
		return 3 + m.IntN(3)
	case n < 85:
		return 6 + m.IntN(7)
	case n < 97:
		return 13 + m.IntN(18)
	}
	return 31 + m.IntN(40)
}

func filled(ways []string, slot, with string) []string {
	all := make([]string, len(ways))
	for i, w := range ways {
		all[i] = strings.ReplaceAll(w, slot, with)
	}
	return all
}

func cross(ways []string, slot string, with []string) []string {
	var all []string
	for _, w := range with {
		all = append(all, filled(ways, slot, w)...)
	}
	return all
}

func (m *maker) phrase(section string) string { return spin(m.Rand, pick(m.Rand, m.phrases[section])) }

// part says the claim in a sentence.
func (m *maker) part(c claim) Part {
	frame := m.phrase(c.frame)
	demand := m.figures(spin(m.Rand, pick(m.Rand, c.ways)))
	if modal.MatchString(demand) {
		frame = doubled.ReplaceAllString(frame, "%")
	}
	text := strings.Replace(frame, "%", demand, 1)
	if strings.HasPrefix(frame, "%") {
		text = upper(text)
	}
	return Part{Stance: stanceOf(c.frame, frame), Text: text, Cluster: c.cluster}
}

var (
	modal   = regexp.MustCompile(` (phải|được|cần|nên) `)
	doubled = regexp.MustCompile(`(phải|cần|nên) %`)
)

func stanceOf(kind, frame string) string {
	switch {
	case kind == "doubt":
		return "wonder"
	case kind == "oppose":
		return "disagree"
	case strings.Contains(frame, "ồng tình") || strings.Contains(frame, "án thành") || strings.HasPrefix(frame, "Nhất trí"):
		return "agree"
	case strings.Contains(frame, "cho rằng") || strings.Contains(frame, "heo tôi") || strings.Contains(frame, "uan điểm"):
		return "hold"
	}
	return "propose"
}

func (m *maker) opinion(c claim) Opinion {
	o := Opinion{Group: 1 + m.IntN(m.o.Groups), Member: m.IntN(m.o.Members), Issue: c.issue, Cluster: c.cluster}
	first := m.part(c)
	length := m.IntN(100)
	var sentences []string
	if length >= 40 && chance(m.Rand, 50) {
		sentences = append(sentences, m.phrase("openings"))
	}
	if length >= 90 {
		sentences = append(sentences, m.background(4+m.IntN(4))...)
	}
	point := first.Text
	if chance(m.Rand, 12) {
		lead := m.phrase("leads")
		o.Parts = append(o.Parts, Part{Stance: "agree", Text: lead})
		point = lead + " " + lower(point)
	}
	var around []string
	if len(c.reasons) > 0 && length >= 25 && chance(m.Rand, 60) {
		around = append(around, spin(m.Rand, pick(m.Rand, c.reasons)))
	}
	for length >= 50 && chance(m.Rand, 45) && len(around) < 3 {
		around = append(around, m.phrase("fillers"))
	}
	if chance(m.Rand, 25) && len(around) > 0 { // the reason first
		sentences = append(append(sentences, around...), point)
	} else {
		sentences = append(append(sentences, point), around...)
	}
	o.Parts = append(o.Parts, first)
	o.Stance = first.Stance
	if chance(m.Rand, 12) || length >= 95 {
		if other := pick(m.Rand, m.claims); other.cluster != c.cluster {
			second := m.part(other)
			o.Parts = append(o.Parts, second)
			sentences = append(sentences, upper(m.phrase("links"))+" "+lower(second.Text))
			if len(other.reasons) > 0 && chance(m.Rand, 40) {
				sentences = append(sentences, spin(m.Rand, pick(m.Rand, other.reasons)))
			}
		}
	}
	if length >= 90 {
		sentences = append(sentences, m.background(6+m.IntN(10))...)
	}
	if length >= 60 && chance(m.Rand, 30) {
		sentences = append(sentences, m.phrase("closings"))
	}
	switch n := m.IntN(100); {
	case n < 12:
		o.Stance = ""
	case n < 16:
		o.Stance = pick(m.Rand, []string{"agree", "propose", "wonder", "disagree", "hold"})
	}
	if n := m.IntN(100); n < 3 {
		o.Issue = 0
	} else if n < 9 {
		o.Issue = 1 + m.IntN(m.o.Issues)
	}
	o.Text = m.typed(m.joined(sentences))
	return o
}

// background is what long opinions say beside their point.
func (m *maker) background(n int) []string {
	all := make([]string, n)
	for i := range all {
		if chance(m.Rand, 50) {
			all[i] = m.phrase("fillers")
			continue
		}
		topic := pick(m.Rand, ways(pick(m.Rand, m.phrases["topics"])))
		all[i] = strings.Replace(m.phrase("backgrounds"), "%", topic, 1)
	}
	return all
}

// joined puts the sentences into paragraphs.
func (m *maker) joined(sentences []string) string {
	var b strings.Builder
	for i, s := range sentences {
		switch {
		case i == 0:
		case i%4 == 0 && len(sentences) > 5:
			b.WriteString(pick(m.Rand, []string{"\n", "\n\n"}))
		default:
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
