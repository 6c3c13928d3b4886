package journal

import (
	"crypto/sha256"
	"encoding/json"

	"plenum/congress"
)

// Healed gives the record as it was written, where one wrong byte is all that is wrong with the
// row: each byte that it may be is tried until the record fits its hash, which proves it. Large
// bodies are tried by single bits, the largest not at all.
func (w *Row) Healed() (*congress.Record, bool) {
	switch {
	case w.Raw == nil || w.Damage == "":
		return nil, false
	case w.Damage == BodyDamaged:
		r := *w.Record
		r.Body = json.RawMessage(string(w.Raw.Body))
		return &r, healBytes(r.Body, 4<<10, func() bool { return sha256.Sum256(r.Body) == [32]byte(r.BodyHash) })
	case w.Record != nil:
		return w.Record, true
	}
	r := *w.Raw
	fits := func() bool {
		hash, err := HeaderHash(&r)
		if err != nil || hash != w.Hash && hash != w.Raw.Hash {
			return false
		}
		r.Hash = hash
		return true
	}
	if !healHeader(&r, fits) {
		return nil, false
	}
	return &r, sha256.Sum256(r.Body) == [32]byte(r.BodyHash)
}

// healBytes tries every other value of every byte, of more than most bytes every other bit, until
// fits; else all is as before.
func healBytes(b []byte, most int, fits func() bool) bool {
	if len(b) > 4*most {
		return false
	}
	for i := range b {
		was := b[i]
		for v := 1; v < 256; v++ {
			if len(b) > most && v&(v-1) != 0 {
				continue
			}
			if b[i] = was ^ byte(v); fits() {
				return true
			}
		}
		b[i] = was
	}
	return false
}

// healHeader tries every other value of every byte of the header.
func healHeader(r *congress.Record, fits func() bool) bool {
	text := func(get string, set func(string)) bool {
		b := []byte(get)
		if healBytes(b, 4<<10, func() bool { set(string(b)); return fits() }) {
			return true
		}
		set(get)
		return false
	}
	id := func(get string, set func(string)) bool {
		b, ok := congress.ParseUUID(get)
		if ok && healBytes(b[:], 16, func() bool { set(congress.FormatUUID(b)); return fits() }) {
			return true
		}
		set(get)
		return false
	}
	at := r.At
	for bit := range 48 {
		if r.At = timeOf(at.UnixMilli() ^ 1<<bit); fits() {
			return true
		}
	}
	r.At = at
	whom := r.Audience
	audience := func(s string) {
		var a congress.Audience
		if r.Audience = whom; json.Unmarshal([]byte(s), &a) == nil {
			r.Audience = a
		}
	}
	stored, err := json.Marshal(whom)
	return id(string(r.ID), func(s string) { r.ID = congress.RecordID(s) }) ||
		id(string(r.Object), func(s string) { r.Object = congress.ObjectID(s) }) ||
		text(string(r.Kind), func(s string) { r.Kind = congress.ObjectKind(s) }) ||
		text(string(r.Op), func(s string) { r.Op = congress.Op(s) }) ||
		text(string(r.By.Account), func(s string) { r.By.Account = congress.AccountID(s) }) ||
		text(string(r.By.Member), func(s string) { r.By.Member = congress.MemberID(s) }) ||
		text(string(r.By.Device), func(s string) { r.By.Device = congress.DeviceID(s) }) ||
		err == nil && text(string(stored), audience)
}
