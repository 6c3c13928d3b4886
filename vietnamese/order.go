package vietnamese

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Sort puts a list in Vietnamese order by the words that are told of each, the second where the
// first are equal and so on; what is equal keeps its order. Letters go a ă â … d đ … and tones
// ngang, huyền, hỏi, ngã, sắc, nặng, as CLDR has them; numbers count as numbers (2-BC before
// 10-BC), Roman ones where they are a heading's (Phần II before Phần IX).
func Sort[T any](list []T, of func(T) []string) {
	type worded struct {
		words []string
		one   T
	}
	o := NewOrder()
	all := make([]worded, len(list))
	for i, one := range list {
		all[i] = worded{of(one), one}
	}
	slices.SortStableFunc(all, func(a, b worded) int { return slices.CompareFunc(a.words, b.words, o.compare) })
	for i := range all {
		list[i] = all[i].one
	}
}

// Person gives the parts of a person's name in the order in which people are listed: the given
// name, which is the last word, then the middle name and the family name. Words in brackets behind
// a name tell people apart at last.
func Person(name string) []string {
	name, note := strings.TrimSpace(Blanks(name)), ""
	if at := strings.IndexByte(name, '('); at > 0 {
		name, note = strings.TrimSpace(name[:at]), name[at:]
	}
	words := strings.Fields(name)
	if len(words) == 0 {
		return []string{"", "", "", note}
	}
	given, rest := words[len(words)-1], words[:len(words)-1]
	if len(rest) == 0 {
		return []string{given, "", "", note}
	}
	return []string{given, strings.Join(rest[1:], " "), rest[0], note}
}

// Order is the order of Sort, for lists that are kept: it compares words, of which many are the
// same in a list. It is used by one goroutine, and remembers the words of one list.
type Order struct {
	collator *collate.Collator
	buffer   collate.Buffer
	keys     map[string]string
}

// NewOrder makes an order.
func NewOrder() *Order {
	return &Order{collator: collate.New(language.Vietnamese, collate.Numeric), keys: map[string]string{}}
}

// Place is where the words stand in Sort's order, by slices.Compare; places of different Orders
// compare too.
func (o *Order) Place(words []string) []string {
	place := make([]string, len(words))
	for i, word := range words {
		place[i] = o.key(word)
	}
	return place
}

func (o *Order) compare(a, b string) int {
	if a == b {
		return 0
	}
	return strings.Compare(o.key(a), o.key(b))
}

// key is what the text is ordered by: keys are compared as bytes.
func (o *Order) key(text string) string {
	key, known := o.keys[text]
	if !known {
		// The collator knows letters in NFC only; of others with two marks it finds the parts.
		s := OneForm(Blanks(text))
		if strings.ContainsAny(s, "IVX") {
			s = roman.ReplaceAllStringFunc(s, arabic)
		}
		o.buffer.Reset()
		key = string(o.collator.KeyFromString(&o.buffer, s))
		o.keys[text] = key
	}
	return key
}

// roman finds the numbers below 40 that stand behind a word for a part of something, and those that
// begin a heading. Groups are called by letters too, so L and C are letters.
var roman = regexp.MustCompile(`(?i:\b(?:phần|chương|mục|phụ lục|tổ|nhóm|cụm|khối|khóa|khoá|lần thứ|thứ|quý|kỳ|tập|quyển|biểu|số) )[IVX]+\b|^[IVX]+[.):] `)

// arabic writes the Roman number at the end of what was found as a number; what is none stays.
func arabic(found string) string {
	at := strings.LastIndexByte(strings.TrimSpace(found), ' ') + 1
	number := strings.TrimRight(found[at:], ".): ")
	n := Roman(number)
	if n == 0 {
		return found
	}
	return found[:at] + strconv.Itoa(n) + found[at+len(number):]
}

// Roman is the number that is written so in Roman figures, below 40; 0 for what is none.
func Roman(number string) int {
	n := 0
	for i := range len(number) {
		value := romanValue[number[i]]
		if i+1 < len(number) && value < romanValue[number[i+1]] {
			value = -value
		}
		n += value
	}
	if n > 39 || toRoman(n) != number {
		return 0
	}
	return n
}

var romanValue = map[byte]int{'I': 1, 'V': 5, 'X': 10}

func toRoman(n int) string {
	var b strings.Builder
	for _, step := range []struct {
		value int
		text  string
	}{{10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= step.value; n -= step.value {
			b.WriteString(step.text)
		}
	}
	return b.String()
}
