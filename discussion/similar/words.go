package similar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"plenum/vietnamese"
)

// Texts are read up to these bounds; what follows does not count.
const (
	mostBytes     = 64 << 10
	mostWords     = 6000
	longestWord   = 64 // bytes; what is longer is no word of a language
	longestClause = 60 // words
	mostClauses   = 1000
	mostReasons   = 40
)

// spelling is a syllable as it is compared. A Vietnamese syllable has one tone, and which vowel
// carries it is custom (hòa or hoà), so tones stand apart from the letters; y and i are one where
// they sound the same (tỷ, tỉ).
type spelling struct {
	fold   string // without any mark
	marked string // with its marks; the same as fold if it has none
}

// token is a syllable or number where it stands in the text.
type token struct {
	spelling
	from, to int  // bytes of the text as it was given
	capital  bool // begins with a capital and goes on without
	number   bool
	stop     bool // a sentence ends before it
}

// spell gives the spelling of a word; empty for what has no letter.
func spell(word string) spelling {
	plain, letters, tones := vietnamese.Spell(word)
	s := spelling{fold: plain, marked: letters}
	if n := len(s.fold); n <= 4 && n > 1 && s.fold[n-1] == 'y' && strings.HasSuffix(s.marked, "y") && (strings.IndexByte("hklmst", s.fold[n-2]) >= 0 || s.fold == "quy") {
		s.fold, s.marked = s.fold[:n-1]+"i", s.marked[:len(s.marked)-1]+"i"
	}
	s.marked += tones
	return s
}

// reader remembers the spellings of words, of which a discussion has few thousand.
type reader map[string]spelling

func (k reader) spell(word string) spelling {
	s, ok := k[word]
	if !ok {
		s = spell(word)
		if len(k) < 1<<16 {
			k[strings.Clone(word)] = s
		}
	}
	return s
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.Is(unicode.Cf, r)
}

// tokens reads the syllables and numbers of a text in any normal form. 1.500 and 1500 are one
// number, % is phần trăm.
func (k reader) tokens(text string) []token {
	if len(text) > mostBytes {
		text = text[:mostBytes]
	}
	all := make([]token, 0, min(len(text)/5+4, mostWords))
	stop := true
	for i := 0; i < len(text) && len(all) < mostWords; {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r >= '0' && r <= '9':
			value, end := number(text, i)
			all = append(all, token{spelling: spelling{value, value}, from: i, to: end, number: true, stop: stop})
			i, stop = end, false
		case unicode.IsLetter(r):
			end := i + n
			capital, small := unicode.IsUpper(r), true
			for end < len(text) {
				r, n := utf8.DecodeRuneInString(text[end:])
				if !isWord(r) {
					break
				}
				small = small && !unicode.IsUpper(r)
				end += n
			}
			if end-i <= longestWord {
				if s := k.spell(text[i:end]); s.fold != "" {
					all = append(all, token{spelling: s, from: i, to: end, capital: capital && small, stop: stop})
					stop = false
				}
			}
			i = end
		default:
			switch r {
			case '%':
				all = append(all, token{spelling: k.spell("phần"), from: i, to: i + 1}, token{spelling: k.spell("trăm"), from: i, to: i + 1})
			case '.', '!', '?', ';', '\n', '…':
				stop = true
			}
			i += n
		}
	}
	return all
}

// number reads the number at i: points before three digits part thousands, another point or comma
// before a digit stays.
func number(text string, i int) (string, int) {
	end := i
	for end < len(text) {
		c := text[end]
		if c >= '0' && c <= '9' || (c == '.' || c == ',') && end+1 < len(text) && text[end+1] >= '0' && text[end+1] <= '9' && end-i < 24 {
			end++
			continue
		}
		break
	}
	var b strings.Builder
	for at := i; at < end; at++ {
		c := text[at]
		if c != '.' && c != ',' {
			b.WriteByte(c)
			continue
		}
		digits := 0
		for at+1+digits < end && text[at+1+digits] >= '0' && text[at+1+digits] <= '9' {
			digits++
		}
		if digits != 3 || c == ',' {
			b.WriteByte(',')
		}
	}
	value := b.String()
	if len(value) > longestWord {
		value = value[:longestWord]
	}
	return value, end
}
