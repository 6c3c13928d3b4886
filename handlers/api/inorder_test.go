package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"plenum/auth"
	"plenum/congress"
	"plenum/handlers/handlerstest"
)

// names pages through a list of the API; between the parts it calls meanwhile.
func names(h *handlerstest.House, path, field string, limit int, meanwhile func()) (names []string) {
	h.Helper()
	cursor := ""
	for {
		res := h.Do("GET", fmt.Sprintf("%s?limit=%d%s", path, limit, cursor), "", nil)
		var list struct {
			Items []struct {
				Body map[string]any `json:"body"`
			} `json:"items"`
			Next string `json:"next"`
		}
		if err := json.Unmarshal(res.Body, &list); err != nil || res.StatusCode != 200 {
			h.Fatalf("%s: %d %s", path, res.StatusCode, res.Body)
		}
		for _, item := range list.Items {
			names = append(names, fmt.Sprint(item.Body[field]))
		}
		if list.Next == "" {
			return names
		}
		cursor = "&cursor=" + url.QueryEscape(list.Next)
		if meanwhile != nil {
			meanwhile()
		}
	}
}

func TestListsAreInVietnameseOrderPartByPart(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	setup := func(s auth.Setup) congress.ObjectID {
		t.Helper()
		s.ID = h.ID()
		if s.Object == "" {
			s.Object = congress.ObjectID(h.ID())
		}
		hall, leave, err := h.Halls.Enter(t.Context(), congress.StreamID(h.Congress))
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		if _, err := h.Auth.PutSetup(t.Context(), hall, auth.ServerActor(h.Congress), s); err != nil {
			t.Fatal(err)
		}
		return s.Object
	}
	members := map[string]congress.ObjectID{}
	member := func(name, as string) {
		t.Helper()
		members[name] = setup(auth.Setup{Object: members[name], Member: &congress.Member{Name: as, Roles: []congress.Role{congress.Delegate}}})
	}
	for _, name := range []string{
		"Nguyễn Văn Đức", "Trần Thị Dung", "Lê Văn Ân", "Phạm Thị Ánh", "Hồ Văn An", "Lý Thị Oanh", "Đỗ Văn An", "Ngô Thị Ổn", "Võ Văn Ơn", "Bùi Thị Hoà", "Bùi Văn Hòa", "Mai Thị Hóa",
	} {
		member(name, name)
	}
	for _, n := range []int{10, 2, 12, 3} {
		setup(auth.Setup{Group: &congress.Group{Name: fmt.Sprint("Tổ ", n), Number: n}})
	}
	for _, number := range []string{"10-BC/TU", "2-BC/TU", "1-ĐA/TU", "1-DA/TU", "2-BC/TU"} {
		title := "Báo cáo"
		if number == "2-BC/TU" {
			title = fmt.Sprintf("Báo cáo %d", 20-len(names(h, "~/documents", "number", 100, nil)))
		}
		body := fmt.Sprintf(`{"title":%q,"number":%q,"classification":"internal","audience":{"everyone":true}}`, title, number)
		if res := h.Do("POST", "~/documents", body, map[string]string{"Idempotency-Key": string(h.ID())}); res.StatusCode != 201 {
			t.Fatalf("%d %s", res.StatusCode, res.Body)
		}
	}
	for _, number := range []string{"10-M", "9-M", "11-M"} {
		body := fmt.Sprintf(`{"number":%q,"title":"Tờ trình","classification":"mat","collect":"Văn thư","audience":{"everyone":true}}`, number)
		res := h.Do("PUT", "~/papers/"+string(h.ID()), body, map[string]string{"Idempotency-Key": string(h.ID())})
		if res.StatusCode != 201 {
			t.Fatalf("%d %s", res.StatusCode, res.Body)
		}
	}
	people := "Đỗ Văn An|Hồ Văn An|Phạm Thị Ánh|Lê Văn Ân|Ban Tổ Chức|Trần Thị Dung|Nguyễn Văn Đức|Bùi Thị Hoà|Bùi Văn Hòa|Mai Thị Hóa|Lý Thị Oanh|Ngô Thị Ổn|Võ Văn Ơn"
	for path, c := range map[string]struct{ field, want string }{
		"~/members":   {"name", people},
		"~/groups":    {"name", "Tổ 1|Tổ 2|Tổ 3|Tổ 10|Tổ 12"},
		"~/documents": {"number", "1-DA/TU|1-ĐA/TU|2-BC/TU|2-BC/TU|10-BC/TU"},
		"~/papers":    {"number", "9-M|10-M|11-M"},
	} {
		for limit := 1; limit <= 14; limit++ {
			if got := strings.Join(names(h, path, c.field, limit, nil), "|"); got != c.want {
				t.Errorf("%s, parts of %d:\n got %s\nwant %s", path, limit, got, c.want)
			}
		}
	}
	if got := names(h, "~/documents", "title", 1, nil); !slices.Equal(got[2:4], []string{"Báo cáo 16", "Báo cáo 19"}) {
		t.Errorf("documents of one number are not by their titles: %q", got)
	}

	// Members who get another name between two parts.
	turns := [][2]string{{"Đỗ Văn An", "Đỗ Văn Xuân"}, {"Võ Văn Ơn", "Võ Văn Anh"}, {"Lê Văn Ân", "Lê Văn Yên"}, {"Lý Thị Oanh", "Lý Thị Ba"}, {"Bùi Văn Hòa", "Bùi Văn An"}}
	for limit := 1; limit <= 5; limit++ {
		again := 0
		got := names(h, "~/members", "name", limit, func() {
			if again < len(turns) {
				member(turns[again][0], turns[again][1])
			}
			again++
		})
		if len(got) != 13 {
			t.Errorf("parts of %d while members change: %d of 13: %q", limit, len(got), got)
		}
		for _, turn := range turns {
			seen := 0
			for _, name := range got {
				if name == turn[0] || name == turn[1] {
					seen++
				}
			}
			if seen != 1 {
				t.Errorf("parts of %d: %s is there %d times", limit, turn[0], seen)
			}
			member(turn[0], turn[0])
		}
	}
	for cursor, code := range map[string]string{"5": "cursor_invalid", "x": "request_invalid", "5-" + string(h.ID()): "cursor_invalid", "5-" + strings.Repeat("-", 36): "cursor_invalid"} {
		res := h.Do("GET", "~/members?cursor="+cursor, "", nil)
		if p := res.Problem(t); res.StatusCode != 400 || p.Code != code {
			t.Errorf("cursor %q: %d %s", cursor, res.StatusCode, res.Body)
		}
	}
}
