package documents_test

// pdfPlaces are the places of PDF.
func pdfPlaces() []place { return nil }
