package uploads

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/vietnamese"
)

// audience reads a list such as "Đoàn chủ tịch; các tổ trưởng, Tổ 1 và 2; ĐB-012"; fault says what
// is wrong with the first word that is nobody, or several.
func (n names) audience(list string) (a congress.Audience, fault messages.Fault) {
	for part := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune(";\r\n", r) }) {
		if fault = n.add(&a, vietnamese.Blanks(part)); fault.Code() != "" {
			return a, fault
		}
	}
	a.Roles, a.Groups, a.Members = documents.Ordered(a.Roles), documents.Ordered(a.Groups), documents.Ordered(a.Members)
	return a, messages.Fault{}
}

// everybody are words for everyone, guests and press too; "tất cả đại biểu" are the delegates.
var everybody = []string{"tatca", "moinguoi", "tatcamoinguoi", "toanthe", "toanthemoinguoi", "toanthedaihoi", "toanthehoinghi", "everyone", "all", "everybody"}

// everyGroup are words for all groups.
var everyGroup = []string{"to", "tothaoluan", "nhom", "nhomthaoluan"}

// roleCalled are further words for roles, folded.
var roleCalled = map[congress.Role][]string{
	congress.Organizer:      {"btc", "bantochucdaihoi", "bantochuchoinghi", "organizers"},
	congress.Secretariat:    {"thuky", "banthuky", "thukydoan", "thukydaihoi", "doanthukydaihoi", "tothuky"},
	congress.Presidium:      {"dct", "chutoa", "chutri", "chutichdoan", "doanchutichdaihoi", "chutoahoinghi"},
	congress.GroupSecretary: {"thukycacto", "thukytothaoluan", "thukycactothaoluan", "groupsecretaries"},
	congress.Chair:          {"totruongcacto", "totruongtothaoluan", "totruongcactothaoluan", "truongto", "chairs"},
	congress.Deputy:         {"tophocacto", "tophotothaoluan", "tophocactothaoluan", "photo", "phototruong", "deputies"},
	congress.Delegate:       {"daibieuchinhthuc", "daibieudaihoi", "daibieududaihoi", "daibieuduhop", "delegates"},
	congress.Guest:          {"khach", "daibieukhachmoi", "khachmoidaihoi", "guests"},
	congress.Press:          {"phongvien", "nhabao", "coquanbaochi", "phongvienbaochi", "baodai"},
}

// many is what people put before those whom they mean all.
var many = regexp.MustCompile(`^(?:(?:tat ca|toan the|toan bo|cac|nhung|moi|dong chi|quy|thanh vien|ong ba) )+`)

// groupNumbers are groups by number: one, or from one to another. Roman numbers are those of
// vietnamese headings.
var (
	groupNumber = regexp.MustCompile(`^(?:to|nhom)(?: thao luan)?(?: so)? (\d{1,3}|[ivx]{1,6})$`)
	groupRange  = regexp.MustCompile(`^(?:tu )?(?:to|nhom)(?: thao luan)?(?: so)? (\d{1,3}) (?:den )?(?:(?:to|nhom)(?: thao luan)?(?: so)? )?(\d{1,3})$`)
	onlyNumber  = regexp.MustCompile(`^(?:so )?\d{1,3}$`)
	toNumber    = regexp.MustCompile(`(?i)[-–—]|đến|den`)
	between     = regexp.MustCompile(`(?i)\s+(?:và|va|cùng|với|and)\s+|\s*[,&+]\s*`)
)

// add adds whom a part names; as a whole, else piece by piece. Pieces that are but numbers are
// groups when one before them is.
func (n names) add(a *congress.Audience, part string) (fault messages.Fault) {
	pieces := between.Split(part, -1)
	if known, fault := n.called(a, part); known || fault.Code() != "" && len(pieces) == 1 {
		return fault
	}
	group := false
	for _, piece := range pieces {
		plain := many.ReplaceAllString(vietnamese.Plain(piece), "")
		if plain == "" {
			continue
		}
		if group = groupNumber.MatchString(plain) || groupRange.MatchString(plain) || group && onlyNumber.MatchString(plain); group && onlyNumber.MatchString(plain) {
			piece = "Tổ " + strings.TrimPrefix(plain, "so ")
		}
		known, fault := n.called(a, piece)
		if fault.Code() == "" && !known {
			fault = messages.NobodyCalled(piece)
		}
		if fault.Code() != "" {
			return fault
		}
	}
	return messages.Fault{}
}

// called adds whom the word names; known is false when it is nobody.
func (n names) called(a *congress.Audience, word string) (known bool, fault messages.Fault) {
	plain := vietnamese.Plain(word)
	bare := many.ReplaceAllString(plain+" ", "")
	bare = strings.TrimSpace(bare)
	all := bare != plain
	for _, text := range []string{plain, bare} {
		key := vietnamese.Fold(text)
		switch len(n.roles[key]) + len(n.groups[key]) + len(n.members[key]) {
		case 0:
		case 1:
			a.Roles, a.Groups, a.Members = append(a.Roles, n.roles[key]...), append(a.Groups, n.groups[key]...), append(a.Members, n.members[key]...)
			return true, messages.Fault{}
		default:
			return false, messages.SeveralCalled(word)
		}
	}
	if slices.Contains(everybody, vietnamese.Fold(plain)) {
		a.Everyone = true
		return true, messages.Fault{}
	}
	for role, words := range roleCalled {
		if slices.Contains(words, vietnamese.Fold(bare)) {
			a.Roles = append(a.Roles, role)
			return true, messages.Fault{}
		}
	}
	if all && slices.Contains(everyGroup, vietnamese.Fold(bare)) {
		for _, groups := range n.groups {
			a.Groups = append(a.Groups, groups...)
		}
		return true, messages.Fault{}
	}
	from, to := "", ""
	if m := groupNumber.FindStringSubmatch(bare); m != nil {
		from, to = m[1], m[1]
	} else if m := groupRange.FindStringSubmatch(bare); m != nil && toNumber.MatchString(word) {
		from, to = m[1], m[2]
	}
	first, last := numberOf(from), numberOf(to)
	if first == 0 || last < first || last-first > 200 {
		return false, messages.Fault{}
	}
	var groups []congress.GroupID
	for i := first; i <= last; i++ {
		switch found := n.groups[vietnamese.Fold("Tổ "+strconv.Itoa(i))]; len(found) {
		case 0:
			return false, messages.NobodyCalled("Tổ " + strconv.Itoa(i))
		case 1:
			groups = append(groups, found[0])
		default:
			return false, messages.SeveralCalled("Tổ " + strconv.Itoa(i))
		}
	}
	a.Groups = append(a.Groups, groups...)
	return true, messages.Fault{}
}

// numberOf is a number in figures or Roman ones; 0 for none.
func numberOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return vietnamese.Roman(strings.ToUpper(s))
}
