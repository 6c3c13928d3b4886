package main

import (
	"strings"
	"testing"
)

func TestAnAntivirusNeedsAnAddress(t *testing.T) {
	for value, works := range map[string]bool{"tcp://127.0.0.1:3310": true, "unix:///run/clamav/clamd.ctl": true, "": true, "127.0.0.1:3310": false, "unix://clamd": false} {
		c, _, err := readConfig("serve", []string{"--clamd", value}, nil)
		if (err == nil) != works || err != nil && !strings.Contains(err.Error(), "clamd") {
			t.Errorf("%q: %v", value, err)
		}
		if err == nil && (c.antivirus() != nil) != (value != "") {
			t.Errorf("%q: the antivirus is %v", value, c.antivirus())
		}
	}
}
