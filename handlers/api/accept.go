package api

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

	"plenum/congress/messages"
)

// choice is a member of a header's list of choices, with its weight in thousandths (RFC 9110,
// 12.4.2).
type choice struct {
	name   string // in lower case
	weight int
}

// mostChoices is more than any client asks among; the rest of a longer list is not read.
const mostChoices = 64

// choices reads the lines of a header of weighted choices, such as "vi, en;q=0.5"; they are one
// list (RFC 9110, 5.3). A choice with a malformed weight is left out, alone.
func choices(lines [][]byte) (out []choice) {
	for member := range strings.SplitSeq(string(bytes.Join(lines, []byte(","))), ",") {
		name, parameters, weighed := strings.Cut(member, ";")
		one := choice{strings.ToLower(strings.Trim(name, " \t")), 1000}
		ok := true
		if weighed {
			one.weight, ok = weight(parameters)
		}
		if ok && one.name != "" && len(one.name) <= 64 {
			out = append(out, one)
		}
		if len(out) == mostChoices {
			break
		}
	}
	return out
}

// weight reads "q=0.5": at most three digits behind the point, and nothing above 1.
func weight(text string) (int, bool) {
	name, value, _ := strings.Cut(text, "=")
	value = strings.Trim(value, " \t")
	if !strings.EqualFold(strings.Trim(name, " \t"), "q") || value == "" || len(value) > 5 || strings.Trim(value, "0123456789.") != "" {
		return 0, false
	}
	q, err := strconv.ParseFloat(value, 64)
	return int(q*1000 + 0.5), err == nil && q <= 1
}

// spoken are the languages of the messages. A client that asks for neither gets the first.
var spoken = []language.Tag{language.Vietnamese, language.English}

// closest finds the spoken language that is close to a client's, as CLDR has it: English for en-GB,
// none for fr.
var closest = language.NewMatcher(spoken)

// preferred is the spoken language that a header of languages asks for. `*` stands for each spoken
// language that is not named (RFC 4647, 3.3.1). A language of weight 0 is refused; a client that
// refuses both gets the first.
func preferred(list []choice) messages.Language {
	type wish struct {
		tag    language.Tag
		weight int
	}
	var wishes []wish
	named := map[language.Tag]int{} // the highest weight of each spoken language that is named
	rest := -1                      // the weight of `*`
	for _, one := range list {
		if one.name == "*" {
			rest = max(rest, one.weight)
			continue
		}
		tag, err := language.Parse(one.name)
		if err != nil {
			continue
		}
		base, _ := tag.Base()
		if plain, _ := language.Compose(base); slices.Contains(spoken, plain) {
			named[plain] = max(named[plain], one.weight)
		}
		wishes = append(wishes, wish{tag, one.weight})
	}
	var offered []language.Tag
	for _, tag := range spoken {
		weight, isNamed := named[tag]
		if !isNamed {
			weight = rest
			wishes = append(wishes, wish{tag, rest}) // behind what is named, where the weights are equal
		}
		if weight != 0 {
			offered = append(offered, tag)
		}
	}
	if len(offered) == 1 {
		return messages.Language(offered[0].String())
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })
	var tags []language.Tag
	for _, w := range wishes {
		if w.weight > 0 {
			tags = append(tags, w.tag)
		}
	}
	_, at, _ := closest.Match(tags...)
	return messages.Language(spoken[at].String())
}

// Language is the language that the client is answered in.
func (c *Call) Language() messages.Language { return languageOf(c.Ctx) }

// languageOf is the language that the client is answered in.
func languageOf(c *fiber.Ctx) messages.Language {
	return preferred(choices(c.Request().Header.PeekAll(fiber.HeaderAcceptLanguage)))
}

// packing says how an answer may be coded.
type packing struct{ gzip, must bool } // must: the client refuses an answer that is not coded

// packingOf reads a header of codings (RFC 9110, 12.5.3). Without one, or with an empty one,
// nothing is coded. gzip is taken where it is named, by itself or by `*`, with no less weight than
// the answer as it is (identity), if that has one.
func packingOf(list []choice) packing {
	weights := map[string]int{}
	for _, one := range list {
		if one.name == "x-gzip" { // its name of old (RFC 9110, 8.4.1.3)
			one.name = "gzip"
		}
		weights[one.name] = max(weights[one.name], one.weight)
	}
	of := func(coding string) (int, bool) {
		if w, ok := weights[coding]; ok {
			return w, true
		}
		w, ok := weights["*"]
		return w, ok
	}
	gzip, _ := of("gzip")
	identity, told := of("identity")
	return packing{gzip: gzip > 0 && (!told || gzip >= identity), must: told && identity == 0}
}
