package extract

import (
	"strconv"
	"strings"
)

// slideCounts is how far a shape's paragraphs are numbered, by their levels.
type slideCounts [9]struct {
	n    int
	kind string
}

// schemes are how the numbers of a slide are written, by how their names begin; the longer ones
// first (ECMA-376, part 1, 20.1.10.61).
var schemes = [][2]string{
	{"arabicDb", "decimal"}, {"arabic1", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}, {"arabic2", "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ"}, {"arabic", "decimal"},
	{"romanUc", "upperRoman"}, {"romanLc", "lowerRoman"}, {"alphaUc", "upperLetter"}, {"alphaLc", "lowerLetter"},
	{"circleNumDb", "decimalEnclosedCircle"}, {"circleNumWdBlack", "decimalEnclosedCircle"}, {"circleNumWdWhite", "decimalEnclosedCircle"},
	{"ea1Chs", "ideographs"}, {"ea1Cht", "ideographs"}, {"ea1JpnChsDb", "ideographs"}, {"ea1JpnKor", "ideographs"},
	{"hebrew2", "אבגדהוזחטיכלמנסעפצקרשת"}, {"thaiAlpha", "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"}, {"thaiNum", "๐๑๒๓๔๕๖๗๘๙"},
	{"hindiAlpha1", "अआइईउऊऋएऐओऔ"}, {"hindiAlpha", "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"}, {"hindiNum", "०१२३४५६७८९"},
}

// numbered gives the automatic number of the paragraph and counts it.
func (s *shapes) numbered() string {
	if strings.TrimSpace(s.line.String()) == "" {
		return ""
	}
	number := s.number
	if number == "" {
		number = s.look(s.auto, func(l *layer) settings { return l.auto })
	}
	for i := s.level + 1; i < 9; i++ {
		s.counts[i].kind = ""
	}
	now := &s.counts[s.level]
	kind, from, numbered := strings.Cut(number, " ")
	if !numbered {
		now.kind = ""
		return ""
	}
	start, err := strconv.Atoi(from)
	if err != nil {
		start = 1
	}
	if now.kind == number {
		now.n++
	} else {
		now.kind, now.n = number, start
	}
	return slideNumber(kind, now.n) + " "
}

// slideNumber writes a number by its scheme.
func slideNumber(scheme string, n int) string {
	text, end := strconv.Itoa(n), ""
	for _, s := range schemes {
		rest, ok := strings.CutPrefix(scheme, s[0])
		if !ok {
			continue
		}
		end = rest
		switch signs := []rune(s[1]); {
		case s[1] == "ideographs":
			text = ideographs(n)
		case signs[0] < 0x80:
			text = numeral(s[1], n)
		case len(signs) == 10 && strings.HasSuffix(s[0], "Num"):
			text = strings.Map(func(c rune) rune { return signs[c-'0'] }, strconv.Itoa(max(n, 0)))
		case n > 0 && n <= len(signs):
			text = string(signs[n-1])
		}
		break
	}
	switch end {
	case "Period":
		return text + "."
	case "ParenR":
		return text + ")"
	case "ParenBoth":
		return "(" + text + ")"
	case "Minus":
		return text + "-"
	}
	return text
}

// ideographs counts in Chinese up to 99.
func ideographs(n int) string {
	digits := []rune("〇一二三四五六七八九")
	if n < 1 || n > 99 {
		return strconv.Itoa(n)
	}
	text := ""
	if n >= 20 {
		text = string(digits[n/10])
	}
	if n >= 10 {
		text += "十"
	}
	if n%10 > 0 {
		text += string(digits[n%10])
	}
	return text
}
