package search

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"plenum/congress"
)

// Words of reports and resolutions, the frequent ones first, for texts that are
// long enough to measure with. Whoever reads them aloud has been warned.
var vocabulary = strings.Fields(`
và của các trong được có cho là với những đã về theo để công tác năm thành phố phát triển kinh tế xã hội đại biểu nhân dân đảng bộ
nghị quyết nhiệm kỳ thực hiện tăng trưởng đầu tư xây dựng quản lý nhà nước chính quyền chuyển đổi số hạ tầng giao thông môi trường
giáo dục y tế văn hóa du lịch nông thôn nông nghiệp công nghiệp dịch vụ thương mại doanh nghiệp hợp tác xã khoa học công nghệ đổi mới
sáng tạo nguồn nhân lực chất lượng cao quốc phòng an ninh trật tự an toàn cải cách hành chính thủ tục hồ sơ điện tử dữ liệu dùng chung
phường xã khu phố tổ dân phố hộ nghèo an sinh bảo hiểm việc làm thu nhập bình quân đầu người chỉ tiêu kế hoạch giải pháp nhiệm vụ trọng
tâm đột phá khâu then chốt hạn chế nguyên nhân khách quan chủ quan bài học kinh nghiệm kiểm tra giám sát kỷ luật tổ chức cán bộ đảng viên
chi bộ đoàn thể mặt trận tổ quốc thanh niên phụ nữ cựu chiến binh công đoàn liên đoàn lao động báo cáo chính trị dự thảo văn kiện góp ý
thảo luận phát biểu thống nhất biểu quyết thông qua trình đại hội ban chấp hành ban thường vụ bí thư chủ tịch phó ủy viên thư ký đoàn
ngập nước triều cường cống ngăn thoát nước cây xanh rác thải xử lý tái chế năng lượng mặt trời điện gió lưới điện ngầm hóa cáp viễn thông
cầu đường vành đai cao tốc cảng biển logistics kho bãi hàng không đường sắt đô thị nhà ở quy hoạch đất đai giải phóng mặt bằng tái định cư
trường học lớp học giáo viên học sinh bệnh viện trạm khám chữa bác sĩ dược thuốc vắc xin dịch bệnh phòng chống tội phạm ma túy cháy nổ
di tích lễ hội làng nghề bảo tồn phát huy giá trị truyền thống bản sắc con người gia đình trẻ em người cao tuổi khuyết tật thiết chế thể thao
ngân sách thu chi nội địa xuất nhập khẩu vốn vay tín dụng ngân hàng lãi suất giá cả thị trường tiêu dùng bán lẻ siêu thị chợ truyền thống
thủy lợi thủy sản chăn nuôi trồng trọt rừng phòng hộ biến đổi khí hậu hạn mặn sạt lở đê kè hồ chứa cấp nước sạch vệ sinh hoà giải khiếu nại
`)

// report is a document of so many pages, the same for the same number.
func report(n, pages int) Entry {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	common := rand.NewZipf(r, 1.1, 12, uint64(len(vocabulary)-1))
	e := Entry{
		Document: congress.ObjectID(fmt.Sprintf("document-%04d", n)), Version: 1 + n%3,
		Number: fmt.Sprintf("%02d-BC/ĐH%d", n, n%7), Kind: "Báo cáo", IssuedBy: "Ban Chấp hành Đảng bộ",
	}
	phrase := func(b *strings.Builder, words int) {
		at := int(common.Uint64())
		for i := range words {
			if i > 0 {
				b.WriteByte(' ')
			}
			if i%4 == 0 { // words stand with their neighbours, as syllables of one term do
				at = int(common.Uint64())
			}
			b.WriteString(vocabulary[(at+i%4)%len(vocabulary)])
		}
	}
	var title strings.Builder
	phrase(&title, 9)
	e.Title = title.String()
	for range pages {
		var b strings.Builder
		for line := range 38 {
			phrase(&b, 11)
			switch line % 5 {
			case 4:
				fmt.Fprintf(&b, " đạt %d,%d%% năm %d.\n", r.IntN(100), r.IntN(10), 2020+r.IntN(8))
			default:
				b.WriteString(",\n")
			}
		}
		e.Pages = append(e.Pages, b.String())
	}
	return e
}

// questions are what people look for in them.
var questions = []string{
	"chuyển đổi số", "chuyen doi so", "nghị quyết đại hội", "chỉ tiêu tăng trưởng kinh tế", "chuy", "đại h", "ng", "phát triển", "thu", "12-BC/ĐH5",
	"an sinh xã hội hộ nghèo", "an sinh xa hoi", `"cải cách hành chính"`, `"cai cach hanh chinh"`, "2026", "ngập nước triều cường", "của", "và",
	"nguồn nhân lực chất lượng cao", "phong chong chay no", "biến đổi khí hậu hạn mặn sạt lở đê kè hồ chứa", "tàu vũ trụ", "chuyễn đổi số", "hoà giải khiếu nại",
	"nhiệm vụ trọng tâm khâu đột phá của đảng bộ thành phố trong nhiệm kỳ", "kiểm tra giám sát kỷ luật", "t", "công nghệ sinh học vũ trụ", `đầu tư "hạ tầng giao thông" nông thôn`,
	"các đại biểu thảo luận về công tác xây dựng đảng và phát triển kinh tế xã hội của thành phố trong nhiệm kỳ theo nghị quyết đại hội",
	"và có là đã về để xã số tế an y tổ cơ vụ dự cư lý ở ma tư bộ nữ sự đê kè hồ vệ giá lẻ thu chi nợ bờ ga mỏ đò hè lễ tự do hạ cá bò gà lợn đi về",
}
