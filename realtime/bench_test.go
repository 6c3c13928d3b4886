package realtime_test

import (
	"bytes"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"plenum/congress"
	"plenum/realtime"
)

// One comment to 1,000 tablets of a group over real sockets, each comment durable (SQLite) before it is
// announced. Clients and server share this process and its processors, so CPU
// per delivery is of both sides: the clients read raw bytes to stay small.
func BenchmarkFanOut1000(b *testing.B) {
	const tablets = 1000
	h := build(b, realtime.Limits{PerAccount: tablets + 1})
	a := h.attend("mot", 0, congress.Delegate)
	var delivered atomic.Int64
	arrived := make(chan struct{}, tablets)
	target := int64(0)
	var wait sync.WaitGroup
	marker := []byte(`"type":"record"`)
	for range tablets {
		conn := a.dial(http.Header{"Authorization": {a.token}})
		send(b, conn, map[string]any{"type": "hello", "congress": a.congress})
		readTo(b, conn, "caught-up")
		wait.Go(func() {
			_ = conn.SetReadDeadline(time.Time{})
			for {
				_, data, err := conn.ReadMessage()
				if err != nil {
					return
				}
				if bytes.Contains(data, marker) && delivered.Add(1) == atomic.LoadInt64(&target) {
					arrived <- struct{}{}
				}
			}
		})
	}
	atomic.StoreInt64(&target, int64(b.N)*tablets)
	cpu := cpuTime()
	b.ResetTimer()
	for range b.N {
		h.post(congress.ObjectID(newID()), h.toGroup(0))
	}
	<-arrived
	b.StopTimer()
	n := float64(delivered.Load())
	b.ReportMetric(n/b.Elapsed().Seconds(), "deliveries/s")
	b.ReportMetric((cpuTime()-cpu).Seconds()/n*1e6, "cpu-s/million")
}

// 200 tablets that come at once and are each brought everything, 1,000 records. CPU is of both
// sides, and the clients only look for the end.
func BenchmarkCatchUp200(b *testing.B) {
	const tablets, records = 200, 1000
	h := build(b, realtime.Limits{PerAccount: tablets + 1})
	a := h.attend("mot", 0, congress.Delegate)
	for range records {
		h.post(congress.ObjectID(newID()), h.toGroup(0))
	}
	var cpu time.Duration
	b.ReportAllocs()
	for b.Loop() {
		began := cpuTime()
		sockets := make([]*rawSocket, tablets)
		var wait sync.WaitGroup
		for i := range sockets {
			wait.Go(func() { sockets[i] = a.raw(b) })
		}
		wait.Wait()
		cpu += cpuTime() - began
		for _, s := range sockets {
			s.close()
		}
	}
	b.ReportMetric(cpu.Seconds()*1000/float64(b.N)/tablets, "cpu-ms/tablet")
}

// What an idle socket keeps in memory after a first ping and a first record, the client's side not counted: raw TCP
// connections that speak just enough.
func BenchmarkIdleSocketMemory(b *testing.B) {
	const tablets = 2000
	for range b.N {
		h := build(b, realtime.Limits{PerAccount: tablets + 1, Ping: time.Hour})
		a := h.attend("mot", 0, congress.Delegate)
		before := inUse()
		var conns []*rawSocket
		for range tablets {
			conns = append(conns, a.raw(b))
		}
		h.post(congress.ObjectID(newID()), h.toGroup(0))
		for _, c := range conns {
			c.until(b, `"comment"`)
			c.write(b, []byte{0x89, 0x80, 0, 0, 0, 0})
			c.until(b, "\x8a")
		}
		b.ReportMetric(float64(inUse()-before)/tablets/1024, "KB/socket")
		for _, c := range conns {
			c.close()
		}
	}
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
