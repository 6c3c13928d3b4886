package marking

import (
	"slices"
	"strings"

	"plenum/congress"
)

// misreadMat are what recognition makes of MẬT on a scan; most are words of their own.
var misreadMat = keys("mât mạt mặt màt mảt mãt măt mät mằt mẩt mầt mẫt mẵt mẳt")

// misread finds a level whose marks or letters recognition got wrong: MẠT alone in the heading of a
// document, beside its number or date.
func misread(lines []line, i int) []hit {
	l := &lines[i]
	if !l.atTop() || len(l.text) > maxStanding {
		return nil
	}
	for _, c := range columnsOf(l.text) {
		words, rest := split(c.text)
		words, rest = unframed(words, rest)
		if len(words) != 1 || !misreadMat[words[0].key] || lettersOf(words[0].text) != upper || strings.ContainsAny(words[0].gap+rest, `.,;:?"“”`) {
			continue
		}
		for _, k := range []int{i - 2, i - 1, i, i + 1, i + 2} {
			if k >= 0 && k < len(lines) && numbered(lines[k].text) {
				return []hit{{match: match{level: congress.Mat, n: 1, letters: upper}, rule: RuleLine, at: c.at}}
			}
		}
	}
	return nil
}

// numbered reports whether a column of the line is the number or the date of a document.
func numbered(s string) bool {
	return slices.ContainsFunc(columnsOf(s), func(c column) bool { return symbol.MatchString(c.text) || dateline.MatchString(c.text) })
}

// unframed leaves out what the sides of a stamp's frame are read as: l MẬT l.
func unframed(words []word, rest string) ([]word, string) {
	side := func(w word) bool { return slices.Contains([]string{"l", "I", "i", "1", "j", "J", "[", "!"}, w.text) }
	if n := len(words); n > 2 && side(words[0]) && side(words[n-1]) {
		return words[1 : n-1], ""
	}
	return words, rest
}

// joined reads a level that blanks have broken: M ẬT, TUY ỆT MẬT.
func joined(words []word, rest string) (match, bool) {
	if len(words) < 2 || len(words) > 6 || len(strings.TrimSpace(rest)) > 3 {
		return match{}, false
	}
	var b strings.Builder
	whole := true // the words are whole ones, which other rules read
	for i, w := range words {
		if i > 0 && strings.Trim(w.gap, " \u00a0") != "" {
			return match{}, false
		}
		whole = whole && (w.bare == "mat" || w.bare == "toi" || w.bare == "tuyet")
		b.WriteString(w.text)
	}
	key, bare := foldWord(b.String())
	if whole || key == bare || lettersOf(b.String()) != upper {
		return match{}, false
	}
	m := match{n: len(words), letters: upper}
	switch {
	case bare == "mat" && key == keyMat:
		m.level = congress.Mat
	case bare == "toimat" || bare == "tuyetmat":
		m.level = levelOf(strings.TrimSuffix(bare, "mat"))
	default:
		return m, false
	}
	return m, true
}

// vertical reads a level that is written downwards, a letter on each line; i is a line of it.
func vertical(lines []line, i int) []hit {
	const most = len("confidential")
	one := func(k int) bool {
		return k >= 0 && k < len(lines) && len(lines[k].text) <= 4 && len([]rune(lines[k].text)) == 1 && lettersOf(lines[k].text) == upper
	}
	if !one(i) || one(i-1) { // it is found at its first line
		return nil
	}
	var b strings.Builder
	n := 0
	for k := i; one(k) && n <= most; k++ {
		b.WriteString(lines[k].text)
		n++
	}
	if n < 3 || n > most {
		return nil
	}
	key, bare := foldWord(b.String())
	m := match{n: 1, letters: upper}
	switch bare {
	case "mat":
		if key != keyMat {
			return nil
		}
		m.level = congress.Mat
	case "toimat", "tuyetmat":
		m.level = levelOf(strings.TrimSuffix(bare, "mat"))
	case "secret":
		m.level, m.english = congress.ToiMat, true
	case "topsecret":
		m.level, m.english = congress.TuyetMat, true
	case "confidential":
		m.level, m.english = congress.Mat, true
	default:
		return nil
	}
	return []hit{{match: m, rule: RuleSpaced, text: strings.Join(strings.Split(b.String(), ""), " ")}}
}
