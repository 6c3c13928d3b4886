package marking

import (
	"slices"
	"strings"
	"unicode/utf8"

	"plenum/congress"
)

// Where tells in which part of a file a marking was found.
type Where string

// The parts of a file.
const (
	Text     Where = "text"     // on a page; Page and Line say where
	Name     Where = "name"     // in the file's name
	Property Where = "property" // in a property of the file; Key says in which
	Hidden   Where = "hidden"   // in words that no reader sees, such as beside the page; Page says on which, if on one
)

// The rules, by the names that Finding.Rule has. They are stable: clients have words for them.
const (
	RuleLine     = "line"     // the level alone on a line or in a column: MẬT
	RuleSpaced   = "spaced"   // the same with letters apart: M Ậ T
	RuleDocument = "document" // the kind of document and the level: TÀI LIỆU TỐI MẬT
	RuleHeading  = "heading"  // beside the number, the issuing body or the motto at the top of a page
	RuleEdge     = "edge"     // in the header or footer beside other words: MẬT - Báo cáo
	RuleBracket  = "bracket"  // in brackets after a title or number: BÁO CÁO (MẬT)
	RuleLabel    = "label"    // after a label: Độ mật: Mật
	RuleChoice   = "choice"   // a box that is ticked: ☒ Tối mật
	RuleStamp    = "stamp"    // a stamp that only state secrets carry; it tells no level, so it counts as the lowest
	RuleName     = "name"     // in the file's name
	RuleProperty = "property" // in a property of the file
)

// Finding is one marking.
type Finding struct {
	Level   congress.Classification `json:"level"` // Mat, ToiMat or TuyetMat
	Where   Where                   `json:"where"`
	Key     string                  `json:"key,omitempty"`  // the property
	Page    int                     `json:"page,omitempty"` // from 1
	Line    int                     `json:"line,omitempty"` // of the page, from 1
	Passage string                  `json:"passage"`        // the line, the name or the value; at most 200 characters
	Rule    string                  `json:"rule"`
}

// Input is what was extracted from a file.
type Input struct {
	Pages      []string          // the text of each page, with its line breaks
	Name       string            // the file's name
	Properties map[string]string // document properties by name: Title, Keywords, "Độ mật", …
	Hidden     []HiddenText
}

// HiddenText is text of a file that no reader sees, with its line breaks.
type HiddenText struct {
	Page int // from 1; 0: of the file
	Text string
}

// perLevel bounds the findings of one level in one part of the file: a header repeats on each page.
const perLevel = 20

// Find gives the markings in reading order: the name, the properties by their key, the pages, the
// hidden text. There are at most 20 of each level in each of the four parts.
func Find(in Input) []Finding {
	var found list
	found.add(inName(in.Name))
	found.add(inProperties(in.Properties))
	for i, text := range in.Pages {
		found.add(inPage(text, i+1))
	}
	for _, hidden := range in.Hidden {
		findings := inPage(hidden.Text, hidden.Page)
		for i := range findings {
			findings[i].Where = Hidden
		}
		found.add(findings)
	}
	return found.all
}

// Highest is the highest level of the findings; "" when there are none.
func Highest(findings []Finding) congress.Classification {
	var highest congress.Classification
	for i, f := range findings {
		if i == 0 || f.Level.Above(highest) {
			highest = f.Level
		}
	}
	return highest
}

type list struct {
	all   []Finding
	count map[place]int
}

type place struct {
	where Where
	level congress.Classification
}

func (l *list) add(findings []Finding) {
	if l.count == nil {
		l.count = map[place]int{}
	}
	for _, f := range findings {
		if at := (place{f.Where, f.Level}); l.count[at] < perLevel {
			l.count[at]++
			l.all = append(l.all, f)
		}
	}
}

// maxPassage is how many characters of a line are shown.
const maxPassage = 200

// passage is the line as it is shown: on one line, around the byte at, bounded.
func passage(line string, at int) string {
	const before = 60
	line = strings.Clone(line) // a finding does not hold on to the whole page
	if utf8.RuneCountInString(line) > maxPassage {
		runes := []rune(line)
		start := max(0, utf8.RuneCountInString(line[:min(at, len(line))])-before)
		line = string(runes[start:min(len(runes), start+maxPassage)])
		if space := strings.IndexByte(line, ' '); start > 0 && space >= 0 && space < before {
			line = line[space:] // not from the middle of a word
		}
	}
	return strings.Join(strings.Fields(line), " ")
}

// sortedKeys are the keys of the properties in order.
func sortedKeys(properties map[string]string) []string {
	keys := make([]string, 0, len(properties))
	for key := range properties {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
