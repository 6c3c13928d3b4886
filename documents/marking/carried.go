package marking

import (
	"regexp"
	"strings"
)

var (
	annexStart = regexp.MustCompile(`^(?:phu luc|bieu|bang|mau|danh muc|danh sach|tai lieu)(?: (?:so|kem theo))?(?: [ivxlcdm]{1,6}[a-z]?\b| \d{1,3}[a-z]?\b| [a-z]\b)*$`)
	titleStart = regexp.MustCompile(`^(?:bao cao|ke hoach|to trinh|phuong an|de an|cong van|nghi quyet|quyet dinh|chi thi|thong bao|bien ban|danh sach|danh muc|tai lieu|van ban|ho so|phieu|dien|huong dan|ket luan|chuong trinh|du thao)\b`)
	dateEnd    = regexp.MustCompile(`(?i)ngày\s*[\d.…]{1,6}\s*tháng\s*[\d.…]{1,6}\s*năm\s*[\d.…]{2,8}[\s,.;–—-]*$`)
	figuresEnd = regexp.MustCompile(`^[\s,*]*[\p{L}. -]{2,40},?\s*(?i:ngày)?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\s,.;–—-]*$`)
)

// carriedBy finds a level that a title, the name of an annex or the line of the date carries at its
// end.
func carriedBy(lines []line, i int) []hit {
	l := &lines[i]
	words, rest := l.split()
	all := levels(words)
	if len(all) == 0 || len(l.text) > maxStanding || continues(lines, i, l.text) {
		return nil
	}
	m := all[len(all)-1]
	if m.first == 0 || m.end() != len(words) || m.plain || several(all) || compound(words, m) {
		return nil
	}
	gap, left := words[m.first].gap, l.text[:words[m.first].at]
	head := words[:m.first]
	bare := bareText(head)
	rest = strings.TrimSpace(rest)
	inBrackets := strings.ContainsAny(gap, "([") && (rest == ")" || rest == "]")
	dashed := rest == "" && strings.Trim(gap, " ") != "" && strings.Trim(gap, " -–—:") == ""
	annex := len(head) <= 6 && annexStart.MatchString(bare) && lettersOf(head[0].text) != lower
	switch {
	case annex && inBrackets || annex && dashed && m.letters != lower && !strings.Contains(gap, ":"):
		return []hit{{match: m, rule: RuleBracket, at: words[m.first].at}}
	case inBrackets && m.letters != lower && l.atTop() && len(head) > 1 && lettersOf(head[0].text) != lower && titleStart.MatchString(bare):
		return []hit{{match: m, rule: RuleBracket, at: words[m.first].at}}
	case m.letters == upper && rest == "" && (l.atTop() && dateEnd.MatchString(left) || l.atTop() && figuresEnd.MatchString(left)):
		return []hit{{match: m, rule: RuleHeading, at: words[m.first].at}}
	}
	return nil
}
