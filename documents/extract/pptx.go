package extract

import (
	"context"
)

// readPPTX gives a page for each slide in the order of the show, with its notes.
func readPPTX(_ context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	slides, err := c.ordered("ppt/presentation.xml", "sldId")
	if err != nil {
		return err
	}
	for _, slide := range slides {
		text, err := c.text(slide, false)
		if err != nil {
			return err
		}
		more, err := c.related(slide, "notesSlide", "comments")
		if err != nil {
			return err
		}
		r.add(text + more)
	}
	return c.finish(r, "ppt/")
}
