package realtime_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"plenum/congress"
	"plenum/discussion"
	"plenum/realtime"
)

// protocol is docs/asyncapi.yaml.
type protocol struct {
	Operations map[string]struct {
		Messages []struct {
			Ref string `json:"$ref"`
		}
	}
	Components struct {
		Messages map[string]struct {
			Name     string
			Examples []struct{ Payload map[string]any }
		}
	}
	schemas map[string]*jsonschema.Schema
}

func readProtocol(t *testing.T) protocol {
	t.Helper()
	text, err := os.ReadFile("../docs/asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	var p protocol
	text, err = json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("asyncapi.json", root); err != nil {
		t.Fatal(err)
	}
	p.schemas = map[string]*jsonschema.Schema{}
	for name := range p.Components.Messages {
		if p.schemas[name], err = compiler.Compile("asyncapi.json#/components/messages/" + name + "/payload"); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// of gives the names of the messages of an operation, in the document's order.
func (p protocol) of(operation string) (names []string) {
	for _, m := range p.Operations[operation].Messages {
		names = append(names, m.Ref[strings.LastIndex(m.Ref, "/")+1:])
	}
	return names
}

// shape is which fields a frame has. Those of a record's body are its kind's.
func shape(v any) string {
	var fields []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				fields = append(fields, path+"/"+k)
				if k != "body" && k != "counts" {
					walk(path+"/"+k, v[k])
				}
			}
		case []any:
			if len(v) > 0 {
				walk(path+"/0", v[0])
			}
		}
	}
	walk("", v)
	return strings.Join(fields, " ")
}

// listener reads what a socket says until it ends.
type listener struct {
	conn  *websocket.Conn
	pongs chan struct{}
}

// Each example in the document is sent and taken, or comes from the server with the same fields; and whatever comes is as the document says.
func TestTheDocumentedFrames(t *testing.T) {
	p := readProtocol(t)
	h := build(t, realtime.Limits{Ping: 200 * time.Millisecond, Return: 4 * time.Second})
	a, b := h.attend("mot", 0, congress.Delegate, congress.Chair), h.attend("hai", 0, congress.Delegate)
	one := h.discuss(h.groups...)
	post := func() congress.ObjectID {
		made, err := h.threads.Post(t.Context(), h.hall, a.actor(), discussion.Post{
			ID: congress.RecordID(newID()), Discussion: one, Group: h.groups[0], Words: discussion.Words{Issue: 1, Text: "Đề nghị giữ nguyên."},
		})
		if err != nil {
			t.Fatal(err)
		}
		return made.Record.Object
	}
	comment := post()
	ticket, err := h.auth.IssueTicket(t.Context(), a.session)
	if err != nil {
		t.Fatal(err)
	}
	id := func(n string) string { return "0190a000-0000-7000-8000-00000000000" + n }
	ours := strings.NewReplacer(id("1"), string(h.congress), id("2"), string(one), id("3"), string(h.groups[0]), id("5"), string(a.member), "a-one-time-ticket", ticket)

	var mu sync.Mutex
	came := map[string]bool{} // shapes
	var reading sync.WaitGroup
	listen := func(who *attendee, header http.Header) listener {
		l := listener{who.dial(header), make(chan struct{}, 100)}
		reading.Go(func() { // ends when the hub closes
			for {
				_, data, err := l.conn.ReadMessage()
				if err != nil {
					return
				}
				frame, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
				if err != nil {
					t.Errorf("%s: %v", data, err)
					return
				}
				kind, _ := frame.(map[string]any)["type"].(string)
				name := kind
				for n, m := range p.Components.Messages {
					if m.Name == kind {
						name = n
					}
				}
				if schema := p.schemas[name]; schema == nil || !slices.Contains(p.of("fromServer"), name) {
					t.Errorf("the document has no %s", data)
				} else if err := schema.Validate(frame); err != nil {
					t.Errorf("%s: %v", data, err)
				}
				mu.Lock()
				came[shape(frame)] = true
				mu.Unlock()
				if kind == "pong" {
					l.pongs <- struct{}{}
				}
			}
		})
		return l
	}
	say := func(l listener, frame any) {
		t.Helper()
		text, err := json.Marshal(frame)
		if err != nil {
			t.Fatal(err)
		}
		for _, data := range []string{ours.Replace(string(text)), `{"type":"ping"}`} {
			if err := l.conn.WriteMessage(websocket.TextMessage, []byte(data)); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
		}
		select {
		case <-l.pongs:
		case <-time.After(10 * time.Second):
			t.Fatalf("after %s the socket did not go on", text)
		}
	}
	hello := map[string]any{"type": "hello", "congress": id("1"), "cursor": "0"}
	enter := map[string]any{"type": "enter", "discussion": id("2"), "group": id("3")}
	token := http.Header{"Authorization": {a.token}}

	// What the client sends.
	main := listen(a, token)
	second := listen(b, http.Header{"Authorization": {b.token}})
	say(second, hello)
	say(second, enter)
	for _, name := range p.of("fromClient") {
		examples := p.Components.Messages[name].Examples
		if len(examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, example := range examples {
			if err := p.schemas[name].Validate(any(example.Payload)); err != nil {
				t.Errorf("an example of %s: %v", name, err)
			}
			on := main
			switch {
			case example.Payload["ticket"] != nil:
				on = listen(a, nil)
			case name == "typing" || name == "hand":
				say(on, enter)
			case name == "call" || name == "lower":
				say(on, enter)
				say(on, map[string]any{"type": "hand", "up": true})
			}
			say(on, example.Payload)
			time.Sleep(300 * time.Millisecond) // so that it is told by itself
		}
	}
	mu.Lock()
	for s := range came {
		if strings.Contains(s, "/of") || strings.Contains(s, "/reason") {
			t.Errorf("an example was refused: %s", s)
		}
	}
	mu.Unlock()

	// What the server sends, so far as it did not yet.
	say(main, enter)
	post()
	moved := congress.ObjectID(newID())
	h.post(moved, h.toGroup(0))
	h.post(moved, h.toGroup(1))
	if err := h.threads.Agree(t.Context(), h.hall, b.actor(), congress.RecordID(newID()), comment, true); err != nil {
		t.Fatal(err)
	}
	say(second, map[string]any{"type": "leave"})
	say(second, map[string]any{"type": "hand", "up": true}) // refused
	time.Sleep(600 * time.Millisecond)
	bad := listen(b, http.Header{"Authorization": {b.token}})
	if err := bad.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"sing"}`)); err != nil {
		t.Fatal(err)
	}
	late := listen(a, nil)
	if err := late.conn.WriteMessage(websocket.TextMessage, []byte(ours.Replace(`{"type":"hello","cursor":"0","congress":"`+id("1")+`","ticket":"a-one-time-ticket"}`))); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	h.hub.Close(t.Context())
	reading.Wait()
	for _, name := range p.of("fromServer") {
		examples := p.Components.Messages[name].Examples
		if len(examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, example := range examples {
			text, _ := json.Marshal(example.Payload)
			frame, _ := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err := p.schemas[name].Validate(frame); err != nil {
				t.Errorf("an example of %s: %v", name, err)
			}
			if !came[shape(frame)] {
				t.Errorf("an example of %s never came: %s", name, text)
			}
		}
	}
	if t.Failed() {
		t.Logf("there came:\n%s", strings.Join(slices.Sorted(maps.Keys(came)), "\n"))
	}
}
