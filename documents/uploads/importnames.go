package uploads

import (
	"fmt"
	"slices"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/bulk"
	"plenum/documents/sheets"
	"plenum/journal"
	"plenum/vietnamese"
)

// called are the things that go by a name, folded. A name that two go by is nobody's: nothing is
// guessed.
type called[T ~string] map[string][]T

func (c called[T]) add(name string, id T) {
	if key := vietnamese.Fold(name); key != "" && !slices.Contains(c[key], id) {
		c[key] = append(c[key], id)
	}
}

// names are what people write for things of a congress.
type names struct {
	agenda  called[congress.ObjectID]
	bare    called[congress.ObjectID] // agenda items by their titles without an order number
	roles   called[congress.Role]
	groups  called[congress.GroupID]
	members called[congress.MemberID] // by card

	titles, tos []string // as they are shown
}

func namesOf(h *journal.Hall) names {
	n := names{
		agenda: called[congress.ObjectID]{}, bare: called[congress.ObjectID]{}, roles: called[congress.Role]{}, groups: called[congress.GroupID]{}, members: called[congress.MemberID]{},
	}
	for r := range h.All(documents.ServerActor(h), congress.KindAgenda) {
		var a congress.Agenda
		if r.Decode(&a) == nil {
			n.agenda.add(a.Title, r.Object)
			n.agenda.add(string(r.Object), r.Object)
			n.bare.add(bulk.WithoutOrder(a.Title), r.Object)
			n.titles = append(n.titles, a.Title)
		}
	}
	for _, role := range congress.Roles() {
		if role == congress.Administrator { // belongs to accounts: nobody publishes to it
			continue
		}
		word := messages.Role(string(role), messages.Vietnamese)
		n.roles.add(word, role)
		n.roles.add(string(role), role)
		n.tos = append(n.tos, word)
	}
	var groups []congress.Group
	for r := range h.All(documents.ServerActor(h), congress.KindGroup) {
		var g congress.Group
		if r.Decode(&g) == nil {
			n.groups.add(g.Name, congress.GroupID(r.Object))
			n.groups.add(fmt.Sprintf("Tổ %d", g.Number), congress.GroupID(r.Object))
			groups = append(groups, g)
		}
	}
	vietnamese.Sort(groups, congress.Group.InOrder)
	for _, g := range groups {
		n.tos = append(n.tos, g.Name)
	}
	for r := range h.All(documents.ServerActor(h), congress.KindMember) {
		var m congress.Member
		if r.Decode(&m) == nil && m.Card != "" {
			n.members.add(m.Card, congress.MemberID(r.Object))
		}
	}
	return n
}

// item finds the agenda item that is called so.
func (n names) item(word string) (id congress.ObjectID, fault messages.Fault) {
	switch found := n.agenda[vietnamese.Fold(word)]; len(found) {
	case 0:
		return "", messages.NoAgenda()
	case 1:
		return found[0], messages.Fault{}
	default:
		return "", messages.SeveralAgenda(word)
	}
}

// ImportTemplate is a workbook to be filled in for an import, with the words that this congress
// knows.
func ImportTemplate(h *journal.Hall) ([]byte, error) {
	n := namesOf(h)
	list := make([][]any, 3) // the headings and two examples
	for _, column := range bulk.Columns() {
		if column.Heading == "" {
			continue
		}
		if column.Name == "agenda" {
			column.Examples = [2]any{at(n.titles, 0), at(n.titles, 0)}
		}
		list[0], list[1], list[2] = append(list[0], column.Heading), append(list[1], column.Examples[0]), append(list[2], column.Examples[1])
	}
	known := [][]any{{"Độ mật", "Chương trình", "Đối tượng"}}
	levels := []string{"công khai", "nội bộ", "hạn chế"}
	tos := append([]string{"Tất cả"}, n.tos...)
	for i := range max(len(levels), len(n.titles), len(tos)) {
		known = append(known, []any{at(levels, i), at(n.titles, i), at(tos, i)})
	}
	known = append(known, []any{"", "", "hoặc số thẻ đại biểu; nhiều đối tượng cách nhau bằng dấu ;"})
	return sheets.Write(sheets.Sheet{Name: "Danh mục", Rows: list}, sheets.Sheet{Name: "Giá trị", Rows: known})
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
