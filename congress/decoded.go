package congress

import (
	"encoding/json"
	"reflect"
	"sync/atomic"
)

// Decoded is where a record that a hall holds keeps what its body says, once somebody asked (Body).
// It is right for that one record: a copy of the record does not use it.
type Decoded struct {
	of    *Record
	value atomic.Pointer[any]
}

// Held is a copy of the record that keeps what its body says. It is for whoever holds records for
// long and never changes them, which is the hall.
func (r *Record) Held() *Record {
	one := &struct { // one piece of memory for both
		Record
		decoded Decoded
	}{Record: *r}
	one.decoded.of = &one.Record
	one.Record.Decoded = &one.decoded
	return &one.Record
}

// Body gives what the record's body says. The value belongs to everybody who asks: it is never
// changed, nor is anything that it points to; who wants another one makes a copy or uses Decode. A
// held record is decoded once, into the type that was asked for first, so each kind has one type
// that is asked for often. Errors are those of Decode. It is safe for concurrent use.
func Body[T any](r *Record) (*T, error) {
	keeps := r.Decoded != nil && r.Decoded.of == r
	if keeps {
		if kept := r.Decoded.value.Load(); kept != nil {
			if v, ok := (*kept).(*T); ok {
				return v, nil
			}
			keeps = false // as another type
		}
	}
	v := new(T)
	if err := r.Decode(v); err != nil {
		return nil, err
	}
	if keeps {
		var one any = v
		r.Decoded.value.CompareAndSwap(nil, &one)
	}
	return v, nil
}

// Unchanged reports whether what Body gave of the record is still what its body says; true when
// nobody asked. Tests ask it of all records at their end.
func (r *Record) Unchanged() bool {
	if r.Decoded == nil {
		return true
	}
	kept := r.Decoded.value.Load()
	if kept == nil {
		return true
	}
	anew := reflect.New(reflect.TypeOf(*kept).Elem())
	return json.Unmarshal(r.Body, anew.Interface()) == nil && reflect.DeepEqual(*kept, anew.Interface())
}
