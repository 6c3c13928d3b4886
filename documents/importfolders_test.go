package documents_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/uploads"
)

// Without a spreadsheet the folders place a file on the programme and say for whom it will be; the dry run shows it of each row.
func TestFoldersSayAgendaItemAndAudience(t *testing.T) {
	h := openHouse(t)
	opening := h.put(congress.KindAgenda, "", congress.Agenda{Title: "Khai mạc Đại hội"})
	first := h.put(congress.KindAgenda, "", congress.Agenda{Title: "1. Thảo luận"})
	second := h.put(congress.KindAgenda, "", congress.Agenda{Title: "2. Thảo luận"})
	type said struct {
		Agenda   congress.ObjectID
		Audience congress.Audience
		Kind     string
		Notes    string
		Faults   string
	}
	group1, presidium := congress.Audience{Groups: h.groups[:1]}, congress.Audience{Roles: []congress.Role{congress.Presidium}}
	later := "audience_later"
	want := map[string]said{
		"a.txt":                       {Notes: later},
		"01. Văn kiện/a.txt":          {Kind: "Văn kiện", Notes: later},
		"02 - khai mac dai hoi/a.txt": {Agenda: opening, Notes: later},
		"Tổ 1/a.txt":                  {Audience: group1},
		"3. TO 1/a.txt":               {Audience: group1},
		"ĐOÀN CHỦ TỊCH/a.txt":         {Audience: presidium},
		"Khai mạc Đại hội/Tham luận/Tổ 1/a.txt": {Agenda: opening, Kind: "Tham luận", Audience: group1},
		"Tổ 1/03 Khai mạc đại hội/a.txt":        {Agenda: opening, Audience: group1},
		"Tổ 1/tổ 1/a.txt":                       {Audience: group1},
		"1. Thảo luận/a.txt":                    {Agenda: first, Notes: later},
		"2. Thảo luận/a.txt":                    {Agenda: second, Notes: later},

		// Nothing that is not known widens: it is noted, and the row is for nobody yet.
		"Tổ 99/a.txt":                 {Notes: "folder_unknown Tổ 99, audience_later"},
		"Tổ 1.1/a.txt":                {Notes: "folder_unknown Tổ 1.1, audience_later"},
		"Văn kiện/Bản quét/a.txt":     {Kind: "Văn kiện", Notes: "folder_unknown Bản quét, audience_later"},
		"Tất cả/a.txt":                {Kind: "Tất cả", Notes: later},
		"ĐB-012/a.txt":                {Kind: "ĐB-012", Notes: later},
		"Tổ 1 và Đoàn chủ tịch/a.txt": {Notes: "folder_unknown Tổ 1 và Đoàn chủ tịch, audience_later"},

		// Nothing is guessed.
		"Thảo luận/a.txt":                     {Notes: later, Faults: "agenda"},
		"7. Thảo luận/a.txt":                  {Notes: later, Faults: "agenda"},
		"Tổ 1/Tổ 2/a.txt":                     {Notes: later, Faults: "audience"},
		"Đoàn chủ tịch/Tổ 1/a.txt":            {Notes: later, Faults: "audience"},
		"1. Thảo luận/Khai mạc Đại hội/a.txt": {Notes: later, Faults: "agenda"},
	}
	h.put(congress.KindMember, "", congress.Member{Name: "Trần Thị Bình", Card: "ĐB-012", Roles: []congress.Role{congress.Delegate}})
	files := map[string]string{}
	for name := range want {
		files[name] = name
	}
	out := h.bring(newID(), bundle(t, files), true, false)
	got := map[string]said{}
	for _, row := range out.Rows {
		var notes []string
		for _, w := range row.Warnings {
			notes = append(notes, strings.TrimSpace(w.Code+" "+w.Folder))
		}
		one := said{Agenda: row.Entry.Agenda, Audience: row.Audience, Kind: row.Entry.Kind, Notes: strings.Join(notes, ", ")}
		for _, e := range row.Errors {
			one.Faults += strings.Join(slices.Sorted(maps.Keys(e.Fields)), " ")
		}
		if (one.Faults != "") != (row.Action == uploads.ImportError) {
			t.Errorf("%s: %s although %v", row.File, row.Action, row.Errors)
		}
		got[row.File] = one
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A folder around everything counts where it is called as something of the congress, and else is as if it were not there; what systems
// leave in folders is no file.
func TestAFolderAroundEverythingCountsWhereItSaysSomething(t *testing.T) {
	h := openHouse(t)
	opening := h.put(congress.KindAgenda, "", congress.Agenda{Title: "Khai mạc Đại hội"})
	group := congress.Audience{Groups: h.groups[:1]}
	for _, c := range []struct {
		around, notes string
		agenda        congress.ObjectID
		audience      congress.Audience
	}{
		{around: "Tài liệu Đại hội/", notes: "audience_later"},
		{around: "Tài liệu/Bản cuối/", notes: "audience_later"},
		{around: "02. khai mạc đại hội/", agenda: opening, notes: "audience_later"},
		{around: "Tài liệu/Khai mạc Đại hội/Tổ 1/", agenda: opening, audience: group},
		{around: "Tổ 99/", notes: "folder_unknown Tổ 99, audience_later"},
	} {
		files := map[string]string{"__MACOSX/" + c.around + "._a.txt": "x", "__MACOSX/._x": "x", ".DS_Store": "x"}
		for _, name := range []string{"a.txt", "Tham luận/b.txt", ".DS_Store", "Thumbs.db", "Tham luận/desktop.ini", "Icon\r", "Tham luận/.DS_Store"} {
			files[c.around+name] = "của " + name
		}
		out := h.bring(newID(), bundle(t, files), true, false)
		if len(out.Rows) != 2 || out.Errors > 0 || out.Extra != nil {
			t.Errorf("%s: %+v", c.around, out)
			continue
		}
		for i, kind := range []string{"", "Tham luận"} {
			row := out.Rows[i]
			var notes []string
			for _, w := range row.Warnings {
				notes = append(notes, strings.TrimSpace(w.Code+" "+w.Folder))
			}
			if row.File != []string{"a.txt", "Tham luận/b.txt"}[i] || row.Entry.Agenda != c.agenda || !row.Audience.Equal(c.audience) || row.Entry.Kind != kind || strings.Join(notes, ", ") != c.notes {
				t.Errorf("%s%s is %+v for %+v, notes %q", c.around, row.File, row.Entry, row.Audience, notes)
			}
		}
	}
	// The single file of a folder is told by it too, and a spreadsheet by no folder.
	if out := h.bring(newID(), bundle(t, map[string]string{"Tổ 1/a.txt": "a"}), true, false); !out.Rows[0].Audience.Equal(group) {
		t.Errorf("a single file: %+v", out.Rows[0])
	}
	out := h.bring(newID(), bundle(t, map[string]string{"Tổ 1/a.txt": "a", "Tổ 1/danh-muc.xlsx": list(t, []any{"a.txt", "", "Một", "", "", ""})}), true, false)
	if out.Sheet != "danh-muc.xlsx" || out.Errors > 0 || !out.Rows[0].Audience.Nobody() {
		t.Errorf("with a spreadsheet: %+v", out)
	}
}

// A folder around everything that names a level of state secrets refuses all that is in it, with a spreadsheet too.
func TestAFolderAroundEverythingThatIsMarkedIsRefused(t *testing.T) {
	h := openHouse(t)
	for _, files := range []map[string]string{
		{"Tài liệu mật/a.txt": "a", "Tài liệu mật/b.txt": "b"},
		{"Bộ/Tài liệu mật/a.txt": "a", "Bộ/Tài liệu mật/Tổ 1/b.txt": "b"},
		{"Tài liệu mật/a.txt": "a", "Tài liệu mật/danh-muc.xlsx": list(t, []any{"a.txt", "", "Một", "", "", "Tất cả"})},
	} {
		out := h.bring(newID(), bundle(t, files), false, true)
		if out.Errors != len(out.Rows) || len(out.Rows) == 0 || len(h.keys()) > 0 {
			t.Errorf("%v: %+v", slices.Sorted(maps.Keys(files)), out)
		}
		for _, r := range out.Rows {
			if len(r.Errors) != 1 || r.Errors[0].Code != messages.ClassifiedRefused {
				t.Errorf("%s: %v", r.File, r.Errors)
			}
		}
	}
}

// A name that several go by is nobody's, in a folder and in a spreadsheet.
func TestANameThatSeveralGoByIsNotGuessed(t *testing.T) {
	h := openHouse(t)
	h.put(congress.KindGroup, "", congress.Group{Name: "Tổ 2", Number: 7})     // and the house's second group is Tổ 2 too
	h.put(congress.KindGroup, "", congress.Group{Name: "Đại biểu", Number: 8}) // as the role is
	h.put(congress.KindAgenda, "", congress.Agenda{Title: "Đoàn chủ tịch"})    // as the role is
	h.put(congress.KindAgenda, "", congress.Agenda{Title: "Bế mạc"})
	h.put(congress.KindAgenda, "", congress.Agenda{Title: "BẾ MẠC"})
	out := h.bring(newID(), bundle(t, map[string]string{
		"Tổ 2/a.txt": "a", "Đại biểu/b.txt": "b", "Đoàn chủ tịch/c.txt": "c", "Bế mạc/d.txt": "d",
	}), true, true)
	if out.Errors != 4 {
		t.Errorf("by folders: %+v", out.Rows)
	}
	for _, row := range out.Rows {
		if !row.Audience.Nobody() || row.Entry.Agenda != "" {
			t.Errorf("%s is guessed: %+v", row.File, row)
		}
	}
	out = h.bring(newID(), bundle(t, map[string]string{
		"danh-muc.xlsx": list(t, []any{"a.txt", "", "Một", "", "", "Tổ 2"}, []any{"b.txt", "", "Hai", "", "", "đại biểu"}, []any{"c.txt", "", "Ba", "", "bế mạc", ""}, []any{"d.txt", "", "Bốn", "", "Đoàn chủ tịch", "Đoàn chủ tịch"}),
		"a.txt":         "a", "b.txt": "b", "c.txt": "c", "d.txt": "d",
	}), true, false)
	for i, field := range []string{"audience", "audience", "agenda", ""} {
		row := out.Rows[i]
		if field == "" {
			if row.Action != uploads.ImportCreate {
				t.Errorf("row %d: %v", row.Row, row.Errors)
			}
			continue
		}
		if len(row.Errors) == 0 || row.Errors[0].Fields[field].Code() == "" {
			t.Errorf("row %d: %+v, want a fault of its %s", row.Row, row.Errors, field)
		}
	}
}

// What a dry run shows is what is made.
func TestAnImportByFoldersIsMadeAsItWasShown(t *testing.T) {
	h := openHouse(t)
	agenda := h.put(congress.KindAgenda, "", congress.Agenda{Title: "Bế mạc"})
	content, id := bundle(t, map[string]string{"Bế mạc/Tổ 1/a.txt": "a", "Văn kiện/b.txt": "b"}), newID()
	dry := h.bring(id, content, true, false)
	done := h.bring(id, content, false, false)
	if !done.Done || done.Creates != 2 || cmp.Diff(dry.Rows[0].Entry, done.Rows[0].Entry) != "" {
		t.Fatalf("%+v", done)
	}
	d := h.document(h.organizer, done.Rows[0].Document)
	if d.Agenda != agenda || !d.Audience.Equal(congress.Audience{Groups: h.groups[:1]}) || d.State != documents.Draft {
		t.Errorf("%+v", d)
	}
	if d := h.document(h.organizer, done.Rows[1].Document); !d.Audience.Nobody() || d.Kind != "Văn kiện" {
		t.Errorf("%+v", d)
	}
}
