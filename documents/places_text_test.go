package documents_test

import (
	"fmt"
	"strings"
)

// textPlaces are the places of plain text, Rich Text and OpenDocument, and those of the former formats of Office.
func textPlaces() []place {
	utf8 := func(words string) []byte {
		return []byte("BÁO CÁO\n\n" + words + "\n\nThực hiện chương trình công tác năm.\n")
	}
	return []place{
		{"txt", "a line", utf8, shown, 0},
		{"rtf", "a paragraph", inRTF(`%s\par `), shown, shown},
	}
}

// inRTF is a Rich Text file around the words.
func inRTF(body string) func(words string) []byte {
	return func(words string) []byte {
		var b strings.Builder
		for _, c := range words {
			if c < 0x80 {
				b.WriteRune(c)
			} else {
				fmt.Fprintf(&b, `\u%d?`, c)
			}
		}
		return []byte(`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}\pard BAO CAO TINH HINH\par ` +
			strings.ReplaceAll(body, "%s", b.String()) + `\pard Thuc hien chuong trinh cong tac nam.\par}`)
	}
}
