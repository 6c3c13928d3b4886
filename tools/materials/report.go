package main

import (
	"fmt"
	"strings"
)

// report makes the long draft report: an introduction, a chapter for each
// field, and what follows for the whole. A field in the source is "## name", then
// lines that begin with "+" (achieved), "!" (lacking), "?" (why), ">" (goal), "*" (task; who; product), "=" (indicator | unit | 2021 | 2026 | 2031).
func report(source string) string {
	var b strings.Builder
	b.WriteString(introduction)
	chapter := 1
	for field := range strings.SplitSeq(source, "## ") {
		name, lines, ok := strings.Cut(field, "\n")
		if !ok || strings.TrimSpace(lines) == "" {
			continue
		}
		chapter++
		by := map[byte][]string{}
		for line := range strings.Lines(lines) {
			if line = strings.TrimSpace(line); line != "" {
				by[line[0]] = append(by[line[0]], strings.TrimSpace(line[1:]))
			}
		}
		fmt.Fprintf(&b, "## Chương %d. %s\n", chapter, name)
		section := func(n int, title, opening string, list []string) {
			fmt.Fprintf(&b, "### %d.%d. %s\n%s\n", chapter, n, title, opening)
			for _, line := range list {
				fmt.Fprintf(&b, "- %s\n", line)
			}
		}
		lower := strings.ToLower(name[:1]) + name[1:]
		section(1, "Kết quả nổi bật", fmt.Sprintf("Trong nhiệm kỳ qua, lĩnh vực %s của Thành phố Mẫu đạt những kết quả chính sau đây, được đối chiếu với chỉ tiêu đầu nhiệm kỳ và số liệu của cơ quan thống kê.", lower), by['+'])
		section(2, "Hạn chế", fmt.Sprintf("Bên cạnh kết quả đạt được, Ban Điều hành thẳng thắn nêu những hạn chế còn tồn tại trong lĩnh vực %s để Đại hội thảo luận và cho ý kiến.", lower), by['!'])
		section(3, "Nguyên nhân", "Các hạn chế nói trên có nguyên nhân khách quan, nhưng nguyên nhân chủ quan vẫn là chính:", by['?'])
		fmt.Fprintf(&b, "### %d.4. Chỉ tiêu theo dõi\nBảng dưới đây đặt kết quả đầu và cuối nhiệm kỳ cạnh chỉ tiêu đề nghị cho nhiệm kỳ tới; số liệu là hư cấu, dùng để minh họa.\n| Chỉ tiêu | Đơn vị | 2021 | 2026 | 2031 |\n", chapter)
		for _, line := range by['='] {
			fmt.Fprintf(&b, "| %s |\n", line)
		}
		section(5, "Mục tiêu nhiệm kỳ tới", fmt.Sprintf("Đến năm 2031, lĩnh vực %s phấn đấu đạt các mục tiêu:", lower), by['>'])
		fmt.Fprintf(&b, "### %d.6. Nhiệm vụ và giải pháp\n", chapter)
		for i, line := range by['*'] {
			parts := strings.SplitN(line, ";", 3)
			fmt.Fprintf(&b, "Nhiệm vụ %d.%d: %s. Cơ quan chủ trì là %s, phối hợp với các phường, xã liên quan; sản phẩm là %s. Tiến độ được cập nhật hằng quý trên hệ thống chung, chậm quá một quý phải giải trình trước Ban Điều hành và công khai lý do với người dân.\n",
				chapter, i+1, strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2]))
		}
		fmt.Fprintf(&b, "### %d.7. Lộ trình\n| Nhiệm vụ | Bắt đầu | Hoàn thành |\n", chapter)
		for i := range by['*'] {
			fmt.Fprintf(&b, "| Nhiệm vụ %d.%d | quý %d/2027 | quý %d/%d |\n", chapter, i+1, 2+i%3, 1+(chapter+i)%4, 2028+(chapter+i)%3)
		}
		fmt.Fprintf(&b, "### %d.8. Ý kiến nhân dân và hướng tiếp thu\nNhững ý kiến được nêu nhiều trong đợt lấy ý kiến nhân dân và cách dự thảo đã tiếp thu:\n", chapter)
		for i, line := range by['!'] {
			fmt.Fprintf(&b, "- Người dân phản ánh: “%s” Tiếp thu: đưa vào nhiệm vụ %d.%d, giao đơn vị chủ trì trả lời bằng văn bản và đăng kết quả trên cổng chung.\n", line, chapter, i%max(1, len(by['*']))+1)
		}
		fmt.Fprintf(&b, "### %d.9. Nội dung đề nghị Đại hội thảo luận\nĐề nghị các tổ tập trung vào ba câu hỏi: chỉ tiêu của lĩnh vực %s đã sát khả năng chưa; nhiệm vụ nào cần làm trước; nguồn lực nào còn thiếu và lấy từ đâu.\n", chapter, lower)
	}
	fmt.Fprintf(&b, conclusion, chapter+1)
	return b.String()
}

const introduction = `# DỰ THẢO BÁO CÁO TỔNG HỢP TRÌNH ĐẠI HỘI
Báo cáo này được soạn cho Đại hội mẫu để minh họa phần mềm. Thành phố Mẫu, các cơ quan, con số và sự kiện trong báo cáo đều là hư cấu; mọi trùng hợp là ngẫu nhiên.
## Chương 1. Bối cảnh và cách đọc báo cáo
### 1.1. Bối cảnh
Thành phố Mẫu nằm ở cửa một con sông lớn, có một triệu hai trăm nghìn dân, mười sáu phường và bốn xã. Nhiệm kỳ qua bắt đầu trong lúc kinh tế khó khăn sau dịch bệnh, chuỗi cung ứng đứt gãy và giá nguyên liệu tăng. Hai năm đầu, thành phố dồn sức giữ sản xuất, hỗ trợ việc làm và hoàn thành tiêm chủng; ba năm sau, trọng tâm chuyển sang hạ tầng, chuyển đổi số và chất lượng sống.
Dân số tăng bình quân một phẩy chín phần trăm mỗi năm, chủ yếu do người lao động đến các khu công nghiệp phía tây. Sự gia tăng ấy tạo động lực cho kinh tế, đồng thời đặt áp lực lên trường học, bệnh viện, nhà ở và hệ thống thoát nước vốn được thiết kế cho quy mô nhỏ hơn.
Biến đổi khí hậu biểu hiện rõ qua ba trận mưa vượt mức lịch sử và hai đợt triều cường kéo dài. Đây là phép thử đối với năng lực điều hành và là lý do báo cáo dành một chương riêng cho môi trường và chống ngập.
### 1.2. Cách chuẩn bị dự thảo
Dự thảo được viết qua bốn vòng. Vòng thứ nhất, các cơ quan tự đánh giá theo mẫu chung. Vòng thứ hai, tổ biên tập đối chiếu số liệu và đi khảo sát tại hai mươi phường, xã. Vòng thứ ba, lấy ý kiến nhân dân trong sáu mươi ngày, nhận được bốn nghìn ba trăm ý kiến. Vòng thứ tư, Ban Điều hành thảo luận ba phiên và thông qua bản trình Đại hội.
Trong số ý kiến nhân dân, nhiều nhất là về ngập nước, giao thông giờ cao điểm và chỗ học cho con công nhân. Các ý kiến được phân loại theo chương và phản ánh ở phần hạn chế cũng như phần nhiệm vụ; danh mục tiếp thu, giải trình gửi kèm theo hồ sơ của Đại hội.
### 1.3. Cách đọc
Mỗi chương trình bày một lĩnh vực theo cùng một trật tự: kết quả, hạn chế, nguyên nhân, chỉ tiêu theo dõi, mục tiêu, nhiệm vụ và nội dung đề nghị thảo luận. Đại biểu ít thời gian có thể đọc phần hạn chế và phần nhiệm vụ trước; bảng chỉ tiêu giúp so sánh nhanh giữa các năm.
Khi góp ý, đề nghị đại biểu nêu rõ số chương, số mục, để thư ký gắn ý kiến với đúng đoạn văn. Ý kiến về câu chữ xin ghi cả đoạn đề nghị sửa; ý kiến về chỉ tiêu xin nêu mức đề nghị và căn cứ.
`

const conclusion = `## Chương %d. Tổ chức thực hiện
Ban Điều hành cụ thể hóa Nghị quyết thành chương trình hành động trong ba tháng sau Đại hội; mỗi nhiệm vụ có một người chịu trách nhiệm, một thời hạn và một sản phẩm kiểm tra được.
Kết quả được công bố nửa năm một lần. Chỉ tiêu nào không đạt hai kỳ liên tiếp phải được đưa ra thảo luận tại hội nghị gần nhất, kèm phương án điều chỉnh hoặc thay người phụ trách.
Đại hội kêu gọi mọi tầng lớp nhân dân, cộng đồng doanh nghiệp và người con quê hương ở xa góp trí tuệ, công sức xây dựng Thành phố Mẫu đáng sống, nghĩa tình và hiện đại.
`
