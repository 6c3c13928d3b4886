// Command reader is the process of one file for the tests: as the server's
// program, but for types that play readers gone wrong. It is built without the
// race detector, whose memory no limit would leave room for.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"plenum/documents/extract"
)

func main() {
	switch os.Args[2] {
	case "test/hangs":
		select {}
	case "test/crashes":
		panic("as a fault of a reader would")
	case "test/tells":
		fmt.Printf(`{"result":{"pages":[%q]}}`, strings.Join(os.Environ(), " "))
	case "draw":
		if kind, err := os.ReadFile(os.Args[len(os.Args)-1]); err == nil && strings.HasPrefix(string(kind), "test/") {
			draw(string(kind), strings.Split(os.Args[5], ","))
			return
		}
		fallthrough
	default:
		os.Exit(extract.Main(context.Background(), os.Args[2:], os.Stdout))
	}
}

// draw draws nothing, and goes wrong on page 2 as the file says.
func draw(kind string, wanted []string) {
	const picture = "\xff\xd8\xff\xd9"
	for _, one := range wanted {
		page, width, _ := strings.Cut(one, "x")
		if page == "2" {
			switch kind {
			case "test/hangs":
				select {}
			case "test/crashes":
				panic("as a fault of a reader would")
			case "test/stops":
				fmt.Println(`{"end":true}`)
				return
			case "test/lies":
				page = "7"
			}
		}
		fmt.Printf("{\"page\":%s,\"width\":%s,\"bytes\":%d}\n%s", page, width, len(picture), picture)
	}
	fmt.Println(`{"end":true}`)
}
