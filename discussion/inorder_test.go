package discussion_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/discussion"
)

// wordsOf is the main part of a Word file.
func wordsOf(t *testing.T, docx []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

// inOrder reports as an error that the names do not stand one after the other in the text.
func inOrder(t *testing.T, text string, names []string) {
	t.Helper()
	at := -1
	for _, name := range names {
		next := strings.Index(text, name)
		if next <= at {
			t.Errorf("%s stands at %d, what comes before it at %d: want %q", name, next, at, names)
		}
		at = next
	}
}

func TestMinutesNamePeopleByTheirGivenNames(t *testing.T) {
	want := []string{"Đỗ Văn An", "Hồ Văn An", "Phạm Thị Ánh", "Lê Văn Ân", "Trần Thị Dung", "Nguyễn Văn Đức", "Lý Thị Oanh", "Ngô Thị Ổn", "Võ Văn Ơn"}
	for name, of := range map[string]func(*discussion.Minutes, []congress.MemberID){
		"present":     func(r *discussion.Minutes, all []congress.MemberID) { r.Present = all },
		"secretaries": func(r *discussion.Minutes, all []congress.MemberID) { r.Secretaries = all },
		"absent": func(r *discussion.Minutes, all []congress.MemberID) {
			for _, m := range all {
				r.Absent = append(r.Absent, discussion.Absent{Member: m, Reason: "ốm"})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			var all []congress.MemberID
			for _, name := range []string{"Trần Thị Dung", "Võ Văn Ơn", "Lê Văn Ân", "Phạm Thị Ánh", "Hồ Văn An", "Ngô Thị Ổn", "Đỗ Văn An", "Lý Thị Oanh", "Nguyễn Văn Đức"} {
				all = append(all, congress.MemberID(h.put(congress.KindMember, congress.Member{Name: name, Roles: []congress.Role{congress.Delegate}, Groups: h.groups[:1]})))
			}
			record := discussion.Minutes{Discussion: h.discussion, Group: h.groups[0]}
			of(&record, slices.Clone(all))
			_, err := h.PutMinutes(t.Context(), h.Hall, h.secretary, change(), record)
			h.want("the record", err, "")
			made, err := h.MinutesDOCX(t.Context(), h.Hall, h.delegate, congress.Info{Title: "Đại hội mẫu"}, h.discussion, h.groups[0])
			if err != nil {
				t.Fatal(err)
			}
			inOrder(t, wordsOf(t, made.DOCX), want)
		})
	}
}
