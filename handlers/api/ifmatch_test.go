package api_test

import (
	"testing"

	"plenum/handlers/handlerstest"
)

// A change that names no version is told so: nobody else need have changed the object.
func TestAMissingIfMatchIsNoEarlierChange(t *testing.T) {
	h := handlerstest.Open(t, nil)
	path := "~/groups/" + string(h.ID())
	put := func(read string) handlerstest.Answer {
		return h.Do("PUT", path, `{"name":"Tổ 1","number":1}`, map[string]string{"Idempotency-Key": string(h.ID()), "If-Match": read})
	}
	made := put("")
	if made.StatusCode != 201 {
		t.Fatalf("%s %s", made.Status, made.Body)
	}
	read := made.Header.Get("ETag")
	for _, c := range []struct {
		name, read string
		status     int
		code       string
		title      string
	}{
		{"no If-Match", "", 428, "if_match_missing", "Thiếu điều kiện If-Match"},
		{"any version", "*", 428, "if_match_missing", "Thiếu điều kiện If-Match"},
		{"another version", `"999999"`, 412, "stale", "Đã có người sửa trước"},
		{"no ETag", "3", 400, "request_invalid", "Yêu cầu không hợp lệ"},
	} {
		res := put(c.read)
		if p := res.Problem(t); res.StatusCode != c.status || p.Code != c.code || p.Title != c.title || (p.Current == nil) != (c.status == 400) {
			t.Errorf("%s: %s %s", c.name, res.Status, res.Body)
		}
	}
	if res := put(read); res.StatusCode != 201 {
		t.Errorf("as it was read: %s %s", res.Status, res.Body)
	}
	if res := put(read); res.StatusCode != 412 {
		t.Errorf("the second of two: %s %s", res.Status, res.Body)
	}
}

func TestAMethodThatIsNotTakenHasItsTitle(t *testing.T) {
	h := handlerstest.Open(t, nil)
	res := h.Do("PATCH", "~/groups", "", nil)
	if p := res.Problem(t); res.StatusCode != 405 || p.Code != "method_not_allowed" || p.Title != "Phương thức không dùng được ở đây" {
		t.Errorf("%s %s", res.Status, res.Body)
	}
}
