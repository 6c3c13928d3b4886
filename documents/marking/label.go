package marking

import (
	"regexp"
	"slices"
	"strings"

	"plenum/congress"
)

// labels come before a level. They are without diacritics; where a label has "mat" it must be mật.
var labels = map[string]bool{
	"do mat": true, "muc do mat": true, "muc mat": true, "cap do mat": true, "do bao mat": true, "muc do bao mat": true,
	"cap do bao mat": true, "dau chi do mat": true, "chi do mat": true, "de xuat do mat": true, "dau do mat": true, "xac dinh do mat": true,
	"phan loai": true, "phan loai mat": true, "phan loai tai lieu": true, "loai tai lieu": true, "loai van ban": true, "tinh chat": true, "che do": true,
	"loai": true, "loai mat": true, "loai ho so": true, "thuoc loai": true, "do": true, "cap": true, "muc": true, "cap do": true, "muc do": true,
	"tai lieu": true, "van ban": true, "ho so": true, "marking": true, "grading": true, "security grading": true,
	"classification": true, "security classification": true, "classification level": true, "security level": true,
	"document classification": true, "protective marking": true, "security marking": true, "security": true,
	"confidentiality": true, "confidentiality level": true, "sensitivity": true, "sensitivity label": true, "level of classification": true,
}

// labelStarts are the first words of labels.
var labelStarts = func() map[string]bool {
	starts := map[string]bool{}
	for label := range labels {
		first, _, _ := strings.Cut(label, " ")
		starts[first] = true
	}
	return starts
}()

// maxLabel is how many words the longest label has.
const maxLabel = 4

// symbols are the letters that stand for the levels outside on an envelope (form 03).
var symbols = map[string]congress.Classification{"A": congress.TuyetMat, "B": congress.ToiMat, "C": congress.Mat}

// labelled finds a level after a label, on the line or alone on the next.
func labelled(lines []line, i int) []hit {
	words, rest := lines[i].split()
	var found []hit
	for at := range words {
		n := labelAt(words, at)
		if n == 0 {
			continue
		}
		if m, ok := valueAt(words, at+n, rest); ok {
			found = append(found, hit{match: m, rule: RuleLabel, at: words[at].at})
		}
	}
	// The label alone on the line above, as the cells of a table are read.
	if i > 0 && lines[i].number-lines[i-1].number <= 2 {
		above, rest := lines[i-1].split()
		n := 0
		if len(above) > 0 {
			n = labelAt(above, 0)
		}
		if n > 0 && n == len(above) && strings.Trim(rest, " :.-–…") == "" {
			m, ok := aloneIn(words)
			colon := strings.Contains(rest, ":")
			if ok && (colon || m.letters != lower) && !listed(lines, i, m) && (strings.Contains(bareText(above), "mat") || colon) {
				found = append(found, hit{match: m, rule: RuleLabel})
			}
		}
	}
	return found
}

// labelAt is how many words the label has that starts with word i; 0 when there is none, or when
// it goes on in a sentence.
func labelAt(words []word, i int) int {
	if !labelStarts[words[i].bare] || i > 0 && !startsAnew(words[i].gap) && !(i == 1 && len(words[0].text) <= 2) { // 3. Độ mật: …
		return 0
	}
	for n := min(maxLabel, len(words)-i); n > 0; n-- {
		label := words[i : i+n]
		if !labels[bareText(label)] {
			continue
		}
		if slices.ContainsFunc(label[1:], func(w word) bool { return strings.Contains(w.gap, ":") }) {
			continue // Loại: MẬT
		}
		if slices.ContainsFunc(label, func(w word) bool {
			return w.bare == "mat" && w.key != keyMat && w.key != "mat" && !(lettersOf(w.text) == upper && misreadMat[w.key])
		}) {
			return 0
		}
		return n + ofWhat(words[i+n:])
	}
	return 0
}

// ofWhat is how many words after a label still are of it: Độ mật của văn bản: …
func ofWhat(words []word) int {
	if len(words) == 0 || words[0].bare != "cua" && words[0].bare != "of" {
		return 0
	}
	for n := 2; n <= min(len(words)-1, 6); n++ {
		if strings.Contains(words[n].gap, ":") {
			return n
		}
		if strings.TrimSpace(words[n].gap) != "" {
			return 0
		}
	}
	return 0
}

// startsAnew reports whether what stands before a word ends what was before.
func startsAnew(gap string) bool {
	return strings.ContainsAny(gap, ";,|•·–—([/\t.:") || strings.Contains(gap, "  ") || strings.Contains(gap, " - ")
}

// valueAt reads a level right after a label.
func valueAt(words []word, i int, rest string) (match, bool) {
	if i >= len(words) {
		return match{}, false
	}
	gap := words[i].gap
	named := strings.ContainsAny(gap, ":=：")
	if !named && !strings.Contains(gap, "\t") && !strings.Contains(gap, "  ") && !strings.ContainsAny(gap, "|–—") && gap != " - " {
		return match{}, false
	}
	if strings.ContainsAny(gap, emptyBoxes) {
		return match{}, false
	}
	m, ok := levelAt(words, i)
	if !ok {
		if level, known := symbols[words[i].text]; known && named && ends(words, i+1, rest) && labelSpeaksOfLevel(words[:i]) {
			return match{level: level, first: i, n: 1, letters: upper}, true
		}
		return match{}, false
	}
	if !named && m.letters == lower || !ends(words, m.end(), rest) && !tailAllowed(words[m.end():], true) {
		return match{}, false
	}
	return m, !several(levels(words[i:]))
}

func labelSpeaksOfLevel(words []word) bool {
	return len(words) > 0 && words[len(words)-1].bare == "mat"
}

// ends reports whether what was read before word i stands for itself.
func ends(words []word, i int, rest string) bool {
	if i >= len(words) {
		return !strings.Contains(rest, "?")
	}
	gap := words[i].gap
	if strings.ContainsAny(gap, ".;,|)(]/\t–—") || strings.Contains(gap, "  ") || strings.Contains(gap, " - ") {
		return true
	}
	for _, w := range words[i+1 : min(len(words), i+4)] { // Độ mật: Mật Độ khẩn: Khẩn
		if strings.Contains(w.gap, ":") {
			return true
		}
	}
	return false
}

// The boxes of forms.
const (
	emptyBoxes  = "☐□▢○◯❏❑"
	tickedBoxes = "☒☑✓✔✗✘■⊠▣●◉"
)

var brackets = regexp.MustCompile(`[\[(]\s*([xX✓✔]?)\s*[\])]`)

// chosen reads a line of choices: the levels whose box is ticked. ok is false when the line has no
// boxes.
func chosen(s string) (found []hit, ok bool) {
	if strings.Contains(s, "[") || strings.Contains(s, "(") {
		s = brackets.ReplaceAllStringFunc(s, func(box string) string {
			if strings.ContainsAny(box, "xX✓✔") {
				return "☒"
			}
			return "☐"
		})
	}
	if !strings.ContainsAny(s, emptyBoxes+tickedBoxes) {
		return nil, false
	}
	words, rest := split(s)
	all := slices.DeleteFunc(levels(words), func(m match) bool { return compound(words, m) })
	// The boxes stand before their words, or after them when the first word has none before it.
	after := len(all) > 0 && boxIn(words[all[0].first].gap) == 0
	for _, m := range all {
		box := boxIn(words[m.first].gap)
		if after {
			gap := rest
			if m.end() < len(words) {
				gap = words[m.end()].gap
			}
			box = boxIn(gap)
		}
		if box > 0 {
			found = append(found, hit{match: m, rule: RuleChoice})
		}
		ok = ok || box != 0
	}
	return found, ok
}

// boxIn is 1 for a ticked box in the gap, -1 for an empty one and 0 for none.
func boxIn(gap string) int {
	switch {
	case strings.ContainsAny(gap, tickedBoxes):
		return 1
	case strings.ContainsAny(gap, emptyBoxes):
		return -1
	}
	return 0
}
