package bulk

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"plenum/congress/messages"
	"plenum/vietnamese"
)

// finder finds the files that a list names, as people write names.
type finder struct {
	paths  []string
	exact  map[string]string
	by     []map[string][]string // ways of writing, the nearest first
	beside string                // folder of the list
	near   int                   // names that may still be looked for among all
}

// Names that are not there are compared with those that are; of a list with more of them the files
// are others.
const mostNear = 200

func newFinder(paths []string, list string) *finder {
	f := &finder{paths: paths, exact: map[string]string{}, beside: path.Dir(list), near: mostNear, by: make([]map[string][]string, 4)}
	for i := range f.by {
		f.by[i] = map[string][]string{}
	}
	for _, p := range paths {
		if p == list {
			continue
		}
		lower := strings.ToLower(p)
		f.exact[p] = p
		for i, key := range []string{lower, withoutEnding(lower), path.Base(lower), withoutEnding(path.Base(lower))} {
			f.by[i][key] = append(f.by[i][key], p)
		}
	}
	return f
}

// withoutEnding is the path without the ending of its file; "03. Báo cáo" has none.
func withoutEnding(p string) string {
	if ending := path.Ext(p); len(ending) > 1 && len(ending) <= 6 && !strings.ContainsAny(ending, " ") {
		return strings.TrimSuffix(p, ending)
	}
	return p
}

// find gives the one file that goes by the name: with its path, beside the list, with some of the
// folders around, or by its name alone, with or without its ending. fault says what is wrong, with
// the names that are near.
func (f *finder) find(name string) (found string, fault messages.Fault) {
	name = strings.TrimLeft(strings.ReplaceAll(norm.NFC.String(strings.Map(plainRune, name)), `\`, "/"), "/")
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		if part = vietnamese.Blanks(part); part != "" && part != "." {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "", messages.NotInZIP()
	}
	whole := strings.Join(parts, "/")
	for _, at := range []string{whole, path.Join(f.beside, whole)} {
		if p := f.exact[at]; p != "" {
			return p, messages.Fault{}
		}
	}
	tries := []string{strings.ToLower(whole), strings.ToLower(path.Join(f.beside, whole))}
	for i := 1; i < len(parts) && !f.folder(strings.Join(parts[:i], "/")); i++ { // a list written elsewhere names folders that are not in the ZIP
		tries = append(tries, strings.ToLower(strings.Join(parts[i:], "/")))
	}
	for way, by := range f.by {
		if way >= 2 && len(parts) > 1 {
			break // a file of another folder is another file
		}
		for _, key := range tries {
			switch list := by[key]; {
			case len(list) == 1:
				return list[0], messages.Fault{}
			case len(list) > 1:
				return "", messages.SeveralFiles(strings.Join(list[:min(3, len(list))], ", "))
			}
		}
	}
	if near := f.nearest(whole); len(near) > 0 {
		return "", messages.NearInZIP(strings.Join(near, ", "))
	}
	return "", messages.NotInZIP()
}

// folder reports whether the ZIP has it.
func (f *finder) folder(name string) bool {
	return slices.ContainsFunc(f.paths, func(p string) bool { return strings.HasPrefix(strings.ToLower(p), strings.ToLower(name)+"/") })
}

// nearest are up to three files whose names differ by diacritics, signs, the ending or few letters.
func (f *finder) nearest(name string) []string {
	if f.near--; f.near < 0 {
		return nil
	}
	want := []rune(vietnamese.Fold(withoutEnding(path.Base(name))))
	type one struct {
		path     string
		distance int
	}
	var all []one
	for p := range f.exact {
		got := []rune(vietnamese.Fold(withoutEnding(path.Base(p))))
		most := min(len(want), len(got)) / 5
		if most > 4 {
			most = 4
		}
		if d := distance(want, got, most); d <= most {
			all = append(all, one{p, d})
		}
	}
	slices.SortFunc(all, func(a, b one) int {
		if a.distance != b.distance {
			return a.distance - b.distance
		}
		return strings.Compare(a.path, b.path)
	})
	var out []string
	for _, o := range all[:min(3, len(all))] {
		out = append(out, o.path)
	}
	return out
}

// distance is how many letters are to be changed, left out or put in (Levenshtein); more than most
// when it is more.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		last, least := i, i+1
		row[0] = i + 1
		for j := range b {
			here := last
			if a[i] != b[j] {
				here++
			}
			last = row[j+1]
			row[j+1] = min(here, row[j+1]+1, row[j]+1)
			least = min(least, row[j+1])
		}
		if least > most {
			return most + 1
		}
	}
	return row[len(b)]
}
