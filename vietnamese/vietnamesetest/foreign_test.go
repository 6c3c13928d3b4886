package vietnamesetest

import (
	"slices"
	"testing"
)

func TestEnglishWordsAreToldFromVietnamese(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Tài liệu đang ở trạng thái không cho phép việc này.":                       nil,
		"Quá nhiều máy chủ cùng ghi. Xin gửi lại.":                                  nil,
		"Đoàn thư ký khuyến nghị nghiêng về phương án nguyên trạng, ngoằn ngoèo":    nil,
		"tuyệt mật, tối mật, mật; khuya, thuở, quyển, giếng, gìn, yêu, uyên, xoong": nil,
		"Bản PDF đang được tạo (plenum.v1), If-Match nhận ETag, ngày YYYY-MM-DD":    nil,
		"ngày viết theo dạng YYYY-MM-DD hoặc DD/MM/YYYY":                            nil,
		"mẫu không nhận được ảnh: xin bỏ {{qr}}":                                    nil,
		"":                                 nil,
		"there is no such thing here":      {"there", "is", "such", "here"},
		"tài liệu published":               {"published"},
		"Trạng thái: draft":                {"draft"},
		"không phải email, Word hoặc byte": nil,
		"the file is broken":               {"the", "file", "is", "broken"},
		"Ready":                            {"Ready"},
		"ý kiến (opinions) hoặc (answers)": {"opinions", "answers"},
		"không được; not allowed in this one": {"not", "allowed", "this", "one"},
	} {
		if got := Foreign(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := Foreign("limit và offset", "limit", "offset"); got != nil {
		t.Errorf("%q though let through", got)
	}
}
