package congress

import (
	"slices"
	"strconv"
	"strings"
)

// Ranges writes numbers as people do for pages: "1-3, 7". Their order and repetitions are no
// matter.
func Ranges(numbers []int) string {
	all := slices.Compact(slices.Sorted(slices.Values(numbers)))
	var out []string
	for i := 0; i < len(all); {
		last := i
		for last+1 < len(all) && all[last+1] == all[last]+1 {
			last++
		}
		text := strconv.Itoa(all[i])
		if last > i {
			text += "-" + strconv.Itoa(all[last])
		}
		out = append(out, text)
		i = last + 1
	}
	return strings.Join(out, ", ")
}
