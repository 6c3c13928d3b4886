package realtime

import (
	"testing"

	"plenum/congress"
	"plenum/congress/messages"
)

// Whatever a client sends is a frame of the protocol or an error.
func FuzzClientFrame(f *testing.F) {
	for _, s := range []string{
		`{"type":"hello","congress":"0190a000-0000-7000-8000-000000000001","cursor":"17-42","ticket":"x"}`,
		`{"type":"enter","discussion":"0190a000-0000-7000-8000-000000000001","group":"plenary"}`, `{"type":"leave"}`,
		`{"type":"typing","object":"0190a000-0000-7000-8000-000000000001","stop":true}`, `{"type":"hand","up":true}`,
		`{"type":"call","member":"0190a000-0000-7000-8000-000000000001"}`, `{"type":"lower","member":"x"}`,
		`{"type":"ping"}`, `{"type":"resume"}`, `[]`, `{"type":{"a":1}}`, "\xff", `{"type":"hello","cursor":-1}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, wrong := readFrame(data)
		if wrong != (messages.Fault{}) {
			return
		}
		switch frame.Type {
		case "ping", "leave", "hand":
		case "enter":
			if !frame.Discussion.Valid() || frame.Group == "" {
				t.Fatalf("took %+v", frame)
			}
		case "typing":
			if frame.Object != "" && !frame.Object.Valid() {
				t.Fatalf("took %+v", frame)
			}
		case "call", "lower":
			if !congress.ObjectID(frame.Member).Valid() {
				t.Fatalf("took %+v", frame)
			}
		case "hello", "resume":
			if !frame.Congress.Valid() || len(frame.Ticket) > 256 {
				t.Fatalf("took %+v", frame)
			}
		default:
			t.Fatalf("took the type %q", frame.Type)
		}
	})
}
