package messages

// The faults of fields, each with its sentence in Vietnamese and in English and the types of what
// the sentence counts or names. A fault whose words are those of its error's code is made by
// Code.Fault.
var (
	// Counts and lengths.

	Characters        = two[int, int]("characters", "từ %d đến %d ký tự", "%d to %d characters")
	CharactersAtMost  = one[int]("characters_at_most", "tối đa %d ký tự", "at most %d characters")
	CharactersTooMany = two[int, int]("characters_too_many",
		"có %d ký tự, chỉ nhận tối đa %d",
		"the text has %d characters, at most %d are taken")
	OneLine = two[int, int]("one_line",
		"một dòng từ %d đến %d ký tự",
		"one line of %d to %d characters")
	LinesAtMost = one[int]("lines_at_most", "tối đa %d dòng", "at most %d lines")
	LineAtMost  = one[int]("line_at_most", "mỗi dòng tối đa %d ký tự", "at most %d characters a line")
	EachLine    = two[int, int]("each_line",
		"mỗi dòng từ %d đến %d ký tự",
		"%d to %d characters a line")
	Tag           = two[int, int]("tag", "nhãn dài từ %d đến %d ký tự", "a tag has %d to %d characters")
	TagsAtMost    = one[int]("tags_at_most", "tối đa %d nhãn", "at most %d tags")
	WordsAtMost   = one[int]("words_at_most", "tối đa %d từ", "at most %d words")
	IssuesAtMost  = one[int]("issues_at_most", "tối đa %d vấn đề", "at most %d issues")
	RemarksAtMost = one[int]("remarks_at_most", "tối đa %d góp ý", "at most %d remarks")
	PlacesAtMost  = one[int]("places_at_most",
		"tối đa %d, mỗi mục từ trang trước đến trang sau",
		"at most %d, each from a page to a later one")
	AtMost  = one[int]("at_most", "tối đa %d", "at most %d")
	Number  = two[int, int]("number", "một số từ %d đến %d", "a number from %d to %d")
	Seconds = two[int, int]("seconds", "từ %d đến %d giây", "%d to %d seconds")
	Bytes   = two[int, int]("bytes", "từ %d đến %d byte", "%d to %d bytes")
	Names   = one[string]("names", "%s", "%s")

	// Faults that every field may have.

	Missing   = none("missing", "còn trống", "the text is missing")
	NotUTF8   = none("not_utf8", "không phải UTF-8", "the text is not UTF-8")
	NotUUID   = none("not_uuid", "không phải UUID viết thường", "not a UUID in lower case")
	NotUUIDv7 = none("not_uuidv7", "phải là UUIDv7 viết thường", "must be a UUIDv7 in lower case")
	Why       = two[int, int]("why",
		"cần nêu lý do, từ %d đến %d ký tự",
		"a reason of %d to %d characters is needed")
	SecretMarking = none("secret_marking",
		"mang dấu chỉ độ mật; nếu không phải tài liệu mật, xin viết cách khác",
		"it carries a marking of a state secret")

	// Accounts and congresses.

	Login = two[int, int]("login",
		"từ %d đến %d chữ cái a-z, chữ số hoặc . _ - @",
		"%d to %d letters a-z, digits or . _ - @")
	Device = one[int]("device",
		"tối đa %d chữ cái, chữ số hoặc . _ -",
		"at most %d letters, digits or . _ -")
	NotMembersRole = none("not_members_role",
		"vai trò không dành cho đại biểu",
		"a role that members do not have")
	RolesMissing = none("roles_missing",
		"đại biểu có ít nhất một vai trò",
		"a member has at least one role")
	NoRole      = none("no_role", "không có vai trò này", "there is no such role")
	NoAction    = none("no_action", "không có quyền này", "there is no such action")
	ActionFixed = none("action_fixed",
		"đại hội không được giao quyền này",
		"this action is not a congress's to give")
	AdministratorsFixed = none("administrators_fixed",
		"đại hội không quyết định quyền của quản trị viên",
		"a congress does not decide what administrators may do")

	// Records and streams.

	NotCongressID    = none("not_congress_id", "không phải mã của một đại hội", "the stream is not a congress's id")
	KindMissing      = none("kind_missing", "thiếu loại", "the kind is missing")
	OperationUnknown = none("operation_unknown",
		"thao tác phải là put hoặc erase",
		"the operation is neither put nor erase")
	TimeOutOfRange = none("time_out_of_range",
		"thời điểm ngoài khoảng được nhận",
		"the time is out of range")
	Year = two[int, int]("year",
		"thời điểm từ năm %d đến năm %d, theo UTC",
		"a time from the year %d to %d, in UTC")
	NumberOutOfRange = none("number_out_of_range", "số ngoài khoảng được nhận", "the number is out of range")
	BatchOfStreams   = none("batch_of_streams",
		"các bản ghi của một lô thuộc một dòng",
		"the records of one batch belong to one stream")
	BatchNumbers = none("batch_numbers",
		"số của các bản ghi trong một lô nối tiếp nhau, từ 1",
		"the numbers of a batch follow each other, from 1")
	ErasureBody = none("erasure_body", "bản ghi xóa không có nội dung", "an erasure has no body")
	NotJSON     = none("not_json", "không phải JSON", "not JSON")
	NotObject   = none("not_object",
		"phải là một đối tượng JSON",
		"not a JSON object")
	NotKept = none("not_kept",
		"phải là một đối tượng JSON bằng UTF-8, không có tên nào hai lần",
		"not JSON that can be kept: one object in UTF-8, no name twice")
	NULCharacter = none("nul_character", "có ký tự NUL", "it has text with a NUL character")
	NameRefused  = none("name_refused",
		"có tên trống, bắt đầu bằng $ hoặc có dấu chấm",
		"it has a name that is empty, starts with $ or has a dot")

	// Discussions and their minutes.

	NoGroup       = none("no_group", "cuộc thảo luận thuộc ít nhất một tổ", "a discussion belongs to at least one group")
	OpenElsewhere = none("open_elsewhere",
		"chỉ mở được các tổ của cuộc thảo luận",
		"only the discussion's groups can be open")
	ClockTwice = none("clock_twice",
		"mỗi phần thảo luận có nhiều nhất một khung giờ",
		"a time for each thread of the discussion at most")
	ClockBackward = none("clock_backward",
		"giờ mở phải trước giờ đóng",
		"a thread opens before it closes")
	NotInCongress = none("not_in_congress",
		"không phải vai trò, tổ hoặc đại biểu của đại hội",
		"not a role, group or member of this congress")
	NotOfStances    = none("not_of_stances", "không phải một trong năm thái độ", "not one of the five stances")
	PassageBackward = none("passage_backward",
		"đoạn trích đi từ một ký tự của trang đến ký tự sau nó",
		"a passage is from a character of a page to a later one")
	ForNobody    = none("for_nobody", "thông báo phải gửi cho ai đó", "a notice is for somebody")
	EndsBefore   = none("ends_before", "giờ kết thúc trước giờ bắt đầu", "it ends before it begins")
	PresentTwice = none("present_twice",
		"mỗi đại biểu chỉ ghi một lần, có mặt hoặc vắng mặt",
		"a member is present or absent, once")

	// Compilations and reports.

	NoIssue     = none("no_issue", "đề cương không có nội dung này", "there is no such issue")
	NoStance    = none("no_stance", "không có thái độ này", "there is no such stance")
	PartsAtMost = one[int]("parts_at_most", "tối đa %d phần, ít nhất một phần", "1 to %d parts")
	PartsApart  = none("parts_apart",
		"các phần nối tiếp nhau từ ký tự đầu, không hở và không chồng lên nhau",
		"the parts follow one another without gap or overlap, from the first character")
	PartTooLong = none("part_too_long",
		"tiêu đề tối đa 300 ký tự, lý do tối đa 1000 ký tự, mỗi phần tối đa 20 nhãn",
		"a heading has at most 300 characters, a reason 1000, and a part 20 tags")
	PartNowhere = none("part_nowhere",
		"một phần nằm trong báo cáo hoặc để riêng; phần trùng phải trùng với một nội dung của báo cáo",
		"a part is in a finding or set aside, and a duplicate is one of a finding")
	AnswerState = none("answer_state", "đang xử lý, tiếp thu hoặc giải trình", "asked, accepted or explained")
	AnswerText  = two[int, int]("answer_text",
		"nội dung trả lời dài từ %d đến %d ký tự",
		"an answer has %d to %d characters")
	AnswerDocument = none("answer_document",
		"tài liệu, bản của nó, và đoạn từ một ký tự của trang đến ký tự sau nó",
		"a document, its version, and from a character of a page to a later one")
	Day        = none("day", "một ngày, ví dụ 2026-12-31", "a day, such as 2026-12-31")
	Hour       = none("hour", "giờ và phút từ 00:00 đến 23:59", "hours and minutes from 00:00 to 23:59")
	DayBefore  = none("day_before", "ngày kết thúc trước ngày bắt đầu", "the last day is before the first")
	ReportForm = none("report_form", "mẫu nhà nước hoặc mẫu của Đảng", "state or party")
	ReportBase = none("report_base",
		"mọi ý kiến, ý kiến của nội dung, hoặc người phát biểu",
		"all, issue or speakers")
	ReportRule = none("report_rule",
		"một số từ 2 ý kiến; tỷ lệ từ 1 đến 99 phần trăm, đa số lớn hơn nhiều",
		"some from 2, and 1 to 99 per cent, most above many")
	ReportWithout = none("report_without",
		"ý kiến (opinions) hoặc tiếp thu, giải trình (answers)",
		"opinions or answers")
	DocumentID    = none("document_id", "mã của một tài liệu", "a document's id")
	TemplateNames = one[string]("template_names",
		"mẫu có chỗ điền không có dữ liệu: %s",
		"the template names what there is not: %s")
	TemplateDocument = none("template_document",
		"không có tài liệu này, tài liệu chưa có bản nào, hoặc là tài liệu hạn chế",
		"no such document, no version of it yet, or it is restricted")
	TemplateVersion = none("template_version", "mẫu không có bản này", "no such version of the template")
	TemplateLarge   = none("template_large", "mẫu lớn hơn 10 MB", "the template is larger than 10 MB")
	TemplateNoDOCX  = none("template_no_docx", "mẫu không phải tệp DOCX", "the template is no DOCX")
	TemplateMacros  = none("template_macros", "mẫu có macro", "the template has macros")
	TemplateBroken  = none("template_broken", "mẫu bị hỏng", "the template is broken")
	TemplateUnpacks = none("template_unpacks",
		"mẫu bị hỏng hoặc phình ra quá lớn khi giải nén",
		"the template is broken or unpacks to more than it may")
	TemplatePicture = none("template_picture",
		"mẫu không nhận được ảnh: xin bỏ {{qr}}",
		"the template takes no picture: leave {{qr}} out")
	TemplateBlock = none("template_block",
		"mẫu có một đoạn nằm trong đoạn của {{body}} hoặc của một khối khác",
		"the template has a paragraph within that of {{body}} or another block")
	TemplateDoctype = none("template_doctype", "mẫu có khai báo DOCTYPE", "the template has a document type")

	// The register of documents, and imports.

	Date    = none("date", "ngày viết theo dạng YYYY-MM-DD", "a date is YYYY-MM-DD")
	RowDate = none("row_date",
		"ngày viết theo dạng YYYY-MM-DD hoặc DD/MM/YYYY",
		"a date is YYYY-MM-DD or DD/MM/YYYY")
	AgendaID     = none("agenda_id", "mục chương trình được nêu bằng mã của nó", "an agenda item is named by its id")
	NoAgenda     = none("no_agenda", "không có mục chương trình này", "there is no such agenda item")
	NoLevel      = none("no_level", "không có độ mật này", "there is no such level")
	LevelPlanned = none("level_planned",
		"tài liệu hẹn giờ công bố giữ nguyên độ mật",
		"what is planned keeps its level")
	AnnexOf = none("annex_of",
		"phụ lục phải nêu lần tải lên của tệp chính",
		"an annex names the upload of the main file")
	NotInZIP  = none("not_in_zip", "trong ZIP không có tệp này", "the ZIP has no such file")
	NearInZIP = one[string]("near_in_zip",
		"trong ZIP không có tệp này; tên gần giống: %s",
		"the ZIP has no such file; there is %s")
	SeveralFiles = one[string]("several_files",
		"nhiều tệp cùng mang tên này: %s",
		"several files are called so: %s")
	NamedBefore = one[int]("named_before",
		"hàng %d đã nêu tệp này",
		"an earlier row names it too: row %d")
	NobodyCalled = one[string]("nobody_called",
		"không phải vai trò, tổ hoặc số thẻ của đại hội: %s",
		"not a role, group or member of this congress: %s")
	SeveralCalled = one[string]("several_called",
		"nhiều vai trò, tổ hoặc đại biểu cùng mang tên này: %s",
		"several roles, groups or members are called so: %s")
	SeveralAgenda = one[string]("several_agenda",
		"nhiều mục chương trình cùng mang tên này: %s",
		"several agenda items are called so: %s")
	AgendaOrGroup = one[string]("agenda_or_group",
		"một mục chương trình và một tổ hoặc vai trò cùng mang tên này: %s",
		"an agenda item and a group or role are called so: %s")
	FoldersContradict = two[string, string]("folders_contradict",
		"hai thư mục nói khác nhau: %s, %s",
		"two folders contradict each other: %s, %s")

	// Requests.

	NoParameter  = none("no_parameter", "không có tham số này", "there is no such parameter")
	NotNumber    = none("not_number", "cần số", "not a number")
	RecordNumber = none("record_number", "asOf là số của một bản ghi", "asOf is the number of a record")
	ETag         = none("etag",
		"If-Match nhận ETag có được khi đọc",
		"If-Match takes the ETag that the object was read with")
	LengthMissing = none("length_missing", "phải nêu độ dài của tệp", "the length of the file must be said")
	NotBytes      = none("not_bytes", "một số byte", "a number of bytes")
	NotBase64     = none("not_base64", "giá trị viết bằng base64", "values are base64")
	BelowZero     = none("below_zero",
		"limit và offset không nhỏ hơn 0",
		"neither limit nor offset is below 0")

	// Faults of values that the contract of the API refuses.

	NotRight    = none("not_right", "chưa đúng", "not right")
	Absent      = none("absent", "còn thiếu", "it is missing")
	WantString  = none("want_string", "sai kiểu, cần chuỗi ký tự", "of another type: a string is needed")
	WantInteger = none("want_integer", "sai kiểu, cần số nguyên", "of another type: an integer is needed")
	WantNumber  = none("want_number", "sai kiểu, cần số", "of another type: a number is needed")
	WantBoolean = none("want_boolean", "sai kiểu, cần true hoặc false", "of another type: true or false is needed")
	WantObject  = none("want_object", "sai kiểu, cần đối tượng JSON", "of another type: a JSON object is needed")
	WantArray   = none("want_array", "sai kiểu, cần danh sách", "of another type: a list is needed")
	WrongType   = none("wrong_type", "sai kiểu", "of another type than is needed")
	TooSmall    = one[string]("too_small", "nhỏ quá, cần từ %s", "too small: from %s")
	TooLarge    = one[string]("too_large", "lớn quá, chỉ nhận đến %s", "too large: up to %s")
	NotAbove    = one[string]("not_above", "nhỏ quá, phải lớn hơn %s", "too small: above %s")
	NotBelow    = one[string]("not_below", "lớn quá, phải nhỏ hơn %s", "too large: below %s")
	NotMultiple = one[string]("not_multiple", "phải là bội số của %s", "no multiple of %s")
	TooShort    = two[int, int]("too_short", "có %d ký tự, cần ít nhất %d", "has %d characters, needs at least %d")
	TooLong     = two[int, int]("too_long", "có %d ký tự, chỉ nhận tối đa %d", "has %d characters, at most %d are taken")
	TooFew      = two[int, int]("too_few", "có %d, cần ít nhất %d", "has %d, needs at least %d")
	TooMany     = two[int, int]("too_many", "có %d, chỉ nhận tối đa %d", "has %d, at most %d are taken")
	FieldsFew   = two[int, int]("fields_few", "có %d trường, cần ít nhất %d", "has %d fields, needs at least %d")
	FieldsMany  = two[int, int]("fields_many",
		"có %d trường, chỉ nhận tối đa %d",
		"has %d fields, at most %d are taken")
	ItemsEqual  = two[int, int]("items_equal", "mục %d và mục %d trùng nhau", "items %d and %d are equal")
	NotOneOf    = one[string]("not_one_of", "phải là một trong: %s", "must be one of: %s")
	NotThis     = one[string]("not_this", "phải là %s", "must be %s")
	NotPattern  = none("not_pattern", "viết không đúng dạng", "not of the form that is needed")
	NotSHA256   = none("not_sha256", "cần 64 chữ số 0-9, a-f (SHA-256)", "64 digits 0-9, a-f are needed (SHA-256)")
	NotThread   = none("not_thread", "cần mã của một tổ hoặc của phiên toàn thể", "the id of a group, or plenary, is needed")
	NotTime     = none("not_time", "không phải ngày giờ theo RFC 3339", "no date and time of RFC 3339")
	NotDate     = none("not_date", "không phải ngày theo dạng YYYY-MM-DD", "no date such as YYYY-MM-DD")
	NotOfFormat = one[string]("not_of_format", "không đúng dạng (%s)", "not of the format %s")
	Lacks       = one[string]("lacks", "thiếu %s", "lacks %s")
	NotTaken    = one[string]("not_taken", "không nhận %s", "does not take %s")

	// How a request is framed (RFC 9112).

	RequestLine = none("request_line",
		"dòng đầu không phải dòng yêu cầu của HTTP/1.1",
		"the first line is no request line of HTTP/1.1")
	LineEnd = none("line_end",
		"một dòng của phần đầu không kết thúc bằng CR và LF",
		"a line of the head does not end with CR and LF")
	HeadLine = none("head_line",
		"một dòng của phần đầu không phải tên, dấu hai chấm và giá trị",
		"a line of the head is not a name, a colon and a value")
	HostInvalid   = none("host_invalid", "Host không hợp lệ", "the Host is none")
	LengthInvalid = none("length_invalid", "Content-Length không phải số", "the Content-Length is no number")
	CodingRefused = none("coding_refused", "Transfer-Encoding chỉ nhận chunked", "the only Transfer-Encoding is chunked")
	LengthTwice   = none("length_twice",
		"yêu cầu nêu độ dài nội dung hai lần",
		"the request says twice how long its body is")
	// Ends of a live socket.

	SocketStopping   = none("socket_stopping", "Máy chủ đang dừng.", "the server is stopping")
	SocketStorage    = none("socket_storage", "Máy chủ không kết nối được kho dữ liệu.", "the server does not reach the storage")
	SocketsOfAddress = none("sockets_of_address",
		"Địa chỉ mạng này đang mở quá nhiều kết nối.",
		"too many sockets are open from this network address")
	SocketsOfAccount = none("sockets_of_account",
		"Tài khoản này mở quá nhiều kết nối; kết nối cũ nhất bị đóng.",
		"too many sockets of this account are open; the oldest goes")
	SocketNewer   = none("socket_newer", "Thiết bị này đã mở một kết nối mới hơn.", "a newer socket of this device took its place")
	FramesTooMany = none("frames_too_many", "Ứng dụng gửi quá nhiều trong thời gian ngắn.", "too many frames in a short time")
	HelloLate     = none("hello_late", "Ứng dụng không chào khi mở kết nối.", "no hello came")
	HelloFirst    = one[string]("hello_first", "Ứng dụng gửi %s trước khi chào.", "%s before hello")
	FramesText    = none("frames_text", "Chỉ nhận khung tin dạng chữ.", "frames are text")
	FrameBytes    = one[int]("frame_bytes", "Mỗi khung tin có tối đa %d byte.", "a frame has at most %d bytes")
	FrameNotJSON  = none("frame_not_json",
		"Khung tin không phải đối tượng JSON của giao thức.",
		"the frame is not a JSON object of the protocol")
	FrameUnknown = one[string]("frame_unknown", "Giao thức không có khung tin %q.", "unknown frame type %q")
	FrameLacks   = two[string, string]("frame_lacks",
		"Khung tin %s thiếu %s, hoặc ghi sai.",
		"the frame %s has no valid %s")

	HostMissing = none("host_missing", "yêu cầu cần đúng một Host", "the request needs one Host")
)
