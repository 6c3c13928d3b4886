package marking_test

import (
	"fmt"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/documents/marking"
)

// official are lines of official prose that no marking stands in, though their words look like one.
const official = `Tăng cường công tác bảo vệ bí mật nhà nước trong tình hình mới
Mật độ dân số trung bình của thành phố là 2.410 người trên một ki-lô-mét vuông
Mật độ xây dựng tối đa của khu vực là 40%
Bảo đảm an toàn, bảo mật thông tin trong chuyển đổi số
Kiểm phiếu kín, giữ bí mật nội dung phiếu bầu
Đại hội tiến hành bầu cử bằng hình thức bỏ phiếu kín, bí mật
Mối quan hệ mật thiết giữa Đảng với Nhân dân được củng cố
Nghề nuôi ong lấy mật phát triển ở các xã vùng cao
Sản lượng mật ong đạt 120 tấn, mật mía đạt 300 tấn
Công tác cơ yếu, mật mã được chú trọng
Xây dựng quy chế quản lý tài liệu mật của cơ quan
Rà soát, thống kê tài liệu mật, tối mật, tuyệt mật theo quy định
Việc giải mật, giảm mật, tăng mật thực hiện đúng thẩm quyền
Xác định độ mật của văn bản phải căn cứ danh mục bí mật nhà nước
Dấu chỉ độ mật được đóng ở góc trên bên phải của văn bản
Không soạn thảo văn bản mật trên máy tính nối mạng
Người làm công tác bảo vệ bí mật phải cam kết bằng văn bản
Đánh giá tối mật hay mật tùy mức độ thiệt hại
Bệnh nhân bị sỏi mật, viêm túi mật được phẫu thuật nội soi
Phẫu thuật gan, mật, tụy tại bệnh viện đa khoa
Tổ công tác hoạt động bí mật, bất ngờ
Khảo sát mật độ giao thông giờ cao điểm tối
Các tổ tối mật phục tại khu vực giáp ranh
Đổi mật khẩu tài khoản mỗi ba tháng
Tên đăng nhập và mật khẩu được gửi riêng
Mặt trận Tổ quốc và các đoàn thể tích cực vận động Nhân dân
Đồng chí có mặt tại hội trường trước 7 giờ 30
Hội nghị vắng mặt ba đồng chí có lý do
Mặt bằng sạch được bàn giao cho nhà đầu tư
Về mặt tổ chức, bộ máy tinh gọn hơn trước
Trồng rừng trên bề mặt đất trống, đồi trọc
Giải phóng mặt bằng chậm, có nơi tắc nghẽn
Thiệt hại: mất 12 ha lúa, mất trắng 3 ha
Lúa bị mất mùa, giá vật tư tăng
Ca tối làm việc đến 22 giờ
Buổi tối sinh hoạt văn nghệ, tối thiểu một tiết mục
Đạt mức tối đa, không dưới mức tối thiểu
Tuyệt đại đa số đảng viên chấp hành tốt
Tuyệt đối không chủ quan, lơ là
Tuyết rơi trên đỉnh núi, mặt đường trơn trượt
Phụ lục III kèm theo Nghị quyết số 12
Phụ lục II (Danh mục dự án đầu tư công)
Phụ lục số 01 (ban hành kèm theo Quyết định này)
Biểu số 3 (đơn vị tính: triệu đồng)
Mẫu số 05 (dùng cho đảng viên)
Báo cáo tình hình thực hiện nghị quyết (bản tóm tắt)
Tờ trình về nhân sự (lần 2)
Kế hoạch kiểm tra, giám sát (bổ sung)
Trang 1/3 – Tài liệu phục vụ đại hội
Trang 7 Tài liệu lưu hành nội bộ
Tài liệu hội nghị – Trang 2
Lưu hành nội bộ
Tài liệu thu hồi sau hội nghị
Hưng Phú, ngày 03 tháng 5 năm 2026
Hưng Phú, ngày 3 tháng 5 năm 2026 lúc 7 giờ 30
Ngày 3 tháng 5 năm 2026 khai mạc đại hội
Nơi nhận: như trên; lưu văn phòng
Luật Bảo vệ bí mật nhà nước số 29/2018/QH14
Nghị định về kinh doanh sản phẩm mật mã dân sự
Chi tiết số liệu tại phụ lục (mật độ theo từng xã)
Căn cứ Công văn số 15 (mật) của cơ quan cấp trên, Ban Thường vụ báo cáo như sau
Đường mật của thư tín được bảo đảm
Ngọt như mật, giọng nói ngọt ngào
Công ty mật thám thời thuộc địa bị lên án
Di tích nhà tù do mật thám lập năm 1930
Hồ sơ mật được lưu riêng theo quy định
Chế độ mật phí và chi thường xuyên khác
Cửa hàng mật tổng hợp tại chợ trung tâm
Trăng mật, du lịch nghỉ dưỡng phát triển
Hoạt động tôn giáo: chùa theo Mật tông được bảo tồn
Đoàn kết, thân mật, cởi mở
Bữa cơm thân mật với các đồng chí lão thành
Thảo luận kín đáo, cẩn mật
Canh gác nghiêm mật khu vực trọng yếu
Mức độ mật thiết của các chỉ tiêu được đánh giá
Secret ballot is held for the election of the committee
The secretary presented the report of the secretariat
Confidential information is handled as the law says
Kiểm tra an ninh mạng, an toàn và bảo mật hệ thống
Chuyên đề: văn hóa bảo mật của cán bộ
Ban Bí thư, Bí thư Tỉnh ủy, bí thư chi bộ
Giống lúa mật canh cho năng suất cao
Quy hoạch các khu dân cư mật tập
Rừng mật sinh che phủ 62% diện tích
Thu hồi đất, tài liệu thu hồi thuế
Mỗi tổ có một thư ký, một tổ trưởng, M là số tổ, T là tổng số
Kết quả bỏ phiếu: Tốt 120, Mức trung bình 3
Đảng viên Tạ Quang Mật phát biểu tham luận`

// Official prose passes wherever it stands, and a title, footer or sentence that carries a level is found whatever the title and the level.
func TestOfficialProsePassesAndTitlesThatCarryALevelDoNot(t *testing.T) {
	t.Parallel()
	samples := map[string]sample{}
	for _, line := range strings.Split(official, "\n") {
		samples["at the top: "+line] = text(none, line+prose)
		samples["at the end: "+line] = text(none, "BÁO CÁO"+prose+line)
		samples["in the middle: "+line] = text(none, "BÁO CÁO"+prose+prose+prose+line+"."+prose+prose)
		samples["under the number: "+line] = text(none, "TỈNH ỦY HƯNG PHÚ\nSố: 12-BC/TU\nHưng Phú, ngày 3 tháng 5 năm 2026\n"+line+prose)
	}
	levels := map[congress.Classification][2]string{mat: {"MẬT", "Mật"}, toi: {"TỐI MẬT", "Tối mật"}, tuyet: {"TUYỆT MẬT", "Tuyệt mật"}}
	for level, words := range levels {
		for _, title := range []string{"Phụ lục III", "Phụ lục số 02", "Biểu số 4", "Mẫu 7", "PHỤ LỤC I", "Bảng 2", "Phụ lục IIa"} {
			for _, form := range []string{"%s (" + words[0] + ")", "%s (" + words[1] + ")", "%s (" + strings.ToLower(words[0]) + ")", "%s - " + words[0], "%s – " + words[1]} {
				line := fmt.Sprintf(form, title)
				samples["a title: "+line] = text(level, line+prose)
				samples["a title below: "+line] = text(level, "BÁO CÁO"+prose+prose+prose+prose+line+"\n"+prose+prose)
			}
		}
		for _, title := range []string{"Báo cáo tình hình biên giới", "Kế hoạch bảo vệ đại hội", "Tờ trình về nhân sự", "PHƯƠNG ÁN NHÂN SỰ", "Đề án phòng thủ khu vực", "Danh sách đề cử lần hai"} {
			for _, form := range []string{"%s (" + words[0] + ")", "%s (" + words[1] + ")", "%s – " + words[0]} {
				line := fmt.Sprintf(form, title)
				samples["a title: "+line] = text(level, line+prose)
			}
		}
		for _, footer := range []string{"Trang 1/3 – TÀI LIỆU %s", "Trang 12 – TÀI LIỆU %s", "TÀI LIỆU %s – Trang 2", "TÀI LIỆU %s | Trang 2", "Văn phòng | TÀI LIỆU %s", "2/5 TÀI LIỆU %s", "VĂN BẢN %s Trang 4", "%s – Trang 9"} {
			line := fmt.Sprintf(footer, words[0])
			samples["a footer: "+line] = text(level, "BÁO CÁO"+prose+line)
			samples["a header: "+line] = text(level, line+prose)
		}
		for _, date := range []string{"Hưng Phú, ngày 03 tháng 5 năm 2026 %s", "Hưng Phú, ngày 3 tháng 05 năm 2026, %s", "ngày 13 tháng 11 năm 2026   %s", "TP. Hưng Phú, ngày … tháng 5 năm 2026 %s", "Hưng Phú, 13/11/2026 %s"} {
			line := fmt.Sprintf(date, words[0])
			samples["a date: "+line] = text(level, "TỈNH ỦY HƯNG PHÚ\n"+line+"\nBÁO CÁO"+prose)
		}
		letters := strings.Split(strings.ReplaceAll(words[0], " ", ""), "")
		samples["downwards: "+words[0]] = text(level, "BÁO CÁO\n"+strings.Join(letters, "\n")+prose)
		samples["downwards, apart: "+words[0]] = text(level, "BÁO CÁO\n"+strings.Join(letters, "\n\n")+prose)
	}
	judge(t, samples).demand(t, "official prose, and titles that carry a level")
}

// BenchmarkPage is here to see what the rules cost for a page of prose.
func BenchmarkPage(b *testing.B) {
	page := official + prose
	for b.Loop() {
		marking.Find(marking.Input{Pages: []string{page}})
	}
}
