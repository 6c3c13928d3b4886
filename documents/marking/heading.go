package marking

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"plenum/congress"
)

// The parts of a document's heading that a level is stamped beside.
var (
	symbol   = regexp.MustCompile(`(?i:số|so)\s*[:.]?\s*[\d.…/_ ]*[-/ ]*[\p{Lu}\d][\p{Lu}\d&/.-]*[/-][\p{Lu}\d&/.-]+\s*$|\d+\s?[-/]\s?[\p{Lu}]{2}[\p{Lu}\d/.-]*\s*$|(?i:số|so)\s*[:.]\s*[\d.…_/-]*\s*$`)
	dateline = regexp.MustCompile(`^[\s,*-]*[\p{L}. -]{2,40},?\s*(?i:ngày)[\s\d.…]+(?i:tháng)`)
	bodies   = regexp.MustCompile(`^(dang bo|tieu ban|hoi dong|uy ban|phong|trung tam|hoc vien|bo tu lenh|bo chi huy|trung doan|su doan|quan doan|lu doan|ban chap hanh|dang uy|tinh uy|thanh uy|huyen uy|quan uy|ban|bo|so|uy ban nhan dan|ubnd|hdnd|hoi dong nhan dan|van phong|cong an|toa an|vien|tong cuc|cuc|quan khu|truong|chinh phu|quoc hoi|thanh tra|kiem toan|tong cong ty|chi bo|dang doan|ban can su|mat tran|hoi|doan) `)
)

// motto reports whether the words are the head of state or party documents.
func motto(words []word) bool {
	bare := bareText(words[:min(len(words), 6)])
	for _, start := range []string{"dang cong san viet nam", "cong hoa xa hoi", "doc lap tu do", "socialist republic"} {
		if strings.HasPrefix(bare, start) {
			return true
		}
	}
	return false
}

// headed reports whether a column of the line is of a document's heading.
func headed(s string) bool {
	for _, c := range columnsOf(s) {
		words, _ := split(c.text)
		if motto(words) || issuer(words) || symbol.MatchString(c.text) || dateline.MatchString(c.text) || copyNumber.MatchString(bareText(words)) {
			return true
		}
	}
	return false
}

// issuer reports whether the words begin as the name of an issuing body does, in capitals.
func issuer(words []word) bool {
	return bodies.MatchString(bareText(words[:min(len(words), 5)])+" ") && capitals(words)
}

func hasSmall(s string) bool { return strings.ContainsFunc(s, unicode.IsLower) }

// besideHeading finds a level in capitals beside the number, the issuing body, the motto or the
// date at the top of a page, where the columns of the heading were read as one line.
func besideHeading(l *line) []hit {
	if !l.atTop() {
		return nil
	}
	words, _ := l.split()
	var found []hit
	if at := glued.FindStringSubmatchIndex(l.text); at != nil { // a PDF may lose the blank
		m := match{level: congress.Mat, n: 1, letters: upper}
		if at[2] >= 0 {
			_, bare := foldWord(strings.TrimSpace(l.text[at[2]:at[3]]))
			m.level = levelOf(bare)
		}
		found = append(found, hit{match: m, rule: RuleHeading, at: at[0]})
	}
	for _, m := range levels(words) {
		if m.letters != upper || m.plain || m.english || m.doubtful || m.first == 0 && m.n == len(words) || compound(words, m) {
			continue
		}
		gap := words[m.first].gap
		left, right := l.text[:words[m.first].at], l.text[endOf(words[m.end()-1]):]
		rightWords := words[m.end():]
		leftAnchor := symbol.MatchString(strings.TrimRight(left, " *([")) && m.first > 0
		rightAnchor := len(rightWords) > 0 && (motto(rightWords) || copyNumber.MatchString(bareText(rightWords[:min(3, len(rightWords))]))) ||
			dateline.MatchString(right) || numberStart.MatchString(right)
		bodyLeft := m.first > 1 && issuer(words[:m.first]) && l.top < 6 && strings.Trim(gap, " *") == ""
		switch {
		case strings.ContainsAny(gap, `"“‘'`):
		case leftAnchor || rightAnchor && (m.first == 0 || capitals(words[:m.first])) || bodyLeft && len(rightWords) == 0:
			found = append(found, hit{match: m, rule: RuleHeading, at: words[m.first].at})
		}
	}
	return found
}

var glued = regexp.MustCompile(`\d\s?[-/]\p{Lu}[\p{Lu}/.-]*?(TUYỆT\s?|TỐI\s?)?MẬT(?:\PL|$)`)

var numberStart = regexp.MustCompile(`^\s*(?i:số|so)\s*:`)

func endOf(w word) int { return w.at + len(w.text) }

// capitals reports whether no word has small letters.
func capitals(words []word) bool {
	for _, w := range words {
		if hasSmall(w.text) {
			return false
		}
	}
	return true
}

// organs are beside "mật" where it is bile.
var organs = keys("gan tụy tuỵ ruột lách dày tiêu hóa sỏi túi")

var dash = regexp.MustCompile(`\s+[-–—•·/]+\s+|\s*//\s*`)

// atEdge finds a level in capitals that a dash sets apart in the first and last lines of a page:
// MẬT - Báo cáo.
func atEdge(l *line) []hit {
	if !l.atEdge() || len(l.text) > maxStanding {
		return nil
	}
	words, _ := l.split()
	if several(levels(words)) {
		return nil
	}
	parts := dash.Split(l.text, -1)
	if len(parts) < 2 {
		return nil
	}
	for i, part := range parts {
		words, rest := split(part)
		m, ok := aloneIn(words)
		if !ok || m.letters != upper || m.plain && m.single() || strings.ContainsAny(rest, ":?!") || strings.ContainsAny(words[0].gap, `"“`) {
			continue
		}
		if m.single() && (i > 0 && hasOrgan(parts[i-1]) || i+1 < len(parts) && hasOrgan(parts[i+1])) {
			continue
		}
		return []hit{{match: m, rule: RuleEdge, at: strings.Index(l.text, part)}}
	}
	return nil
}

func hasOrgan(s string) bool {
	words, _ := split(s)
	for _, w := range words {
		if organs[w.key] {
			return true
		}
	}
	return false
}

var bracket = regexp.MustCompile(`[(\[]([^()\[\]]{3,40})[)\]]`)

// bracketed finds a level in brackets after a number, or after a title in capitals, at the top of a
// page.
func bracketed(l *line) []hit {
	at := bracket.FindStringSubmatchIndex(l.text)
	if at == nil || at[0] == 0 || !l.atTop() || strings.Trim(l.text[at[1]:], " .*") != "" && lettersOf(l.text) != upper {
		return nil
	}
	words, rest := split(l.text[at[2]:at[3]])
	m, ok := aloneIn(words)
	title := strings.TrimSpace(l.text[:at[0]])
	if !ok || m.letters == lower || strings.ContainsAny(words[0].gap+rest, `"“”'`) {
		return nil
	}
	titleWords, _ := split(title)
	if symbol.MatchString(title) || len(titleWords) > 1 && lettersOf(title) == upper {
		return []hit{{match: m, rule: RuleBracket, at: at[0]}}
	}
	return nil
}

// declared finds a sentence that gives the document's own level: Tài liệu này thuộc loại Tối mật.
func declared(l *line) []hit {
	words, _ := l.split()
	if !slices.ContainsFunc(words, func(w word) bool { return w.bare == "nay" || w.bare == "this" }) {
		return nil
	}
	for _, m := range levels(words) {
		if m.plain && m.single() {
			continue
		}
		if own.MatchString(bareText(words[max(0, m.first-12):m.first])) && !compound(words[m.first:], match{level: m.level, n: m.n}) {
			return []hit{{match: m, rule: RuleDocument, at: words[m.first].at}}
		}
	}
	return nil
}

var own = regexp.MustCompile(`(?:^| )(?:(?:tai lieu|van ban|bao cao|ke hoach|de an|ho so) nay (?:la|thuoc|duoc xac dinh|duoc xep|co|mang)(?: (?:la|thuoc|o|tai lieu|van ban|loai|do|muc do|cap do|do mat|bi mat nha nuoc))*|this (?:document|report|paper|file) is(?: classified)?(?: as)?)$`)

// stamped finds the stamps of form 07, which only state secrets carry: TÀI LIỆU THU HỒI with THỜI
// HẠN below it, and CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ. "Tài liệu thu hồi" without the term is said
// of other documents too.
func stamped(lines []line, i int) []hit {
	if !strings.Contains(lines[i].text, "THU HỒI") && !strings.Contains(lines[i].text, "BÓC BÌ") {
		return nil
	}
	for _, c := range columnsOf(lines[i].text) {
		words, _ := split(c.text)
		if len(words) < 4 || lettersOf(c.text) != upper && !(lettersOf(words[0].text) == upper && lettersOf(words[1].text) == upper) {
			continue
		}
		bare := bareText(words)
		stamp := bare == "chi nguoi co ten moi duoc boc bi"
		if term, ok := strings.CutPrefix(bare, "tai lieu thu hoi"); ok && capitals(words[:4]) {
			stamp = strings.HasPrefix(term, " thoi han") || term == "" && termBelow(lines, i)
		}
		if stamp {
			return []hit{{match: match{level: congress.Mat, n: len(words), letters: upper}, rule: RuleStamp, at: c.at}}
		}
	}
	return nil
}

func termBelow(lines []line, i int) bool {
	if i+1 >= len(lines) || lines[i+1].number-lines[i].number > 2 {
		return false
	}
	for _, c := range columnsOf(lines[i+1].text) {
		words, _ := split(c.text)
		if strings.HasPrefix(bareText(words), "thoi han") && len(words) <= 12 {
			return true
		}
	}
	return false
}
