package messages

import (
	"fmt"
	"strings"
)

// roleWords are the roles of a congress, by their names in the API, as people call them.
var roleWords = map[string]pair{
	"administrator":   {"Quản trị viên", "administrator"},
	"organizer":       {"Ban tổ chức", "organizer"},
	"secretariat":     {"Đoàn thư ký", "secretariat"},
	"presidium":       {"Đoàn chủ tịch", "presidium"},
	"group-secretary": {"Thư ký tổ", "group secretary"},
	"chair":           {"Tổ trưởng", "group chair"},
	"deputy":          {"Tổ phó", "deputy chair"},
	"delegate":        {"Đại biểu", "delegate"},
	"guest":           {"Khách mời", "guest"},
	"press":           {"Báo chí", "press"},
}

// Role is a role as people call it; "" for one that there is not.
func Role(name string, l Language) string { return roleWords[name].in(l) }

// actionWords are the actions, by their names in the policy.
var actionWords = map[string]pair{
	"congress:list":   {"xem danh sách mọi đại hội", "see the list of all congresses"},
	"member:read":     {"xem đại biểu", "see members"},
	"group:read":      {"xem các tổ", "see groups"},
	"agenda:read":     {"xem chương trình", "see the agenda"},
	"policy:read":     {"xem quy định phân quyền", "see the policy"},
	"document:read":   {"xem tài liệu", "see documents"},
	"document:edit":   {"sửa tài liệu", "edit documents"},
	"audit:read":      {"xem ai đã đọc tài liệu", "see who read what"},
	"discussion:read": {"xem các cuộc thảo luận", "see discussions"},
	"comment:read":    {"xem ý kiến", "see comments"},

	"congress:create":         {"lập đại hội", "make a congress"},
	"congress:read":           {"xem thông tin đại hội", "see the congress"},
	"congress:edit":           {"sửa thông tin đại hội", "change the congress"},
	"account:create":          {"lập tài khoản", "make accounts"},
	"account:revoke-sessions": {"chấm dứt phiên đăng nhập", "end sessions"},
	"member:edit":             {"sửa danh sách đại biểu", "change members"},
	"lockout:lift":            {"mở lại đăng nhập", "let somebody sign in again"},
	"group:edit":              {"sửa các tổ", "change groups"},
	"agenda:edit":             {"sửa chương trình", "change the agenda"},
	"policy:edit":             {"sửa quy định phân quyền", "change the policy"},
	"access:explain":          {"hỏi vì sao ai xem được gì", "ask why somebody sees something"},
	"changes:follow":          {"theo dõi thay đổi", "follow changes"},
	"document:publish":        {"công bố tài liệu", "publish documents"},
	"document:recall":         {"thu hồi tài liệu", "recall documents"},
	"discussion:edit":         {"lập cuộc thảo luận", "set up discussions"},
	"comment:post":            {"gửi ý kiến", "post comments"},
	"thread:open":             {"mở và đóng phần thảo luận", "open and close threads"},
	"thread:keep":             {"điều hành và ghi biên bản", "keep threads and their minutes"},
	"minutes:sign":            {"ký biên bản", "sign minutes"},
	"notice:send":             {"gửi thông báo", "send notices"},
	"report:compile":          {"tổng hợp báo cáo", "compile the report"},
}

// audienceWords are the parts of an audience that may name a member, by the rule that says so.
var audienceWords = map[string]pair{
	"audience_everyone": {"dành cho mọi đại biểu", "meant for everyone"},
	"audience_role":     {"dành cho vai trò của đại biểu này", "meant for a role of this member"},
	"audience_group":    {"dành cho tổ của đại biểu này", "meant for a group of this member"},
	"audience_keepers":  {"dành cho những người điều hành tổ của đại biểu này", "meant for those who keep this member's group"},
	"audience_member":   {"dành cho chính đại biểu này", "meant for this member by name"},
}

// ruleWords are the rules that no audience is part of. Two name roles and what they may do.
var ruleWords = map[string]pair{
	"kind_hidden": {"Không ai được xem loại nội dung này.", "Objects of this kind are shown to nobody."},
	"not_in_audience": {"Nội dung này không dành cho đại biểu này: không theo toàn đại hội, vai trò, tổ hay tên.",
		"The object is not meant for this member: not by everyone, role, group or name."},
	"server":             {"Máy chủ được làm mọi việc.", "The server itself is allowed everything."},
	"role_denies_action": {"Vai trò %s không được %s.", "None of the roles %s may %s."},
	"action_allowed":     {"Vai trò %s được %s.", "A role of %s may %s."},
}

// Because says in a language why somebody sees an object or does not: by the rule, the person's
// roles and the action that it needs, as the policy names them.
func Because(rule string, roles []string, action string, l Language) string {
	named := make([]string, 0, len(roles))
	for _, r := range roles {
		named = append(named, Role(r, l))
	}
	who, may := strings.Join(named, ", "), actionWords[action].in(l)
	if part, ok := audienceWords[rule]; ok {
		both := pair{"Vai trò %s được %s, và nội dung này %s.", "A role of %s may %s, and the object is %s."}
		return fmt.Sprintf(both.in(l), who, may, part.in(l))
	}
	if says := ruleWords[rule].in(l); strings.Contains(says, "%s") {
		return fmt.Sprintf(says, who, may)
	}
	return ruleWords[rule].in(l)
}
