package marking

import (
	"regexp"
	"slices"
	"strings"

	"plenum/congress"
)

// maxStanding is how many bytes a marking that stands alone has at most, with what may stand beside it.
const maxStanding = 200

// What may stand beside a level that stands alone, as words without diacritics.
var (
	headAllowed = regexp.MustCompile(`^(khan|thuong khan|hoa toc|khan cap|strictly|highly|private and|private|nato|cosmic|asean|company|business|commercially)$`)
	headNoun    = regexp.MustCompile(`^(tai lieu|van ban|ho so|cong van|dien|thu|bao cao|to trinh|ke hoach|nghi quyet|quyet dinh|chi thi|thong bao|de an|phuong an|ban do|phu luc|bien ban|de thi|dap an|giay moi|so do|cong dien)$`)
	headPage    = regexp.MustCompile(`^(trang |page |tr )?\d{1,4}( ?(of |tren )?\d{1,4})?$`)
	tailWords   = regexp.MustCompile(`^(a|b|c|khan|thuong khan|hoa toc|hoa toc hen gio|noi bo|luu hanh noi bo|thu hoi|document|file|draft|ban (so )?\d{1,4}|ban so|so \d{1,4}|copy( no)? \d{1,4}.*|x)$`)
	tailOf      = regexp.MustCompile(`^(cua|ve)( [\pL\d]+){1,12}$`)
	tailReport  = regexp.MustCompile(`^(report|memorandum|memo|minutes|annex|briefing|document|file)( [\pL\d]+){0,8}$`)
	notOwner    = keys("the a an my our your his her their its no not this that is was as in of and trade state open")
	tailOrder   = regexp.MustCompile(`^(khong|khong duoc|khong duoc phep|cam|nghiem cam) (pho bien|sao|mang|chup|ghi am|gui|dua|de lo|sao chup|sao chep|sao luc|cong bo|dang tai|luu hanh|mang ra|phat tan|tiet lo|dua tin|chuyen tiep)\b|^han che |^(doc|xem) (xong|tai cho)|^(tra lai|nop lai|xin tra lai|thu hoi) |^chi (doc|dung|danh|luu hanh) |^(den|tu|thoi han|het) .*\d{1,2} \d{4}$|^(do not|not for|not to be|no) (copy|copying|distribut\w*|disclos\w*|circulat\w*|forward|releas\w*|publi\w*|be|dissem\w*)\b|^(noforn|rel to|eyes only|sensitive|for official use only|for internal use only|si|tk|orcon|unt?il)\b`)
)

// standing finds a level that stands alone on a line or in a column of it.
func standing(lines []line, i int) []hit {
	l := &lines[i]
	var found []hit
	if m, ok := spaced(l.split()); ok {
		return []hit{{m, RuleSpaced, 0}}
	}
	for _, c := range columnsOf(l.text) {
		if len(c.text) > maxStanding || !suspicious(c.text) {
			continue
		}
		words, rest := l.split()
		if c.text != l.text {
			words, rest = split(c.text)
		}
		if m, ok := spaced(words, rest); ok {
			found = append(found, hit{m, RuleSpaced, c.at})
			continue
		}
		m, rule, ok := alone(words, rest, l)
		if !ok || !stands(lines, i, c.text, words, rest, m, rule) {
			continue
		}
		if m.single() && !m.plain {
			m = raised(lines, i, m)
		}
		if !m.plain || !m.single() || rule == RuleDocument && m.letters == upper {
			found = append(found, hit{m, rule, c.at})
		}
	}
	return found
}

// column is a part of a line that a wide gap or a rule sets apart.
type column struct {
	text string
	at   int
}

var columnGap = regexp.MustCompile(`\s*[\t|¦│┃║┆┊]\s*|\s{2,}`)

func columnsOf(s string) []column {
	if !strings.ContainsAny(s, "\t|¦│┃║┆┊") && !strings.Contains(s, "  ") {
		return []column{{s, 0}}
	}
	var columns []column
	at := 0
	for _, gap := range columnGap.FindAllStringIndex(s, -1) {
		if gap[0] > at {
			columns = append(columns, column{s[at:gap[0]], at})
		}
		at = gap[1]
	}
	if at < len(s) {
		columns = append(columns, column{s[at:], at})
	}
	return columns
}

// alone reports whether the words are a level with nothing beside it but what may be.
func alone(words []word, rest string, l *line) (match, string, bool) {
	for i := range words {
		m, ok := levelAt(words, i)
		if !ok {
			continue
		}
		rule := RuleLine
		head, tail := words[:i], words[m.end():]
		if len(head) > 0 {
			bare := bareText(head)
			switch {
			case headAllowed.MatchString(bare):
			case m.english && m.letters == upper && len(head) == 1 && len(bare) <= 6 && lettersOf(head[0].text) == upper && !notOwner[bare]: // UK SECRET
			case headNoun.MatchString(bare) && !m.english && strings.TrimLeft(words[i].gap, " ") == "":
				rule = RuleDocument
				m.letters = max(m.letters, min(titled, lettersOf(head[0].text)))
			case headPage.MatchString(bare) && l.atEdge() && !strings.HasPrefix(listMark(words), ".") && !strings.HasPrefix(listMark(words), ")"):
			default:
				return m, "", false
			}
		}
		if strings.Contains(words[i].gap, ":") || len(tail) == 0 && strings.ContainsAny(rest, ":…") || len(tail) > 0 && strings.ContainsAny(tail[0].gap, ":;,") && !tailOrder.MatchString(bareText(tail)) {
			return m, "", false
		}
		if len(tail) > 0 && !tailAllowed(tail, l.atEdge()) && !goesOn(words, m, rule, l) {
			return m, "", false
		}
		if len(tail) > 0 && tailOrder.MatchString(bareText(tail)) {
			rule = RuleDocument
			m.letters = max(m.letters, titled)
		}
		for _, other := range levels(tail) {
			if other.level.Above(m.level) && other.english != m.english {
				m.level = other.level
			}
		}
		return m, rule, true
	}
	return match{}, "", false
}

// goesOn reports whether what follows a level in capitals says what the document is of: BÁO CÁO MẬT VỀ …
func goesOn(words []word, m match, rule string, l *line) bool {
	tail := bareText(words[m.end():])
	return capitals(words) && (rule == RuleDocument && tailOf.MatchString(tail) || m.english && l.atTop() && tailReport.MatchString(tail))
}

// listMark is what stands right after the first word.
func listMark(words []word) string {
	if len(words) < 2 {
		return ""
	}
	return words[1].gap
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
func aloneIn(words []word, _ string) (match, bool) {
	if len(words) == 0 {
		return match{}, false
	}
	m, ok := levelAt(words, 0)
	return m, ok && m.n == len(words)
}

// stands reports whether a level that is alone in its column is one of the page, and not the end of a sentence
// or an entry of a list.
func stands(lines []line, i int, text string, words []word, rest string, m match, rule string) bool {
	l := &lines[i]
	first := strings.TrimSpace(words[0].gap)
	order := rule == RuleDocument && m.end() < len(words)
	bullet := first != "" && strings.Trim(first, "-–—+•*·") == "" && !strings.ContainsAny(rest, "-–—+•*·")
	quoted := strings.ContainsAny(first, `"“”„«‘'`) || strings.ContainsAny(rest, `"“”»’'`)
	bracket := strings.ContainsAny(first, "([") && strings.ContainsAny(rest, ")]")
	trailing := strings.ContainsAny(rest, ".,;")
	switch {
	case strings.ContainsAny(first, "?!") || strings.Contains(rest, "?") || strings.Contains(rest, "!") && m.letters != upper:
		return false
	case continues(lines, i, text) && (quoted || trailing || lettersOf(words[0].text) == lower):
		return false
	case m.single() && m.first == 0 && wordBreaks(lines, i):
		return false
	case rule == RuleDocument && !order && headingAbove(lines, i):
		return false
	case quoted && m.letters != upper:
		return false
	}
	if listed(lines, i, m) && (bullet || m.letters != upper || kinds(lines, i) > 2) {
		return false
	}
	switch {
	case m.letters == upper:
		return true
	case order:
		return true
	case m.letters == titled && len(columnsOf(l.text)) > 1 && !headed(l.text):
		return false // the head of a column of a table
	case m.letters == titled:
		return l.atTop() && !bullet && !trailing || l.atEdge() && !bullet || besideCopyNumber(lines, i)
	case l.loose || bracket:
		return l.atTop() && !bullet && !trailing
	}
	return false
}

// continues reports whether the line goes on with a sentence of the line above.
func continues(lines []line, i int, text string) bool {
	if i == 0 || lines[i].blanked || text != strings.TrimSpace(lines[i].text) {
		return false
	}
	above := lines[i-1].text
	return lettersOf(above) != upper && len(above) > 25 && !strings.ContainsAny(above[len(above)-1:], ".:;!?")
}

// wordBreaks reports whether the line above ends with the first half of a word
// such as BÍ MẬT, or speaks of the level.
func wordBreaks(lines []line, i int) bool {
	if i == 0 || lines[i].blanked {
		return false
	}
	words, rest := lines[i-1].split()
	return len(words) > 0 && strings.TrimSpace(rest) == "" && before[words[len(words)-1].key]
}

// headingAbove reports whether the line is the next of a heading in capitals: QUẢN LÝ, SỬ DỤNG / VĂN BẢN MẬT.
func headingAbove(lines []line, i int) bool {
	if i == 0 || lines[i].blanked || lettersOf(lines[i-1].text) != upper {
		return false
	}
	words, _ := lines[i-1].split()
	return len(words) >= 3 && !issuer(words) && !motto(words) && !symbol.MatchString(lines[i-1].text)
}

// listed reports whether another level stands alone near the line: a list of the levels, not a marking.
func listed(lines []line, i int, m match) bool {
	return slices.ContainsFunc(near(lines, i), func(other match) bool { return other.level != m.level && other.english == m.english })
}

// kinds is how many different levels stand alone near the line, itself among them.
func kinds(lines []line, i int) int {
	seen := map[congress.Classification]bool{}
	for _, m := range near(lines, i) {
		seen[m.level] = true
	}
	return len(seen)
}

func near(lines []line, i int) []match {
	const reach = 4
	var all []match
	for k := max(0, i-reach); k < min(len(lines), i+reach+1); k++ {
		l := &lines[k]
		if len(l.text) > maxStanding || !suspicious(l.text) {
			continue
		}
		for _, c := range columnsOf(l.text) {
			words, rest := split(c.text)
			if m, _, ok := alone(words, rest, l); ok && !(m.plain && m.single()) {
				all = append(all, m)
			}
		}
	}
	return all
}

// raised is the level when its first word is alone on the line above: TUYỆT / MẬT.
func raised(lines []line, i int, m match) match {
	if i == 0 {
		return m
	}
	for _, c := range columnsOf(lines[i-1].text) {
		words, _ := split(c.text)
		if len(words) == 1 && (words[0].key == keyOf("tuyệt") || words[0].key == keyOf("tối")) && lettersOf(words[0].text) == m.letters {
			m.level = levelOf(words[0].bare)
		}
	}
	return m
}

var copyNumber = regexp.MustCompile(`^ban so( \d{1,4})?`)

// besideCopyNumber reports whether the line above or below has the number of the copy (form 08).
func besideCopyNumber(lines []line, i int) bool {
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(lines) {
			continue
		}
		for _, c := range columnsOf(lines[k].text) {
			words, _ := split(c.text)
			if copyNumber.MatchString(bareText(words)) {
				return true
			}
		}
	}
	return false
}

// spaced reads letters that are set apart: T U Y Ệ T   M Ậ T.
func spaced(words []word, rest string) (match, bool) {
	if len(words) < 3 || len(words) > 12 || len(strings.TrimSpace(rest)) > 3 {
		return match{}, false
	}
	var b strings.Builder
	for i, w := range words {
		if len([]rune(w.text)) != 1 || i > 0 && strings.Trim(w.gap, " .-_·\t") != "" {
			return match{}, false
		}
		b.WriteString(w.text)
	}
	key, bare := foldWord(b.String())
	m := match{n: len(words), letters: lettersOf(b.String()), plain: key == bare}
	switch bare {
	case "mat":
		m.level = congress.Mat
		if key != keyMat && !m.plain {
			return m, false
		}
	case "toimat", "tuyetmat":
		m.level = levelOf(strings.TrimSuffix(bare, "mat"))
	case "secret":
		m.level, m.english = congress.ToiMat, true
	case "topsecret":
		m.level, m.english = congress.TuyetMat, true
	case "confidential":
		m.level, m.english = congress.Mat, true
	default:
		return m, false
	}
	return m, m.letters == upper
}
