package marking

import (
	"regexp"
	"strings"
)

// Words that may stand beside a level that stands alone, without diacritics.
var (
	headAllowed = regexp.MustCompile(`^(khan|thuong khan|hoa toc|khan cap|strictly|highly|private and|private|nato|cosmic|asean|company|business|commercially)$`)
	headNoun    = regexp.MustCompile(`^(tai lieu|van ban|ho so|cong van|dien|thu|bao cao|to trinh|ke hoach|nghi quyet|quyet dinh|chi thi|thong bao|de an|phuong an|ban do|phu luc|bien ban|de thi|dap an|giay moi|so do|cong dien)$`)
	headPage    = regexp.MustCompile(`^(trang |page |tr )?\d{1,4}( ?(of |tren )?\d{1,4})?$`)
	pageStart   = regexp.MustCompile(`^(?:(?:trang |page |tr )\d{1,4}|\d{1,4})(?: ?(?:of |tren )?\d{1,4})? `)
	tailWords   = regexp.MustCompile(`^(a|b|c|khan|thuong khan|hoa toc|hoa toc hen gio|noi bo|luu hanh noi bo|thu hoi|document|file|draft|ban (so )?\d{1,4}|ban so|so \d{1,4}|copy( no)? \d{1,4}.*|x)$`)
	tailOf      = regexp.MustCompile(`^(cua|ve)( [\pL\d]+){1,12}$`)
	tailReport  = regexp.MustCompile(`^(report|memorandum|memo|minutes|annex|briefing|document|file)( [\pL\d]+){0,8}$`)
	notOwner    = keys("the a an my our your his her their its no not this that is was as in of and trade state open")
	tailOrder   = regexp.MustCompile(strings.Join([]string{ // what may not be done with it, or must be
		`^(?:khong|khong duoc|khong duoc phep|cam|nghiem cam) (?:pho bien|sao|mang|chup|ghi am|gui|dua|de lo|cong bo|dang tai|luu hanh|phat tan|tiet lo|chuyen tiep)\b`,
		`^han che |^(?:doc|xem) (?:xong|tai cho)|^(?:tra lai|nop lai|xin tra lai|thu hoi) |^chi (?:doc|dung|danh|luu hanh) `,
		`^(?:den|tu|thoi han|het) .*\d{1,2} \d{4}$`,
		`^(?:do not|not for|not to be|no) (?:copy|copying|distribut\w*|disclos\w*|circulat\w*|forward|releas\w*|publi\w*|be|dissem\w*)\b`,
		`^(?:noforn|rel to|eyes only|sensitive|for official use only|for internal use only|orcon|until)\b`,
	}, "|"))
)

// lone is a level with nothing beside it but what may be.
type lone struct {
	match
	column
	words []word
	rest  string // after the last word
	rule  string
}

// order reports whether it says what may not be done with the document: MẬT - CẤM PHỔ BIẾN.
func (a lone) order() bool { return a.rule == RuleDocument && a.end() < len(a.words) }

// alone reports whether a column of the line is a level with nothing beside it but what may be.
func alone(c column, l *line) (lone, bool) {
	a := lone{column: c, rule: RuleLine}
	a.words, a.rest = l.split()
	if c.text != l.text {
		a.words, a.rest = split(c.text)
	}
	a.words, a.rest = unframed(a.words, a.rest)
	all := levels(a.words)
	if len(all) == 0 {
		return a, false
	}
	a.match = all[0]
	if !a.headFits(l) || !a.tailFits(l) {
		return a, false
	}
	for _, other := range all[1:] { // MẬT (SECRET): the higher of the two
		if other.level.Above(a.level) && other.english != a.english {
			a.level = other.level
		}
	}
	return a, true
}

// headFits reports whether the words before the level may stand there.
func (a *lone) headFits(l *line) bool {
	head := a.words[:a.first]
	gap := a.words[a.first].gap
	if len(head) == 0 {
		return !strings.Contains(gap, ":")
	}
	bare := bareText(head)
	switch {
	case strings.Contains(gap, ":"):
		return false
	case headAllowed.MatchString(bare):
		return true
	case a.english && a.letters == upper && len(head) == 1 && len(bare) <= 6 && lettersOf(head[0].text) == upper && !notOwner[bare]: // UK SECRET
		return true
	case !a.english && headNoun.MatchString(bare) && strings.Trim(gap, " ") == "":
		a.rule = RuleDocument
		a.letters = max(a.letters, min(titled, lettersOf(head[0].text)))
		return true
	}
	if rest := pageStart.ReplaceAllString(bare, ""); !a.english && rest != bare && !strings.Contains(bareGaps(head), ".") && l.atEdge() && headNoun.MatchString(rest) { // Trang 1/3 – TÀI LIỆU MẬT
		a.rule = RuleDocument
		a.letters = max(a.letters, min(titled, lettersOf(head[len(head)-1].text)))
		return true
	}
	after := a.words[1].gap // 3. MẬT is an entry of a list
	return headPage.MatchString(bare) && l.atEdge() && !strings.HasPrefix(after, ".") && !strings.HasPrefix(after, ")")
}

// tailFits reports whether the words after the level may stand there.
func (a *lone) tailFits(l *line) bool {
	tail := a.words[a.end():]
	if len(tail) == 0 {
		return !strings.ContainsAny(a.rest, ":…")
	}
	if tailOrder.MatchString(bareText(tail)) {
		a.rule = RuleDocument
		a.letters = max(a.letters, titled)
		return true
	}
	return !strings.ContainsAny(tail[0].gap, ":;,") && (tailAllowed(tail, l.atEdge()) || a.goesOn(l))
}

// goesOn reports whether what follows a level in capitals says what the document is of: BÁO CÁO MẬT
// VỀ …
func (a *lone) goesOn(l *line) bool {
	tail := bareText(a.words[a.end():])
	return capitals(a.words) && (a.rule == RuleDocument && tailOf.MatchString(tail) || a.english && l.atTop() && tailReport.MatchString(tail))
}

// tailAllowed reports whether the words may stand after a level.
func tailAllowed(tail []word, edge bool) bool {
	bare := bareText(tail)
	if tailWords.MatchString(bare) || tailOrder.MatchString(bare) || edge && headPage.MatchString(bare) {
		return true
	}
	// The level again, or its name in the other language: MẬT (SECRET), MẬT MẬT MẬT.
	all := levels(tail)
	n := 0
	for _, m := range all {
		n += m.n
	}
	return n == len(tail) && n > 0 && !several(all)
}

// aloneIn reports whether the words are one level and nothing else.
func aloneIn(words []word) (match, bool) {
	if len(words) == 0 {
		return match{}, false
	}
	m, ok := levelAt(words, 0)
	return m, ok && m.n == len(words)
}

// bareGaps is what stands between the words.
func bareGaps(words []word) string {
	var b strings.Builder
	for _, w := range words[1:] {
		b.WriteString(w.gap)
	}
	return b.String()
}
