// Package messages is the one table of what Plenum says to people when something
// is wrong: each sentence by its code, in Vietnamese and English side by side.
// A Code or a Fault with words can be made here only, and only with both
// languages, so that the compiler refuses an error that lacks one. A number or
// name in a sentence is an argument of its own type, never part of the prose.
// Everything is safe for concurrent use; nothing changes after the program began.
package messages

import (
	"fmt"
	"slices"
)

// Language is one of the two that Plenum speaks, as BCP 47 names it.
type Language string

// The languages. Whatever is no English is Vietnamese.
const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

// pair is one sentence in both languages.
type pair struct{ vi, en string }

func (p pair) in(l Language) string {
	if l == English {
		return p.en
	}
	return p.vi
}

// Code is a stable code of the API, with its words. Codes compare with ==. The zero Code is none.
type Code struct {
	name string
	says pair
}

// String is the code itself, such as "thread_closed".
func (c Code) String() string { return c.name }

// In is the code's sentence in a language.
func (c Code) In(l Language) string { return c.says.in(l) }

// Fault says of a field what the code says of the whole.
func (c Code) Fault() Fault { return Fault{code: c.name, says: c.says} }

// Fault is what is wrong with a field: a code, and the arguments of its sentence. Faults compare
// with ==. The zero Fault is none.
type Fault struct {
	code string
	says pair
	args [2]any
}

// Code is the fault's code, such as "characters"; "" of the zero Fault.
func (f Fault) Code() string { return f.code }

// Args are what the sentence counts or names, in the order of the code's description: numbers and
// strings.
func (f Fault) Args() []any {
	return slices.DeleteFunc(f.args[:], func(a any) bool { return a == nil })
}

// In is the fault's sentence in a language.
func (f Fault) In(l Language) string { return fmt.Sprintf(f.says.in(l), f.Args()...) }

// String is the fault for logs and operators, in English.
func (f Fault) String() string { return f.In(English) }

// Find gives the code of a name that was kept in a record or told by another process; false when
// this program has none such.
func Find(name string) (Code, bool) {
	c, ok := codes[name]
	return c, ok
}

// OfFile says, by the name of a code, why a file failed or waits, or was not published at its time;
// "" without such a code.
func OfFile(name string, l Language) string {
	if says, ok := ofFile[name]; ok {
		return says.in(l)
	}
	return codes[name].In(l)
}

// The tables are filled while the package's variables are made.
var (
	codes  = map[string]Code{}
	ofFile = map[string]pair{}
)

// code makes a code. Two of one name are a mistake of ours, and no program starts with it.
func code(name, vi, en string) Code {
	if _, twice := codes[name]; twice || vi == "" || en == "" {
		panic("messages: " + name + " stands twice or lacks words")
	}
	c := Code{name, pair{vi, en}}
	codes[name] = c
	return c
}

// ofFile gives a code other words for a file that failed or waits: they say what its owner can do.
func (c Code) ofFile(vi, en string) Code {
	ofFile[c.name] = pair{vi, en}
	return c
}

// operators makes a code that no client is answered with: it ends the start of a server, stands in
// its log, or becomes another code on the way. The server's operators read English.
func operators(name, en string) Code {
	return code(name, "Máy chủ gặp lỗi.", en)
}

// none, one and two make faults by the number of their arguments.
func none(name, vi, en string) func() Fault {
	says := fault(name, vi, en)
	return func() Fault { return Fault{name, says, [2]any{}} }
}

func one[A any](name, vi, en string) func(A) Fault {
	says := fault(name, vi, en)
	return func(a A) Fault { return Fault{name, says, [2]any{a}} }
}

func two[A, B any](name, vi, en string) func(A, B) Fault {
	says := fault(name, vi, en)
	return func(a A, b B) Fault { return Fault{name, says, [2]any{a, b}} }
}

var faults = map[string]pair{}

func fault(name, vi, en string) pair {
	if _, twice := faults[name]; twice || vi == "" || en == "" {
		panic("messages: the fault " + name + " stands twice or lacks words")
	}
	faults[name] = pair{vi, en}
	return faults[name]
}

// Title says in a few words what a kind of error is; "" for none of the kinds.
func Title(kind string, l Language) string { return titles[kind].in(l) }
