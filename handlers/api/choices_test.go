package api

import (
	"strings"
	"testing"
)

// A list of choices costs no more than a client can mean, however long its header is.
func TestALongListOfChoicesIsReadToItsBound(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]int{
		"vi, en;q=0.5":                            2,
		strings.Repeat("aa,", mostChoices-1):      mostChoices - 1,
		strings.Repeat("aa,", mostChoices):        mostChoices,
		strings.Repeat("aa,", 4800):               mostChoices,
		strings.Repeat(",", 4800) + "vi":          1,
		strings.Repeat("aa;q=9,", 4800) + "vi,en": 2, // malformed ones are none
	} {
		if got := len(choices([][]byte{[]byte(header)})); got != want {
			t.Errorf("%.20s… (%d bytes): %d choices, want %d", header, len(header), got, want)
		}
	}
}
