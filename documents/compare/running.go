package compare

import (
	"regexp"
	"slices"
	"strings"
)

// line is a line of a page with text.
type line struct {
	text string // without white space around it, but of a row, where that is cells
	page int    // from 1
	cellAt
}

// A line at the edge of pages is a running line when it stands on at least three of them and on a
// third of all.
const (
	runningPages = 3
	runningShare = 3
)

var edgeNumber = regexp.MustCompile(`^\d{1,4}\s+|[\s|/–—-]+\d{1,4}(?:\s*/\s*\d{1,4})?$`)

// body gives the lines of the pages in order without page numbers and running lines, which rows of
// tables are not; of the running lines each one once, from the page where it is first.
func body(pages []string, rows [][]int) (lines, running []line) {
	split := make([][]line, len(pages))
	count := map[string]int{}
	of := layout(rows, pages)
	at := 0
	for i, page := range pages {
		for text := range strings.SplitSeq(clean(page), "\n") {
			l := line{text, i + 1, of.at(at)}
			if l.row == 0 {
				l.text = strings.TrimSpace(text)
			}
			if strings.TrimSpace(text) != "" {
				split[i] = append(split[i], l)
			}
			at++
		}
		split[i] = withoutNumber(split[i])
		for _, at := range edges(split[i]) {
			count[likeness(split[i][at].text)]++
		}
	}
	seen := map[string]bool{}
	for _, page := range split {
		edge := edges(page)
		for k, l := range page {
			if !slices.Contains(edge, k) || !isRunning(count[likeness(l.text)], len(pages)) {
				lines = append(lines, l)
			} else if key := likeness(l.text); !seen[key] {
				seen[key] = true
				running = append(running, l)
			}
		}
	}
	return lines, running
}

func isRunning(n, pages int) bool { return n >= runningPages && n*runningShare >= pages }

// withoutNumber leaves out the page's number in its first or last lines, and below a heading where
// it is in words.
func withoutNumber(page []line) []line {
	for k := max(0, len(page)-mostNumber); k < len(page); k++ {
		if n := numberAt(page, k); n > 0 && k+n == len(page) {
			page = page[:k]
		}
	}
	if n := numberAt(page, 0); n > 0 {
		return page[n:]
	}
	if n := numberAt(page, 1); n > 0 && (n > 1 || inWords(page[1].text)) {
		return slices.Delete(page, 1, 1+n)
	}
	return page
}

// numberAt is how many lines from that one on are the page's number, which rows are not.
func numberAt(page []line, at int) int {
	var texts []string
	for k := at; k < len(page) && len(texts) < mostNumber && page[k].row == 0; k++ {
		texts = append(texts, page[k].text)
	}
	return numbersPage(texts)
}

// edges are the indexes of the page's first and last line, when there are more lines than these.
func edges(page []line) (at []int) {
	if len(page) < 3 {
		return nil
	}
	for _, k := range []int{0, len(page) - 1} {
		if page[k].row == 0 {
			at = append(at, k)
		}
	}
	return at
}

// likeness is a line without the number at its start or end, which may be the page's.
func likeness(l string) string { return edgeNumber.ReplaceAllString(l, "") }
