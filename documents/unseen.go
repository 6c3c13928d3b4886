package documents

import (
	"context"
	"errors"
	"strings"

	"plenum/congress"
	"plenum/documents/blobs"
)

// Unseen is something that a check did not look at, and the reason. The words name ids and keys,
// never titles.
type Unseen struct {
	What    string
	Count   int // of those that What says; 0: they are not counted
	Because string
}

func (p *Proof) unseen(what, because string) {
	p.Unseen = append(p.Unseen, Unseen{What: what, Because: because})
}

// counted is unseen for what was counted, if there is any.
func (p *Proof) counted(count int, what, because string) {
	if count > 0 {
		p.Unseen = append(p.Unseen, Unseen{What: what, Count: count, Because: because})
	}
}

// unread counts the files in a congress's folder whose bytes were held to nothing, by what they
// are.
func (s *Register) unread(ctx context.Context, stream congress.StreamID, looked map[string]bool, p *Proof) error {
	var pictures, parts, others int
	for after := ""; ; {
		list, err := s.files.List(ctx, blobs.Folders(stream), after, 1000)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		for _, b := range list {
			after = b.Key
			_, inside, _ := strings.Cut(strings.TrimPrefix(b.Key, blobs.Folders(stream)), "/")
			switch {
			case looked[b.Key]:
			case strings.HasPrefix(inside, "pictures/"):
				pictures++
			case strings.HasPrefix(inside, "parts/"):
				parts++
			default:
				others++
			}
		}
	}
	p.counted(pictures, "the bytes of pictures of pages", "they are drawn from the files, and no record has their hash")
	p.counted(parts, "the bytes of uploads that come in parts", "their hash is known when the last part has come")
	p.counted(others, "the bytes of page texts, and of files that no record names", "no record has their hash")
	return nil
}

// UnseenFiles tells of the files in the store that are in no folder of the congresses. Errors:
// Unavailable, Canceled.
func (s *Register) UnseenFiles(ctx context.Context, known map[congress.StreamID]bool) ([]Unseen, error) {
	var p Proof
	strange := 0
	for after := ""; ; {
		list, err := s.files.List(ctx, "", after, 1000)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break
		}
		for _, b := range list {
			after = b.Key
			if stream, _, ok := strings.Cut(strings.TrimPrefix(b.Key, "files/"), "/"); !ok || !strings.HasPrefix(b.Key, "files/") || !known[congress.StreamID(stream)] {
				strange++
			}
		}
	}
	p.counted(strange, "files in folders of the store that belong to no congress of the log", "no record says what they are")
	return p.Unseen, nil
}

// cause is the innermost text of an error, for operators.
func cause(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
