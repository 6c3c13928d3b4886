package documents_test

// ooxmlPlaces are the places of Office Open XML.
func ooxmlPlaces() []place { return nil }
