// Command load measures the live path of the built server from outside: it starts `plenum serve` as a process of its own, opens
// sockets to it, posts comments at their due times over HTTP and reads every delivery. Beside it, in the same run and under the
// same load, a minimal server on the centrifuge library with history and recovery, and a writer of prebuilt frames as the floor.
//
//	go run ./tools/load -plenum ./plenum            every case, every server
//	go run ./tools/load -plenum ./plenum -only 1000x1@200
//
// Latency counts from when a comment was due, not from when it was sent, so a server that stalls cannot hide it (coordinated
// omission). A comment that a socket missed is a gap, one it got twice a double; both must be 0.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// scenario is sockets spread over groups, and comments a second spread over the groups too; 0: they idle.
type scenario struct {
	sockets, groups, rate int
}

func (s scenario) String() string { return fmt.Sprintf("%dx%d@%d", s.sockets, s.groups, s.rate) }

var scenarios = []scenario{{1000, 1, 20}, {1000, 1, 200}, {1000, 1, 320}, {5000, 50, 200}, {5000, 50, 900}, {10000, 50, 0}}

// server is a server under load, in a process of its own.
type server interface {
	name() string
	// prepare starts it for so many members in so many groups.
	prepare(s scenario) error
	pid() int
	// inUse is what its heap and stacks take, in bytes, right after a collection.
	inUse() (int, error)
	// socket opens the i-th member's socket and returns when it follows its group.
	socket(i int) (*socket, error)
	// post sends a comment of a group, whose text has the mark, and returns when it is acknowledged.
	post(group, mark int) error
	// check ends the server and says what is wrong with what it kept, of so many acknowledged comments.
	check(acknowledged int) error
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "peer" {
		peer(os.Args[2])
		return
	}
	program := flag.String("plenum", "./plenum", "the built program")
	only := flag.String("only", "", "cases, such as 1000x1@200,10000x50@0; empty: all")
	servers := flag.String("servers", "plenum,centrifuge,floor", "which servers")
	seconds := flag.Int("seconds", 10, "how long comments are posted in each case")
	mongodb := flag.String("mongodb", "", "a MongoDB-protocol server for the comments, instead of SQLite")
	flag.Parse()
	failed := false
	fmt.Println(header)
	for _, s := range scenarios {
		if *only != "" && !strings.Contains(","+*only+",", ","+s.String()+",") {
			continue
		}
		for _, name := range strings.Split(*servers, ",") {
			var under server
			switch name {
			case "plenum":
				under = &plenum{program: *program, mongodb: *mongodb}
			default:
				under = &other{kind: name}
			}
			r, err := measure(under, s, time.Duration(*seconds)*time.Second)
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s %s: %v\n", s, name, err)
				failed = true
			}
			fmt.Println(r)
		}
	}
	if failed {
		os.Exit(1)
	}
}
