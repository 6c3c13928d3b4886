package bulk

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"plenum/documents/sheets"
	"plenum/vietnamese"
)

var (
	serial  = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
	packed  = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})$`)
	touched = regexp.MustCompile(`(\d)([a-z])|([a-z])(\d)`)
	// Plain words: the hour behind a day says nothing.
	yearFirst  = regexp.MustCompile(`^(?:ngay )?(\d{4}) (\d{1,2}) (\d{1,2})(?: t)?((?: \d+)*)(?: z)?$`)
	dayFirst   = regexp.MustCompile(`^(?:[a-z ]+ |thu \d ){0,3}?(\d{1,2}) (?:thang |thg |th )?(\d{1,2}) (?:nam )?(\d{4}|\d{2})((?: \d{1,3}){2,4}(?: am| pm| sa| ch)?)?$`)
	monthNamed = regexp.MustCompile(`^(?:[a-z]+ )?(\d{1,2}) ([a-z]{3,9}) (\d{4}|\d{2})(?: \d+)*$`)
	monthFirst = regexp.MustCompile(`^(?:[a-z]+day )?([a-z]{3,9}) (\d{1,2}) (\d{4})$`)
)

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// date reads a day as spreadsheets, programs and people write it, the day before the month:
// 2026-11-09, with an hour too, 9/11/2026, 09-11-26, 9.11.2026, 09-Nov-2026, "ngày 09 tháng 11 năm
// 2026", and a spreadsheet's day number.
func date(text string) (string, bool) {
	text = strings.Trim(vietnamese.Blanks(text), "'\".,; ")
	if text == "" {
		return "", true
	}
	if serial.MatchString(text) {
		n, err := strconv.ParseFloat(text, 64)
		return sheets.Day(int(n)).Format(time.DateOnly), err == nil && n >= 10_000
	}
	if m := packed.FindStringSubmatch(text); m != nil {
		return day(m[1], m[2], m[3])
	}
	words := vietnamese.Plain(text)
	for range 2 { // neighbours share a letter
		words = touched.ReplaceAllString(words, "$1$3 $2$4")
	}
	if m := yearFirst.FindStringSubmatch(words); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := dayFirst.FindStringSubmatch(words); m != nil {
		return day(m[3], m[2], m[1])
	}
	if m := monthNamed.FindStringSubmatch(words); m != nil {
		return day(m[3], month(m[2]), m[1])
	}
	if m := monthFirst.FindStringSubmatch(words); m != nil {
		return day(m[3], month(m[1]), m[2])
	}
	return "", false
}

func month(name string) string {
	for i, short := range months {
		if strings.HasPrefix(name, short) {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}

// day is a day of the calendar. Two figures of a year are of 1970 to 2069.
func day(year, month, day string) (string, bool) {
	if len(year) == 2 {
		century := "20"
		if year >= "70" {
			century = "19"
		}
		year = century + year
	}
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	text := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	if _, err := time.Parse(time.DateOnly, text); err != nil || y < 1800 || y > 2199 {
		return "", false
	}
	return text, true
}
