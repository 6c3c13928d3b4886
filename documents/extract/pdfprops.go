package extract

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"github.com/klippa-app/go-pdfium/requests"
)

// properties reads what the file says of itself: the usual entries, those that some program made
// up, and XMP.
func (p *pdfReader) properties(f source) {
	for _, tag := range []string{"Title", "Author", "Subject", "Keywords", "Creator", "Producer"} {
		if meta, err := p.in.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: p.doc, Tag: tag}); err == nil {
			p.r.property(strings.ToLower(tag), meta.Value)
		}
	}
	packets := p.inside.Packets
	if p.inside.err != nil {
		packets = plainXMP(io.NewSectionReader(f, 0, f.size))
	} else {
		for key, value := range p.inside.Info {
			switch strings.ToLower(key) {
			case "title", "author", "subject", "keywords", "creator", "producer", "creationdate", "moddate":
			default:
				p.r.also(key, value)
			}
		}
	}
	for _, packet := range packets {
		p.r.xmp(packet)
	}
}

// plainXMP finds the packets that stand in a file as they are.
func plainXMP(file io.Reader) (packets [][]byte) {
	const begins, ends, longest, most = "<x:xmpmeta", "</x:xmpmeta>", 1 << 20, 100
	var window []byte
	buffer := make([]byte, 1<<20)
	for len(packets) < most {
		n, err := file.Read(buffer)
		window = append(window, buffer[:n]...)
		for {
			from := bytes.Index(window, []byte(begins))
			if from < 0 {
				window = window[max(0, len(window)-len(begins)):]
				break
			}
			window = window[from:]
			to := bytes.Index(window, []byte(ends))
			if to < 0 {
				if len(window) > longest {
					window = window[len(begins):]
					continue
				}
				break
			}
			packets = append(packets, bytes.Clone(window[:to+len(ends)]))
			window = window[to+len(ends):]
		}
		if err != nil {
			return packets
		}
	}
	return packets
}

// also notes a property beside another of the same name.
func (r *Result) also(name, value string) {
	value = strings.TrimSpace(clean(value))
	key := firstBytes(clean(name), 200)
	if before := r.Properties[key]; before != "" && !strings.Contains(before, value) {
		value = before + "\n" + value
	} else if before != "" {
		return
	}
	r.property(name, value)
}

// xmp notes the properties of a packet (ISO 16684-1): elements and attributes by their local names,
// and items of a list by that of the list.
func (r *Result) xmp(packet []byte) {
	d := xml.NewDecoder(bytes.NewReader(packet))
	d.Strict = false
	var names []string
	for {
		t, err := d.Token()
		if err != nil {
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			names = append(names, t.Name.Local)
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && a.Name.Local != "about" && a.Name.Local != "lang" {
					r.also(lowerFirst(a.Name.Local), a.Value)
				}
			}
		case xml.EndElement:
			if len(names) > 0 {
				names = names[:len(names)-1]
			}
		case xml.CharData:
			for i := len(names) - 1; i >= 0 && strings.TrimSpace(string(t)) != ""; i-- {
				if name := names[i]; name != "li" && name != "Alt" && name != "Bag" && name != "Seq" && name != "value" {
					r.also(lowerFirst(name), string(t))
					break
				}
			}
		}
	}
}

// lowerFirst writes Keywords as keywords, as the usual properties are.
func lowerFirst(name string) string {
	if name == "" {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}
