package handlers

import (
	"regexp"

	"plenum/congress"
)

// fieldWords gives what is wrong with each field in the client's language: by the text's own words, else by those of the
// error's code where it says the same, else in general. A Vietnamese answer has no English; the field and the code tell the rest.
func fieldWords(lang string, e *congress.Error, detail string) map[string]string {
	if lang == "en" || len(e.Fields) == 0 {
		return e.Fields
	}
	out := make(map[string]string, len(e.Fields))
	for field, text := range e.Fields {
		said, known := inVietnamese(text)
		if !known && text == e.Message {
			said = detail
		}
		out[field] = said
	}
	return out
}

// inVietnamese says a field's text in Vietnamese, in general words where it has none of its own. Numbers and ids have no language.
func inVietnamese(text string) (said string, known bool) {
	if isValue.MatchString(text) {
		return text, true
	}
	for _, p := range fieldPhrases {
		if p.english.MatchString(text) {
			return p.english.ReplaceAllString(text, p.vietnamese), true
		}
	}
	return "chưa đúng", false
}

var isValue = regexp.MustCompile(`^[0-9a-f-]*[0-9][0-9a-f-]*$`)

type phrase struct {
	english    *regexp.Regexp
	vietnamese string
}

// fieldPhrases are whole texts of fields; numbers in them are carried over.
var fieldPhrases = []phrase{
	{regexp.MustCompile(`^the template names what there is not: (.+)$`), "mẫu có chỗ điền không có dữ liệu: $1"},
	{regexp.MustCompile(`^1 to (\d+) characters$`), "từ 1 đến $1 ký tự"},
	{regexp.MustCompile(`^1 to (\d+) parts$`), "tối đa $1 phần, ít nhất một phần"},
	{regexp.MustCompile(`^the parts follow one another without gap or overlap, from the first character$`), "các phần nối tiếp nhau từ ký tự đầu, không hở và không chồng lên nhau"},
	{regexp.MustCompile(`^there is no such issue$`), "đề cương không có nội dung này"},
	{regexp.MustCompile(`^there is no such stance$`), "không có thái độ này"},
	{regexp.MustCompile(`^a heading has at most 300 characters, a reason 1000, and a part 20 tags$`), "tiêu đề tối đa 300 ký tự, lý do tối đa 1000 ký tự, mỗi phần tối đa 20 nhãn"},
	{regexp.MustCompile(`^a part is in a finding or set aside, and a duplicate is one of a finding$`), "một phần nằm trong báo cáo hoặc để riêng; phần trùng phải trùng với một nội dung của báo cáo"},
	{regexp.MustCompile(`^a tag has 1 to (\d+) characters$`), "nhãn dài từ 1 đến $1 ký tự"},
	{regexp.MustCompile(`^asked, accepted or explained$`), "đang xử lý, tiếp thu hoặc giải trình"},
	{regexp.MustCompile(`^an answer has 1 to (\d+) characters$`), "nội dung trả lời dài từ 1 đến $1 ký tự"},
	{regexp.MustCompile(`^a document, its version and page$`), "tài liệu, bản và trang của nó"},
	{regexp.MustCompile(`^a day, such as (.+)$`), "một ngày, ví dụ $1"},
	{regexp.MustCompile(`^at most (\d+) characters a line$`), "mỗi dòng tối đa $1 ký tự"},
	{regexp.MustCompile(`^1 to (\d+) characters a line$`), "mỗi dòng từ 1 đến $1 ký tự"},
	{regexp.MustCompile(`^state or party$`), "mẫu nhà nước hoặc mẫu của Đảng"},
	{regexp.MustCompile(`^all, issue or speakers$`), "mọi ý kiến, ý kiến của nội dung, hoặc người phát biểu"},
	{regexp.MustCompile(`^some from 2, and 1 to 99 per cent, most above many$`), "một số từ 2 ý kiến; tỷ lệ từ 1 đến 99 phần trăm, đa số lớn hơn nhiều"},
	{regexp.MustCompile(`^at most (\d+) lines$`), "tối đa $1 dòng"},
	{regexp.MustCompile(`^a document's id$`), "mã của một tài liệu"},
	{regexp.MustCompile(`^at most (\d+) remarks$`), "tối đa $1 góp ý"},
	{regexp.MustCompile(`^0 to 1,000,000$`), "từ 0 đến 1.000.000"},
	{regexp.MustCompile(`^a time for each thread of the discussion at most$`), "mỗi phần thảo luận có nhiều nhất một khung giờ"},
	{regexp.MustCompile(`^a thread opens before it closes$`), "giờ mở phải trước giờ đóng"},
	{regexp.MustCompile(`^at most (\d+), each from a page to a later one$`), "tối đa $1, mỗi mục từ trang trước đến trang sau"},
	{regexp.MustCompile(`^not a role, group or member of this congress$`), "không phải vai trò, tổ hoặc đại biểu của đại hội"},
	{regexp.MustCompile(`^a passage is from a character of a page to a later one$`), "đoạn trích đi từ một ký tự của trang đến ký tự sau nó"},
	{regexp.MustCompile(`^it ends before it begins$`), "giờ kết thúc trước giờ bắt đầu"},
	{regexp.MustCompile(`^a member is present or absent, once$`), "mỗi đại biểu chỉ ghi một lần, có mặt hoặc vắng mặt"},
	{regexp.MustCompile(`^a notice is for somebody$`), "thông báo phải gửi cho ai đó"},
	{regexp.MustCompile(`^a reason of 1 to 1000 characters is needed$`), "cần nêu lý do, từ 1 đến 1000 ký tự"},
	{regexp.MustCompile(`^one line of (\d+) to (\d+) characters$`), "một dòng từ $1 đến $2 ký tự"},
	{regexp.MustCompile(`^a date is YYYY-MM-DD$`), "ngày viết theo dạng YYYY-MM-DD"},
	{regexp.MustCompile(`^an agenda item is named by its id$`), "mục chương trình được nêu bằng mã của nó"},
	{regexp.MustCompile(`^the ZIP has no such file$`), "trong ZIP không có tệp này"},
	{regexp.MustCompile(`^the ZIP has no such file; there is (.+)$`), "trong ZIP không có tệp này; tên gần giống: $1"},
	{regexp.MustCompile(`^several files are called so: (.+)$`), "nhiều tệp cùng mang tên này: $1"},
	{regexp.MustCompile(`^an earlier row names it too: row (\d+)$`), "hàng $1 đã nêu tệp này"},
	{regexp.MustCompile(`^a date is YYYY-MM-DD or DD/MM/YYYY$`), "ngày viết theo dạng YYYY-MM-DD hoặc DD/MM/YYYY"},
	{regexp.MustCompile(`^what is planned keeps its level$`), "tài liệu hẹn giờ công bố giữ nguyên độ mật"},
	{regexp.MustCompile(`^there is no such level$`), "không có độ mật này"},
	{regexp.MustCompile(`^not a role, group or member of this congress: (.+)$`), "không phải vai trò, tổ hoặc số thẻ của đại hội: $1"},
	{regexp.MustCompile(`^there is no such agenda item$`), "không có mục chương trình này"},
	{regexp.MustCompile(`^it carries a marking of a state secret$`), "mang dấu chỉ độ mật; nếu không phải tài liệu mật, xin viết cách khác"},
	{regexp.MustCompile(`^several roles, groups or members are called so: (.+)$`), "nhiều vai trò, tổ hoặc đại biểu cùng mang tên này: $1"},
	{regexp.MustCompile(`^several agenda items are called so: (.+)$`), "nhiều mục chương trình cùng mang tên này: $1"},
	{regexp.MustCompile(`^an agenda item and a group or role are called so: (.+)$`), "một mục chương trình và một tổ hoặc vai trò cùng mang tên này: $1"},
	{regexp.MustCompile(`^two folders contradict each other: (.+)$`), "hai thư mục nói khác nhau: $1"},
	{regexp.MustCompile(`^a number from (\d+) to (\d+)$`), "một số từ $1 đến $2"},
	{regexp.MustCompile(`^(\d+) to (\d+) seconds$`), "từ $1 đến $2 giây"},
	{regexp.MustCompile(`^at most (\d+) tags$`), "tối đa $1 nhãn"},
	{regexp.MustCompile(`^at most (\d+) issues$`), "tối đa $1 vấn đề"},
	{regexp.MustCompile(`^at most (\d+)$`), "tối đa $1"},
	{regexp.MustCompile(`^a discussion belongs to at least one group$`), "cuộc thảo luận thuộc ít nhất một tổ"},
	{regexp.MustCompile(`^only the discussion's groups can be open$`), "chỉ mở được các tổ của cuộc thảo luận"},
	{regexp.MustCompile(`^not one of the five stances$`), "không phải một trong năm thái độ"},
	{regexp.MustCompile(`^opinions or answers$`), "ý kiến (opinions) hoặc tiếp thu, giải trình (answers)"},
	{regexp.MustCompile(`^there is no such parameter$`), "không có tham số này"},
	{regexp.MustCompile(`^the (?:record|object) id is not a UUID in lower case$`), "không phải UUID viết thường"},
	{regexp.MustCompile(`^the stream is not a congress's id$`), "không phải mã của một đại hội"},
	{regexp.MustCompile(`^the kind is missing$`), "thiếu loại"},
	{regexp.MustCompile(`^the operation is neither put nor erase$`), "thao tác phải là put hoặc erase"},
	{regexp.MustCompile(`^the time is out of range$`), "thời điểm ngoài khoảng được nhận"},
	{regexp.MustCompile(`^the length of the file must be said$`), "phải nêu độ dài của tệp"},
	{regexp.MustCompile(`^asOf is the number of a record$`), "asOf là số của một bản ghi"},
	{regexp.MustCompile(`^If-Match takes the ETag that the object was read with$`), "If-Match nhận ETag có được khi đọc"},
	{regexp.MustCompile(`^say why, in 1 to 1000 characters$`), "nêu lý do, từ 1 đến 1000 ký tự"},
	{regexp.MustCompile(`^a number of bytes$`), "một số byte"},
	{regexp.MustCompile(`^values are base64$`), "giá trị viết bằng base64"},
	{regexp.MustCompile(`^at most (\d+) words$`), "tối đa $1 từ"},
	{regexp.MustCompile(`^at most (\d+) characters$`), "tối đa $1 ký tự"},
	{regexp.MustCompile(`^the (?:id of a new record|header Idempotency-Key) must be a UUIDv7 in lower case$`), "phải là UUIDv7 viết thường"},
	{regexp.MustCompile(`^an annex names the upload of the main file$`), "phụ lục phải nêu lần tải lên của tệp chính"},
	{regexp.MustCompile(`^no such document, no version of it yet, or it is restricted$`), "không có tài liệu này, tài liệu chưa có bản nào, hoặc là tài liệu hạn chế"},
	{regexp.MustCompile(`^there is no such action$`), "không có quyền này"},
	{regexp.MustCompile(`^there is no such role$`), "không có vai trò này"},
	{regexp.MustCompile(`^this action is not a congress's to give$`), "đại hội không được giao quyền này"},
	{regexp.MustCompile(`^a congress does not decide what administrators may do$`), "đại hội không quyết định quyền của quản trị viên"},
	{regexp.MustCompile(`^a hash has 64 hexadecimal digits$`), "mã băm có 64 chữ số thập lục phân"},
	{regexp.MustCompile(`^neither limit nor offset is below 0$`), "limit và offset không nhỏ hơn 0"},
	{regexp.MustCompile(`^(\d+) to (\d+)$`), "từ $1 đến $2"},
	{regexp.MustCompile(`^a time from the year 1 to 9999, in UTC$`), "thời điểm từ năm 1 đến năm 9999, theo UTC"},
	{regexp.MustCompile(`^limit is a number from 1 to 1000$`), "limit là một số từ 1 đến 1000"},
	{regexp.MustCompile(`^issue is a number$`), "issue là một số"},
	{regexp.MustCompile(`^a document, its version, and from a character of a page to a later one$`), "tài liệu, bản của nó, và đoạn từ một ký tự của trang đến ký tự sau nó"},
	{regexp.MustCompile(`^the text is not UTF-8$`), "không phải UTF-8"},
	{regexp.MustCompile(`^the text is missing$`), "còn trống"},
	{regexp.MustCompile(`^the text has (\d+) characters, at most (\d+) are taken$`), "có $1 ký tự, chỉ nhận tối đa $2"},
	{regexp.MustCompile(`^a role that members do not have$`), "vai trò không dành cho đại biểu"},
	{regexp.MustCompile(`^a member has at least one role$`), "đại biểu có ít nhất một vai trò"},
	{regexp.MustCompile(`^8 to 256 bytes$`), "từ 8 đến 256 byte"},
	{regexp.MustCompile(`^3 to 64 letters a-z, digits or (.+)$`), "từ 3 đến 64 chữ cái a-z, chữ số hoặc $1"},
	{regexp.MustCompile(`^got [a-z]+, want string$`), "sai kiểu, cần chuỗi ký tự"},
	{regexp.MustCompile(`^got [a-z]+, want integer$`), "sai kiểu, cần số nguyên"},
	{regexp.MustCompile(`^got [a-z]+, want number$`), "sai kiểu, cần số"},
	{regexp.MustCompile(`^got [a-z]+, want boolean$`), "sai kiểu, cần true hoặc false"},
	{regexp.MustCompile(`^got [a-z]+, want object$`), "sai kiểu, cần đối tượng JSON"},
	{regexp.MustCompile(`^got [a-z]+, want array$`), "sai kiểu, cần danh sách"},
	{regexp.MustCompile(`^got [a-z]+, want .+$`), "sai kiểu"},
	{regexp.MustCompile(`^(?:minimum|exclusiveMinimum): got .*, want (\S+)$`), "nhỏ quá, cần từ $1"},
	{regexp.MustCompile(`^(?:maximum|exclusiveMaximum): got .*, want (\S+)$`), "lớn quá, chỉ nhận đến $1"},
	{regexp.MustCompile(`^minProperties: got (\d+), want (\d+)$`), "có $1 trường, cần ít nhất $2"},
	{regexp.MustCompile(`^maxProperties: got (\d+), want (\d+)$`), "có $1 trường, chỉ nhận tối đa $2"},
	{regexp.MustCompile(`^items at (\d+) and (\d+) are equal$`), "mục $1 và mục $2 trùng nhau"},
	{regexp.MustCompile(`^the value is not a valid boolean$`), "cần true hoặc false"},
	{regexp.MustCompile(`^the value is not a valid integer$`), "cần số nguyên"},
	{regexp.MustCompile(`^the value is not a (?:valid )?number$`), "cần số"},
	{regexp.MustCompile(`^the value is not valid date-time$`), "không phải ngày giờ theo RFC 3339"},
	{regexp.MustCompile(`^the value is not valid date$`), "không phải ngày theo dạng YYYY-MM-DD"},
	{regexp.MustCompile(`^the value is not valid \S+$`), "không đúng dạng"},
	{regexp.MustCompile(`^the value does not match any enum values: (.+)$`), "phải là một trong: $1"},
	{regexp.MustCompile(`(?i)^The \w+ parameter '[^']*' is defined as being required.*$`), "còn thiếu"},
	{regexp.MustCompile(`^The \w+ parameter '[^']*' is defined as being an integer.*$`), "cần số nguyên"},
	{regexp.MustCompile(`^The \w+ parameter '[^']*' is defined as being a number.*$`), "cần số"},
	{regexp.MustCompile(`^The \w+ parameter '[^']*' is defined as being a boolean.*$`), "cần true hoặc false"},
	{regexp.MustCompile(`^The \w+ parameter '[^']*' has pre-defined .*$`), "không phải một trong các giá trị được nhận"},
	{regexp.MustCompile(`^The request body is empty.*$`), "còn trống"},
	{regexp.MustCompile(`^(?:minLength|minItems): got (\d+), want (\d+)$`), "có $1, cần ít nhất $2"},
	{regexp.MustCompile(`^(?:maxLength|maxItems): got (\d+), want (\d+)$`), "có $1, chỉ nhận tối đa $2"},
	{regexp.MustCompile(`^value must be one of (.+)$`), "phải là một trong: $1"},
	{regexp.MustCompile(`^value must be (.+)$`), "phải là $1"},
	{regexp.MustCompile(`^the value does not match pattern (.+)$`), "không đúng dạng $1"},
	{regexp.MustCompile(`^missing property '([^']+)'$`), "thiếu $1"},
	{regexp.MustCompile(`^missing properties (.+)$`), "thiếu $1"},
	{regexp.MustCompile(`^additional properties (.+) not allowed$`), "không nhận $1"},
}
