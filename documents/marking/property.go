package marking

import (
	"strings"

	"plenum/congress"
)

// maxValue is how many bytes of a property are looked at.
const maxValue = 4 << 10

// inProperties finds levels in the properties of a file, in the order of their keys; at most one
// for each.
func inProperties(properties map[string]string) []Finding {
	var found []Finding
	for _, key := range sortedKeys(properties) {
		value := properties[key]
		if len(value) > maxValue {
			value = value[:maxValue]
		}
		value = strings.ToValidUTF8(value, "")
		if level, ok := propertyLevel(clean(cut(key)), value); ok {
			found = append(found, Finding{Level: level, Where: Property, Key: passage(clean(key), 0), Passage: passage(clean(value), 0), Rule: RuleProperty})
		}
	}
	return found
}

func propertyLevel(key, value string) (congress.Classification, bool) {
	words, _ := split(parted(key))
	name := bareText(words)
	switch {
	case isLabelKey(name):
		return labelValue(name, clean(value))
	case listKeys[name]:
		for _, part := range strings.FieldsFunc(clean(value), func(r rune) bool { return strings.ContainsRune(",;|/\n\r\t#", r) }) {
			if a, ok := alone(column{text: part}, &line{text: part}); ok && (!a.plain || !a.single() || a.letters == upper) {
				return a.level, true
			}
		}
		return "", false
	}
	var found []hit
	lines := linesOf(value)
	for i := range lines {
		if suspicious(lines[i].text) {
			found = append(found, hits(lines, i)...)
		}
	}
	if nameKeys[name] {
		if m, ok := nameLevel(strings.TrimPrefix(strings.ReplaceAll(clean(value), "/", " "), "Microsoft Word - ")); ok {
			found = append(found, hit{match: m, rule: RuleProperty})
		}
	}
	best, ok := highest(found)
	return best.level, ok
}

// The keys whose values are lists of words, and those whose values are titles.
var (
	listKeys = map[string]bool{
		"keywords": true, "keyword": true, "tags": true, "tag": true, "category": true, "categories": true, "label": true, "labels": true,
		"status": true, "content status": true, "contentstatus": true, "tu khoa": true, "the loai": true, "nhan": true,
	}
	nameKeys = map[string]bool{"title": true, "subject": true, "tieu de": true, "ten": true, "trich yeu": true, "dc title": true, "dc subject": true}
)

// isLabelKey reports whether a property by this name is there to carry the level.
func isLabelKey(name string) bool {
	return labels[name] || strings.HasSuffix(name, "do mat") || strings.Contains(name, "classification") || strings.Contains(name, "sensitivity") ||
		strings.HasPrefix(name, "msip label") && strings.HasSuffix(name, "name")
}

// labelValue reads the level that is the value of such a property, in any letters.
func labelValue(name, value string) (congress.Classification, bool) {
	words, rest := split(value)
	if len(words) == 0 {
		return "", false
	}
	if level, ok := symbols[words[0].text]; ok && len(words) == 1 && strings.HasSuffix(name, "mat") {
		return level, true
	}
	for i := range min(len(words), 4) {
		if m, ok := levelAt(words, i); ok {
			return m.level, !compound(words, m) && !several(levels(words)) && (ends(words, m.end(), rest) || tailAllowed(words[m.end():], true)) && !negated(words[:i])
		}
	}
	return "", false
}

// negated reports whether the words deny what follows: không mật, not confidential.
func negated(words []word) bool {
	for _, w := range words {
		if w.bare == "khong" || w.bare == "chua" || w.bare == "non" || w.bare == "not" || w.bare == "un" || w.bare == "no" {
			return true
		}
	}
	return false
}
