package report

import "fmt"

// Comment is one opinion, numbered within its thread.
type Comment struct {
	Number    int
	Stance    string // the words for it, such as "đề nghị"; "" is none
	Text      string // plain, paragraphs by line feed
	Author    string // "" is not named
	Withdrawn bool   // its number stays and its text is not printed
}

// comment writes one opinion, a paragraph for each of its own.
func (w *writer) comment(c Comment) {
	w.open("Comment")
	w.run("<w:b/><w:bCs/>", fmt.Sprintf("Ý kiến số %d", c.Number))
	if c.Withdrawn {
		w.run("", " đã được rút.")
		w.raw("</w:p>")
		return
	}
	if s := oneLine(c.Stance); s != "" {
		w.run("<w:i/><w:iCs/>", " ("+s+")")
	}
	w.run("", ": ")
	for i, text := range paragraphs(c.Text) {
		if i > 0 {
			w.raw("</w:p>")
			w.open("Comment")
		}
		w.run("", text)
	}
	if a := oneLine(c.Author); a != "" {
		w.run("<w:i/><w:iCs/>", " ("+a+")")
	}
	w.raw("</w:p>")
}
