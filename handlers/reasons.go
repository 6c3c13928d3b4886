package handlers

// reasons say why a file failed, or waits, or was not published at its time, by its code, in Vietnamese and English.
var reasons = map[string][2]string{
	"type_refused":          {"Loại tệp này không được nhận. Xin dùng PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP, TXT, CSV, RTF, PNG hoặc JPEG.", "files of this type are not taken"},
	"type_former":           {"Máy chủ này không nhận tệp Word, Excel, PowerPoint kiểu cũ (.doc, .xls, .ppt). Xin mở tệp, chọn Lưu thành (Save As) dạng .docx, .xlsx, .pptx hoặc PDF rồi tải lên lại.", "this server takes no files of Word, Excel and PowerPoint 97-2003 (.doc, .xls, .ppt); open it, save it as .docx, .xlsx, .pptx or PDF, and upload that"},
	"type_mismatch":         {"Nội dung tệp không đúng với phần đuôi của tên tệp.", "the file is not what its name says"},
	"encrypted":             {"Tệp có mật khẩu. Xin bỏ mật khẩu rồi tải lên lại.", "the file is locked by a password; upload it without"},
	"broken":                {"Tệp bị hỏng, không mở được.", "the file is broken and cannot be opened"},
	"inflates_too_far":      {"Tệp phình ra quá lớn khi giải nén nên không được đọc.", "the file inflates to more than is read"},
	"extract_timeout":       {"Đọc tệp mất quá nhiều thời gian. Có thể thử lại.", "reading the file took too long; it may be tried again"},
	"extract_memory":        {"Đọc tệp cần quá nhiều bộ nhớ. Có thể thử lại.", "reading the file takes too much memory; it may be tried again"},
	"extract_failed":        {"Không đọc được tệp. Có thể thử lại.", "the file could not be read; it may be tried again"},
	"bytes_changed":         {"Kho lưu trữ trả về nội dung khác với tệp đã nhận.", "the store gives other bytes than were received"},
	"rejected":              {"Ban tổ chức đã xác định đây là tài liệu mật; nội dung đã bị xóa.", "an organizer found it to be a state secret; its bytes are erased"},
	"same_as_secret":        {"Tệp có cùng nội dung với một tài liệu đã được xác định là tài liệu mật. Xin xem và quyết định: trả lại hoặc hủy.", "the file has the same bytes as a document that was found to be a state secret; decide whether it is one"},
	"rejecting":             {"Ban tổ chức đã xác định đây là tài liệu mật; nội dung đang bị xóa.", "an organizer found it to be a state secret; its bytes are being erased"},
	"not_scanned_too_large": {"Tệp lớn hơn mức chương trình diệt vi-rút kiểm tra.", "the file is larger than the antivirus looks at"},
	"virus_found":           {"Tệp có vi-rút; nội dung đã bị xóa. Xin kiểm tra máy đã tạo tệp rồi tải lên tệp sạch.", "the file carries a virus and its bytes are erased; check the machine it came from and upload a clean one"},
	"antivirus_away":        {"Chương trình diệt vi-rút chưa trả lời. Tệp sẽ tự được kiểm tra khi chương trình hoạt động lại.", "the antivirus does not answer; the file is checked by itself when it is back"},
	"review_outdated":       {"Tài liệu hoặc phụ lục đã thay đổi sau khi hẹn giờ công bố, nên không được công bố. Xin gửi duyệt lại.", "the document or its annexes changed after the publication was planned, so it was not published; send it for review again"},
	"upload_not_ready":      {"Đến giờ công bố mà tệp hoặc phụ lục chưa kiểm tra xong, nên không được công bố.", "the file or an annex had not passed its checks at the time, so it was not published"},
	"not_approved":          {"Đến giờ công bố mà chưa có người thứ hai duyệt, nên không được công bố.", "a second person had not approved it at the time, so it was not published"},
	"restricted_needs_pdf":  {"Không có bản PDF để đóng dấu tên người đọc, nên không được công bố.", "there is no PDF to put the reader's name on, so it was not published"},
	"audience_unknown":      {"Đối tượng nhận không còn trong đại hội, nên không được công bố.", "its audience is not in the congress any more, so it was not published"},
	"converter_away":        {"Chương trình chuyển đổi sang PDF chưa trả lời. Tệp sẽ tự được chuyển khi chương trình hoạt động lại.", "the converter does not answer; a PDF is made of the file by itself when it is back"},
	"recalled":              {"Tài liệu đã được thu hồi.", "the document was recalled"},
}

// reasonIn says a reason in the client's language; a code without words is said in those of its error, or not at all.
func reasonIn(lang, code string) string {
	if lang == "en" {
		return reasons[code][1]
	}
	if text := reasons[code][0]; text != "" {
		return text
	}
	return details[code]
}
