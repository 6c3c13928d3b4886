#!/usr/bin/env bash
# golang.org/x/text v0.42.0, collate.New(language.Vietnamese): 48 of 176 equivalent spellings of Vietnamese letters are ordered as other letters.
#
# A letter with two marks (ậ, ợ) has, beside its own code point, canonically equivalent spellings: decomposed, with the marks in each order that
# Unicode holds for equal, or half composed, with one mark in the letter and one behind it. Unicode's collation (UTS #10) begins by
# normalising, so all of them are equal; the English and the root order of the package have them equal. The Vietnamese order does not. In it:
#
# - ạ, ẹ, ọ with a hat or breve behind them (ạ + U+0302 for ậ) are ạ, ẹ, ọ;
# - o and u with a tone and then the horn (ó + U+031B, o + U+0301 + U+031B for ớ) are o and u.
#
# NFD and NFC texts are in order, so a test with these two forms finds nothing. Neither Loose nor Force helps; norm.NFC before the collator does.
# In a list of delegates people with the same name stand apart, and a search by key or by "equal" finds one of them.
#
# Output seen:
#   vi: 48 of 176 differ, 0 after norm.NFC
#   en: 0 of 176 differ, 0 after norm.NFC
#   und: 0 of 176 differ, 0 after norm.NFC
#   Lan Lạng Lập* Lăng Lâm Lấp Lập
#   Hóa Họp Hợp* Hồ Hơn Hợp Hưng
set -euo pipefail
self=$(realpath "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'M'
module finding

go 1.26.0
M
cat >main.go <<'G'
package main

import (
	"fmt"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// spellings gives the equivalent spellings of a letter with two marks, none for other letters.
func spellings(letter string) map[string]bool {
	all := map[string]bool{}
	if d := []rune(norm.NFD.String(letter)); len(d) == 3 {
		for _, marks := range [][]rune{{d[1], d[2]}, {d[2], d[1]}} {
			first, second := string(d[0])+string(marks[0]), string(marks[1])
			for _, s := range []string{first + second, norm.NFC.String(first) + second} {
				if norm.NFC.String(s) == letter {
					all[s] = true
				}
			}
		}
	}
	return all
}

func main() {
	for _, tag := range []language.Tag{language.Vietnamese, language.English, language.Und} {
		order := collate.New(tag)
		var all, differ, after int
		for letter := rune(0x1EA0); letter <= 0x1EF9; letter++ {
			for s := range spellings(string(letter)) {
				all++
				if order.CompareString(string(letter), s) != 0 {
					differ++
				}
				if order.CompareString(string(letter), norm.NFC.String(s)) != 0 {
					after++
				}
			}
		}
		fmt.Printf("%v: %d of %d differ, %d after norm.NFC\n", tag, differ, all, after)
	}
	order := collate.New(language.Vietnamese)
	for _, list := range [][]string{
		{"Lập", "Lăng", "Lan", "Lạng", "Lạ\u0302p", "Lâm", "Lấp"},
		{"Hợp", "Ho\u0323\u031bp", "Hưng", "Hóa", "Hồ", "Hơn", "Họp"},
	} {
		order.SortStrings(list)
		for i, name := range list { // the star is the other spelling
			if c := norm.NFC.String(name); c != name {
				list[i] = c + "*"
			}
		}
		fmt.Println(strings.Join(list, " "))
	}
}
G
export GOFLAGS=-mod=mod GOWORK=off
go get golang.org/x/text@v0.42.0 >/dev/null 2>&1
go run . | tee got
diff <(sed -n '/^# Output seen:/,/^[^#]/s/^#   //p' "$self") got
