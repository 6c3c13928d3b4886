package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge"
)

// other is a server to compare with: "centrifuge" or "floor".
type other struct {
	kind string
	cmd  *exec.Cmd
	addr string
	http http.Client
	scenario
}

func (o *other) name() string { return o.kind }
func (o *other) pid() int     { return o.cmd.Process.Pid }

func (o *other) prepare(s scenario) error {
	o.scenario = s
	self, err := os.Executable()
	if err != nil {
		return err
	}
	o.cmd = exec.Command(self, "peer", o.kind)
	o.cmd.Stderr = os.Stderr
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := o.cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	o.addr = strings.TrimSpace(line)
	o.http = http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}, Timeout: 30 * time.Second}
	return err
}

func (o *other) socket(i int) (*socket, error) {
	group := i % o.groups
	s, err := open(o.addr, fmt.Sprintf("/live?group=%d", group), nil)
	if err != nil || o.kind == "floor" {
		return s, err
	}
	if err := s.say(1, []byte(`{"id":1,"connect":{}}`)); err != nil {
		return s, err
	}
	if err := s.until(`"connect"`); err != nil {
		return s, err
	}
	if err := s.say(1, fmt.Appendf(nil, `{"id":2,"subscribe":{"channel":"group:%d"}}`, group)); err != nil {
		return s, err
	}
	return s, s.until(`"subscribe"`)
}

func (o *other) post(group, n int) error {
	res, err := o.http.Post(fmt.Sprintf("http://%s/post?group=%d", o.addr, group), "application/json", strings.NewReader(body(group, n)))
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", res.Status)
	}
	return nil
}

func (o *other) inUse() (n int, err error) {
	res, err := o.http.Get(fmt.Sprintf("http://%s/memory", o.addr))
	if err != nil {
		return 0, err
	}
	_, err = fmt.Fscan(res.Body, &n)
	_ = res.Body.Close()
	return n, err
}

// body is a frame of the size that Plenum's has for such a comment.
func body(group, n int) string {
	return fmt.Sprintf(`{"type":"record","n":%d,"id":"01a20b0b-3c29-754d-a94f-8765cfbfc4fb","kind":"comment","object":"01a20b0b-3c29-754d-a94f-8765cfbfc4fb","at":"2026-01-01T00:00:00.000Z","by":"01a20b0b-3d2c-7525-aea6-4aa0424949e7","body":{"discussion":"01a20b0b-4248-7005-b0a8-c6959dcb8f0d","group":"01a20b0b-3c29-72ef-8aa0-%012d","issue":1,"stance":"propose","text":%q,"author":"01a20b0b-3d2c-7525-aea6-4aa0424949e7"}}`, n, group, text(n))
}

func text(n int) string {
	return "Đề nghị bổ sung chỉ tiêu về nhà ở xã hội cho công nhân ở các khu công nghiệp mới. " + mark(n)
}

func (o *other) check(int) error {
	if o.cmd == nil || o.cmd.Process == nil {
		return nil
	}
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
	return nil
}

// peer is the process of such a server; it says its address and serves until it is killed.
func peer(kind string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/memory", func(w http.ResponseWriter, _ *http.Request) {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Fprintln(w, m.HeapInuse+m.StackInuse)
	})
	switch kind {
	case "centrifuge":
		withCentrifuge(mux)
	case "floor":
		floor(mux)
	default:
		panic("no such server: " + kind)
	}
	fmt.Println(listener.Addr())
	panic(http.Serve(listener, mux)) //nolint:gosec // on loopback, for a test
}

// withCentrifuge keeps the last 1,000 comments of each group for recovery, as its documentation shows it.
func withCentrifuge(mux *http.ServeMux) {
	node, err := centrifuge.New(centrifuge.Config{LogLevel: centrifuge.LogLevelError})
	if err != nil {
		panic(err)
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{}}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
			reply(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{EnableRecovery: true}}, nil)
		})
	})
	if err := node.Run(); err != nil {
		panic(err)
	}
	mux.Handle("/live", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{CheckOrigin: func(*http.Request) bool { return true }}))
	mux.HandleFunc("/post", func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err == nil {
			_, err = node.Publish("group:"+r.FormValue("group"), data, centrifuge.WithHistory(1000, time.Hour))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

// floor writes one prebuilt frame to each connection, one after the other, and does nothing else.
func floor(mux *http.ServeMux) {
	var mu sync.Mutex
	groups := map[string][]net.Conn{}
	mux.HandleFunc("/live", func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
		mu.Lock()
		defer mu.Unlock()
		groups[r.FormValue("group")] = append(groups[r.FormValue("group")], conn)
	})
	mux.HandleFunc("/post", func(_ http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		var frame bytes.Buffer
		frame.Write([]byte{0x81, 126, byte(len(data) >> 8), byte(len(data))})
		frame.Write(data)
		mu.Lock()
		defer mu.Unlock()
		for _, conn := range groups[r.FormValue("group")] {
			_, _ = conn.Write(frame.Bytes())
		}
	})
}
