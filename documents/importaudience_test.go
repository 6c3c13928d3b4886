package documents_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/congress/messages"
)

// Audiences of a list are named as people name them, and nobody is added on a guess.
func TestAudiencesInEverydayWords(t *testing.T) {
	h := openHouse(t)
	g := h.groups[:]
	for _, n := range []int{3, 4, 10} {
		g = append(g, congress.GroupID(h.put(congress.KindGroup, "", congress.Group{Name: "Tổ " + map[int]string{3: "3", 4: "4", 10: "10"}[n], Number: n})))
	}
	blocks := congress.GroupID(h.put(congress.KindGroup, "", congress.Group{Name: "Khối Đảng, đoàn thể và Mặt trận", Number: 50}))
	card := congress.MemberID(h.put(congress.KindMember, "", congress.Member{Name: "Trần Thị Bình", Card: "ĐB-012", Roles: []congress.Role{congress.Delegate}}))
	roles := func(list ...congress.Role) congress.Audience { return congress.Audience{Roles: list} }
	groups := func(list ...congress.GroupID) congress.Audience { return congress.Audience{Groups: list} }
	everyone := congress.Audience{Everyone: true}
	delegates := roles(congress.Delegate)
	for words, want := range map[string]congress.Audience{
		"Tất cả": everyone, "tất cả mọi người": everyone, "Mọi người": everyone, "Toàn thể Đại hội": everyone, "TẤT CẢ": everyone,
		"Tất cả đại biểu": delegates, "Tất cả các đại biểu": delegates, "toàn thể đại biểu": delegates, "Các đại biểu": delegates, "Đại biểu dự Đại hội": delegates, "Đại biểu chính thức": delegates,
		"các tổ trưởng": roles(congress.Chair), "Tổ trưởng các tổ": roles(congress.Chair), "Tất cả các tổ trưởng, tổ phó": roles(congress.Chair, congress.Deputy), "tổ trưởng và thư ký tổ": roles(congress.Chair, congress.GroupSecretary),
		"Đoàn chủ tịch": roles(congress.Presidium), "đoàn chủ tịch, đoàn thư ký": roles(congress.Presidium, congress.Secretariat), "Đoàn Chủ tịch\nĐoàn Thư ký\r\nBTC": roles(congress.Organizer, congress.Presidium, congress.Secretariat),
		"Các đồng chí Đoàn Chủ tịch": roles(congress.Presidium), "Chủ tọa": roles(congress.Presidium), "Khách mời; Báo chí": roles(congress.Guest, congress.Press), "phóng viên, nhà báo": roles(congress.Press),
		"Tổ 1": groups(g[0]), "tổ thảo luận số 1": groups(g[0]), "Tổ số 01": groups(g[0]), "Tổ I": groups(g[0]), "Tổ X": groups(g[4]), "Tổ 1, Tổ 2": groups(g[0], g[1]), "Tổ 1, 2 và 3": groups(g[0], g[1], g[2]), "Tổ 1 & Tổ 10": groups(g[0], g[4]),
		"các tổ 1, 2": groups(g[0], g[1]), "Tổ 1-4": groups(g[0], g[1], g[2], g[3]), "từ tổ 2 đến tổ 4": groups(g[1], g[2], g[3]), "Tổ 2 – Tổ 3": groups(g[1], g[2]), "Tổ 1;Tổ 1": groups(g[0]),
		"Các tổ": groups(append(slices.Clone(g), blocks)...), "tất cả các tổ thảo luận": groups(append(slices.Clone(g), blocks)...),
		"Khối Đảng, đoàn thể và Mặt trận": groups(blocks), "Khối Đảng, đoàn thể và Mặt trận; Tổ 1": groups(g[0], blocks),
		"ĐB-012": {Members: []congress.MemberID{card}}, "ĐB-012, Đoàn chủ tịch": {Roles: []congress.Role{congress.Presidium}, Members: []congress.MemberID{card}}, "": {},
	} {
		out := h.bring(newID(), bundle(t, map[string]string{"danh-muc.xlsx": list(t, []any{"a.txt", "", "Một", "", "", words}), "a.txt": "a"}), true, false)
		slices.Sort(want.Roles)
		slices.Sort(want.Groups)
		row := out.Rows[0]
		if len(row.Errors) > 0 || !row.Audience.Equal(want) {
			t.Errorf("%q: %+v %v, want %+v", words, row.Audience, row.Errors, want)
		}
	}
	for words, nobody := range map[string]string{
		"Tổ 99": "Tổ 99", "Tổ 1, Tổ 99": "Tổ 99", "Tổ 2 đến tổ 5": "Tổ 5", "Tổ 1, xyz": "xyz", "12": "12", "Tổ 4-1": "Tổ 4-1", "Trần Thị Bình": "Trần Thị Bình", "các bạn": "các bạn", "Tổ 1.1": "Tổ 1.1", "Tổ A": "Tổ A",
	} {
		row := h.bring(newID(), bundle(t, map[string]string{"danh-muc.xlsx": list(t, []any{"a.txt", "", "Một", "", "", words}), "a.txt": "a"}), true, false).Rows[0]
		if len(row.Errors) == 0 || !strings.HasSuffix(row.Errors[0].Fields["audience"].String(), ": "+nobody) {
			t.Errorf("%q: %+v %v", words, row.Audience, row.Errors)
		}
	}
}

// What was not taken of a list is told, a list of secrets is refused, and the ids are such as the server makes.
func TestAnImportTellsWhatItDidNotTake(t *testing.T) {
	h := openHouse(t)
	out := h.bring(newID(), bundle(t, map[string]string{
		"Bảng kê.csv": "DANH MỤC\nSTT,Tên tệp,Trích yếu,Ghi chú,Nơi nhận\nI,,Văn kiện,,\n1,bao cao,Báo cáo,x,Tất cả\n2,Tờ trình,Tờ trình,,Tổ 1\nCộng,2,,,\n", "Báo cáo.txt": "a", "Tờ trình.txt": "b", "thừa.txt": "c",
		"../ngoài.txt": "d",
	}), true, false)
	if out.Sheet != "Bảng kê.csv" || out.Creates != 1 || out.Errors != 1 || !slices.Equal(out.Others, []string{"Ghi chú"}) || len(out.Passed) != 2 {
		t.Fatalf("%+v", out)
	}
	if diff := cmp.Diff([]string{"thừa.txt", "Báo cáo.txt", "../ngoài.txt"}, out.Extra, cmp.Transformer("sorted", func(l []string) []string { return slices.Sorted(slices.Values(l)) })); diff != "" {
		t.Error(diff)
	}
	if fault := out.Rows[0].Errors[0].Fields["file"]; fault != messages.NearInZIP("Báo cáo.txt") {
		t.Errorf("%q", fault)
	}
	for _, text := range []string{"DANH MỤC TÀI LIỆU MẬT\nTệp,Tên\na.txt,Một\n", "Tệp,Tên\nTÀI LIỆU TỐI MẬT,\na.txt,Một\n"} {
		out := h.bring(newID(), bundle(t, map[string]string{"x.csv": text, "a.txt": "a"}), false, true)
		if len(out.Rows) != 1 || len(out.Rows[0].Errors) != 1 || out.Rows[0].Errors[0].Code != messages.ClassifiedRefused {
			t.Errorf("%q: %+v", text, out.Rows)
		}
	}
}
