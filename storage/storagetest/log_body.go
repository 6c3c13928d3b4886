package storagetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
)

// Bodies are JSON objects of every shape; the seeds of fuzz tests too.
func Bodies() map[string]string {
	return map[string]string{
		"empty object":     `{}`,
		"empty parts":      `{"a":{},"b":[],"c":"","d":null,"e":[{}],"f":{"g":{}}}`,
		"truth":            `{"no":false,"yes":true}`,
		"nested arrays":    `{"a":[[1,[2,[3,[]]]],[[]],[[[]]]]}`,
		"mixed arrays":     `{"a":[1,"1",1.5,null,true,{"b":[]},[1]]}`,
		"numbers":          `{"a":0,"b":-1,"c":1.5,"d":1e21,"e":1e-7,"f":9007199254740991,"g":-9007199254740991,"h":9007199254740992,"i":9223372036854775807,"j":-9223372036854775808,"k":9223372036854775808,"l":123456789012345680000,"m":5e-324,"n":1.7976931348623157e+308,"o":0.1,"p":4294967296,"q":2147483648,"r":-0}`,
		"names by UTF-16":  `{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7,"ő":8,"_id":9,"a b":10,"A":11,"a":12}`,
		"text":             `{"text":"\"\\\/\b\f\n\r\t\u0001\u001f\u007f\u2028\u2029<>&\ud83d\ude00 ệ"}`,
		"dollar inside":    `{"a$b":{"c$":"$set"},"text":"$ne"}`,
		"looks like types": `{"a":{"numberLong":"1"},"at":"2026-01-01T00:00:00Z","id":"507f1f77bcf86cd799439011"}`,
		"many names":       manyNames(1000),
		"deep":             strings.Repeat(`{"a":`, 60) + `1` + strings.Repeat(`}`, 60),
		"deep arrays":      `{"a":` + strings.Repeat(`[`, 50) + `1` + strings.Repeat(`]`, 50) + `}`,
		"long text":        `{"text":"` + strings.Repeat("Đại hội ", 70_000) + `"}`,
		"many small":       `{"a":[` + strings.Repeat(`1,`, 100_000) + `1]}`,
		"nearly 1 MB":      `{"text":"` + strings.Repeat("x", congress.MaxBody-12) + `"}`,
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"name%d":%d`, i, i)
	}
	return "{" + b.String()[1:] + "}"
}

func (s LogStore) shapes(t *testing.T) {
	log := s.open(t)
	c := Chain{Stream: Stream(1)}
	for name, body := range Bodies() {
		r := c.Next(t, func(r *congress.Record) { r.Body = []byte(body) })
		if n, err := log.Append(t.Context(), []congress.Record{r}); n != 1 || err != nil {
			t.Errorf("%s: stored %d, %v", name, n, err)
			c.Head = congress.Head{N: r.N - 1, Hash: r.Prev}
			continue
		}
		got, err := log.ByID(t.Context(), r.Stream, r.ID)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if string(got.Body) != string(r.Body) {
			t.Errorf("%s: the body is\n%.300s, want\n%.300s", name, got.Body, r.Body)
		}
	}
	readAll(t, log, Stream(1))
}

// text has the same words in both Unicode forms, wherever a record takes text
// that people or devices choose.
func (s LogStore) text(t *testing.T) {
	log := s.open(t)
	const (
		composed   = "Nguy\u1ec5n Th\u1ecb \u0110\u1eb7ng"                // NFC
		decomposed = "Nguye\u0302\u0303n Thi\u0323 \u0110a\u0323\u0306ng" // NFD
	)
	c := Chain{Stream: Stream(1)}
	var want []congress.Record
	for _, text := range []string{composed, decomposed} {
		want = append(want, c.Next(t, func(r *congress.Record) {
			r.Kind = congress.ObjectKind(strings.Fields(text)[2])
			r.By = congress.By{Account: congress.AccountID(text), Member: congress.MemberID("m-" + text), Device: congress.DeviceID("d-" + text)}
			r.Audience = congress.Audience{
				Groups: []congress.GroupID{congress.GroupID(text)}, Members: []congress.MemberID{congress.MemberID(text)},
				Roles: []congress.Role{congress.Role(text)}, Keepers: []congress.GroupID{congress.GroupID(text)},
			}
			r.Body = fmt.Appendf(nil, `{"%s":{"text":"%s"}}`, text, text)
		}))
	}
	mustAppend(t, log, want...)
	got := readAll(t, log, Stream(1))
	wantRecords(t, got, want)
	if diff := cmp.Diff(string(got[0].Body), string(got[1].Body)); diff == "" {
		t.Error("the two forms became one")
	}
}
