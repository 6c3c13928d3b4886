package api

import (
	"strings"
	"testing"

	"plenum/congress/messages"
)

// lines are the lines of a header, which stand between bars here.
func lines(header string) (out [][]byte) {
	for line := range strings.SplitSeq(header, "|") {
		out = append(out, []byte(line))
	}
	return out
}

func TestTheLanguageIsTheOneThatTheClientPrefers(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]messages.Language{
		"":                                      "vi",
		"vi":                                    "vi",
		"en":                                    "en",
		"EN":                                    "en",
		"eN-us":                                 "en",
		"en-GB":                                 "en",
		"en-Latn-US":                            "en",
		"en_US":                                 "en",
		"eng":                                   "en", // the three letters of ISO 639-2
		"VI-vn":                                 "vi",
		"vie":                                   "vi",
		"vi-VN,vi;q=0.9,en;q=0.8":               "vi", // as browsers in Vietnam send it
		"en-US,en;q=0.9,vi;q=0.8":               "en",
		"en;q=0.8,vi;q=0.9":                     "vi", // the order does not count where the weights differ
		"vi;q=0.8, en":                          "en",
		"vi;q=0.001, en;q=0.002":                "en",
		"en, vi":                                "en", // and does where they do not
		"vi, en":                                "vi",
		"en;q=0.5,vi;q=0.500":                   "en",
		"fr":                                    "vi",
		"fr-CA, fr;q=0.9":                       "vi",
		"fr,en;q=0.5":                           "en",
		"zh, en;q=0.3, vi;q=0.2":                "en",
		"lo, fr;q=0.9, vi;q=0.1":                "vi",
		"*":                                     "vi",
		"fr, *;q=0.1":                           "vi",
		"*, en":                                 "en", // of the same weight, what is named comes first
		"en, *":                                 "en",
		"en;q=0.5, *":                           "vi", // * is vi here
		"vi;q=0.5, *":                           "en", // and en here
		"vi;q=0.5, *;q=0.4":                     "vi",
		"en, *;q=0":                             "en",
		"fr, *;q=0":                             "vi", // both are refused
		"vi;q=0":                                "en",
		"vi;q=0, *":                             "en",
		"*, vi;q=0":                             "en",
		"vi;q=0, fr":                            "en",
		"vi;q=0, fr, *;q=0.1":                   "en",
		"vi;q=0.000, *;q=0.5":                   "en",
		"en;q=0, *":                             "vi",
		"en;q=0":                                "vi",
		"vi;q=0, en;q=0":                        "vi",
		"vi;q=0, vi-VN;q=0.5, en;q=0.3":         "vi", // one of its regions is taken
		"vi; q=0.2 , en ; q = 0.3":              "en", // blanks
		"vi;Q=0.2,en;Q=0.3":                     "en", // a parameter's name has no case
		"vi;q=,en;q=0.3":                        "en", // no weight: the choice is left out
		"vi;q=2,en;q=0.3":                       "en",
		"vi;q=-1,en":                            "en",
		"vi;q=0.12345,en;q=0.3":                 "en",
		"vi;q=1e0,en;q=0.3":                     "en",
		"vi;q=NaN,en;q=0.3":                     "en",
		"vi;level=1,en;q=0.3":                   "en",
		"vi;q=1.000,en":                         "vi",
		"\tvi\t;\tq=0.1\t,\ten":                 "en",
		",,, ,en,":                              "en",
		"tiếng Việt, en":                        "en", // what is no tag is left out, alone
		"x-klingon, en;q=0.1":                   "en",
		"i-klingon, en;q=0.1":                   "en",
		strings.Repeat("a", 5000) + ",en":       "en",
		strings.Repeat("a-", 2000) + ",en":      "en",
		"fr|en":                                 "en", // two lines are one list
		"vi;q=0.1|en;q=0.2":                     "en",
		"vi;q=0|*":                              "en",
		"zu, fr;q=0.5":                          "en", // CLDR: who reads Zulu reads English
		"zu, vi;q=0.5":                          "vi",
		"en-US-u-ca-gregory, vi;q=0.9":          "en",
		"vi-u-co-trad;q=0.9, en-x-private;q=.8": "vi",
	} {
		if got := preferred(choices(lines(header))); got != want {
			t.Errorf("%.60q is answered in %q, want %q", header, got, want)
		}
	}
}

func TestCodingsAreReadWithTheirWeights(t *testing.T) {
	t.Parallel()
	none, gzip, must := packing{}, packing{gzip: true}, packing{gzip: true, must: true}
	for header, want := range map[string]packing{
		"":                                   none,
		"gzip":                               gzip,
		"GZip":                               gzip,
		"x-gzip":                             gzip,
		"gzip;q=1.0":                         gzip, // weights were refused
		"gzip;q=0.8":                         gzip,
		"gzip;q=0.001":                       gzip,
		"gzip; q=0.8, br":                    gzip,
		"gzip, deflate, br, zstd":            gzip, // browsers
		"br;q=1.0, gzip;q=0.8, *;q=0.1":      gzip, // the example of RFC 9110
		"compress, gzip":                     gzip,
		"compress;q=0.5, gzip;q=1.0":         gzip,
		"gzip;q=1.0, identity; q=0.5, *;q=0": gzip,
		"gzip;Q=0.5":                         gzip,
		"gzip ; q = 0.5":                     gzip,
		"gzip;q=0":                           none,
		"gzip;q=0.0, br":                     none,
		"gzip;q=0.000":                       none,
		"*":                                  gzip,
		"*;q=0.1":                            gzip,
		"br, *;q=0.1":                        gzip,
		"gzip;q=0, *":                        none,
		"*, gzip;q=0":                        none,
		"identity":                           none,
		"identity;q=1":                       none,
		"identity, gzip":                     gzip,
		"identity;q=0.5, gzip":               gzip,
		"identity, gzip;q=0.5":               none, // the answer as it is, rather
		"identity, *;q=0.5":                  none,
		"*, gzip;q=0.5":                      none, // * is identity too
		"identity;q=0, gzip":                 must,
		"identity;q=0, *":                    must,
		"*;q=0, gzip":                        must,
		"*;q=0, gzip;q=0.1":                  must,
		"identity;q=0":                       {must: true}, // nothing is left; the answer comes as it is
		"*;q=0":                              {must: true},
		"*;q=0, identity":                    none,
		"deflate, br":                        none,
		"gzipped":                            none,
		"not-gzip":                           none,
		"gzip;q=x":                           none,
		"gzip;q=1.5":                         none,
		"gzip;level=9":                       none,
		"gzip;q=x, br, *":                    gzip,
		"deflate|gzip;q=0.5":                 gzip, // two lines are one list
		"gzip;q=0|*":                         none,
		"x-gzip;q=0.5, gzip;q=0":             gzip,
	} {
		if got := packingOf(choices(lines(header))); got != want {
			t.Errorf("%q: %+v, want %+v", header, got, want)
		}
	}
}

func FuzzChoices(f *testing.F) {
	for _, s := range []string{"vi;q=0, *", "gzip;q=0.5, identity;q=0", ";;,q=,=;", "en-u-ca-;q=1", "a-" + strings.Repeat("b-", 30), "\xff;q=0.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		list := choices(lines(header))
		for _, one := range list {
			if one.weight < 0 || one.weight > 1000 || one.name == "" {
				t.Errorf("%q: %+v", header, one)
			}
		}
		if lang := preferred(list); lang != messages.Vietnamese && lang != messages.English {
			t.Errorf("%q: %q", header, lang)
		}
		packingOf(list)
	})
}
