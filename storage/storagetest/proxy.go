package storagetest

import (
	"net"
	"sync"
	"testing"
)

// Proxy passes TCP connections on to a server until it is cut.
type Proxy struct {
	Addr string // where it listens

	target string

	mu     sync.Mutex
	cut    bool
	silent chan struct{} // closed unless the proxy holds everything back
	conns  map[net.Conn]bool
}

// NewProxy starts a proxy for the server at target; it ends with the test.
func NewProxy(tb testing.TB, target string) *Proxy {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	p := &Proxy{Addr: l.Addr().String(), target: target, conns: map[net.Conn]bool{}, silent: make(chan struct{})}
	close(p.silent)
	done := make(chan struct{})
	go func() { // ends when the listener is closed
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.pass(c) // ends when either side is closed
		}
	}()
	tb.Cleanup(func() {
		_ = l.Close()
		<-done
		p.Resume()
		p.Cut()
	})
	return p
}

// Cut breaks all connections, and new ones as soon as they come.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	for c := range p.conns {
		_ = c.Close()
	}
}

// Mend lets connections through again.
func (p *Proxy) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = false
}

// Hold keeps back whatever is sent from now on, without breaking a connection.
func (p *Proxy) Hold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent = make(chan struct{})
}

// Resume sends what was held.
func (p *Proxy) Resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.silent:
	default:
		close(p.silent)
	}
}

func (p *Proxy) pass(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		_ = client.Close()
		return
	}
	p.mu.Lock()
	if p.cut {
		_ = client.Close()
		_ = server.Close()
	} else {
		p.conns[client], p.conns[server] = true, true
	}
	p.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { p.copy(server, client) })
	both.Go(func() { p.copy(client, server) })
	both.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, client)
	delete(p.conns, server)
}

// copy moves bytes until one side is closed, and then closes both.
func (p *Proxy) copy(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			p.mu.Lock()
			silent := p.silent
			p.mu.Unlock()
			<-silent
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
