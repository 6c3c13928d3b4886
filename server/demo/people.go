package demo

import (
	"fmt"

	"plenum/congress"
)

// The names are put together from parts that say that they are invented.
var (
	family = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"}
	middle = []string{"Văn", "Thị", "Minh", "Ngọc", "Thanh", "Quốc", "Thu", "Hữu"}
	given  = []string{"Mẫu", "Thử", "Ví Dụ", "Giả Định", "Minh Họa", "Hư Cấu", "Tưởng Tượng", "Trình Diễn", "Kiểm Thử", "Phỏng Đoán", "Mô Phỏng"}
)

// name gives the nth invented name; no two of the first 1,000 are the same.
func name(n int) string {
	return family[n%len(family)] + " " + middle[(n/len(family)+n)%len(middle)] + " " + given[n%len(given)]
}

// members makes the people of the first congress: 60 in 4 groups, with every role that members
// have.
func members() []Member {
	var out []Member
	add := func(login, title string, group int, roles ...congress.Role) {
		n := len(out)
		out = append(out, Member{Login: login, Name: name(n), Card: fmt.Sprintf("ĐB-%03d", n+1), Title: title, Roles: roles, Group: group})
	}
	add("bantochuc1", "Trưởng Ban Tổ chức", 0, congress.Organizer)
	add("bantochuc2", "Thành viên Ban Tổ chức", 0, congress.Organizer)
	add("thuky1", "Trưởng Đoàn Thư ký", 0, congress.Secretariat)
	add("thuky2", "Thành viên Đoàn Thư ký", 0, congress.Secretariat)
	add("chutich1", "Đoàn Chủ tịch", 0, congress.Presidium, congress.Delegate)
	add("chutich2", "Đoàn Chủ tịch", 0, congress.Presidium, congress.Delegate)
	add("khachmoi1", "Khách mời", 0, congress.Guest)
	add("baochi1", "Phóng viên báo Thành phố Mẫu", 0, congress.Press)
	for g := 1; g <= 4; g++ {
		add(fmt.Sprintf("to%d-totruong", g), "Tổ trưởng", g, congress.Chair, congress.Delegate)
		add(fmt.Sprintf("to%d-topho", g), "Tổ phó", g, congress.Deputy, congress.Delegate)
		add(fmt.Sprintf("to%d-thuky", g), "Thư ký tổ", g, congress.GroupSecretary, congress.Delegate)
		for i := 1; i <= 10; i++ {
			add(fmt.Sprintf("to%d-daibieu%02d", g, i), "Đại biểu", g, congress.Delegate)
		}
	}
	return out
}
