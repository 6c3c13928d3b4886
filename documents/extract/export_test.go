package extract

import "context"

// Holder holds copies to their originals as Reader.Kept does, many with one PDFium.
func Holder(ctx context.Context, cache string) (hold func(original, copied string) error, done func(), err error) {
	in, done, err := startPDF(ctx, cache)
	return func(original, copied string) error { return holdTo(ctx, in, original, copied) }, done, err
}
