package messages

// The codes of errors, in their order: each with its sentence in Vietnamese and in English. Further
// words (ofFile) are said of a file that failed, that waits, or that was not published at its time.
var (
	AccountDisabled = code("account_disabled",
		"Tài khoản đã bị khóa.",
		"the account is locked")
	AccountInvalid = code("account_invalid",
		"Thông tin tài khoản chưa đúng.",
		"some fields of the account are not right")
	AccountSeated = code("account_seated",
		"Tài khoản này đã thuộc về một đại biểu khác của đại hội.",
		"the account is a member of this congress already")
	AccountUnknown = code("account_unknown",
		"Không có tài khoản này.",
		"there is no such account")
	AddressQuery = code("address_query",
		"Không bao giờ đặt mã truy cập trong địa chỉ.",
		"a token or ticket never belongs into an address")
	AgendaInvalid = code("agenda_invalid",
		"Mục chương trình chưa đúng.",
		"some fields of the agenda item are not right")
	AnswerInvalid = code("answer_invalid",
		"Nội dung tiếp thu, giải trình chưa đúng.",
		"the answer to the finding is not right")
	AntivirusAway = code("antivirus_away",
		"Chương trình diệt vi-rút chưa trả lời. Tệp sẽ tự được kiểm tra khi chương trình hoạt động lại.",
		"the antivirus does not answer; the file is checked by itself when it is back")
	AttachmentTaken = code("attachment_taken",
		"Tệp này đã kèm theo một ý kiến khác; hãy đính kèm lại tệp.",
		"another comment carries this attachment; attach the file again")
	AttachmentUnknown = code("attachment_unknown",
		"Không có tệp đính kèm nào như vậy của bạn.",
		"there is no such attachment of yours")
	AudienceEmpty = code("audience_empty",
		"Chưa chọn người nhận tài liệu.",
		"say for whom the document is")
	AudienceNotNamed = code("audience_not_named",
		"Tài liệu hạn chế phải nêu rõ người nhận.",
		"a restricted document needs a named audience, not everyone")
	AudienceTooLarge = code("audience_too_large",
		"Chỉ nêu được tối đa 5000 vai trò, tổ và đại biểu. Nhiều hơn, xin chọn mọi người, vai trò hoặc tổ.",
		"name at most 5000 roles, groups and members; use everyone, roles or groups for more")
	AudienceUnknown = code("audience_unknown",
		"Người nhận có vai trò, tổ hoặc đại biểu không thuộc đại hội này.",
		"a role, group or member of the audience is not in this congress").ofFile(
		"Đối tượng nhận không còn trong đại hội, nên không được công bố.",
		"its audience is not in the congress any more, so it was not published")
	BlobExists = operators("blob_exists",
		"a blob with this key exists")
	BlobKeyInvalid = operators("blob_key_invalid",
		"the key of a blob is not right")
	BlobRangeInvalid = operators("blob_range_invalid",
		"the range of a blob is not right")
	BlobSizeMismatch = code("blob_size_mismatch",
		"Tệp nhận được có kích thước khác với kích thước đã báo.",
		"the stream has another length than was said")
	BodyInvalid = code("body_invalid",
		"Nội dung gửi lên không phải JSON hợp lệ.",
		"the body is not JSON")
	BodyNotUTF8 = code("body_not_utf8",
		"Nội dung gửi lên không phải UTF-8.",
		"the body is not UTF-8")
	BodyTooLarge = code("body_too_large",
		"Nội dung gửi lên quá lớn.",
		"the body is larger than this operation takes")
	BodyTruncated = code("body_truncated",
		"Nội dung gửi lên bị đứt giữa chừng.",
		"the body broke off")
	Broken = code("broken",
		"Tệp bị hỏng, không mở được.",
		"the file is broken and cannot be opened")
	Busy = code("busy",
		"Máy chủ đang bận. Xin thử lại sau giây lát.",
		"too many people sign in at this moment; try again")
	ByPublication = code("by_publication",
		"Người đọc đã có tài liệu này. Đối tượng nhận và độ mật chỉ thay đổi khi công bố lại; việc đó xem trước và hoàn tác được.",
		"readers have the document; its audience and level change when it is published anew, which can be previewed and undone")
	BytesChanged = code("bytes_changed",
		"Kho lưu trữ trả về nội dung khác với tệp đã nhận.",
		"the store gives other bytes than were received")
	Canceled = code("canceled",
		"Yêu cầu đã bị ngắt giữa chừng. Gửi lại cùng mã bản ghi là an toàn.",
		"the request was given up")
	ChainBroken = code("chain_broken",
		"Nhật ký của đại hội này bị hỏng. Xin báo quản trị viên.",
		"the log of this congress is damaged; run plenum verify")
	ChecksumMismatch = code("checksum_mismatch",
		"Phần gửi lên không đúng với mã kiểm tra.",
		"the part is not what its checksum says")
	Claimed = code("claimed",
		"Thư ký khác đang xử lý ý kiến này.",
		"another secretary has this opinion in hand")
	CardTaken = code("card_taken",
		"Số thẻ này là của một đại biểu khác trong đại hội.",
		"another member of the congress has this card number")
	ClassifiedRefused = code("classified_refused",
		"Tài liệu mật không được đưa vào hệ thống. Máy chủ không nhận dù chỉ một phần.",
		"classified documents are not taken, whole or in part")
	CommentHidden = code("comment_hidden",
		"Ý kiến này đang bị ẩn.",
		"the comment was hidden")
	CommentInvalid = code("comment_invalid",
		"Ý kiến chưa gửi được như hiện tại.",
		"the comment cannot be taken as it is")
	CommentLate = code("comment_late",
		"Ý kiến đến muộn, chưa được đưa vào thảo luận.",
		"the comment is not part of the thread; it came late")
	CommentNotLate = code("comment_not_late",
		"Ý kiến này không ở trong hộp chờ ý kiến gửi muộn.",
		"the comment does not wait in the late tray")
	CommentNotSpoken = code("comment_not_spoken",
		"Ý kiến này do đại biểu tự viết, hoặc đã được xác nhận.",
		"the comment was written, not recorded, or is confirmed already")
	CommentOwn = code("comment_own",
		"Đây là ý kiến của chính bạn, đã được tính.",
		"the comment is your own, and counts as yours already")
	CommentWithdrawn = code("comment_withdrawn",
		"Ý kiến này đã được rút.",
		"the comment was withdrawn")
	CommentsOpen = code("comments_open",
		"Còn ý kiến gửi muộn chờ xử lý. Xin nhận vào hoặc trả lại trước khi ký.",
		"comments wait for a decision in the late tray")
	ConfirmedGone = code("confirmed_gone",
		"Phiên bản bạn đã xác nhận không còn được phổ biến nên không so sánh được.",
		"the version that you confirmed was taken back since")
	CongressDamaged = code("congress_damaged",
		"Nhật ký của đại hội này bị hỏng một phần nên chỉ đọc được, cho đến khi quản trị viên sửa xong. Xin giữ lại nội dung và gửi lại sau.",
		"the log of this congress is damaged, so it is read-only until it is repaired; see plenum verify")
	CongressInvalid = code("congress_invalid",
		"Thông tin đại hội chưa đúng.",
		"some fields of the congress are not right")
	Contended = code("contended",
		"Quá nhiều máy chủ cùng ghi. Xin gửi lại.",
		"too many servers write at once; send it again")
	ContentTypeWrong = code("content_type_wrong",
		"Kiểu nội dung (Content-Type) không đúng.",
		"the body must be application/json")
	ConverterAway = code("converter_away",
		"Chương trình chuyển đổi sang PDF chưa trả lời. Xin thử lại sau ít phút.",
		"the converter does not answer").ofFile(
		"Chương trình chuyển đổi sang PDF chưa trả lời. Tệp sẽ tự được chuyển khi chương trình hoạt động lại.",
		"the converter does not answer; a PDF is made of the file by itself when it is back")
	CredentialsWrong = code("credentials_wrong",
		"Tên đăng nhập hoặc mật khẩu không đúng.",
		"the login or the password is wrong")
	CursorInvalid = code("cursor_invalid",
		"Con trỏ không phải do máy chủ này cấp.",
		"the cursor is not one that this server gave")
	DeviceInvalid = code("device_invalid",
		"Mã thiết bị không đúng.",
		"the id of the device is not right")
	DiscussionInvalid = code("discussion_invalid",
		"Thông tin cuộc thảo luận chưa đầy đủ.",
		"the discussion is not complete")
	DocumentInvalid = code("document_invalid",
		"Thông tin tài liệu chưa đúng.",
		"some fields of the document are not right")
	DocumentRecalled = code("document_recalled",
		"Tài liệu đã được thu hồi.",
		"the document was recalled")
	DocumentState = code("document_state",
		"Tài liệu đang ở trạng thái không cho phép việc này.",
		"the document is in a state that does not allow this")
	Encrypted = code("encrypted",
		"Tệp bị khóa bằng mật khẩu.",
		"the file is locked by a password").ofFile(
		"Tệp có mật khẩu. Xin bỏ mật khẩu rồi tải lên lại.",
		"the file is locked by a password; upload it without")
	EnterTooOften = code("enter_too_often",
		"Chuyển phần thảo luận quá nhiều lần. Xin đợi một lát.",
		"threads were entered too often; the socket goes on as it is")
	ExtractFailed = code("extract_failed",
		"Không đọc được tệp. Có thể thử lại.",
		"the file could not be read; it may be tried again")
	ExtractMemory = code("extract_memory",
		"Đọc tệp cần quá nhiều bộ nhớ. Có thể thử lại.",
		"reading the file takes too much memory; it may be tried again")
	ExtractTimeout = code("extract_timeout",
		"Đọc tệp mất quá nhiều thời gian. Có thể thử lại.",
		"reading the file took too long; it may be tried again")
	FileDamaged = code("file_damaged",
		"Tệp trong kho lưu trữ bị thiếu hoặc không còn đúng như khi nhận, nên tạm thời chưa mở được.",
		"the file in the store is missing or not what was received; it is withheld until it is right again")
	FileEmpty = code("file_empty",
		"Tệp không có nội dung.",
		"the file has no bytes")
	FileNameInvalid = code("file_name_invalid",
		"Tên tệp trống hoặc có ký tự không dùng được.",
		"the file name is empty or has characters that no file name has")
	FileNameTooLong = code("file_name_too_long",
		"Tên tệp dài tối đa 255 chữ.",
		"a file name has at most 255 letters")
	FileTooLarge = code("file_too_large",
		"Tệp lớn hơn mức máy chủ nhận.",
		"the file is larger than this server takes")
	FinalFailed = code("final_failed",
		"Không lập được bản cuối (đã chấp nhận mọi thay đổi) của tệp.",
		"the tracked changes of the file could not be accepted")
	FindingAnswered = code("finding_answered",
		"Nội dung này đã có tiếp thu, giải trình. Xin rút phần đó trước, hoặc gộp nội dung kia vào nội dung này.",
		"the finding has an answer; take that back first, or merge the other into it")
	FindingCircle = code("finding_circle",
		"Không thể gộp một nội dung vào chính nó, hoặc là ý kiến khác của chính nó.",
		"a finding cannot be merged into itself or be its own dissent")
	FindingHasSources = code("finding_has_sources",
		"Nội dung này còn có ý kiến. Xin chuyển hoặc gộp các ý kiến đó trước.",
		"the finding still has sources; move or merge them first")
	FindingInvalid = code("finding_invalid",
		"Câu của báo cáo chưa đúng.",
		"the sentence of the report is not right")
	FindingMissing = code("finding_missing",
		"Không có nội dung này trong báo cáo, hoặc đã được bỏ đi.",
		"there is no such finding, or it was taken away")
	Forbidden = code("forbidden",
		"Bạn không được phép làm việc này.",
		"this is not allowed for you here")
	FormRefused = code("form_refused",
		"Xin gửi chính tệp làm nội dung của yêu cầu, không gửi dưới dạng biểu mẫu.",
		"send the file itself as the body, not a form")
	GroupInvalid = code("group_invalid",
		"Thông tin tổ chưa đúng.",
		"some fields of the group are not right")
	GroupUnknown = code("group_unknown",
		"Đại hội không có tổ này.",
		"there is no such group in this congress")
	HashInvalid = operators("hash_invalid",
		"a hash has 64 hexadecimal digits")
	HeaderTooLarge = code("header_too_large",
		"Phần đầu của yêu cầu quá lớn.",
		"the headers are larger than the server takes")
	IDKnown = operators("id_known",
		"a record with this id exists")
	IDKnownNotFound = operators("id_known_not_found",
		"the log refused an id that it does not have")
	IDReused = code("id_reused",
		"Mã bản ghi này đã dùng cho nội dung khác.",
		"this id belongs to something else")
	IfMatchMissing = code("if_match_missing",
		"Yêu cầu thiếu If-Match. Xin đọc lại nội dung này rồi gửi ETag của nó trong If-Match.",
		"this change needs If-Match: the ETag that the object was read with")
	ImportOneFile = code("import_one_file",
		"Đây chỉ là một tệp, không phải ZIP nhiều tệp. Xin nén danh mục cùng các tệp của nó vào một ZIP rồi gửi lại.",
		"this is one Office file and no ZIP of files; put the list together with its files into a ZIP, and send that")
	ImportEmpty = code("import_empty",
		"Không có tài liệu nào để nhập.",
		"there is nothing to import")
	InflatesTooFar = code("inflates_too_far",
		"Tệp phình ra quá lớn khi giải nén nên không được đọc.",
		"the file inflates to more than is read")
	Internal = code("internal",
		"Máy chủ gặp lỗi. Xin thử lại; nếu vẫn lỗi, báo mã yêu cầu cho quản trị viên.",
		"something went wrong on the server")
	IssueUnknown = code("issue_unknown",
		"Đề cương không có vấn đề này.",
		"the outline has no such issue")
	KeyReused = code("key_reused",
		"Mã này (Idempotency-Key) đã dùng cho một yêu cầu khác, và kết quả đó vẫn còn. Xin gửi lại với một mã mới.",
		"this key was used for something else, which stands; what is asked for now needs a key of its own")
	LiftsMany = code("lifts_many",
		"Tài khoản này đã được mở lại ba lần trong một giờ. Xin chờ, hoặc nhờ quản trị viên đặt mật khẩu mới.",
		"this login was let in again three times within an hour; wait, or set a new password")
	LogMissing = operators("log_missing",
		"the log is empty or missing")
	LoginTaken = code("login_taken",
		"Tên đăng nhập đã có người dùng.",
		"another account has this login")
	LoginThrottled = code("login_throttled",
		"Đăng nhập sai quá nhiều lần. Xin chờ rồi thử lại.",
		"too many wrong sign-ins; wait, and try again")
	MarkBroken = code("mark_broken",
		"Tệp bị hỏng hoặc khác thường nên không tạo được bản đọc có ghi tên.",
		"the file is damaged or unusual, so that its pages cannot be marked")
	MarkBusy = code("mark_busy",
		"Nhiều bản đọc đang được tạo. Xin thử lại sau giây lát.",
		"many readers' copies are being made; try again")
	MarkEncrypted = code("mark_encrypted",
		"Tệp có mật khẩu nên không tạo được bản đọc có ghi tên.",
		"the file is locked by a password, so that it cannot be marked")
	MarkFailed = code("mark_failed",
		"Không tạo được bản đọc có ghi tên.",
		"the reader's copy could not be made")
	MarkIncomplete = code("mark_incomplete",
		"Bản đọc có ghi tên không giữ đủ chữ, phông và hình của tệp nên không được đưa cho người đọc. Xin tải lên tệp PDF được xuất lại.",
		"the reader's copy would not have all the words, fonts and pictures of the file")
	MarkTimeout = code("mark_timeout",
		"Tạo bản đọc có ghi tên mất quá nhiều thời gian.",
		"making the reader's copy took too long")
	MemberInvalid = code("member_invalid",
		"Thông tin đại biểu chưa đúng.",
		"some fields of the member are not right")
	MemberNeeded = code("member_needed",
		"Cuộc thảo luận này yêu cầu ghi ý kiến theo tên đại biểu.",
		"in this discussion opinions are recorded in a member's name")
	MemberUnknown = code("member_unknown",
		"Không có đại biểu này trong phần thảo luận.",
		"there is no such member in this thread")
	MethodNotAllowed = code("method_not_allowed",
		"Địa chỉ này không nhận phương thức đó.",
		"this address does not take this method")
	MinutesChanged = code("minutes_changed",
		"Có ý kiến thay đổi sau khi biên bản được ký. Tổ trưởng cần xem và ký lại.",
		"comments changed since the minutes were read or signed")
	MinutesIncomplete = code("minutes_incomplete",
		"Biên bản còn thiếu thông tin nên chưa ký được.",
		"the minutes say too little to be signed")
	MinutesInvalid = code("minutes_invalid",
		"Biên bản có chỗ chưa đúng.",
		"the minutes cannot be taken as they are")
	MinutesNotSealed = code("minutes_not_sealed",
		"Biên bản chưa niêm phong; hãy sửa trực tiếp biên bản.",
		"the minutes are not sealed yet; they can still be changed themselves")
	MinutesNotSigned = code("minutes_not_signed",
		"Tổ trưởng chưa ký biên bản.",
		"the chair has not signed the minutes")
	MinutesSealed = code("minutes_sealed",
		"Biên bản của tổ đã niêm phong. Nội dung đến sau được ghi vào phần bổ sung.",
		"the minutes of this group are sealed; what comes later is added to them")
	MinutesSigned = code("minutes_signed",
		"Biên bản đã được tổ trưởng ký. Muốn sửa, tổ trưởng cần rút chữ ký.",
		"the minutes are signed; the chair takes the signature back first")
	MongoDBURIInvalid = operators("mongodb_uri_invalid",
		"the URI of MongoDB cannot be used")
	NoConverter = code("no_converter",
		"Máy chủ này không tạo PDF. Xin tải tệp Word.",
		"this server makes no PDF; take the Word file")
	NoFile = code("no_file",
		"Tài liệu chưa có tệp để phát hành.",
		"the document has no file to publish")
	NoHand = code("no_hand",
		"Đại biểu này không đăng ký phát biểu.",
		"this member does not ask for the floor")
	NoPDF = code("no_pdf",
		"Phiên bản này không có bản PDF.",
		"there is no PDF of this version")
	NoPictures = code("no_pictures",
		"Phiên bản này không có ảnh trang.",
		"there are no pictures of this version's pages")
	NoReview = code("no_review",
		"Tệp này không chờ duyệt.",
		"the file is not in review")
	NoText = code("no_text",
		"Một trong hai phiên bản không có chữ, hoặc chưa được đọc.",
		"one of the versions has no text, or was not read yet")
	NoThread = code("no_thread",
		"Xin vào một phần thảo luận trước.",
		"enter a thread first")
	NobodySilent = code("nobody_silent",
		"Mọi đại biểu đã phát biểu.",
		"everybody has spoken already")
	NotAllPlaced = code("not_all_placed",
		"Còn ý kiến chưa được xếp vào báo cáo. Báo cáo chỉ được ký khi mọi ý kiến đã có vị trí.",
		"some opinions are not placed yet")
	NotApproved = code("not_approved",
		"Đại hội này yêu cầu người thứ hai phê duyệt trước.",
		"this congress asks for a second person's approval first").ofFile(
		"Đến giờ công bố mà chưa có người thứ hai duyệt, nên không được công bố.",
		"a second person had not approved it at the time, so it was not published")
	NotConfirmed = code("not_confirmed",
		"Bạn chưa xác nhận phiên bản nào trước đó của tài liệu này.",
		"you have confirmed no earlier version of this document")
	NotFound = code("not_found",
		"Không có nội dung này.",
		"there is no such thing here")
	NotQuarantined = code("not_quarantined",
		"Tệp này không chờ quyết định.",
		"the file does not wait for a decision")
	NotRetried = code("not_retried",
		"Đọc lại tệp này cũng không có kết quả khác.",
		"reading this file again would end the same")
	NotScannedTooLarge = code("not_scanned_too_large",
		"Tệp lớn hơn mức chương trình diệt vi-rút kiểm tra.",
		"the file is larger than the antivirus looks at")
	NotYourComment = code("not_your_comment",
		"Chỉ người phát biểu được sửa, rút hoặc xác nhận ý kiến của mình.",
		"only who wrote a comment, or whose words it records, changes it")
	NotYourGroup = code("not_your_group",
		"Ý kiến chỉ gửi được vào tổ của mình.",
		"comments are posted in the thread of one's own group")
	NoticeInvalid = code("notice_invalid",
		"Thông báo chưa đầy đủ.",
		"the notice is not complete")
	NumberTaken = operators("number_taken",
		"another record has this number")
	ObjectIDInvalid = code("object_id_invalid",
		"Mã của nội dung mới phải là UUIDv7 viết thường.",
		"the id of a new object must be a UUIDv7 in lower case")
	OffsetWrong = code("offset_wrong",
		"Phần gửi lên không bắt đầu ở chỗ tệp đang dừng.",
		"the part does not begin where the file ends so far")
	OriginRefused = code("origin_refused",
		"Yêu cầu đến từ một trang không được phép.",
		"the request comes from a page that is not allowed")
	OtherAccount = code("other_account",
		"Đại biểu này thuộc một tài khoản khác, cùng những ý kiến và xác nhận đã ghi. Xin lập đại biểu mới cho người mới.",
		"the member is another account's, with what was said and received in their name; make a member of their own for the new person")
	OutlineInUse = code("outline_in_use",
		"Đã có ý kiến ở nội dung hoặc tổ này: giữ nguyên vị trí, và giữ nguyên lời khi đã có biên bản được ký.",
		"opinions stand under this issue or group; it stays where it is, and once a record is signed as it is worded")
	OwnSeat = code("own_seat",
		"Quản trị viên không tự đưa tài khoản của mình vào đại hội hoặc tự đổi vai trò, tổ của mình. Việc đó do ban tổ chức làm.",
		"nobody who runs the server gives their own account a seat, role or group; an organizer of the congress does")
	PaperLevel = code("paper_level",
		"Chỉ tài liệu mật, tối mật, tuyệt mật mới ghi dòng bản giấy.",
		"a paper-only line is for mat, toi-mat or tuyet-mat")
	PaperTitle = code("paper_title",
		"Không ghi trích yếu của tài liệu tuyệt mật.",
		"the title of a tuyet-mat document is not kept")
	PartsInvalid = code("parts_invalid",
		"Các phần của ý kiến chưa đúng.",
		"the parts of the opinion are not right")
	PartsTwice = code("parts_twice",
		"Trong tệp có hai phần cùng tên, nên mỗi chương trình có thể hiện một nội dung khác. Xin mở tệp, lưu lại rồi gửi lên.",
		"two parts of the file have one name, so that programs may show different contents; open it, save it anew, and send that")
	PDFMaking = code("pdf_making",
		"Bản PDF đang được tạo. Xin tải lại sau ít giây.",
		"the PDF is being made; ask again in a moment")
	PDFNotMade = code("pdf_not_made",
		"Không tạo được bản PDF của tệp.",
		"no PDF could be made of the file")
	PictureFailed = code("picture_failed",
		"Trang này không vẽ được thành ảnh. Xin mở tệp để đọc.",
		"this page cannot be drawn")
	PictureInvalid = code("picture_invalid",
		"Không có ảnh trang như yêu cầu.",
		"there is no such picture")
	PicturesBusy = code("pictures_busy",
		"Ảnh trang đang được tạo. Xin thử lại sau giây lát.",
		"the picture is not made yet; ask again")
	PlacedElsewhere = code("placed_elsewhere",
		"Đoàn thư ký đã đưa nội dung này vào báo cáo chung. Xin trao đổi với Đoàn thư ký.",
		"the secretariat took this into a finding of its own")
	PolicyInvalid = code("policy_invalid",
		"Quy tắc phân quyền chưa đúng.",
		"the rule of permissions is not right")
	PublicURLMissing = code("public_url_missing",
		"Chưa ký được: máy chủ chưa được đặt địa chỉ công khai (--public-url) để in vào báo cáo và mã QR. Xin báo quản trị viên.",
		"the server was not told the address at which readers reach it (--public-url), which a signed report carries")
	QueryInvalid = code("query_invalid",
		"Nội dung tìm kiếm dài quá 200 ký tự hoặc chưa đúng.",
		"the search has more than 200 characters, or is not right")
	QuotaTotal = code("quota_total",
		"Đã quá tổng dung lượng mà một người được đưa vào hội nghị này. Xin giữ lại nội dung và báo ban tổ chức.",
		"this is more than one member may bring into a congress in all; keep it and tell the organizers")
	QuotePlace = code("quote_place",
		"Bản này không có trang hoặc đoạn được trích.",
		"this version has no such page, or the page no such passage")
	QuoteUnknown = code("quote_unknown",
		"Không có tài liệu hoặc phiên bản được dẫn.",
		"there is no such version of a document")
	RangeNotSatisfiable = code("range_not_satisfiable",
		"Khoảng yêu cầu nằm ngoài tệp.",
		"the range lies outside the file")
	ReasonMissing = code("reason_missing",
		"Xin nêu lý do, từ 1 đến 1000 ký tự.",
		"say why, in 1 to 1000 characters")
	Recalled = code("recalled",
		"Tài liệu đã được thu hồi.",
		"the document was recalled")
	ReceiptInvalid = code("receipt_invalid",
		"Thông tin đã nhận, đã đọc không hợp lệ.",
		"the fact is not one that a tablet can measure")
	ReclassifyDown = code("reclassify_down",
		"Độ mật mới không cao hơn độ mật hiện tại.",
		"the level is not higher than it is")
	ReclassifyRecalls = code("reclassify_recalls",
		"Tài liệu đã đến người đọc. Muốn nâng độ mật, xin dùng thao tác xác định lại độ mật; tài liệu sẽ được thu về.",
		"readers have the document; raise its level by reclassifying it, which takes it back")
	RecordIDInvalid = code("record_id_invalid",
		"Mã mới (Idempotency-Key) phải là UUIDv7 viết thường.",
		"the header Idempotency-Key must be a UUIDv7 in lower case")
	RecordInvalid = code("record_invalid",
		"Nội dung này không lưu được như hiện tại.",
		"the record cannot be taken as it is")
	RecordUnreadable = operators("record_unreadable",
		"a stored record cannot be read")
	Rejected = code("rejected",
		"Ban tổ chức đã xác định đây là tài liệu mật; nội dung đã bị xóa.",
		"an organizer found it to be a state secret; its bytes are erased")
	Rejecting = code("rejecting",
		"Ban tổ chức đã xác định đây là tài liệu mật; nội dung đang bị xóa.",
		"an organizer found it to be a state secret; its bytes are being erased")
	RemarkInvalid = code("remark_invalid",
		"Góp ý cho báo cáo chưa đúng.",
		"the remark on the report is not right")
	ReplyUnknown = code("reply_unknown",
		"Không có ý kiến này trong phần thảo luận để trả lời.",
		"there is no such comment in this thread")
	ReportInvalid = code("report_invalid",
		"Thiết lập của báo cáo chưa đúng.",
		"the settings of the report are not right")
	ReportNotInReview = code("report_not_in_review",
		"Báo cáo chưa được trình duyệt.",
		"the report is not in review")
	ReportNotSigned = code("report_not_signed",
		"Báo cáo chưa được ký.",
		"the report is not signed")
	ReportRegistered = code("report_registered",
		"Báo cáo đã có trong danh mục tài liệu.",
		"the report is in the register already")
	ReportSigned = code("report_signed",
		"Báo cáo đã ký. Nội dung báo cáo không thay đổi nữa.",
		"the report is signed; what it says stands")
	RequestInvalid = code("request_invalid",
		"Yêu cầu không đúng với mô tả của API.",
		"the request does not fit the contract of the API")
	RestrictedNeedsPDF = code("restricted_needs_pdf",
		"Tài liệu hạn chế chỉ được đọc dưới dạng PDF có ghi tên người đọc. Xin tải lên tệp PDF.",
		"a restricted document is read as a PDF with the reader's name on it; upload a PDF").ofFile(
		"Không có bản PDF để đóng dấu tên người đọc, nên không được công bố.",
		"there is no PDF to put the reader's name on, so it was not published")
	RestrictedWatermarkedOnly = code("restricted_watermarked_only",
		"Tài liệu hạn chế chỉ được xem kèm tên người đọc.",
		"a restricted document is shown with the reader's name only")
	ResumeTooOften = code("resume_too_often",
		"Nối lại quá nhiều lần. Kết nối vẫn tiếp tục như cũ.",
		"resumed too often; the socket goes on as it is")
	ReviewOpen = code("review_open",
		"Còn góp ý cho báo cáo chưa được xử lý.",
		"review comments are not settled yet")
	ReviewOutdated = code("review_outdated",
		"Tài liệu hoặc người nhận đã thay đổi sau khi trình duyệt. Xin trình lại.",
		"the document or its audience changed since it was sent for review").ofFile(
		"Tài liệu hoặc phụ lục đã thay đổi sau khi hẹn giờ công bố, nên không được công bố. Xin gửi duyệt lại.",
		"the document or its annexes changed after the publication was planned, so it was not published; send it for review again")
	S3Invalid = operators("s3_invalid",
		"the S3 store cannot be used")
	S3Versioned = operators("s3_versioned",
		"the bucket keeps older versions of deleted files (versioning is or was enabled, or objects are locked); use a bucket without")
	SameAsSecret = code("same_as_secret",
		"Tệp có cùng nội dung với một tài liệu đã được xác định là tài liệu mật. Xin xem và quyết định: trả lại hoặc hủy.",
		"the file has the same bytes as a document that was found to be a state secret; decide whether it is one")
	SearchClosed = code("search_closed",
		"Tìm kiếm tạm thời chưa phục vụ được. Xin thử lại sau giây lát.",
		"the search index is closed")
	SecondPerson = code("second_person",
		"Phải do người khác phê duyệt. Tài liệu đã công bố thì thu về ban tổ chức, sửa, rồi gửi duyệt lại.",
		"somebody else must approve it").ofFile(
		"Đại hội nay yêu cầu hai người duyệt, mà lần hẹn giờ này chỉ có một người, nên không được công bố. Xin gửi duyệt rồi hẹn lại.",
		"two persons are asked for now and one planned it, so it was not published; send it for review and plan it again")
	SentenceMissing = code("sentence_missing",
		"Có nội dung đã xếp ý kiến nhưng không xuất hiện trong báo cáo.",
		"a finding with sources does not appear in the report")
	SentenceSourceless = code("sentence_sourceless",
		"Có câu trong báo cáo chưa có ý kiến nào làm nguồn. Xin xếp ý kiến vào câu đó hoặc bỏ câu đó.",
		"a sentence of the report has no opinion behind it")
	SessionExpired = code("session_expired",
		"Phiên đăng nhập đã hết hạn. Xin đăng nhập lại.",
		"the session ran out; sign in again")
	SessionMissing = code("session_missing",
		"Xin đăng nhập trước.",
		"sign in first")
	SessionUnknown = code("session_unknown",
		"Phiên đăng nhập không còn. Xin đăng nhập lại.",
		"the session was ended; sign in again")
	SheetNoFileColumn = code("sheet_no_file_column",
		"Bảng danh mục phải có một hàng nêu tên cột, trong đó có cột Tệp và một cột cho biết tệp là gì.",
		"the spreadsheet must name its columns in one row, with one for the file and one that says what it is")
	SheetUnreadable = code("sheet_unreadable",
		"Không đọc được bảng danh mục.",
		"the spreadsheet cannot be read")
	SnapshotInvalid = operators("snapshot_invalid",
		"the snapshot has no valid stream and head")
	SocketsFull = code("sockets_full",
		"Máy chủ đã đủ kết nối trực tiếp. Xin thử lại sau giây lát.",
		"the server takes no more sockets now")
	Stale = code("stale",
		"Nội dung đã được người khác sửa. Xin đọc lại rồi sửa tiếp.",
		"it changed since it was read")
	Stopping = code("stopping",
		"Máy chủ đang dừng. Xin gửi lại sau giây lát.",
		"the server is stopping; the same request may be sent again")
	StorageFull = code("storage_full",
		"Máy chủ không còn chỗ cho tệp này: phần đĩa còn lại dành cho ý kiến. Xin báo quản trị viên.",
		"the server has no room for this file: what is left of its disk is kept for comments; tell the administrator")
	StorageNotOurs = operators("storage_not_ours",
		"the database file belongs to another program")
	StorageTooNew = operators("storage_too_new",
		"the database file has a version that this program does not know: use a newer program")
	StorageUnavailable = code("storage_unavailable",
		"Kho lưu trữ tạm thời không phục vụ được. Xin gửi lại cùng mã bản ghi.",
		"the storage does not answer now; the same request may be sent again")
	SuccessorNotRead = code("successor_not_read",
		"Tài liệu thay thế phải đã công bố cho mọi người đang đọc tài liệu này.",
		"name a published document that all of its readers have")
	TemplateInvalid = code("template_invalid",
		"Mẫu báo cáo không dùng được.",
		"the template of the report cannot be used")
	TextChanged = code("text_changed",
		"Ý kiến đã được sửa. Xin đọc lại và xếp lại.",
		"the opinion's text is another now")
	ThreadClosed = code("thread_closed",
		"Thảo luận của tổ đã đóng.",
		"the thread of this group is closed")
	ThreadOpen = code("thread_open",
		"Tổ vẫn đang mở để nhận ý kiến. Xin đóng phần thảo luận trước khi ký biên bản.",
		"the thread still takes comments; close it first")
	TicketUnknown = code("ticket_unknown",
		"Vé kết nối không còn dùng được. Xin lấy vé mới.",
		"the ticket was used or ran out; get another")
	TicketsMany = code("tickets_many",
		"Phiên này mở quá nhiều kết nối trong thời gian ngắn. Xin thử lại sau giây lát.",
		"too many tickets of this session were used in a short time")
	TimeInvalid = code("time_invalid",
		"Chỉ hẹn được giờ công bố trong tương lai, trong vòng một năm.",
		"a publication is planned for a time to come, within a year")
	Timeout = code("timeout",
		"Yêu cầu đến quá chậm.",
		"the request took too long to arrive")
	TooManyAttachments = code("too_many_attachments",
		"Bạn đã đính kèm 200 tệp, là mức cao nhất.",
		"a member attaches at most 200 files")
	TooManyBytes = code("too_many_bytes",
		"Bạn đã gửi quá nhiều dữ liệu trong thời gian ngắn. Nội dung không mất, xin gửi lại sau giây lát.",
		"you have sent too many bytes in a short time; nothing is lost, send it again in a moment")
	TooManyParts = code("too_many_parts",
		"Tệp được gửi thành quá nhiều phần. Xin gửi lại từ đầu với phần lớn hơn.",
		"the file came in too many parts; send it anew in larger ones")
	TooManySessions = code("too_many_sessions",
		"Tài khoản này đăng nhập quá nhiều lần trong một phút. Xin đợi một phút.",
		"this account signs in too often; wait a minute")
	TooManyWrites = code("too_many_writes",
		"Bạn đã gửi quá nhiều lần trong thời gian ngắn. Nội dung không mất, xin gửi lại sau giây lát.",
		"you have sent too much in a short time; nothing is lost, send it again in a moment")
	TusChecksum = code("tus_checksum",
		"Mã kiểm tra phải là sha1 hoặc sha256 viết bằng base64.",
		"the checksum is not sha1 or sha256 in base64")
	TusContentType = code("tus_content_type",
		"Phần gửi lên phải có kiểu application/offset+octet-stream.",
		"a part is application/offset+octet-stream")
	TusHeader = code("tus_header",
		"Một tiêu đề của lần tải lên còn thiếu hoặc không đúng.",
		"a header of the upload is missing or not right")
	TusVersion = code("tus_version",
		"Máy chủ này dùng tus 1.0.0.",
		"this server speaks tus 1.0.0")
	TypeFormer = code("type_former",
		"Máy chủ này không nhận tệp Word, Excel, PowerPoint kiểu cũ. Xin lưu thành .docx, .xlsx, .pptx hoặc PDF.",
		"files of Word, Excel and PowerPoint 97-2003 are not taken; save it anew as .docx, .xlsx, .pptx or PDF").ofFile(
		"Máy chủ này không nhận tệp Word, Excel, PowerPoint kiểu cũ (.doc, .xls, .ppt). Xin mở tệp, chọn Lưu thành (Save As) dạng .docx, .xlsx, .pptx hoặc PDF rồi tải lên lại.",
		"this server takes no files of Word, Excel and PowerPoint 97-2003 (.doc, .xls, .ppt); open it, save it as .docx, .xlsx, .pptx or PDF, and upload that")
	TypeMismatch = code("type_mismatch",
		"Nội dung tệp không đúng với tên của nó.",
		"the content is not what the name says").ofFile(
		"Nội dung tệp không đúng với phần đuôi của tên tệp.",
		"the file is not what its name says")
	TypeRefused = code("type_refused",
		"Loại tệp này không được nhận. Máy chủ nhận PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP, TXT, CSV, RTF, PNG và JPEG.",
		"files of this type are not taken; PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP, TXT, CSV, RTF, PNG and JPEG are").ofFile(
		"Loại tệp này không được nhận. Xin dùng PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP, TXT, CSV, RTF, PNG hoặc JPEG.",
		"files of this type are not taken; send PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP, TXT, CSV, RTF, PNG or JPEG")
	UndoTooLate = code("undo_too_late",
		"Đã quá thời gian hoàn tác. Xin thu hồi tài liệu.",
		"the time to undo the publication is over; recall the document")
	UpgradeRequired = code("upgrade_required",
		"Địa chỉ này chỉ dùng cho WebSocket (plenum.v1).",
		"this address speaks WebSocket, subprotocol plenum.v1")
	UploadIsAnnex = code("upload_is_annex",
		"Tệp này là phụ lục, được công bố cùng tệp chính.",
		"the file is an annex, which is published with its main file")
	UploadNotReady = code("upload_not_ready",
		"Tệp chưa qua được bước kiểm tra.",
		"the file did not pass its checks").ofFile(
		"Đến giờ công bố mà tệp hoặc phụ lục chưa kiểm tra xong, nên không được công bố.",
		"the file or an annex had not passed its checks at the time, so it was not published")
	VirusFound = code("virus_found",
		"Tệp có vi-rút; nội dung đã bị xóa. Xin kiểm tra máy đã tạo tệp rồi tải lên tệp sạch.",
		"the file carries a virus and its bytes are erased; check the machine it came from and upload a clean one")
	WordsMarked = code("words_marked",
		"Trong lời gửi có dấu chỉ độ mật. Bí mật nhà nước không được đưa vào hệ thống nên lời gửi không được nhận; nếu không phải, xin viết cách khác.",
		"the words carry a marking of a state secret, so nothing of them was taken; if they are no secret, say it otherwise")
	ZIPBomb = code("zip_bomb",
		"ZIP khai báo dung lượng giải nén lớn bất thường.",
		"the ZIP says that it inflates to far more than files do")
	ZIPLocked = code("zip_locked",
		"Trong ZIP có tệp bị khóa bằng mật khẩu.",
		"the ZIP has files that are locked by a password")
	ZIPNameTwice = code("zip_name_twice",
		"Trong ZIP có hai tệp cùng tên này.",
		"the ZIP has two files of this name")
	ZIPPath = code("zip_path",
		"Tên trong ZIP dẫn ra ngoài thư mục, hoặc mục này không phải tệp thường.",
		"its name in the ZIP leads out of the folder, or it is no plain file")
	ZIPTooLarge = code("zip_too_large",
		"Các tệp trong ZIP lớn hơn mức máy chủ nhận.",
		"the files in the ZIP are larger together than this server takes")
	ZIPTooMany = code("zip_too_many",
		"ZIP có quá 2000 tệp.",
		"the ZIP has more than 2000 files")
	ZIPUnreadable = code("zip_unreadable",
		"Tệp không phải ZIP, hoặc bị hỏng. Danh mục và các tệp của nó được gửi chung trong một ZIP.",
		"the file is no ZIP, or is damaged; a list and its files are sent together in a ZIP")
)
