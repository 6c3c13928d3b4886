package messages

// titlesOfCodes are the titles of the codes that the title of their kind does not fit.
var titlesOfCodes = map[Code]pair{
	IfMatchMissing:   {"Thiếu điều kiện If-Match", "If-Match is missing"},
	MethodNotAllowed: {"Phương thức không dùng được ở đây", "Method not allowed"},
}

// TitleOf is the title of a problem document: that of the code where it has its own, otherwise that
// of its kind.
func TitleOf(c Code, kind string, l Language) string {
	if own, ok := titlesOfCodes[c]; ok {
		return own.in(l)
	}
	return Title(kind, l)
}

// titles are the titles of problem documents, by the kind of the error.
var titles = map[string]pair{
	"invalid":      {"Yêu cầu không hợp lệ", "The request is not valid"},
	"unauthorized": {"Chưa đăng nhập", "Not signed in"},
	"forbidden":    {"Không được phép", "Not allowed"},
	"not_found":    {"Không tìm thấy", "Not found"},
	"conflict":     {"Trạng thái hiện tại không cho phép", "The present state does not allow it"},
	"stale":        {"Đã có người sửa trước", "It changed since you read it"},
	"too_large":    {"Quá lớn", "Too large"},
	"too_many":     {"Quá nhiều lần", "Too many requests"},
	"unavailable":  {"Tạm thời không phục vụ được", "Not available now"},
	"canceled":     {"Yêu cầu bị ngắt", "The request was given up"},
	"internal":     {"Lỗi của máy chủ", "A fault of the server"},
}
