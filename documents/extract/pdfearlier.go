package extract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of reading what a PDF said before.
const (
	maxEarlier  = 8
	earlierTime = time.Minute // for all of them
)

// earlier reads what the PDF said before it was changed, for the door: an incremental update (ISO
// 32000-2, 7.5.6) leaves the file as it was in front of what is new.
func (p *pdfReader) earlier(ctx context.Context, f source) {
	if f.former {
		return
	}
	ends := endsBefore(f)
	if len(ends) > maxEarlier { // the first, and those that were last
		p.unsure()
		ends = append(ends[:1:1], ends[len(ends)-maxEarlier+1:]...)
	}
	limited, cancel := context.WithTimeout(ctx, earlierTime)
	defer cancel()
	var said []string
	for _, end := range ends {
		before := f
		before.size, before.former, before.pages = end, true, nil
		inner := Result{Properties: map[string]string{}}
		if readDocument(limited, before, &inner) != nil {
			p.unsure()
			continue
		}
		said = append(said, inner.Pages...)
		for _, hidden := range inner.Hidden {
			said = append(said, hidden.Text)
		}
		for _, key := range slices.Sorted(maps.Keys(inner.Properties)) {
			if value := inner.Properties[key]; value != p.r.Properties[key] {
				said = append(said, key+": "+value, value)
			}
		}
		if slices.ContainsFunc(inner.Warnings, func(w Warning) bool { return w.Code == Unchecked || w.Code == TextTruncated }) {
			p.unsure()
		}
	}
	if len(said) == 0 {
		return
	}
	known := slices.Clone(p.r.Pages)
	for _, hidden := range p.r.Hidden {
		known = append(known, hidden.Text)
	}
	p.r.hideAll(unsaid(strings.Join(known, "\n"), said...))
}

// unsure tells that something could not be checked, where nothing was told so.
func (p *pdfReader) unsure() {
	if !slices.ContainsFunc(p.r.Warnings, func(w Warning) bool { return w.Code == Unchecked }) {
		p.r.warn(Unchecked, 0)
	}
}

var (
	endOfFile  = regexp.MustCompile(`startxref\s{1,8}(\d{1,19})\s{1,8}%%EOF`)
	crossTable = regexp.MustCompile(`(?s)^\s{0,8}(?:xref\s|\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj.{0,900}/XRef)`)
)

// endsBefore are the ends of a PDF before its last one, each with a cross-reference of its own.
func endsBefore(f source) (ends []int64) {
	const step, most = 1 << 20, 64 // of a match
	var places, found []int64
	buffer := make([]byte, step+most)
	for at := int64(0); at < f.size; at += step {
		n, err := f.ReadAt(buffer[:min(int64(len(buffer)), f.size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil
		}
		for _, m := range endOfFile.FindAllSubmatchIndex(buffer[:n], -1) {
			end := at + int64(m[1])
			place, err := strconv.ParseInt(string(buffer[m[2]:m[3]]), 10, 64)
			if err == nil && (len(found) == 0 || end > found[len(found)-1]) {
				found, places = append(found, end), append(places, place)
			}
		}
	}
	head := make([]byte, 1024)
	n, _ := f.ReadAt(head, 0) // as much as there is
	begins := int64(max(0, bytes.Index(head[:n], []byte("%PDF-"))))
	for i, end := range found {
		last := len(found) - 1
		if i == last || places[i] <= 0 || places[i] == places[last] || places[i]+begins >= end {
			continue // the first part of a linearized file names no place
		}
		there := make([]byte, 1024)
		n, _ := f.ReadAt(there, places[i]+begins) // as above
		if crossTable.Match(there[:n]) {
			ends = append(ends, end)
		}
	}
	return ends
}
