package messages

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
