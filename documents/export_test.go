package documents

import "context"

// ConfirmCopies is what Run does with the files at hand every so often.
func (s *Service) ConfirmCopies(ctx context.Context) { s.wholes.copies.confirm(ctx, s.options.Blobs) }
