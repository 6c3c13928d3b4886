package marking

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"plenum/congress"
)

// kinds of documents as names of files have them, in full and short.
var kindWords = regexp.MustCompile(`^(cao|bc|lieu|tl|van|cv|ban|vb|trinh|ttr|so|hs|an|da|hoach|kh|quyet|nq|qd|bao|tb|dien|moi|gm|luc|pl|thi|ct|luan|kl|dan|hd|cong|file|do|baocao|tailieu|congvan|vanban|totrinh|hoso|dean|nghiquyet|quyetdinh|kehoach|bienban|phuluc|thongbao|report|memo|minutes|document|draft|annex|note)$`)

// kindStart are the first words of kinds of documents.
var kindStart = regexp.MustCompile(`^(bao|to|ke|bien|nghi|quyet|cong|tai|van|phuong|bc|ttr|kh|bb|nq|qd|cv|tl|vb|pa)$`)

// Words that make another word of a "mat" without diacritics: bí mật, bề mặt, ra mắt, mặt trận, mặt
// bằng.
var (
	plainBefore = keys("bi bao co tien gap ra be ve chung nuoc rua khuon guong trai doi mo nham nhin tham hien vang truoc dich cat hoa ho dau chiu ban bo tai giap xuat ngoai kinh giai toi tuyet hai nhieu gan tui soi ong tuan trang le lam than cap nham")
	plainAfter  = keys("tran bang do khau ma thiet vu ong hang tien troi bao na nuoc cat duong bien ho dat san kinh nap cau vot thu xich toc giam the dau ngu goc it khac hai mui lanh dung kha dang xa huyen ngoc nhan lenh hieu dam tran trai mat can")
	toiBefore   = keys("chung cua me cha bo chong vo con cho ban")
	toiAfter    = keys("ngu tich tri viec ket lien tien ca het khau mui xe dien roi hon nhieu cho")
	secretNot   = keys("trade client app open my the api shared no ballot vote voting santa key service garden sauce ingredient recipe agent life computing interview client")
)

// inName finds a level in a file's name.
func inName(name string) []Finding {
	m, ok := nameLevel(clean(cut(name)))
	if !ok {
		return nil
	}
	return []Finding{{Level: m.level, Where: Name, Passage: passage(clean(name), 0), Rule: RuleName}}
}

// nameLevel gives the highest level that a name carries.
func nameLevel(name string) (best match, found bool) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if ending := path.Ext(name); len(ending) <= 6 && !strings.Contains(ending, " ") && len(ending) < len(name) {
		name = strings.TrimSuffix(name, ending)
	}
	words, _ := split(gluedKind.ReplaceAllString(parted(name), "$1 $2$3"))
	all := levels(words)
	if len(all) == 0 || several(all) {
		return match{}, false
	}
	caps := lettersOf(name) == upper
	for _, m := range all {
		if nameCarries(words, m, caps) && (!found || m.level.Above(best.level)) {
			best, found = m, true
		}
	}
	return best, found
}

// gluedKind is a kind of document and a level without a blank: baocaomat.
var gluedKind = regexp.MustCompile(`(?i)\b(baocao|tailieu|congvan|vanban|totrinh|hoso|dean|nghiquyet|quyetdinh|kehoach|bienban|phuluc|thongbao|bc|tl|cv|vb)((?:tuyet|toi)?mat)($|\PL)`)

// parted sets the words of a name apart where only capitals or digits do: BaoCaoMat2025.
func parted(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if i > 0 {
			p := runes[i-1]
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if unicode.IsUpper(r) && (unicode.IsLower(p) || unicode.IsUpper(p) && next) ||
				unicode.IsDigit(r) && unicode.IsLetter(p) || unicode.IsLetter(r) && unicode.IsDigit(p) {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// named is a level in a file's name with what is around it.
type named struct {
	match
	words      []word
	prev, next word // its neighbours, where no dash or bracket sets them apart
	atStart    bool // nothing but numbers and dates stands before it
	atEnd      bool // or after it
	bracketed  bool
	caps       bool // the whole name is in capitals, so that they say nothing
}

// nameCarries reports whether the level in a name is said of the file.
func nameCarries(words []word, m match, caps bool) bool {
	n := named{match: m, words: words, atStart: leading(words[:m.first]), atEnd: trailing(words[m.end():]), caps: caps}
	before, after := words[m.first].gap, ""
	if m.first > 0 && !apart(before) {
		n.prev = words[m.first-1]
	}
	if m.end() < len(words) {
		if after = words[m.end()].gap; !apart(after) {
			n.next = words[m.end()]
		}
	}
	n.bracketed = strings.ContainsAny(before, "([") && (m.end() == len(words) || strings.ContainsAny(after, ")]"))
	switch {
	case speaksOfSecrets(words[:m.first]) || m.doubtful:
		return false
	case m.english:
		return n.english(after)
	case !m.plain:
		return n.accented()
	}
	return n.ascii()
}

// english: secret, confidential.
func (n named) english(after string) bool {
	switch {
	case secretNot[n.prev.key] || secretNot[n.next.key]:
		return false
	case n.level == congress.TuyetMat || n.bracketed || n.atEnd || n.letters == upper && !n.caps:
		return true
	}
	return n.atStart && (n.caps || n.next.text == "" || kindWords.MatchString(n.next.bare) || strings.Contains(after, "_"))
}

// accented: mật, with its diacritics.
func (n named) accented() bool {
	if !n.single() {
		return true
	}
	report := n.next.key != keyOf("báo") || wordAt(n.words, n.end()+1).bare == "cao" // mật báo, but mật báo cáo
	return !before[n.prev.key] && n.prev.key != "tin" && !after[n.next.key] && report
}

// ascii: mat, which is mặt, mắt and mất as well.
func (n named) ascii() bool {
	next := wordAt(n.words, n.end())
	switch {
	case n.level == congress.TuyetMat:
		return true
	case n.level == congress.ToiMat:
		return !toiBefore[n.prev.bare] && !toiAfter[n.next.bare] && (n.letters != lower || n.atStart || n.atEnd || n.bracketed)
	case plainBefore[n.prev.bare] && (n.caps || lettersOf(n.prev.text) != upper): // in 12-BC-BO-Mat it is of the symbol
		return false
	case plainAfter[n.next.bare] && wordAt(n.words, n.end()+1).bare != "cao": // mat bao cao
		return false
	case n.bracketed || n.letters == upper && !n.caps:
		return true
	case n.letters == upper && (n.atEnd || n.atStart && (n.next.text == "" || kindWords.MatchString(n.next.bare))):
		return true
	case n.letters != lower && n.atStart && kindStart.MatchString(next.bare):
		return true
	case n.letters != lower && n.atEnd && n.first > 0 && apart(n.words[n.first].gap): // Tờ trình - Mat
		return true
	}
	return n.atEnd && (n.atStart || kindWords.MatchString(n.words[n.first-1].bare))
}

// wordAt is word i; an empty one behind the last.
func wordAt(words []word, i int) word {
	if i < len(words) {
		return words[i]
	}
	return word{}
}

// apart reports whether the gap sets two words of a name apart as parts of it, not only as words.
func apart(gap string) bool {
	return strings.Contains(gap, " -") || strings.Contains(gap, "- ") || strings.Contains(gap, "__") || strings.Contains(gap, "--") || strings.ContainsAny(gap, "([)],;–—+")
}

// leading reports whether the words are numbers and dates.
func leading(words []word) bool { return !slices.ContainsFunc(words, notNumber) }

var versionWord = regexp.MustCompile(`^(v|ver|version|final|signed|copy|scan|ban|lan|so|ngay|thang|nam|quy|sua|cuoi|chinh|thuc|ky|\d+)$`)

// trailing reports whether the words are numbers, dates and such as "bản 2".
func trailing(words []word) bool {
	return !slices.ContainsFunc(words, func(w word) bool { return notNumber(w) && !versionWord.MatchString(w.bare) })
}

func notNumber(w word) bool { return strings.Trim(w.bare, "0123456789") != "" }

// speaksOfSecrets reports whether a name is of a text about secrets: Danh mục bí mật nhà nước độ
// Tuyệt mật.
func speaksOfSecrets(words []word) bool {
	bare := bareText(words)
	return strings.Contains(bare, "bi mat") && (strings.Contains(bare, "danh muc") || strings.HasSuffix(bare, " do") || strings.Contains(bare, " do "))
}
