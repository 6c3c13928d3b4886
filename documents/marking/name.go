package marking

import (
	"path"
	"regexp"
	"strings"
	"unicode"
)

// kinds of documents as names of files have them, in full and short.
var kindWords = regexp.MustCompile(`^(cao|bc|lieu|tl|van|cv|ban|vb|trinh|ttr|so|hs|an|da|hoach|kh|quyet|nq|qd|bao|tb|dien|moi|gm|luc|pl|thi|ct|luan|kl|dan|hd|cong|file|do|hop|baocao|tailieu|congvan|vanban|totrinh|hoso|dean|nghiquyet|quyetdinh|kehoach|bienban|phuluc|thongbao|report|memo|minutes|document|draft|annex|note)$`)

// kindStart are the first words of kinds of documents.
var kindStart = regexp.MustCompile(`^(bao|to|ke|bien|nghi|quyet|cong|tai|van|phuong|bc|ttr|kh|bb|nq|qd|cv|tl|vb|pa)$`)

// Words that make another word of a "mat" without diacritics: bí mật, bề mặt, ra mắt, mặt trận, mặt bằng.
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

// nameCarries reports whether the level in a name is said of the file.
func nameCarries(words []word, m match, caps bool) bool {
	var prev, next word
	if m.first > 0 && !apart(words[m.first].gap) {
		prev = words[m.first-1]
	}
	if m.end() < len(words) && !apart(words[m.end()].gap) {
		next = words[m.end()]
	}
	first, last := leading(words, m.first), trailing(words, m.end())
	bracketed := strings.ContainsAny(words[m.first].gap, "([") && (m.end() == len(words) || strings.ContainsAny(words[m.end()].gap, ")]"))
	switch {
	case speaksOfSecrets(words[:m.first]):
		return false
	case m.english:
		if secretNot[prev.key] || secretNot[next.key] {
			return false
		}
		return m.level == levelOf("tuyet") || m.letters == upper && !caps || bracketed || last ||
			first && (caps || next.text == "" || kindWords.MatchString(next.bare) || strings.Contains(words[m.end()].gap, "_"))
	case !m.plain:
		return !m.single() || !before[prev.key] && !after[next.key] && !(next.key == keyOf("báo") && !continuesWith(words, m.end()+1, "cáo")) && prev.key != "tin"
	case !m.single() && m.level == levelOf("tuyet"):
		return true
	case !m.single():
		return !toiBefore[prev.bare] && !toiAfter[next.bare] && (m.letters != lower || first || last || bracketed)
	case plainBefore[prev.bare] && prev.text != "" && !abbreviation(prev, caps) || plainAfter[next.bare] && next.text != "" && !continuesWith(words, m.end()+1, "cao"):
		return false
	case bracketed:
		return true
	case m.letters == upper && !caps:
		return true
	case m.letters == upper:
		return last || first && (next.text == "" || kindWords.MatchString(next.bare))
	}
	if first && m.letters != lower && m.end() < len(words) && kindStart.MatchString(words[m.end()].bare) {
		return true
	}
	return first && last || last && m.first > 0 && kindWords.MatchString(words[m.first-1].bare)
}

// apart reports whether the gap sets two words of a name apart as parts of it, not only as words.
func apart(gap string) bool {
	return strings.Contains(gap, " -") || strings.Contains(gap, "- ") || strings.Contains(gap, "__") || strings.Contains(gap, "--") || strings.ContainsAny(gap, "([)],;–—+")
}

// leading and trailing report whether nothing but numbers, dates and words such as "bản 2" stands before or after.
func leading(words []word, n int) bool {
	for _, w := range words[:n] {
		if !number(w) {
			return false
		}
	}
	return true
}

var versionWord = regexp.MustCompile(`^(v|ver|version|final|signed|copy|scan|ban|lan|so|ngay|thang|nam|quy|sua|cuoi|chinh|thuc|ky|\d+)$`)

func trailing(words []word, from int) bool {
	for _, w := range words[from:] {
		if !versionWord.MatchString(w.bare) && !number(w) {
			return false
		}
	}
	return true
}

func number(w word) bool { return strings.Trim(w.bare, "0123456789") == "" }

// abbreviation reports whether the word is one of a document's symbol, in capitals among small letters.
func abbreviation(w word, caps bool) bool { return !caps && lettersOf(w.text) == upper }

func continuesWith(words []word, i int, want string) bool {
	return i < len(words) && (words[i].key == keyOf(want) || words[i].bare == want)
}

// speaksOfSecrets reports whether a name is of a text about secrets: Danh mục bí mật nhà nước độ Tuyệt mật.
func speaksOfSecrets(words []word) bool {
	bare := bareText(words)
	return strings.Contains(bare, "bi mat") && (strings.Contains(bare, "danh muc") || strings.HasSuffix(bare, " do") || strings.Contains(bare, " do "))
}
