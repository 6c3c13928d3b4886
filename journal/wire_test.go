package journal_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/journal"
)

func TestTheWireFormIsTheOneOfItsFields(t *testing.T) {
	t.Parallel()
	id := newID()
	for name, w := range map[string]journal.Wire{
		"all":     {N: 1<<53 + 1, ID: congress.RecordID(id), Kind: congress.KindComment, Object: congress.ObjectID(id), At: time.UnixMilli(17).UTC().Format(time.RFC3339Nano), By: congress.MemberID(id), Body: json.RawMessage(`{"text":"Đề nghị <b>\u0001\n\"&"}`), Damaged: true, Account: congress.AccountID(id), Accounts: map[congress.AccountID]journal.Who{"a": {Name: `Nguyễn "An"`, Outside: true}, "b": {}}},
		"least":   {Body: json.RawMessage("{}")},
		"strange": {ID: "\"\\\n\x7f\u2028", Kind: "\t", Object: "ở", At: "<&>", By: "\u0000", Body: json.RawMessage(`{"a":[1,{}]}`)},
	} {
		b, err := w.AppendTo([]byte("x"))
		if err != nil {
			t.Fatal(name, err)
		}
		slow, err := json.Marshal(w)
		if err != nil {
			t.Fatal(name, err)
		}
		var got, want any
		if err := json.Unmarshal(b[1:], &got); err != nil {
			t.Fatalf("%s: %v in %s", name, err, b)
		}
		if err := json.Unmarshal(slow, &want); err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func BenchmarkWire(b *testing.B) {
	r := commit(b, func() *journal.Hall { h, _ := enter(b, openLog(b), nil); return h }(), post(newID(), "Đề nghị bổ sung chỉ tiêu về nhà ở xã hội cho công nhân khu công nghiệp vào báo cáo.", everyone))
	b.Run("appended", func(b *testing.B) {
		b.ReportAllocs()
		var to []byte
		for b.Loop() {
			w := journal.WireOf(r)
			to, _ = w.AppendTo(to[:0])
		}
	})
	b.Run("marshaled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = json.Marshal(journal.WireOf(r))
		}
	})
}
