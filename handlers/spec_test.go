package handlers

import "testing"

func TestTheContractLoads(t *testing.T) {
	c, err := LoadContract()
	if err != nil {
		t.Fatal(err)
	}
	if ok, faults := c.validator.ValidateDocument(); !ok {
		for _, f := range faults {
			t.Error(f.Message, f.Reason)
		}
	}
}
