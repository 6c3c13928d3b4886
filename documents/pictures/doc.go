// Package pictures gives and draws pictures of pages.
//
// It promises: a picture is given to who may see the document now; a restricted document has none;
// a picture that is finished after a recall or rejection, on any server, takes itself back.
//
// Pictures are derived: blobs in the document's folder, pictures/UPLOAD/WIDTH-PAGE, drawn in a
// process of the file's own and made again when they are missing. Only a ready file has any. One
// worker draws pages that a tablet waits for, another everything else (drawing.go): the thumbnail
// once a file is ready, the pages, annexes too, once it is published; DrawChanged is told of both.
package pictures
