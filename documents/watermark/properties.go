package watermark

import (
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Properties are what a PDF says of itself: the entries of its information dictionary by name,
// those too that some program made up, and its XMP packets, those of pages and pictures too.
func Properties(file io.ReadSeeker) (info map[string]string, packets [][]byte, err error) {
	defer func() {
		if r := recover(); r != nil { // the library's, on files that nobody thought of
			err = broken(fmt.Errorf("panic: %v", r))
		}
	}()
	api.DisableConfigDir()
	settings := model.NewDefaultConfiguration()
	settings.Optimize, settings.OptimizeBeforeWriting, settings.OptimizeResourceDicts, settings.Offline = false, false, false, true
	pdf, err := pdfcpu.Read(file, settings)
	if err != nil {
		return nil, nil, broken(err)
	}
	info = map[string]string{}
	if pdf.Info != nil {
		d, err := pdf.DereferenceDict(*pdf.Info)
		if err != nil {
			return nil, nil, broken(err)
		}
		for key, value := range d {
			if text, err := pdf.DereferenceText(value); err == nil {
				info[key] = text
			}
		}
	}
	const most = 100
	for number, entry := range pdf.Table {
		if entry == nil || entry.Free || entry.Generation == nil {
			continue
		}
		s, ok := entry.Object.(types.StreamDict)
		if !ok || len(packets) == most {
			continue
		}
		if kind := s.Type(); kind == nil || *kind != "Metadata" {
			continue
		}
		if err := s.Decode(); err != nil {
			return info, packets, errors.Join(fmt.Errorf("object %d", number), err)
		}
		packets = append(packets, s.Content)
	}
	return info, packets, nil
}
