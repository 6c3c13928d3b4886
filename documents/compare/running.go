package compare

import (
	"regexp"
	"slices"
	"strings"
)

// line is a line of a page with text.
type line struct {
	text string
	page int // from 1
}

// A line at the edge of pages is a running line when it stands on at least three of them and on a third of all.
const (
	runningPages = 3
	runningShare = 3
)

var (
	pageNumber = regexp.MustCompile(`^[-–—\s]*(?:(?i:trang|page|tr\.?)\s*)?\d{1,4}(?:\s*(?:/|(?i:of|trên))\s*\d{1,4})?[-–—\s]*$`)
	edgeNumber = regexp.MustCompile(`^\d{1,4}\s+|[\s|/–—-]+\d{1,4}(?:\s*/\s*\d{1,4})?$`)
)

// body gives the lines of the pages in order without page numbers and running lines; of the running lines each
// one once, from the page where it is first.
func body(pages []string) (lines, running []line) {
	split := make([][]string, len(pages))
	count := map[string]int{}
	for i, page := range pages {
		for l := range strings.Lines(clean(page)) {
			if l = strings.TrimSpace(l); l != "" {
				split[i] = append(split[i], l)
			}
		}
		split[i] = withoutNumber(split[i])
		for _, at := range edges(split[i]) {
			count[likeness(split[i][at])]++
		}
	}
	seen := map[string]bool{}
	for i, page := range split {
		edge := edges(page)
		for k, l := range page {
			if !slices.Contains(edge, k) || !isRunning(count[likeness(l)], len(pages)) {
				lines = append(lines, line{l, i + 1})
			} else if key := likeness(l); !seen[key] {
				seen[key] = true
				running = append(running, line{l, i + 1})
			}
		}
	}
	return lines, running
}

func isRunning(n, pages int) bool { return n >= runningPages && n*runningShare >= pages }

// withoutNumber leaves out the page's number in its first or last line.
func withoutNumber(page []string) []string {
	if n := len(page); n > 0 && pageNumber.MatchString(page[n-1]) {
		page = page[:n-1]
	}
	if len(page) > 0 && pageNumber.MatchString(page[0]) {
		page = page[1:]
	}
	return page
}

// edges are the indexes of the page's first and last line, when there are more lines than these.
func edges(page []string) []int {
	if len(page) < 3 {
		return nil
	}
	return []int{0, len(page) - 1}
}

// likeness is a line without the number at its start or end, which may be the page's.
func likeness(l string) string { return edgeNumber.ReplaceAllString(l, "") }
