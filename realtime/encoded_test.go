package realtime

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"plenum/congress"
)

func TestARecordIsEncodedOnceForAllWhoCatchUp(t *testing.T) {
	var e encoded
	a := &congress.Record{N: 1, Object: "a", Op: congress.Put, Kind: congress.KindNotice, Body: json.RawMessage(`{}`)}
	b := &congress.Record{N: 2, Object: "a", Op: congress.Put, Kind: congress.KindNotice, Body: json.RawMessage(`{}`)}
	first := e.frame(a)
	if e.frame(a) != first {
		t.Error("the same record is encoded again")
	}
	if !bytes.Equal(first.wire, recordOf(a).wire) || bytes.Equal(e.frame(b).wire, first.wire) {
		t.Error("a frame is not its record's")
	}
	e.forget()
	if e.frames != nil || e.bytes != 0 || e.frame(a) == first {
		t.Error("something is kept after its time")
	}
}

func TestWhatIsKeptEncodedIsBounded(t *testing.T) {
	var e encoded
	body := json.RawMessage(fmt.Sprintf("%q", bytes.Repeat([]byte("a"), 1<<20)))
	for n := range uint64(40) {
		e.frame(&congress.Record{N: n, Object: "a", Op: congress.Put, Kind: congress.KindNotice, Body: body})
		if kept := len(e.frames) << 20; kept > encodedBytes+2<<20 {
			t.Fatalf("%d bytes are kept", kept)
		}
	}
	if encodedFor > time.Minute {
		t.Error("frames of what nobody asks for any more stay in memory")
	}
}
