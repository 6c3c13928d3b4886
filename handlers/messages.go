package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"plenum/congress"
)

// language is the one of the two we speak that the client prefers; Vietnamese when it does not say.
func language(c *fiber.Ctx) string {
	if lang := c.AcceptsLanguages("vi", "en"); lang != "" {
		return lang
	}
	if strings.HasPrefix(c.Get(fiber.HeaderAcceptLanguage), "en") {
		return "en"
	}
	return "vi"
}

// words are the title and detail of an error: the title by its kind, the
// detail by its code. A code without Vietnamese words falls back to its kind's.
func words(lang string, e *congress.Error) (title, detail string) {
	title = titles[e.Kind][0]
	detail = vietnamese[e.Code]
	if lang == "en" {
		return titles[e.Kind][1], e.Message
	}
	if detail == "" {
		detail = title + "."
	}
	return title, detail
}

var titles = map[congress.Kind][2]string{
	congress.Invalid:      {"Yêu cầu không hợp lệ", "The request is not valid"},
	congress.Unauthorized: {"Chưa đăng nhập", "Not signed in"},
	congress.Forbidden:    {"Không được phép", "Not allowed"},
	congress.NotFound:     {"Không tìm thấy", "Not found"},
	congress.Conflict:     {"Trạng thái hiện tại không cho phép", "The present state does not allow it"},
	congress.Stale:        {"Đã có người sửa trước", "It changed since you read it"},
	congress.TooLarge:     {"Quá lớn", "Too large"},
	congress.TooMany:      {"Quá nhiều lần", "Too many requests"},
	congress.Unavailable:  {"Tạm thời không phục vụ được", "Not available now"},
	congress.Canceled:     {"Yêu cầu bị ngắt", "The request was given up"},
	congress.Internal:     {"Lỗi của máy chủ", "A fault of the server"},
}

// vietnamese are the details by code. A test holds that every code of the program is here.
var vietnamese = map[string]string{
	"not_found":             "Không có nội dung này.",
	"method_not_allowed":    "Địa chỉ này không nhận phương thức đó.",
	"not_your_comment":      "Chỉ người phát biểu được sửa, rút hoặc xác nhận ý kiến của mình.",
	"no_thread":             "Xin vào một phần thảo luận trước.",
	"no_hand":               "Đại biểu này không đăng ký phát biểu.",
	"enter_too_often":       "Chuyển phần thảo luận quá nhiều lần. Xin đợi một lát.",
	"report_signed":         "Báo cáo đã ký. Nội dung báo cáo không thay đổi nữa.",
	"finding_has_sources":   "Nội dung này còn có ý kiến. Xin chuyển hoặc gộp các ý kiến đó trước.",
	"finding_missing":       "Không có nội dung này trong báo cáo, hoặc đã được bỏ đi.",
	"finding_circle":        "Không thể gộp một nội dung vào chính nó, hoặc là ý kiến khác của chính nó.",
	"finding_invalid":       "Câu của báo cáo chưa đúng.",
	"text_changed":          "Ý kiến đã được sửa. Xin đọc lại và xếp lại.",
	"claimed":               "Thư ký khác đang xử lý ý kiến này.",
	"parts_invalid":         "Các phần của ý kiến chưa đúng.",
	"not_all_placed":        "Còn ý kiến chưa được xếp vào báo cáo. Báo cáo chỉ được ký khi mọi ý kiến đã có vị trí.",
	"sentence_missing":      "Có nội dung đã xếp ý kiến nhưng không xuất hiện trong báo cáo.",
	"sentence_sourceless":   "Có câu trong báo cáo chưa có ý kiến nào làm nguồn. Xin xếp ý kiến vào câu đó hoặc bỏ câu đó.",
	"report_not_in_review":  "Báo cáo chưa được trình duyệt.",
	"report_registered":     "Báo cáo đã có trong danh mục tài liệu.",
	"nobody_silent":         "Mọi đại biểu đã phát biểu.",
	"template_invalid":      "Mẫu báo cáo không dùng được.",
	"report_not_signed":     "Báo cáo chưa được ký.",
	"review_open":           "Còn góp ý cho báo cáo chưa được xử lý.",
	"report_invalid":        "Thiết lập của báo cáo chưa đúng.",
	"remark_invalid":        "Góp ý cho báo cáo chưa đúng.",
	"answer_invalid":        "Nội dung tiếp thu, giải trình chưa đúng.",
	"thread_open":           "Tổ vẫn đang mở để nhận ý kiến. Xin đóng phần thảo luận trước khi ký biên bản.",
	"outline_in_use":        "Đã có ý kiến ở nội dung hoặc tổ này: giữ nguyên vị trí, và giữ nguyên lời khi đã có biên bản được ký.",
	"record_sealed":         "Biên bản của tổ đã niêm phong. Nội dung đến sau được ghi vào phần bổ sung.",
	"record_signed":         "Biên bản đã được tổ trưởng ký. Muốn sửa, tổ trưởng cần rút chữ ký.",
	"record_not_signed":     "Tổ trưởng chưa ký biên bản.",
	"record_not_sealed":     "Biên bản chưa niêm phong; hãy sửa trực tiếp biên bản.",
	"record_changed":        "Có ý kiến thay đổi sau khi biên bản được ký. Tổ trưởng cần xem và ký lại.",
	"comments_open":         "Còn ý kiến gửi muộn chờ xử lý. Xin nhận vào hoặc trả lại trước khi ký.",
	"comment_withdrawn":     "Ý kiến này đã được rút.",
	"comment_hidden":        "Ý kiến này đang bị ẩn.",
	"comment_not_late":      "Ý kiến này không ở trong hộp chờ ý kiến gửi muộn.",
	"comment_not_spoken":    "Ý kiến này do đại biểu tự viết, hoặc đã được xác nhận.",
	"member_unknown":        "Không có đại biểu này trong phần thảo luận.",
	"reply_unknown":         "Không có ý kiến này trong phần thảo luận để trả lời.",
	"attachment_unknown":    "Không có tệp đính kèm nào như vậy của bạn.",
	"attachment_taken":      "Tệp này đã kèm theo một ý kiến khác; hãy đính kèm lại tệp.",
	"quote_unknown":         "Không có tài liệu hoặc phiên bản được dẫn.",
	"member_needed":         "Cuộc thảo luận này yêu cầu ghi ý kiến theo tên đại biểu.",
	"no_converter":          "Máy chủ này không tạo PDF. Xin tải tệp Word.",
	"notice_invalid":        "Thông báo chưa đầy đủ.",
	"forbidden":             "Bạn không được phép làm việc này.",
	"internal":              "Máy chủ gặp lỗi. Xin thử lại; nếu vẫn lỗi, báo mã yêu cầu cho quản trị viên.",
	"canceled":              "Yêu cầu đã bị ngắt giữa chừng. Gửi lại cùng mã bản ghi là an toàn.",
	"timeout":               "Yêu cầu đến quá chậm.",
	"stopping":              "Máy chủ đang dừng. Xin gửi lại sau giây lát.",
	"sockets_full":          "Máy chủ đã đủ kết nối trực tiếp. Xin thử lại sau giây lát.",
	"resume_too_often":      "Nối lại quá nhiều lần. Kết nối vẫn tiếp tục như cũ.",
	"storage_unavailable":   "Kho lưu trữ tạm thời không phục vụ được. Xin gửi lại cùng mã bản ghi.",
	"contended":             "Quá nhiều máy chủ cùng ghi. Xin gửi lại.",
	"busy":                  "Máy chủ đang bận. Xin thử lại sau giây lát.",
	"chain_broken":          "Nhật ký của đại hội này bị hỏng. Xin báo quản trị viên.",
	"stale":                 "Nội dung đã được người khác sửa. Xin đọc lại rồi sửa tiếp.",
	"id_reused":             "Mã bản ghi này đã dùng cho nội dung khác.",
	"record_id_invalid":     "Idempotency-Key phải là UUID viết thường.",
	"cursor_invalid":        "Con trỏ không phải do máy chủ này cấp.",
	"request_invalid":       "Yêu cầu không đúng với mô tả của API.",
	"body_invalid":          "Nội dung gửi lên không phải JSON hợp lệ.",
	"body_not_utf8":         "Nội dung gửi lên không phải UTF-8.",
	"body_too_large":        "Nội dung gửi lên quá lớn.",
	"body_truncated":        "Nội dung gửi lên bị đứt giữa chừng.",
	"content_type_wrong":    "Kiểu nội dung (Content-Type) không đúng.",
	"header_too_large":      "Phần đầu của yêu cầu quá lớn.",
	"origin_refused":        "Yêu cầu đến từ một trang không được phép.",
	"session_missing":       "Xin đăng nhập trước.",
	"session_unknown":       "Phiên đăng nhập không còn. Xin đăng nhập lại.",
	"session_expired":       "Phiên đăng nhập đã hết hạn. Xin đăng nhập lại.",
	"account_disabled":      "Tài khoản đã bị khóa.",
	"ticket_unknown":        "Vé kết nối không còn dùng được. Xin lấy vé mới.",
	"credentials_wrong":     "Tên đăng nhập hoặc mật khẩu không đúng.",
	"login_throttled":       "Đăng nhập sai quá nhiều lần. Xin chờ rồi thử lại.",
	"login_taken":           "Tên đăng nhập đã có người dùng.",
	"address_query":         "Địa chỉ WebSocket không nhận tham số; không bao giờ đặt mã truy cập trong địa chỉ.",
	"upgrade_required":      "Địa chỉ này chỉ dùng cho WebSocket (plenum.v1).",
	"classified_refused":    "Tài liệu mật không được đưa vào hệ thống. Máy chủ không nhận dù chỉ một phần.",
	"audience_empty":        "Chưa chọn người nhận tài liệu.",
	"audience_not_named":    "Tài liệu hạn chế phải nêu rõ người nhận.",
	"discussion_invalid":    "Thông tin cuộc thảo luận chưa đầy đủ.",
	"comment_invalid":       "Ý kiến chưa gửi được như hiện tại.",
	"not_your_group":        "Ý kiến chỉ gửi được vào tổ của mình.",
	"thread_closed":         "Thảo luận của tổ đã đóng.",
	"issue_unknown":         "Đề cương không có vấn đề này.",
	"group_unknown":         "Đại hội không có tổ này.",
	"range_not_satisfiable": "Khoảng yêu cầu nằm ngoài tệp.",
	"account_invalid":       "Thông tin tài khoản chưa đúng.",
	"account_unknown":       "Không có tài khoản này.",
	"account_seated":        "Tài khoản này đã thuộc về một đại biểu khác của đại hội.",
	"device_invalid":        "Mã thiết bị không đúng.",
	"congress_invalid":      "Thông tin đại hội chưa đúng.",
	"member_invalid":        "Thông tin đại biểu chưa đúng.",
	"group_invalid":         "Thông tin tổ chưa đúng.",
	"agenda_invalid":        "Mục chương trình chưa đúng.",
	"policy_invalid":        "Quy tắc phân quyền chưa đúng.",
	"document_invalid":      "Thông tin tài liệu chưa đúng.",
	"document_state":        "Tài liệu đang ở trạng thái không cho phép việc này.",
	"document_recalled":     "Tài liệu đã được thu hồi.",
	"upload_not_ready":      "Tệp chưa qua được bước kiểm tra.",
	"time_invalid":          "Chỉ hẹn được giờ công bố trong tương lai, trong vòng một năm.",
	"no_review":             "Tệp này không chờ duyệt.",
	"not_approved":          "Đại hội này yêu cầu người thứ hai phê duyệt trước.",
	"review_outdated":       "Tài liệu hoặc người nhận đã thay đổi sau khi trình duyệt. Xin trình lại.",
	"second_person":         "Phải do người khác phê duyệt.",
	"undo_too_late":         "Đã quá thời gian hoàn tác. Xin thu hồi tài liệu.",
	"successor_not_read":    "Tài liệu thay thế phải đã công bố cho mọi người đang đọc tài liệu này.",
	"reclassify_recalls":    "Tài liệu đã đến người đọc. Muốn nâng độ mật, xin dùng thao tác xác định lại độ mật; tài liệu sẽ được thu về.",
	"reclassify_down":       "Độ mật mới không cao hơn độ mật hiện tại.",
	"paper_level":           "Chỉ tài liệu mật, tối mật, tuyệt mật mới ghi dòng bản giấy.",
	"paper_title":           "Không ghi trích yếu của tài liệu tuyệt mật.",
	"restricted_needs_pdf":  "Tài liệu hạn chế chỉ được đọc dưới dạng PDF có ghi tên người đọc. Xin tải lên tệp PDF.",
	"mark_busy":             "Nhiều bản đọc đang được tạo. Xin thử lại sau giây lát.",
	"mark_encrypted":        "Tệp có mật khẩu hoặc bị khóa quyền nên không tạo được bản đọc có ghi tên.",
	"mark_broken":           "Tệp bị hỏng hoặc khác thường nên không tạo được bản đọc có ghi tên.",
	"mark_failed":           "Không tạo được bản đọc có ghi tên.",
	"mark_timeout":          "Tạo bản đọc có ghi tên mất quá nhiều thời gian.",
	"type_refused":          "Loại tệp này không được nhận.",
	"type_mismatch":         "Nội dung tệp không đúng với tên của nó.",
	"encrypted":             "Tệp bị khóa bằng mật khẩu.",
	"sheet_unreadable":      "Không đọc được bảng danh mục.",
	"sheet_no_file_column":  "Hàng đầu của bảng danh mục phải nêu tên cột, trong đó có cột Tệp và cột Tên.",
	"import_empty":          "Không có tài liệu nào để nhập.",
	"zip_unreadable":        "Tệp không phải ZIP, hoặc bị hỏng.",
	"zip_path":              "Trong ZIP có đường dẫn ra ngoài thư mục, hoặc mục không phải tệp thường.",
	"zip_name_twice":        "Trong ZIP có hai tệp trùng tên (chỉ khác chữ hoa, chữ thường).",
	"zip_locked":            "Trong ZIP có tệp bị khóa bằng mật khẩu.",
	"zip_too_many":          "ZIP có quá 2000 tệp.",
	"zip_too_large":         "Các tệp trong ZIP lớn hơn mức máy chủ nhận.",
	"zip_bomb":              "ZIP khai báo dung lượng giải nén lớn bất thường.",
	"upload_is_annex":       "Tệp này là phụ lục, được công bố cùng tệp chính.",
	"confirmed_gone":        "Phiên bản bạn đã xác nhận không còn được phổ biến nên không so sánh được.",
	"not_confirmed":         "Bạn chưa xác nhận phiên bản nào trước đó của tài liệu này.",
	"not_quarantined":       "Tệp này không chờ quyết định.",
	"no_text":               "Một trong hai phiên bản không có chữ, hoặc chưa được đọc.",
	"converter_away":        "Chương trình chuyển đổi sang PDF chưa trả lời. Xin thử lại sau ít phút.",
	"no_pdf":                "Phiên bản này không có bản PDF.",
	"no_pictures":           "Phiên bản này không có ảnh trang.",
	"picture_failed":        "Trang này không vẽ được thành ảnh. Xin mở tệp để đọc.",
	"pictures_busy":         "Ảnh trang đang được tạo. Xin thử lại sau giây lát.",
	"picture_invalid":       "Không có ảnh trang như yêu cầu.",

	"restricted_watermarked_only": "Tài liệu hạn chế chỉ được xem kèm tên người đọc.",

	"offset_wrong":         "Phần gửi lên không bắt đầu ở chỗ tệp đang dừng.",
	"too_many_attachments": "Bạn đã đính kèm 200 tệp, là mức cao nhất.",
	"too_many_parts":       "Tệp được gửi thành quá nhiều phần. Xin gửi lại từ đầu với phần lớn hơn.",
	"checksum_mismatch":    "Phần gửi lên không đúng với mã kiểm tra.",
	"tus_version":          "Máy chủ này dùng tus 1.0.0.",
	"tus_content_type":     "Phần gửi lên phải có kiểu application/offset+octet-stream.",
	"tus_header":           "Một tiêu đề của lần tải lên còn thiếu hoặc không đúng.",
	"tus_checksum":         "Mã kiểm tra phải là sha1 hoặc sha256 viết bằng base64.",
	"receipt_invalid":      "Thông tin đã nhận, đã đọc không hợp lệ.",
	"not_retried":          "Đọc lại tệp này cũng không có kết quả khác.",
	"no_file":              "Tài liệu chưa có tệp để phát hành.",
	"audience_unknown":     "Người nhận có vai trò, tổ hoặc đại biểu không thuộc đại hội này.",
	"audience_too_large":   "Chỉ nêu được tối đa 5000 vai trò, tổ và đại biểu. Nhiều hơn, xin chọn mọi người, vai trò hoặc tổ.",
	"file_empty":           "Tệp không có nội dung.",
	"file_too_large":       "Tệp lớn hơn mức máy chủ nhận.",
	"file_name_invalid":    "Tên tệp trống, quá dài hoặc có ký tự không dùng được.",
	"reason_missing":       "Xin nêu lý do, từ 1 đến 1000 ký tự.",
	"blob_size_mismatch":   "Tệp nhận được có kích thước khác với kích thước đã báo.",
	"query_invalid":        "Nội dung tìm kiếm dài quá 200 ký tự hoặc chưa đúng.",
	"search_closed":        "Tìm kiếm tạm thời chưa phục vụ được. Xin thử lại sau giây lát.",
	"record_invalid":       "Nội dung này không lưu được như hiện tại.",
}
