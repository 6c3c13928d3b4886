package similar

import "strings"

// figures gives the numbers of a clause by the unit that follows, or by the word before if nothing
// does (khóa 12). The tens that are written out (ba mươi) are numbers too.
func figures(words []word) map[string]string {
	var all map[string]string
	add := func(unit, value string) {
		if all == nil {
			all = map[string]string{}
		}
		if old := all[unit]; old != "" && !share(old, value) {
			value = old + " " + value
		}
		all[unit] = value
	}
	for i, w := range words {
		switch {
		case w.number && i > 0 && words[i-1].fold == "nam" && len(w.fold) == 4:
			add("year", w.fold)
		case w.number && i+1 < len(words):
			add(words[i+1].fold, w.fold)
		case w.number && i > 0:
			add(words[i-1].fold, w.fold)
		case w.fold == "muoi" && i > 0 && i+1 < len(words) && digit(words[i-1].fold) != "":
			add(words[i+1].fold, digit(words[i-1].fold)+"0")
		}
	}
	return all
}

func digit(fold string) string {
	for n, name := range []string{"hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"} {
		if name == fold {
			return string(rune('2' + n))
		}
	}
	return ""
}

// share reports whether two lists of numbers have one in common.
func share(a, b string) bool {
	for v := range strings.FieldsSeq(a) {
		if strings.Contains(" "+b+" ", " "+v+" ") {
			return true
		}
	}
	return false
}

// figuresApart gives what the figures of two clauses cost.
func figuresApart(a, b map[string]string) float32 {
	if len(a) == 0 && len(b) == 0 {
		return 0
	}
	if len(a) == 0 || len(b) == 0 {
		return costFiguresOne
	}
	common, shared := false, false
	for unit, values := range a {
		other, ok := b[unit]
		if ok && !share(values, other) {
			return costFigures
		}
		common = common || ok
		for _, others := range b {
			shared = shared || share(values, others)
		}
	}
	if !common && !shared {
		return costFiguresOther
	}
	return 0
}
