package compilation_test

import (
	"slices"
	"testing"

	"plenum/congress"
	"plenum/discussion/compilation"
)

func TestGroupsAndSilentMembersStandInOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		groups []congress.Group // as the discussion names them
		want   []string
	}{
		"by number":          {[]congress.Group{{Name: "Tổ 10", Number: 10}, {Name: "Tổ 2", Number: 2}, {Name: "Tổ 1", Number: 1}}, []string{"Tổ 1", "Tổ 2", "Tổ 10"}},
		"by name":            {[]congress.Group{{Name: "Đoàn Đồng Nai"}, {Name: "Đoàn Đà Nẵng"}, {Name: "Đoàn An Giang"}, {Name: "Đoàn Cà Mau"}}, []string{"Đoàn An Giang", "Đoàn Cà Mau", "Đoàn Đà Nẵng", "Đoàn Đồng Nai"}},
		"by numbers in name": {[]congress.Group{{Name: "Tổ 12"}, {Name: "Tổ 3"}, {Name: "Tổ IV"}}, []string{"Tổ 3", "Tổ IV", "Tổ 12"}},
		"as they were named": {[]congress.Group{{Name: "Tổ A"}, {Name: "Tổ B"}}, []string{"Tổ A", "Tổ B"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, len(c.groups), 1)
			names := map[congress.GroupID]string{}
			for i, g := range c.groups {
				names[h.groups[i]] = g.Name
				h.putFor(congress.Audience{Everyone: true}, congress.ObjectID(h.groups[i]), congress.KindGroup, g)
			}
			m, err := h.Map(h.Hall, h.presidium, h.discussion)
			if err != nil || !slices.Equal(m.Groups, c.want) {
				t.Errorf("the map has %q, want %q, %v", m.Groups, c.want, err)
			}
			silent, err := h.Silent(h.Hall, h.secretariat, h.discussion)
			var got []string
			for _, s := range silent {
				got = append(got, names[s.Group])
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("silent are %q, want %q, %v", got, c.want, err)
			}
			for i := range c.groups {
				h.say(i, 0, 1, "", "Ý kiến.")
			}
			list, err := h.Service.List(t.Context(), h.Hall, h.secretariat, h.discussion, compilation.Filter{Sort: "group"})
			got = nil
			for _, row := range list.Rows {
				got = append(got, names[row.Group])
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("the workbench by group has %q, want %q, %v", got, c.want, err)
			}
		})
	}
}

func TestWhoHasNotSpokenStandsByGivenName(t *testing.T) {
	t.Parallel()
	h := openHouse(t, 1, 0)
	names := map[congress.MemberID]string{}
	for _, name := range []string{"Nguyễn Văn Đức", "Trần Thị Dung", "Lê Văn Ân", "Phạm Thị Ánh", "Hồ Văn An", "Đỗ Văn An", "Ngô Thị Ổn", "Lý Thị Oanh"} {
		id := h.put(congress.KindMember, congress.Member{Name: name, Roles: []congress.Role{congress.Delegate}, Groups: h.groups})
		names[congress.MemberID(id)] = name
	}
	want := []string{"Đỗ Văn An", "Hồ Văn An", "Phạm Thị Ánh", "Lê Văn Ân", "Trần Thị Dung", "Nguyễn Văn Đức", "Lý Thị Oanh", "Ngô Thị Ổn"}
	silent, err := h.Silent(h.Hall, h.secretariat, h.discussion)
	if err != nil || len(silent) != 1 {
		t.Fatal(silent, err)
	}
	var got []string
	for _, m := range silent[0].Members {
		if name := names[m]; name != "" { // not the house's own secretary
			got = append(got, name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
