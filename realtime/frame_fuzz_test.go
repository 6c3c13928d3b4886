package realtime

import "testing"

// Whatever a client sends is a frame of the protocol or an error.
func FuzzClientFrame(f *testing.F) {
	for _, s := range []string{
		`{"type":"hello","congress":"0190a000-0000-7000-8000-000000000001","cursor":"17-42","ticket":"x"}`,
		`{"type":"ping"}`, `{"type":"resume"}`, `[]`, `{"type":{"a":1}}`, "\xff", `{"type":"hello","cursor":-1}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, err := readFrame(data)
		if err != nil {
			return
		}
		switch frame.Type {
		case "ping":
		case "hello", "resume":
			if !frame.Congress.Valid() || len(frame.Ticket) > 256 {
				t.Fatalf("took %+v", frame)
			}
		default:
			t.Fatalf("took the type %q", frame.Type)
		}
	})
}
