package blobs

import (
	"strings"

	"plenum/congress"
)

// Folder is where the files of a document are, so that a recall finds those too that no record
// names.
func Folder(stream congress.StreamID, document congress.ObjectID) string {
	return Folders(stream) + string(document) + "/"
}

// Folders is where the documents of a congress have theirs.
func Folders(stream congress.StreamID) string { return "files/" + string(stream) + "/" }

// FolderOf is the Folder that the blob with the key is in; "" when it is no file of a document.
func FolderOf(key string) string {
	parts := strings.SplitAfterN(key, "/", 4)
	if len(parts) < 4 || parts[0] != "files/" {
		return ""
	}
	return strings.Join(parts[:3], "")
}

// Parts is the folder of the parts in which an upload comes.
func Parts(stream congress.StreamID, document, upload congress.ObjectID) string {
	return Folder(stream, document) + "parts/" + string(upload) + "/"
}

// AllPictures is the folder of the pictures of a document's files.
func AllPictures(stream congress.StreamID, document congress.ObjectID) string {
	return Folder(stream, document) + "pictures/"
}

// Pictures is the folder of the pictures of an upload.
func Pictures(stream congress.StreamID, document, upload congress.ObjectID) string {
	return AllPictures(stream, document) + string(upload) + "/"
}

// Made are the folders of an upload's blobs that its record does not name: the parts in which it
// came, if they could not be deleted then, and its pictures.
func Made(stream congress.StreamID, document, upload congress.ObjectID) []string {
	return []string{Parts(stream, document, upload), Pictures(stream, document, upload)}
}
