package similar

import "math"

// The score is a probability by logistic regression over the pairs of the seeds for tuning, with
// rounded factors.
const (
	base             = -16
	gainWords        = 20  // by the share of syllables in common, each counting the same: what is asked is said in common words
	gainEvidence     = 3.1 // by the logarithm of the weight in common that is not all over the discussion
	costRare         = -14 // by the weighted share in common: rare words are the subject, and without the rest not the point
	gainReason       = 4.5 // by how much the reasons are alike
	costIssue        = -1.7
	costStance       = -1 // the stances that were chosen are of different kinds
	costTurned       = -5 // one doubts or is against it
	costFigures      = -12
	costFiguresOther = -7 // figures of different things
	costFiguresOne   = -1.5
	costNames        = -6
	costNamesOne     = -4.2
	costTurn         = -3.4 // one wants more, the other less
)

const (
	leastSum     = 3  // the weight of pairs in common from which two clauses are looked at
	enoughReason = 14 // the weight in common from which reasons that are alike count fully
)

// scorer weighs terms as the index stands now.
type scorer struct {
	*Index
	rare []float32 // by how many opinions have the term
}

func (x *Index) scorer() *scorer {
	s := &scorer{Index: x, rare: make([]float32, x.count+2)}
	for n := range s.rare {
		s.rare[n] = float32(math.Log(float64(x.count+8) / float64(max(n, 1)+1)))
	}
	return s
}

func (s *scorer) weight(n int32) float32 {
	t := &s.terms.all[n]
	return t.scale * s.rare[min(int(t.spread), len(s.rare)-1)]
}

// common is how many opinions may have a term that is evidence of the same demand.
func (s *scorer) common() int32 { return int32(max(20, s.count/12)) }

// commonReason is the same for reasons, of which those that many give are turns of speech.
func (s *scorer) commonReason() int32 { return int32(max(5, s.count/90)) }

// pair gives the log odds that two demands are one point, without their reasons.
func (s *scorer) pair(a, b *opinion, c, d *known) float32 {
	o := s.overlap(a, b, c, d, s.common())
	if o.both == 0 {
		return base
	}
	odds := base + gainWords*o.words + gainEvidence*float32(math.Log1p(float64(o.evidence))) + costRare*o.share()
	if a.item.Issue != b.item.Issue && a.item.Issue != 0 && b.item.Issue != 0 {
		odds += costIssue
	}
	if x, y := camp(a.item.Stance), camp(b.item.Stance); x != y && x != 0 && y != 0 {
		odds += costStance
	}
	if c.doubt != d.doubt || c.not != d.not {
		odds += costTurned
	}
	if c.turn*d.turn < 0 {
		odds += costTurn
	}
	return odds + figuresApart(c.figures, d.figures) + s.namesApart(c.pairs, d.pairs)
}

// camp is 1 for those in favour, 2 for those who wonder, 3 for those against, 0 for no stance.
func camp(stance string) int {
	switch stance {
	case "agree", "propose", "hold":
		return 1
	case "wonder":
		return 2
	case "disagree":
		return 3
	}
	return 0
}

// reasons gives how much the reasons are alike, 0 to 1.
func (s *scorer) reasons(a, b *opinion) float32 {
	var best float32
	for _, i := range a.reasons {
		for _, j := range b.reasons {
			if o := s.overlap(a, b, &a.clauses[i], &b.clauses[j], s.commonReason()); o.both > 0 {
				best = max(best, min(1, o.evidence/enoughReason)*o.share())
			}
		}
	}
	return best
}

// overlap is what two clauses have in common and what only one of them has, by weight.
type overlap struct {
	both, evidence, left, right float32
	words                       float32 // share of syllables in common, 0 to 1
}

func (o overlap) share() float32 { return o.both / (o.both + (o.left+o.right)/2) }

// overlap compares by marked spelling unless one of the texts is written without marks. A term that
// more opinions than most have is no evidence.
func (s *scorer) overlap(a, b *opinion, c, d *known, most int32) overlap {
	x, y := &c.exact, &d.exact
	if a.bare || b.bare {
		x, y = &c.folded, &d.folded
	}
	o := overlap{left: x.unseen * s.rare[0], right: y.unseen * s.rare[0]}
	shared := 0
	i, j := 0, 0
	for i < len(x.terms) && j < len(y.terms) {
		switch n, m := x.terms[i], y.terms[j]; {
		case n == m:
			w := s.weight(n)
			o.both += w
			if s.terms.all[n].in <= most {
				o.evidence += w
			}
			if s.terms.all[n].syllable() {
				shared++
			}
			i++
			j++
		case n < m:
			o.left += s.weight(n)
			i++
		default:
			o.right += s.weight(m)
			j++
		}
	}
	for _, n := range x.terms[i:] {
		o.left += s.weight(n)
	}
	for _, n := range y.terms[j:] {
		o.right += s.weight(n)
	}
	o.words = 2 * float32(shared) / float32(max(1, x.words+y.words))
	return o
}

// namesApart gives what it costs that two clauses name different things, or only one of them names
// something.
func (s *scorer) namesApart(a, b []int32) float32 {
	left, right, both := 0, 0, 0
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			left += s.name(a[i])
			i++
		case i == len(a) || b[j] < a[i]:
			right += s.name(b[j])
			j++
		default:
			both += s.name(a[i])
			i++
			j++
		}
	}
	switch {
	case both > 0 || left+right == 0:
		return 0
	case left > 0 && right > 0:
		return costNames
	}
	return costNamesOne
}

func (s *scorer) name(n int32) int {
	if s.terms.all[n].name() {
		return 1
	}
	return 0
}
