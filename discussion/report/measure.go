package report

import (
	"strings"

	"plenum/vietnamese"
)

// face has the widths of letters of a face of Times, in thousandths of its size: capitals, small
// letters, and what is neither (Adobe's metrics of the core fonts, which Times New Roman and
// Liberation Serif share). Marks add nothing.
type face struct{ upper, lower [26]int }

var (
	regular = face{
		[26]int{722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611},
		[26]int{444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444},
	}
	bold = face{
		[26]int{722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667},
		[26]int{500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444},
	}
	italic = face{
		[26]int{611, 611, 667, 722, 611, 611, 722, 722, 333, 444, 667, 556, 833, 667, 722, 611, 722, 611, 500, 556, 722, 611, 833, 611, 556, 556},
		[26]int{500, 500, 444, 500, 444, 278, 500, 500, 278, 278, 444, 278, 722, 500, 500, 500, 500, 389, 389, 278, 500, 444, 667, 444, 444, 389},
	}
)

// width is how wide the text is at a size in points, in twentieths of a point.
func (f face) width(text string, size int) int {
	total := 0
	for _, r := range vietnamese.Bare(text) {
		switch {
		case r >= 'A' && r <= 'Z':
			total += f.upper[r-'A']
		case r >= 'a' && r <= 'z':
			total += f.lower[r-'a']
		case r == ' ' || r == '\u00A0' || r == ',' || r == '.':
			total += 250
		case r == '-':
			total += 333
		default:
			total += 500
		}
	}
	return total * size / 50
}

// together are words of bodies' names that a line does not part, in small letters.
var together = []string{
	"cộng hòa xã hội chủ nghĩa", "việt nam", "cộng sản", "hồ chí minh", "hà nội", "đà nẵng", "hải phòng", "cần thơ", "thành phố", "thành ủy", "tỉnh ủy", "đảng bộ", "đảng ủy",
	"ban chấp hành", "ban thường vụ", "ban tổ chức", "ban tuyên giáo", "ban dân vận", "trung ương", "đoàn chủ tịch", "đoàn thư ký", "đại hội", "hội nghị", "hội thảo", "đại biểu", "hội đồng", "nhân dân", "ủy ban",
	"mặt trận", "tổ quốc", "văn phòng", "quốc hội", "chính phủ", "thảo luận", "lần thứ", "nhiệm kỳ", "liên hiệp", "công đoàn", "thanh niên", "phụ nữ", "nông dân",
}

// units are the pieces of a name between which a line may end.
func units(words []string) (out []string) {
	for len(words) > 0 {
		n := 1
		for _, name := range together {
			parts := strings.Fields(name)
			if len(parts) > n && len(parts) <= len(words) && strings.EqualFold(strings.Join(words[:len(parts)], " "), name) {
				n = len(parts)
			}
		}
		out, words = append(out, strings.Join(words[:n], " ")), words[n:]
	}
	return out
}

// capitalLines parts a name that is printed in capitals into as few lines as fit the width, about
// equally long, and parts no word of a body's name where that can be had. The widest line's width
// is given too.
func (f face) capitalLines(name string, size, width int) (lines []string, widest int) {
	words := strings.Fields(name)
	pieces := units(words)
	for _, p := range pieces {
		if f.width(strings.ToUpper(p), size) > width {
			pieces = words
			break
		}
	}
	measure := func(from, to int) int { return f.width(strings.ToUpper(strings.Join(pieces[from:to], " ")), size) }
	// best[i] is the fewest lines that the pieces from i on take, and among those the least sum of
	// squares of their widths.
	type way struct{ lines, cost, next int }
	best := make([]way, len(pieces)+1)
	for i := len(pieces) - 1; i >= 0; i-- {
		best[i] = way{lines: len(pieces) + 1}
		for j := i + 1; j <= len(pieces); j++ {
			w := measure(i, j)
			if w > width && j > i+1 {
				break
			}
			if at := (way{best[j].lines + 1, best[j].cost + w*w, j}); at.lines < best[i].lines || at.lines == best[i].lines && at.cost < best[i].cost {
				best[i] = at
			}
		}
	}
	for i := 0; i < len(pieces); i = best[i].next {
		lines = append(lines, strings.Join(pieces[i:best[i].next], " "))
		widest = max(widest, measure(i, best[i].next))
	}
	return lines, widest
}

// ruleIndent is how far a line of two fifths of the words above it stands from both sides of the
// width that they are centred in: Nghị định 30/2020/NĐ-CP (annex I, II.2 and II.5) asks for a third
// to a half.
func ruleIndent(width, words int) int { return (width - min(words, width)*2/5) / 2 }
