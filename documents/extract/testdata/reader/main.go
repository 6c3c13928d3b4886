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
	default:
		os.Exit(extract.Main(context.Background(), os.Args[2:], os.Stdout))
	}
}
