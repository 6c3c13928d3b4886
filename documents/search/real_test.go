package search

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/internal/need"
)

// The materials of the demo, as a PDF converter reads them.
func TestTheMaterialsOfTheDemoAreFoundByPage(t *testing.T) {
	files, err := filepath.Glob("../../server/demo/materials/*.pdf")
	if err != nil || len(files) < 5 {
		t.Fatalf("want the demo's PDF files, got %q, %v", files, err)
	}
	pdftotext := need.Program(t, "pdftotext")
	titles := map[string]string{
		"bao-cao-tong-hop": "Dự thảo Báo cáo tổng hợp trình Đại hội", "chuyen-doi-so": "Báo cáo chuyên đề chuyển đổi số", "dien-van-be-mac": "Diễn văn bế mạc",
	}
	x := New()
	for _, file := range files {
		text, err := exec.CommandContext(t.Context(), pdftotext, file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".pdf")
		if err := x.Put(Entry{Document: congress.ObjectID(name), Title: titles[name], Pages: strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		text, want string
		total      int
	}{
		{"chuyển đổi số", "chuyen-doi-so 1: [CHUYỂN] [ĐỔI] [SỐ]", 2},
		{"chuyen doi so", "chuyen-doi-so 1: [CHUYỂN] [ĐỔI] [SỐ]", 3},
		{"cho hoc cho con cong nhan", "bao-cao-tong-hop 2: [chỗ] [học] [cho] [con] [công] [nhân]", 1},
		{`"bảy phẩy hai phần trăm"`, "bao-cao-tong-hop 3: [bảy phẩy hai phần trăm]", 1},
		{"máy tính bảng", "huong-dan-may-tinh-bang 1: [MÁY] [TÍNH] [BẢNG]", 4},
		{"kỹ thuật can thiệp tim m", "bao-cao-tong-hop 19: [kỹ] [thuật] [can] [thiệp] [tim] [mạch]", 1},
		{"bế mạc", "dien-van-be-mac 1: [BẾ] [MẠC]", 4},
		{`"người dưới ba mươi lăm tuổi"`, "bao-cao-tong-hop 3: [người dưới ba mươi lăm tuổi]", 1}, // over a line break
	} {
		res := ask(t, x, tt.text)
		check(t, res)
		got := "nothing"
		if len(res.Hits) > 0 {
			p := res.Hits[0].Passages[0]
			got = fmt.Sprintf("%s %d: %s", res.Hits[0].Document, p.Page, shown(p.Marked))
		}
		document, marks, _ := strings.Cut(tt.want, ": ")
		if !strings.HasPrefix(got, document+": ") || !strings.Contains(got, marks) || res.Total != tt.total || res.Relaxed != Asked {
			t.Errorf("%s: want %s among %d, got %s among %d", tt.text, tt.want, tt.total, got, res.Total)
		}
	}
}
