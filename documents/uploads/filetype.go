package uploads

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"plenum/documents/ingest"
)

// sniffLength is how many first bytes the type is found from, tailLength how
// many last bytes of a container whose first ones do not tell.
const (
	sniffLength = 3072
	tailLength  = 256 << 10
)

// mainPart is the part that makes a container an Office file. (An OpenDocument file says its type
// first of all, if its parts are in order.)
var mainPart = map[string]string{
	".docx": "word/document.xml",
	".pptx": "ppt/presentation.xml",
	".xlsx": "xl/workbook.xml",
	".odt":  "content.xml",
	".ods":  "content.xml",
	".odp":  "content.xml",
}

// taken are the types that the register takes, with the endings they come under.
var taken = map[string][]string{
	"application/pdf": {".pdf"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.oasis.opendocument.text":                                   {".odt"},
	"application/vnd.oasis.opendocument.spreadsheet":                            {".ods"},
	"application/vnd.oasis.opendocument.presentation":                           {".odp"},
	"text/plain": {".txt", ".csv"},
	"text/rtf":   {".rtf"},
	"image/png":  pictureEndings, // phones and messengers name a PNG .jpg and the other way round
	"image/jpeg": pictureEndings,
}

var pictureEndings = []string{".png", ".jpg", ".jpeg", ".jfif", ".jpe"}

// nameFault is nil when files under such a name are taken; errors: errTypeRefused, errTypeFormer.
func (s *Uploads) nameFault(name string) error {
	ending := strings.ToLower(path.Ext(name))
	for _, endings := range taken {
		if slices.Contains(endings, ending) {
			return nil
		}
	}
	switch {
	case ingest.FormerType(ending) == "":
		return errTypeRefused
	case !s.ingest.MakesPDFs():
		return errTypeFormer
	}
	return nil
}

// typeFault is the error of a code of sniff; nil when the type is taken, or only the parts of a
// container can tell.
func typeFault(fault string) error {
	switch fault {
	case "type_refused":
		return errTypeRefused
	case "type_mismatch":
		return errTypeMismatch
	case "encrypted":
		return errLocked
	}
	return nil
}

// typeRefusal reports whether the file is refused for its type: sending it again would not help.
func typeRefusal(err error) bool {
	return errors.Is(err, errTypeRefused) || errors.Is(err, errTypeFormer) || errors.Is(err, errTypeMismatch) || errors.Is(err, errLocked)
}

// compound is how the container begins that Office's former formats have ([MS-CFB], 2.2).
const compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// sniff finds the type by the first bytes, and the code of what is wrong with it under this name:
// "type_refused", "type_mismatch" or "encrypted"; "" when it is well; "container" when its parts
// must tell.
func sniff(head []byte, name string) (mime, fault string) {
	found := mimetype.Detect(head)
	mime, _, _ = strings.Cut(found.String(), ";")
	ending := strings.ToLower(path.Ext(name))
	for m := found; m != nil; m = m.Parent() {
		base, _, _ := strings.Cut(m.String(), ";")
		if endings, ok := taken[base]; ok {
			if slices.Contains(endings, ending) {
				return base, ""
			}
			return mime, "type_mismatch"
		}
	}
	switch {
	case ingest.FormerType(ending) != "" && bytes.HasPrefix(head, []byte(compound)):
		return ingest.FormerType(ending), ""
	case mime == "application/zip" && mainPart[ending] != "":
		return mime, "container"
	case mime == "application/x-ole-storage" && mainPart[ending] != "" && strings.HasSuffix(ending, "x"): // what Office makes of a file with a password ([MS-OFFCRYPTO], 2.3.4)
		return mime, "encrypted"
	}
	return mime, "type_refused"
}

// sniffParts is sniff for a container by the list of parts at its end. The names of the parts are
// the writing program's choice, save that of their types; what has no part of the usual folder of
// another format may be what it says, and its reader holds it to that.
func sniffParts(tail []byte, name string) (mime, fault string) {
	ending := strings.ToLower(path.Ext(name))
	own := mainPart[ending]
	is := own != "" && bytes.Contains(tail, []byte(own))
	if !is && own != "" && bytes.Contains(tail, []byte("[Content_Types].xml")) {
		is = true
		for other, part := range mainPart {
			folder, _, within := strings.Cut(part, "/")
			is = is && (other == ending || !within || !bytes.Contains(tail, []byte(folder+"/")))
		}
	}
	if is {
		for base, endings := range taken {
			if slices.Contains(endings, ending) {
				return base, ""
			}
		}
	}
	return "application/zip", "type_mismatch"
}
