package generate

import (
	_ "embed"
	"math/rand/v2"
	"strings"
)

//go:embed points.txt
var pointsText string

//go:embed frames.txt
var framesText string

// point is a demand written by hand, with ways to say it, reasons, the contrary demand and figures
// for "#".
type point struct {
	issue                            int
	ways, reasons, contrary, figures []string
}

// points reads points.txt: a heading per issue, a block per point; * a way to say it, + a reason, ~
// the contrary, $ figures.
func points() []point {
	var all []point
	issue, open := 0, false
	for line := range strings.Lines(pointsText) {
		line = strings.TrimSpace(line)
		if line == "" {
			open = false
			continue
		}
		mark, rest, _ := strings.Cut(line, " ")
		if mark == "#" {
			issue, open = issue+1, false
			continue
		}
		if !open {
			all, open = append(all, point{issue: issue}), true
		}
		p := &all[len(all)-1]
		switch mark {
		case "*":
			p.ways = append(p.ways, rest)
		case "+":
			p.reasons = append(p.reasons, rest)
		case "~":
			p.contrary = append(p.contrary, rest)
		case "$":
			p.figures = strings.Split(rest, "|")
		}
	}
	return all
}

// sections reads frames.txt by its headings. A line that begins with "= " is for every seed; of the
// others every second one is for the odd seeds and the rest for the even ones.
func sections(seed uint64) map[string][]string {
	all := map[string][]string{}
	name, n := "", 0
	for line := range strings.Lines(framesText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "["):
			name, n = strings.Trim(line, "[]"), 0
		case strings.HasPrefix(line, "= "):
			all[name] = append(all[name], line[2:])
		default:
			if name == "titles" || name == "places" || uint64(n)%2 == seed%2 {
				all[name] = append(all[name], line)
			}
			n++
		}
	}
	var places []string
	for i, place := range strings.Split(all["places"][0], "|") {
		if uint64(i)%2 == seed%2 {
			places = append(places, place)
		}
	}
	all["places"] = places
	return all
}

// ways splits a line of frames.txt at the bars outside of braces: each is a way to say the same.
func ways(line string) []string {
	var all []string
	depth, from := 0, 0
	for i, r := range line {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == '|' && depth == 0:
			all, from = append(all, line[from:i]), i+1
		}
	}
	return append(all, line[from:])
}

// spin takes one of the words of each pair of braces.
func spin(r *rand.Rand, s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return strings.ReplaceAll(strings.Join(strings.Fields(b.String()), " "), " .", ".")
		}
		choice, after, _ := strings.Cut(rest, "}")
		b.WriteString(pick(r, strings.Split(choice, "|")))
		s = after
	}
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// chance is true so many times in a hundred.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }
