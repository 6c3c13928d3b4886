package vietnamese_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

func sorted(list []string) []string {
	list = slices.Clone(list)
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	vietnamese.Sort(list, func(s string) []string { return []string{s} })
	return list
}

// testdata/order.json is in the order of ICU 78 (CLDR 48): new Intl.Collator("vi", {numeric: true}) of Node.js 24.
func TestTheOrderIsThatOfICU(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/order.json")
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string][]string
	if err := json.Unmarshal(content, &tables); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"letters", "names", "numbers", "things"} {
		table := tables[name]
		if len(table) < 100 {
			t.Fatalf("%s has %d words", name, len(table))
		}
		if diff := cmp.Diff(table, sorted(table)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		apart := slices.Clone(table) // decomposed
		for i := range apart {
			apart[i] = norm.NFD.String(apart[i])
		}
		for i, s := range sorted(apart) {
			if norm.NFC.String(s) != table[i] {
				t.Errorf("%s in NFD: %q, want %q", name, s, table[i])
				break
			}
		}
	}
}

func TestNumbersCountAsNumbers(t *testing.T) {
	t.Parallel()
	for _, want := range [][]string{
		{"Tổ 1", "Tổ 2", "Tổ 9", "Tổ 10", "Tổ 11", "Tổ 100"},
		{"1-BC/ĐH", "2-BC/ĐH", "03-BC/ĐH", "10-BC/ĐH", "10-TTr/ĐH"},
		{"Phụ lục 1.2", "Phụ lục 1.10", "Phụ lục 2.1"},
		{"Phần I", "Phần II", "Phần IV", "Phần V", "Phần IX", "Phần X"},
		{"I. Mở đầu", "II. Kết quả", "V. Nhiệm vụ", "IX. Phụ lục", "XXXIX. Cuối"},
		{"Chương I: a", "Chương III: a", "CHƯƠNG IX: a", "Chương XIV: a"},
		{"Đại hội lần thứ IX", "Đại hội lần thứ XIII", "Đại hội lần thứ XIV"},
		{"Khoá IX", "Khóa X", "Khóa XI"},
		{"BÁO CÁO TÌNH HÌNH", "BÁO CÁO VI PHẠM", "BÁO CÁO XI MĂNG"}, // VI and XI are words here
		{"Tổ IIII", "Tổ VV"}, // no numbers
		{"Tổ A", "Tổ B", "Tổ C", "Tổ D", "Tổ L"},
		{"Số 99999999999999999999", "Số 100000000000000000000"},
	} {
		if diff := cmp.Diff(want, sorted(want)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPeopleStandByTheirGivenNames(t *testing.T) {
	t.Parallel()
	want := []string{
		"",
		"Bùi Thị Ái", "Lê Văn An", "Trần Văn An", "Bùi Xuân An", "Đỗ Ăn", "Hồ Ân", "Hồ Thị Bình", "Nguyễn  Thị\u00a0Bình", "Cao Dũng", "Cao Đức",
		"Ngô Hoà", "Vũ Hòa", "Mai Hóa", "Ngô Văn Hùng", "Ngô Văn Hùng (A)", "Ngô Văn Hùng (B)", "Trần Văn Hùng (A)", "Y Ngọc", "Phan Ơn", "Thanh", "Ngô Thanh", "Vũ Yến",
	}
	list := slices.Clone(want)
	random := rand.New(rand.NewPCG(3, 4))
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	vietnamese.Sort(list, vietnamese.Person)
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
	long := strings.Repeat("Nguyễn ", 5000)
	if got := vietnamese.Person(long); got[0] != "Nguyễn" || len(got) != 4 {
		t.Errorf("%d parts", len(got))
	}
}

func TestWhatIsEqualKeepsItsOrder(t *testing.T) {
	t.Parallel()
	type one struct{ name, card string }
	list := []one{{"Trần  Bình", "3"}, {"Tra\u0302\u0300n Bình", "1"}, {"Trần Bình", "2"}, {"Lê An", "4"}}
	vietnamese.Sort(list, func(o one) []string { return vietnamese.Person(o.name) })
	var cards string
	for _, o := range list {
		cards += o.card
	}
	if cards != "4312" {
		t.Errorf("got %s", cards)
	}
	vietnamese.Sort(list, func(o one) []string { return append(vietnamese.Person(o.name), o.card) })
	if list[1].card != "1" || list[3].card != "3" {
		t.Errorf("with the card: %v", list)
	}
}

func BenchmarkSortPeople(b *testing.B) {
	names := make([]string, 1500)
	for i := range names {
		names[i] = []string{"Nguyễn", "Trần", "Lê", "Đỗ"}[i%4] + " Văn " + []string{"An", "Bình", "Dũng", "Đức", "Hoà", "Yến"}[i%6]
	}
	for b.Loop() {
		vietnamese.Sort(slices.Clone(names), vietnamese.Person)
	}
}
