package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// result is a line of the table.
type result struct {
	scenario
	server         string
	deliveries     int64
	perSecond      float64
	p50, p99, p999 time.Duration
	cpu            float64 // seconds per million deliveries
	perSocket      float64 // KB of the process, beside what it had without sockets
	inUse          float64 // KB of that which are heap and stacks in use, without what Go's collector keeps in reserve
	gaps, doubles  int64
	failed         int64 // posts
}

const header = "| case | server | deliveries/s | p50 | p99 | p99.9 | CPU s per million | KB a socket (RSS) | KB a socket (in use) | gaps | doubles |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"

func (r result) String() string {
	if r.rate == 0 {
		return fmt.Sprintf("| %s | %s | | | | | | %.1f | %.1f | | |", r.scenario, r.server, r.perSocket, r.inUse)
	}
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
	return fmt.Sprintf("| %s | %s | %.0f | %s | %s | %s | %.2f | %.1f | %.1f | %d | %d |", r.scenario, r.server, r.perSecond, ms(r.p50), ms(r.p99), ms(r.p999), r.cpu, r.perSocket, r.inUse, r.gaps, r.doubles)
}

// measure runs a case on a server.
func measure(under server, s scenario, long time.Duration) (r result, err error) {
	r = result{scenario: s, server: under.name()}
	acknowledged := 0
	if err := under.prepare(s); err != nil {
		return r, errors.Join(err, under.check(0))
	}
	defer func() { err = errors.Join(err, under.check(acknowledged)) }()
	before := resident(under.pid())
	inUseBefore, err := under.inUse()
	if err != nil {
		return r, err
	}
	sockets, err := connect(under, s)
	defer func() {
		for _, one := range sockets {
			if one != nil {
				_ = one.conn.Close()
			}
		}
	}()
	if err != nil {
		return r, err
	}
	time.Sleep(5 * time.Second) // what opening needed is let go
	r.perSocket = float64(resident(under.pid())-before) / float64(s.sockets)
	inUse, err := under.inUse()
	if err != nil {
		return r, err
	}
	r.inUse = float64(inUse-inUseBefore) / 1024 / float64(s.sockets)
	if s.rate == 0 {
		return r, nil
	}

	n := int(long.Seconds()) * s.rate
	begin := time.Now().Add(200 * time.Millisecond)
	due := func(i int) time.Time { return begin.Add(time.Duration(i) * time.Second / time.Duration(s.rate)) }
	inGroup := make([]int64, s.groups) // sockets
	for _, one := range sockets {
		one.seen = make([]uint64, n/64+1)
		inGroup[one.group]++
	}
	var expected, lost atomic.Int64
	var posting sync.WaitGroup
	reading, err := read(sockets, due)
	if err != nil {
		return r, err
	}
	cpu := cpuOf(under.pid())
	for i := range n {
		time.Sleep(time.Until(due(i)))
		posting.Go(func() {
			if err := under.post(i%s.groups, i); err != nil {
				if lost.Add(1) == 1 {
					fmt.Fprintln(os.Stderr, "post:", err)
				}
				return
			}
			expected.Add(inGroup[i%s.groups])
		})
	}
	posting.Wait()
	for deadline := time.Now().Add(15 * time.Second); reading.arrived.Load() < expected.Load() && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	took := time.Since(begin)
	r.cpu = (cpuOf(under.pid()) - cpu).Seconds() / float64(max(reading.arrived.Load(), 1)) * 1e6
	reading.stop.Store(true)
	<-reading.done
	err = reading.fault
	acknowledged = n - int(lost.Load())
	r.failed, r.deliveries = lost.Load(), reading.arrived.Load()
	r.perSecond = float64(r.deliveries) / min(took, long+time.Second).Seconds()
	r.gaps = expected.Load() - r.deliveries
	for _, one := range sockets {
		r.doubles += int64(one.twice)
	}
	at := func(q float64) time.Duration {
		return time.Duration(reading.took.ValueAtQuantile(q)) * time.Microsecond
	}
	r.p50, r.p99, r.p999 = at(50), at(99), at(99.9)
	if r.gaps != 0 || r.doubles != 0 || r.failed != 0 {
		err = errors.Join(err, fmt.Errorf("%d gaps, %d doubles, %d posts failed", r.gaps, r.doubles, r.failed))
	}
	return r, err
}

// connect opens the sockets, some at a time.
func connect(under server, s scenario) ([]*socket, error) {
	sockets := make([]*socket, s.sockets)
	var all sync.WaitGroup
	var next atomic.Int64
	faults := make(chan error, 32)
	for range 32 {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= s.sockets {
					return
				}
				one, err := under.socket(i)
				if err != nil {
					faults <- err
					return
				}
				one.group = i % s.groups
				sockets[i] = one
			}
		})
	}
	all.Wait()
	select {
	case err := <-faults:
		return sockets, err
	default:
		return sockets, nil
	}
}

// resident is the process's memory in KB.
func resident(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kb
}

// cpuOf is the processor time that a process has used (proc(5), stat; in hundredths of a second).
func cpuOf(pid int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
