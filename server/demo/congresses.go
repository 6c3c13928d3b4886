package demo

import (
	"embed"

	"plenum/congress"
)

// Files holds the materials; they are made by tools/materials from texts that we wrote.
//
//go:embed materials/*
var Files embed.FS

// Congresses gives the demo congresses, the larger one first.
func Congresses() []Congress { return []Congress{mainCongress(), conference()} }

func mainCongress() Congress {
	day := func(d, from, to, title string, order int) congress.Agenda {
		return congress.Agenda{Day: d, From: from, To: to, Title: title, Place: "Hội trường lớn", Order: order}
	}
	const first, second = "2027-03-16", "2027-03-17"
	return Congress{
		Info: congress.Info{
			Title: "Đại hội mẫu", TitleEN: "Sample congress", Place: "Thành phố Mẫu", Starts: first, Ends: second, Language: "vi",
		},
		Groups:  []string{"Tổ 1", "Tổ 2", "Tổ 3", "Tổ 4"},
		Members: members(),
		Agenda: []congress.Agenda{
			day(first, "07:00", "07:30", "Đón tiếp đại biểu, nhận máy tính bảng", 1),
			day(first, "07:30", "08:00", "Chào cờ, khai mạc", 2),
			day(first, "08:00", "08:20", "Bầu Đoàn Chủ tịch, Đoàn Thư ký", 3),
			day(first, "08:20", "09:30", "Trình bày dự thảo Báo cáo tổng hợp", 4),
			day(first, "09:30", "10:00", "Báo cáo kiểm điểm của Ban Điều hành", 5),
			day(first, "10:15", "11:30", "Tham luận tại hội trường", 6),
			day(first, "13:30", "16:30", "Thảo luận tổ về dự thảo Báo cáo", 7),
			day(first, "16:30", "17:00", "Các tổ hoàn thành biên bản", 8),
			day(second, "07:30", "08:30", "Tổng hợp ý kiến thảo luận tổ", 9),
			day(second, "08:30", "09:30", "Giải trình, tiếp thu ý kiến", 10),
			day(second, "09:45", "11:00", "Thông qua Nghị quyết", 11),
			day(second, "11:00", "11:30", "Bế mạc", 12),
			day(second, "14:00", "15:30", "Họp rút kinh nghiệm của Ban Tổ chức", 13),
		},
		Materials: []Material{
			{File: "bao-cao-tong-hop.pdf", Name: "Dự thảo Báo cáo tổng hợp.pdf", Number: "01-BC/ĐHM", Title: "Dự thảo Báo cáo tổng hợp trình Đại hội", Kind: "báo cáo", IssuedBy: "Ban Điều hành Thành phố Mẫu", Date: "2027-02-20", Everyone: true},
			{File: "tom-tat-bao-cao.docx", Name: "Tóm tắt dự thảo Báo cáo tổng hợp.docx", Number: "02-BC/ĐHM", Title: "Tóm tắt dự thảo Báo cáo tổng hợp", Kind: "báo cáo", IssuedBy: "Ban Điều hành Thành phố Mẫu", Date: "2027-02-20", Everyone: true},
			{File: "bao-cao-kiem-diem.pdf", Name: "Báo cáo kiểm điểm.pdf", Number: "03-BC/ĐHM", Title: "Báo cáo kiểm điểm của Ban Điều hành", Kind: "báo cáo", IssuedBy: "Ban Điều hành Thành phố Mẫu", Date: "2027-02-22", Everyone: true},
			{File: "du-thao-nghi-quyet.docx", Name: "Dự thảo Nghị quyết.docx", Number: "04-NQ/ĐHM", Title: "Dự thảo Nghị quyết Đại hội", Kind: "dự thảo nghị quyết", IssuedBy: "Ban Tổ chức Đại hội", Date: "2027-03-01", Everyone: true},
			{File: "chuong-trinh.pdf", Name: "Chương trình Đại hội.pdf", Number: "05-CT/ĐHM", Title: "Chương trình Đại hội", Kind: "chương trình", IssuedBy: "Ban Tổ chức Đại hội", Date: "2027-03-02", Classification: congress.Public, Everyone: true},
			{File: "quy-che.pdf", Name: "Quy chế làm việc của Đại hội.pdf", Number: "06-QC/ĐHM", Title: "Quy chế làm việc của Đại hội", Kind: "quy chế", IssuedBy: "Ban Tổ chức Đại hội", Date: "2027-03-02", Everyone: true},
			{File: "huong-dan-thao-luan.docx", Name: "Hướng dẫn thảo luận tổ.docx", Number: "07-HD/ĐHM", Title: "Hướng dẫn thảo luận tổ", Kind: "hướng dẫn", IssuedBy: "Đoàn Thư ký", Date: "2027-03-05", Everyone: true},
			{File: "huong-dan-may-tinh-bang.pdf", Name: "Hướng dẫn dùng máy tính bảng.pdf", Number: "08-HD/ĐHM", Title: "Hướng dẫn sử dụng máy tính bảng", Kind: "hướng dẫn", IssuedBy: "Ban Tổ chức Đại hội", Date: "2027-03-05", Classification: congress.Public, Everyone: true},
			{File: "kich-ban-dieu-hanh.pdf", Name: "Kịch bản điều hành.pdf", Number: "09-KB/ĐHM", Title: "Kịch bản điều hành của Đoàn Chủ tịch", Kind: "kịch bản", IssuedBy: "Ban Tổ chức Đại hội", Date: "2027-03-08", Classification: congress.Restricted, Roles: []congress.Role{congress.Presidium}},
			{File: "mau-bien-ban.docx", Name: "Mẫu biên bản thảo luận tổ.docx", Number: "10-MB/ĐHM", Title: "Mẫu biên bản thảo luận tổ", Kind: "biểu mẫu", IssuedBy: "Đoàn Thư ký", Date: "2027-03-08", Roles: []congress.Role{congress.Secretariat, congress.GroupSecretary, congress.Chair}},
			{File: "goi-y-to-1.pdf", Name: "Gợi ý thảo luận Tổ 1.pdf", Number: "11-GY/ĐHM", Title: "Gợi ý thảo luận dành cho Tổ 1", Kind: "gợi ý", IssuedBy: "Đoàn Thư ký", Date: "2027-03-10", Group: 1},
			{File: "dien-van-be-mac.pdf", Name: "Dự thảo Diễn văn bế mạc.pdf", Number: "12-DV/ĐHM", Title: "Dự thảo Diễn văn bế mạc", Kind: "diễn văn", IssuedBy: "Ban Tổ chức Đại hội", Date: "2027-03-12", Draft: true},
		},
		Discussion: Discussion{
			Title: "Thảo luận tổ về dự thảo Báo cáo tổng hợp",
			Issues: []Issue{
				{"Kết quả nhiệm kỳ qua", "Đánh giá trong dự thảo đã sát thực tế chưa? Cần bổ sung kết quả, hạn chế nào?"},
				{"Giao thông và hạ tầng", "Danh mục công trình trọng điểm và thứ tự ưu tiên đã hợp lý chưa?"},
				{"Môi trường và chống ngập", "Chỉ tiêu và giải pháp nào cần làm rõ thêm?"},
				{"Giáo dục, y tế, an sinh", "Cần thêm chính sách gì cho công nhân, người cao tuổi và trẻ em?"},
			},
			Comments: []Comment{
				{"to1-daibieu01", "agree", "Nhất trí với đánh giá chung của dự thảo. Số liệu ở phần kết quả rõ ràng, dễ theo dõi.", 1},
				{"to1-daibieu02", "propose", "Đề nghị bổ sung thời hạn hoàn thành cho từng công trình giao thông trọng điểm, không chỉ nêu danh mục.", 2},
				{"to2-daibieu01", "wonder", "Còn băn khoăn về nguồn vốn cho dự án chống ngập phía nam.\nNên nói rõ phần nào từ ngân sách, phần nào huy động xã hội.", 3},
				{"to2-daibieu03", "propose", "Đề nghị ưu tiên tuyến đường nối khu công nghiệp với cảng.", 2},
				{"to3-daibieu02", "propose", "Cần có chỉ tiêu cụ thể về nhà trẻ cho con công nhân ở các khu công nghiệp.", 4},
				{"to3-daibieu05", "disagree", "Không tán thành việc lùi thời hạn xây bệnh viện khu vực phía tây.", 4},
				{"to4-daibieu01", "hold", "Chuyển đổi số phải bắt đầu từ thủ tục mà người dân dùng nhiều nhất.", 0},
				{"to4-daibieu04", "agree", "Nhất trí với nhóm giải pháp về cây xanh và hồ điều tiết.", 3},
			},
		},
	}
}

// conference shows that one server holds several: a small one, with two people who sit in both.
func conference() Congress {
	out := Congress{
		Info:   congress.Info{Title: "Hội nghị chuyên đề Chuyển đổi số", TitleEN: "Conference on digital transformation", Place: "Thành phố Mẫu", Starts: "2027-05-11", Ends: "2027-05-11", Language: "vi"},
		Groups: []string{"Nhóm Dịch vụ công", "Nhóm Hạ tầng số"},
		Agenda: []congress.Agenda{
			{Day: "2027-05-11", From: "08:00", To: "08:30", Title: "Khai mạc", Order: 1},
			{Day: "2027-05-11", From: "08:30", To: "10:30", Title: "Báo cáo chuyên đề", Order: 2},
			{Day: "2027-05-11", From: "10:45", To: "11:30", Title: "Thảo luận nhóm", Order: 3},
		},
		Materials: []Material{
			{File: "chuyen-doi-so.pdf", Name: "Báo cáo chuyên đề chuyển đổi số.pdf", Number: "01-BC/HNCĐS", Title: "Báo cáo chuyên đề chuyển đổi số", Kind: "báo cáo", IssuedBy: "Ban Tổ chức Hội nghị", Date: "2027-05-03", Everyone: true},
			{File: "ke-hoach-hoi-nghi.docx", Name: "Kế hoạch Hội nghị.docx", Number: "02-KH/HNCĐS", Title: "Kế hoạch tổ chức Hội nghị", Kind: "kế hoạch", IssuedBy: "Ban Tổ chức Hội nghị", Date: "2027-05-03", Everyone: true},
		},
		Discussion: Discussion{
			Title: "Thảo luận về chuyển đổi số",
			Issues: []Issue{
				{"Thủ tục trực tuyến", "Thủ tục nào nên làm trước?"},
				{"Dữ liệu dùng chung", "Cơ quan nào chịu trách nhiệm dữ liệu gốc?"},
			},
			Comments: []Comment{{"hn-daibieu1", "propose", "Đề nghị làm trước thủ tục khai sinh và cư trú.", 1}},
		},
	}
	people := []struct {
		login, title string
		group        int
		roles        []congress.Role
	}{
		{"bantochuc1", "Ban Tổ chức", 0, []congress.Role{congress.Organizer}},
		{"thuky1", "Thư ký Hội nghị", 0, []congress.Role{congress.Secretariat}},
		{"hn-chutri", "Chủ trì", 1, []congress.Role{congress.Chair, congress.Delegate}},
		{"hn-thuky", "Thư ký nhóm", 1, []congress.Role{congress.GroupSecretary, congress.Delegate}},
		{"hn-daibieu1", "Đại biểu", 1, []congress.Role{congress.Delegate}},
		{"hn-daibieu2", "Đại biểu", 1, []congress.Role{congress.Delegate}},
		{"hn-daibieu3", "Đại biểu", 2, []congress.Role{congress.Delegate}},
		{"hn-daibieu4", "Đại biểu", 2, []congress.Role{congress.Delegate}},
		{"hn-daibieu5", "Đại biểu", 2, []congress.Role{congress.Delegate}},
		{"hn-khach", "Khách mời", 0, []congress.Role{congress.Guest}},
	}
	for i, p := range people {
		m := Member{Login: p.login, Name: name(100 + i), Title: p.title, Roles: p.roles, Group: p.group}
		for _, known := range members() {
			if known.Login == p.login {
				m.Name = known.Name
			}
		}
		out.Members = append(out.Members, m)
	}
	return out
}
