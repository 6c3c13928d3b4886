#!/usr/bin/env bash
# golang.org/x/text v0.42.0, language.ParseAcceptLanguage and language.MatchStrings, on headers that RFC 9110 (12.5.4, 12.4.2) allows:
#
# 1. A refusal is lost. "vi;q=0" says "not in Vietnamese"; the entry is dropped (as documented), the list is empty, and a matcher then gives its first language:
#    Vietnamese. "*, vi;q=0" (anything but Vietnamese) gives Vietnamese too.
# 2. An entry that the library does not know empties the whole list. Well-formed is not enough: the language must be in its table, which knows
#    none of those that the registry of languages got in 2024 (cls, Classical Sanskrit, of 2024-03-04). MatchStrings drops the error, so
#    "en, cls" is answered in Vietnamese, though English was asked for first; "en, fr", with French as little on offer, in English.
# 3. The name of the weight is "q=" in the grammar, and words of that grammar have no case (RFC 5234, 2.3): "en;Q=0.9" is an invalid weight here.
# 4. "*" becomes the tag mul (several languages), which matches nothing: it is not "any language", and has the confidence No.
# 5. Khmer and Lao are matched to English with the confidence High; Thai, French and Chinese to nothing. With Vietnamese first in the matcher,
#    guests from Phnom Penh and Vientiane read English, and those from Bangkok and Paris Vietnamese.
#
# A congress with foreign guests has to parse the header entry by entry, keep the entries with q=0, and decide by the confidence what
# guests get who are matched to nothing. MatchStrings alone, as in the examples of the package, does none of this.
#
# Output seen: the lines of "want" below (header: tags -> choice, confidence).
set -euo pipefail
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

	"golang.org/x/text/language"
)

func main() {
	hall := language.NewMatcher([]language.Tag{language.Vietnamese, language.English})
	for _, header := range []string{"vi;q=0", "*, vi;q=0", "vi;q=0, en;q=0.1", "en, cls", "en, fr", "en;Q=0.9", "en;q=0.9", "*", "km", "lo", "th", "fr", "zh"} {
		tags, _, err := language.ParseAcceptLanguage(header)
		said := fmt.Sprint(tags)
		if err != nil {
			said = err.Error()
		}
		_, _, confidence := hall.Match(tags...)
		chosen, _ := language.MatchStrings(hall, header)
		fmt.Printf("%s: %s -> %s %v\n", header, said, chosen, confidence)
	}
}
G
cat >want <<'W'
vi;q=0: [] -> vi No
*, vi;q=0: [mul] -> vi No
vi;q=0, en;q=0.1: [en] -> en Exact
en, cls: language: subtag "cls" is well-formed but unknown -> vi No
en, fr: [en fr] -> en Exact
en;Q=0.9: ParseAcceptLanguage: invalid weight -> vi No
en;q=0.9: [en] -> en Exact
*: [mul] -> vi No
km: [km] -> en High
lo: [lo] -> en High
th: [th] -> vi No
fr: [fr] -> vi No
zh: [zh] -> vi No
W
export GOFLAGS=-mod=mod GOWORK=off
go get golang.org/x/text@v0.42.0 >/dev/null 2>&1
go run . | tee got
diff want got
