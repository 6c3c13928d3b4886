package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenum/handlers/handlerstest"
)

// A request is taken only when every server and proxy reads its head alike; any other is refused, and nothing behind it on the connection is heard.
func TestAHeadThatCanBeReadTwoWaysIsRefusedAndTheConnectionClosed(t *testing.T) {
	h := handlerstest.Open(t, nil)
	host := strings.TrimPrefix(h.URL, "http://")
	for name, tt := range map[string]struct {
		head string // {h} stands for the host
		ok   bool
	}{
		"plain":                        {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\n\r\n", ok: true},
		"no blank after the colon":     {head: "GET /healthz HTTP/1.1\r\nHost:{h}\r\n\r\n", ok: true},
		"host of any name":             {head: "GET /healthz HTTP/1.1\r\nhOsT: dai-hoi.example:443\r\n\r\n", ok: true},
		"host by IPv6":                 {head: "GET /healthz HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", ok: true},
		"tab within a value":           {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: a\tb\r\n\r\n", ok: true},
		"empty value":                  {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A:\r\n\r\n", ok: true},
		"Vietnamese in a value":        {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: đại hội\r\n\r\n", ok: true},
		"target with its host":         {head: "GET http://{h}/healthz HTTP/1.1\r\nHost: {h}\r\n\r\n", ok: true},
		"HTTP/1.0 with a host":         {head: "GET /healthz HTTP/1.0\r\nHost: {h}\r\nConnection: keep-alive\r\n\r\n", ok: true},
		"an empty body":                {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 0\r\n\r\n", ok: true},
		"a chunked body":               {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ok: true},
		"no Host":                      {head: "GET /healthz HTTP/1.1\r\nX-A: b\r\n\r\n"},
		"no header at all":             {head: "GET /healthz HTTP/1.1\r\n\r\n"},
		"no Host in HTTP/1.0":          {head: "GET /healthz HTTP/1.0\r\nX-A: b\r\n\r\n"},
		"an empty Host":                {head: "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n"},
		"two Hosts":                    {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nHost: other.example\r\n\r\n"},
		"the same Host twice":          {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: b\r\nhost: {h}\r\n\r\n"},
		"a list of Hosts":              {head: "GET /healthz HTTP/1.1\r\nHost: {h}, other.example\r\n\r\n"},
		"a Host with a path":           {head: "GET /healthz HTTP/1.1\r\nHost: {h}/x\r\n\r\n"},
		"a Host with a user":           {head: "GET /healthz HTTP/1.1\r\nHost: a@{h}\r\n\r\n"},
		"a Host with a blank":          {head: "GET /healthz HTTP/1.1\r\nHost: {h} x\r\n\r\n"},
		"target with another host":     {head: "GET http://other.example/healthz HTTP/1.1\r\nHost: {h}\r\n\r\n"},
		"target that is no path":       {head: "GET healthz HTTP/1.1\r\nHost: {h}\r\n\r\n"},
		"coding gzip":                  {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n"},
		"coding identity":              {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: identity\r\n\r\n"},
		"coding gzip, chunked":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
		"coding chunked twice":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"},
		"coding chunked in two lines":  {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
		"coding in capitals":           {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"},
		"coding with a comma":          {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"},
		"coding in quotes":             {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"},
		"coding that is empty":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n"},
		"coding alike":                 {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
		"coding in HTTP/1.0":           {head: "GET /healthz HTTP/1.0\r\nHost: {h}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
		"length and coding":            {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
		"coding and length":            {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
		"two lengths":                  {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n"},
		"the same length twice":        {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"},
		"a list of lengths":            {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 0, 0\r\n\r\n"},
		"a length with a sign":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: +0\r\n\r\n"},
		"a length below nothing":       {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: -1\r\n\r\n"},
		"a length by sixteen":          {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 0x0\r\n\r\n"},
		"a length that is empty":       {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length:\r\n\r\n"},
		"a length without end":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 99999999999999999999\r\n\r\n"},
		"a bare CR in a value":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: a\rX-B: b\r\n\r\n"},
		"a bare CR before the end":     {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: a\r\r\n\r\n"},
		"a bare CR in a name":          {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-\rA: a\r\n\r\n"},
		"a bare CR in the Host":        {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r.example\r\n\r\n"},
		"a bare CR in the target":      {head: "GET /health\rz HTTP/1.1\r\nHost: {h}\r\n\r\n"},
		"a bare CR in the method":      {head: "G\rET /healthz HTTP/1.1\r\nHost: {h}\r\n\r\n"},
		"a line with LF alone":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: a\nX-B: b\r\n\r\n"},
		"an end with LF alone":         {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\n\n"},
		"a folded line":                {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: a\r\n b\r\n\r\n"},
		"a folded line with a colon":   {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: a\r\n Content-Length: 5\r\n\r\n"},
		"a folded first line":          {head: "GET /healthz HTTP/1.1\r\n X-A: a\r\nHost: {h}\r\n\r\n"},
		"a blank before the colon":     {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length : 0\r\n\r\n"},
		"a tab before the colon":       {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A\t: 0\r\n\r\n"},
		"a line without colon":         {head: "GET /healthz HTTP/1.1\r\nX-A\r\nHost: {h}\r\n\r\n"},
		"a line without name":          {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\n: a\r\n\r\n"},
		"a name with a slash":          {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX/A: a\r\n\r\n"},
		"a name with a letter of ours": {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nTên: a\r\n\r\n"},
		"a zero byte in a value":       {head: "GET /healthz HTTP/1.1\r\nHost: {h}\r\nX-A: a\x00b\r\n\r\n"},
		"a version that is none":       {head: "GET /healthz HTTP/1.2\r\nHost: {h}\r\n\r\n"},
		"a version in small letters":   {head: "GET /healthz http/1.1\r\nHost: {h}\r\n\r\n"},
		"two blanks":                   {head: "GET  /healthz HTTP/1.1\r\nHost: {h}\r\n\r\n"},
		"a blank in the target":        {head: "GET /health z HTTP/1.1\r\nHost: {h}\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.DialTimeout("tcp", host, 5*time.Second)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
			fmt.Fprint(conn, strings.ReplaceAll(tt.head, "{h}", host))
			r := bufio.NewReader(conn)
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatalf("no answer: %v", err)
			}
			body, _ := io.ReadAll(res.Body)
			if tt.ok {
				if res.StatusCode != 200 {
					t.Fatalf("%s %s", res.Status, body)
				}
				fmt.Fprint(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
				if res, err := http.ReadResponse(r, nil); err != nil || res.StatusCode != 200 {
					t.Errorf("the next request of the connection: %v", err)
				}
				return
			}
			if res.StatusCode != 400 {
				t.Errorf("%s %s", res.Status, body)
			}
			if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
				t.Errorf("the connection goes on: %d bytes, %v", len(rest), err)
			}
		})
	}
}
