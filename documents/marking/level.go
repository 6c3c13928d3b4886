package marking

import (
	"strings"

	"plenum/congress"
)

// match is a level found in words.
type match struct {
	level    congress.Classification
	first    int     // index of its first word
	n        int     // how many words
	plain    bool    // written without diacritics: TUYET MAT
	english  bool    // SECRET
	doubtful bool    // as recognition may have read it: TỐI MẠT
	letters  letters // how it is written
}

func (m match) end() int { return m.first + m.n }

// single reports whether the level is the one short word, which is part of many others.
func (m match) single() bool { return m.level == congress.Mat && !m.english }

// The words of the levels as keys.
var (
	keyMat  = keyOf("mật")
	keyMat2 = keyOf("mât") // as recognition of scanned text has it
	keyMat3 = keyOf("mặt")

	keyTuyet = keyOf("tuyệt")
)

// levelAt reports whether a level starts with word i.
func levelAt(words []word, i int) (match, bool) {
	m := match{first: i, n: 1}
	w := words[i]
	var next word
	joined := false
	if i+1 < len(words) {
		next = words[i+1]
		joined = strings.Trim(next.gap, " -_\t.+") == "" && len(next.gap) <= 8
	}
	switch {
	case (w.bare == "tuyet" || w.bare == "toi") && joined && next.bare == "mat":
		m.n = 2
		m.plain = w.key == w.bare && next.key == next.bare
		if !m.plain && next.key != keyMat && (w.key == w.bare || next.key != keyMat2 && (w.key != keyTuyet || next.key != keyMat3)) {
			if !misreadMat[next.key] || lettersOf(w.text+next.text) != upper {
				return m, false // tối mặt, tôi mất
			}
			m.doubtful = true
		}
		m.level = levelOf(w.bare)
	case w.bare == "tuyetmat" || w.bare == "toimat":
		m.plain = w.key == w.bare
		if !m.plain && w.key != keyOf("tuyệtmật") && w.key != keyOf("tốimật") {
			return m, false
		}
		m.level = levelOf(strings.TrimSuffix(w.bare, "mat"))
	case w.key == keyMat:
		m.level = congress.Mat
	case w.key == "mat":
		m.level, m.plain = congress.Mat, true
	case w.bare == "top" && joined && next.bare == "secret":
		m.level, m.n, m.english = congress.TuyetMat, 2, true
	case w.bare == "topsecret":
		m.level, m.english = congress.TuyetMat, true
	case w.bare == "secret":
		m.level, m.english = congress.ToiMat, true
	case w.bare == "confidential":
		m.level, m.english = congress.Mat, true
	default:
		return m, false
	}
	text := w.text
	if m.n == 2 {
		text += next.text
	}
	m.letters = lettersOf(text)
	return m, true
}

func levelOf(first string) congress.Classification {
	if first == "tuyet" {
		return congress.TuyetMat
	}
	return congress.ToiMat
}

// levels gives every level in the words, from left to right.
func levels(words []word) []match {
	var all []match
	for i := 0; i < len(words); i++ {
		if m, ok := levelAt(words, i); ok {
			all = append(all, m)
			i = m.end() - 1
		}
	}
	return all
}

// several reports whether the levels are of more than one kind, as where all three are listed. A
// level and its English name are one.
func several(all []match) bool {
	for _, m := range all {
		if m.level != all[0].level && m.english == all[0].english {
			return true
		}
	}
	return false
}

// before are words that make another word with the "mật" that follows, or
// that speak of the level instead of giving it: bí mật, bảo mật, dấu mật.
var before = keys("bí bảo cơ cẩn thân nghiêm rậm trù giải giảm tăng hạ nâng túi sỏi gan ong đường ống ngọt trăng rỉ gỉ lấy hút nuôi sữa viêm kín dấu độ mức loại hoặc và hay chữ từ là")

// after are words that make another word with the "mật" before them: mật độ, mật khẩu.
var after = keys("độ khẩu mã thiết vụ ong lệnh hiệu đàm ước tông giáo chú mía gấu thám ngữ ngọt nhân hoặc và")

func keys(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[keyOf(w)] = true
	}
	return set
}

// compound reports whether the level is part of other words with its neighbours.
func compound(words []word, m match) bool {
	if m.first > 0 && before[words[m.first-1].key] {
		return true
	}
	return m.end() < len(words) && after[words[m.end()].key]
}
