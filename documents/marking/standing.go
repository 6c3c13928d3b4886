package marking

import (
	"regexp"
	"slices"
	"strings"

	"plenum/congress"
)

// maxStanding is how many bytes a marking that stands alone has at most, with what may stand beside
// it.
const maxStanding = 200

// standing finds a level that stands alone on a line or in a column of it.
func standing(lines []line, i int) []hit {
	l := &lines[i]
	if m, ok := spaced(l.split()); ok {
		return []hit{{match: m, rule: RuleSpaced}}
	}
	var found []hit
	for _, c := range columnsOf(l.text) {
		if len(c.text) > maxStanding || !suspicious(c.text) {
			continue
		}
		if m, ok := spaced(split(c.text)); ok {
			found = append(found, hit{match: m, rule: RuleSpaced, at: c.at})
			continue
		}
		if m, ok := joined(split(c.text)); ok {
			found = append(found, hit{match: m, rule: RuleSpaced, at: c.at})
			continue
		}
		a, ok := alone(c, l)
		if !ok || !stands(lines, i, a) || a.plain && a.single() && (a.rule != RuleDocument || a.letters != upper) {
			continue
		}
		if a.single() && !a.plain {
			a.match = raised(lines, i, a.match)
		}
		found = append(found, hit{match: a.match, rule: a.rule, at: c.at})
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

// stands reports whether a level that is alone in its column is one of the page, and not the end of
// a sentence or an entry of a list.
func stands(lines []line, i int, a lone) bool {
	l := &lines[i]
	first := strings.TrimSpace(a.words[0].gap)
	bullet := first != "" && strings.Trim(first, "-–—+•*·") == "" && !strings.ContainsAny(a.rest, "-–—+•*·")
	quoted := strings.ContainsAny(first, `"“”„«‘'`) || strings.ContainsAny(a.rest, `"“”»’'`)
	bracket := strings.ContainsAny(first, "([") && strings.ContainsAny(a.rest, ")]")
	stopped := strings.ContainsAny(a.rest, ".,;")
	switch {
	case strings.ContainsAny(first, "?!") || strings.Contains(a.rest, "?") || strings.Contains(a.rest, "!") && a.letters != upper:
		return false
	case continues(lines, i, a.text) && (quoted || stopped || lettersOf(a.words[0].text) == lower):
		return false
	case a.single() && a.first == 0 && wordBreaks(lines, i):
		return false
	case a.rule == RuleDocument && !a.order() && headingAbove(lines, i):
		return false
	case quoted && a.letters != upper:
		return false
	case listed(lines, i, a.match) && (bullet || a.letters != upper || kinds(lines, i) > 2):
		return false
	case a.letters == upper || a.order():
		return true
	case a.letters == titled && len(columnsOf(l.text)) > 1 && !headed(l.text) && !(a.rule == RuleDocument && l.atEdge()):
		return false // the head of a column of a table
	case a.letters == titled:
		return !bullet && (l.atTop() && !stopped || l.atEdge()) || besideCopyNumber(lines, i)
	}
	return (l.loose || bracket) && l.atTop() && !bullet && !stopped
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
	if len(words) == 0 || strings.TrimSpace(rest) != "" {
		return false
	}
	last := words[len(words)-1].key
	return before[last] && (firstHalves[last] || !issuer(words)) // a commune may be called Hạ
}

// firstHalves are the words of before that a line in capitals breaks after most: BÍ / MẬT.
var firstHalves = keys("bí bảo cơ dấu độ")

// headingAbove reports whether the line is the next of a heading in capitals: QUẢN LÝ, SỬ DỤNG /
// VĂN BẢN MẬT.
func headingAbove(lines []line, i int) bool {
	if i == 0 || lines[i].blanked || lettersOf(lines[i-1].text) != upper {
		return false
	}
	words, rest := lines[i-1].split()
	return len(words) > 0 && (unfinished[words[len(words)-1].key] || strings.Contains(rest, ","))
}

// unfinished are words that a heading does not end with.
var unfinished = keys("lý dụng và về các hành với vệ trữ giao nhận chuyển thảo in sao chụp gửi hủy loại những số tác đối của theo có là việc đến đi giữ bản")

// listed reports whether another level stands alone near the line: a list of the levels, not a
// marking.
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
			if a, ok := alone(c, l); ok && !(a.plain && a.single()) {
				all = append(all, a.match)
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

// tornLevels are the letters of the levels that any font has, and those that came from another
// font.
var tornLevels = map[string]struct {
	others string
	level  congress.Classification
}{
	"MT":     {"Ậ", congress.Mat},
	"TIMT":   {"ỐẬ", congress.ToiMat},
	"TUYTMT": {"ỆẬ", congress.TuyetMat},
}

// torn reads a level whose letters came apart: where a font lacks Vietnamese letters, a PDF has
// them from another, and they may be read as a line of their own: M T / Ậ.
func torn(lines []line, i int) []hit {
	if i == 0 || len(lines[i].text) > 16 || len(lines[i-1].text) > 32 || lines[i].number != lines[i-1].number+1 {
		return nil
	}
	others := strings.Join(strings.Fields(lines[i].text), "")
	if l, ok := tornLevels[strings.Join(strings.Fields(lines[i-1].text), "")]; ok && l.others == others {
		return []hit{{match: match{level: l.level, n: 1, letters: upper}, rule: RuleSpaced, text: lines[i-1].text + " " + lines[i].text}}
	}
	return nil
}
