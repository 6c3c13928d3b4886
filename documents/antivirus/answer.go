package antivirus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxAnswer is how much of an answer is read, maxSignature how much of a name is kept.
const (
	maxAnswer    = 4 << 10
	maxSignature = 200
)

var errCut = errors.New("its answer is cut")

// receive reads an answer to its end, a zero byte.
func receive(conn io.Reader) (string, error) {
	answer := make([]byte, 0, 256)
	buffer := make([]byte, 256)
	for {
		n, err := conn.Read(buffer)
		if end := bytes.IndexByte(buffer[:n], 0); end >= 0 {
			return string(append(answer, buffer[:end]...)), nil
		}
		answer = append(answer, buffer[:n]...)
		switch {
		case len(answer) > maxAnswer:
			return "", fmt.Errorf("its answer has no end in %d bytes", maxAnswer)
		case errors.Is(err, io.EOF):
			return "", errCut
		case err != nil:
			return "", err
		}
	}
}

// verdict is what an answer to INSTREAM says; none of the three: that it is not known.
type verdict struct {
	clean     bool
	signature string
	tooLarge  bool
}

// exceeded begins the name of what clamd "finds" with AlertExceedsMax in a file of which it did not
// look at everything.
const exceeded = "Heuristics.Limits.Exceeded"

func judge(answer string) verdict {
	found, isFound := strings.CutSuffix(answer, " FOUND")
	switch {
	case answer == "stream: OK":
		return verdict{clean: true}
	case answer == "INSTREAM size limit exceeded. ERROR":
		return verdict{tooLarge: true}
	case !isFound || !strings.HasPrefix(found, "stream:"):
		return verdict{}
	}
	name := printable(strings.TrimPrefix(found, "stream:"))
	if name == exceeded || strings.HasPrefix(name, exceeded+".") {
		return verdict{tooLarge: true}
	}
	return verdict{signature: name}
}

// printable is a name as it may stand in a log; never empty.
func printable(name string) string {
	name = strings.Map(func(c rune) rune {
		if c <= ' ' || c > '~' {
			return -1
		}
		return c
	}, name)
	if name == "" {
		return "unnamed"
	}
	return name[:min(len(name), maxSignature)]
}
