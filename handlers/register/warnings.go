package register

import (
	"cmp"
	"strings"

	"plenum/congress/messages"
	"plenum/documents"
)

// warnings say what organizers should know of a file before they publish it, by its code, in
// Vietnamese and English. A file that readers had before it was read may also have one of the
// reasons.
var warnings = map[string][2]string{
	"scanned_without_text":  {"Tệp là ảnh chụp trang giấy, không có chữ: không tìm kiếm được và không kiểm tra được dấu mật. Xin xem kỹ từng trang.", "the pages are pictures without text: nothing in them can be searched or checked for markings; look at each page"},
	"text_decomposed":       {"Chữ và dấu trong tệp được ghi tách rời (Unicode tổ hợp): phần mềm khác có thể không tìm thấy từ trong tệp.", "letters and marks stand apart in the file (decomposed Unicode): other programs may not find its words"},
	"text_legacy_encoding":  {"Tệp dùng bảng mã cũ (TCVN3, VNI, VISCII, Windows-1258): trên máy khác chữ có thể hiển thị sai.", "the file is in an encoding of before Unicode (TCVN3, VNI, VISCII, Windows-1258): its words may come out garbled elsewhere"},
	"macros":                {"Tệp có chương trình hoặc lệnh mở thứ khác (macro, mã lệnh, phim, tệp khác, gửi biểu mẫu).", "the file carries programs, or starts or opens something else (macros, scripts, films, other files, sending of a form)"},
	"fonts_missing":         {"Có phông chữ không nằm trong tệp: trên máy tính bảng chữ có thể hiển thị khác.", "a font is not in the file: letters may look different on a tablet"},
	"page_broken":           {"Có trang không mở được.", "a page cannot be opened"},
	"text_truncated":        {"Tệp có nhiều chữ hơn mức được đọc: phần còn lại không tìm kiếm được và không kiểm tra được dấu mật.", "the file has more text than is read: the rest can be neither searched nor checked for markings"},
	"attachments":           {"Có tệp khác đính kèm bên trong tệp.", "there are other files within the file"},
	"could_not_be_checked":  {"Có phần không kiểm tra được dấu mật, như ảnh hoặc hình con dấu. Xin xem kỹ trước khi công bố.", "a part could not be checked for markings, such as a picture that may be a stamp; look at it before it is published"},
	"too_large_for_tablets": {"Tệp quá lớn đối với máy tính bảng (trên 100 MB hoặc trên 1.000 trang).", "the file is too large for tablets (over 100 MB or 1,000 pages)"},
	"tracked_changes":       {"Tệp còn ghi lại các sửa đổi (Track Changes): ai mở tệp gốc có thể đọc được nội dung đã xóa. Xin chấp nhận các sửa đổi rồi tải lên lại.", "the file carries tracked changes: who opens the file itself may read what was deleted; accept them and upload it again"},
	"comments":              {"Tệp còn ghi chú của người soạn: ai mở tệp gốc có thể đọc được.", "the file carries the comments of who worked on it: who opens the file itself may read them"},
	"hidden_text":           {"Tệp có chữ, dòng, cột hoặc hình bị ẩn: ai mở tệp gốc có thể đọc được.", "the file carries hidden words, rows, columns or shapes: who opens the file itself may read them"},
	"hidden_sheets":         {"Tệp có trang tính hoặc trang chiếu bị ẩn: ai mở tệp gốc có thể đọc được.", "the file carries hidden sheets or slides: who opens the file itself may read them"},
	"footnote_numbers":      {"Chú thích cuối trang được đánh số lại từ đầu ở mỗi phần; trong bản PDF để đọc, số của chú thích khác với tệp gốc.", "footnotes are numbered anew in each section; in the PDF for reading their numbers are not those of the file"},
	"pdf_not_made":          {"Không chuyển được tệp sang PDF: đại biểu chỉ tải được tệp gốc.", "no PDF could be made of the file: delegates can only download the file itself"},
	"changes_shown":         {"Bản PDF để đọc còn hiện nội dung đã xóa (Track Changes). Xin chấp nhận các sửa đổi hoặc lưu thành .docx rồi tải lên lại.", "the PDF for reading shows what was deleted (tracked changes); accept the changes, or save the file as .docx, and upload it again"},
	"same_bytes":            {"Một tệp khác của đại hội, hoặc trong tệp nén, có cùng nội dung.", "another file of the congress, or of the ZIP, has the same bytes"},
	"audience_later":        {"Chưa có đối tượng nhận: xin chọn trước khi công bố.", "nobody is named as its audience yet: choose it before it is published"},
	"number_twice":          {"Trong danh mục có dòng khác cùng số, ký hiệu.", "another row of the list has the same number"},
	"folder_unknown":        {"Không có nhóm, vai trò hay mục nào của đại hội mang tên thư mục này.", "nothing of the congress is called as this folder"},
	"marked":                {"Tên tệp có dấu mật: tệp sẽ bị giữ lại.", "the file's name carries a marking of a state secret: it would be quarantined"},
}

// explained says warnings in the client's language.
func explained(lang messages.Language, list []documents.Warning) {
	for i, w := range list {
		if text := warnings[w.Code]; lang == "en" {
			list[i].Detail = text[1]
		} else {
			list[i].Detail = text[0]
		}
		if list[i].Detail == "" {
			list[i].Detail = messages.OfFile(w.Code, lang)
		}
		if named := cmp.Or(w.Fonts, w.Rows); named != "" {
			list[i].Detail = strings.TrimSuffix(list[i].Detail, ".") + " (" + named + ")."
		}
	}
}
