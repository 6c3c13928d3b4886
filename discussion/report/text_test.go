package report

import (
	"flag"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

var hanoi = time.FixedZone("+07", 7*60*60)

func TestDateHasItsZerosWhereTheStateFormHasThem(t *testing.T) {
	for _, c := range []struct {
		month time.Month
		day   int
		want  string
	}{
		{time.January, 9, "ngày 09 tháng 01 năm 2026"},
		{time.February, 10, "ngày 10 tháng 02 năm 2026"},
		{time.March, 5, "ngày 05 tháng 3 năm 2026"},
		{time.December, 31, "ngày 31 tháng 12 năm 2026"},
	} {
		if got := dateLine(time.Date(2026, c.month, c.day, 0, 0, 0, 0, hanoi)); got != c.want {
			t.Errorf("want %q, got %q", c.want, got)
		}
	}
}
